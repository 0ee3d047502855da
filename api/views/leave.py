"""What the desk shows of leaving a case undecided, and of what stands beside it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Because:
    """One reason, chosen by its letter."""

    value: str
    words: str
    letter: str


@dataclass(frozen=True)
class Beside:
    """Another case of the same event or the same report."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Leave:
    """Every way to leave a case undecided; an empty address: not now, or not for this role. All post csrf."""

    skip_url: str = ""  # why
    release_url: str = ""
    urgent_url: str = ""  # words
    conflict_url: str = ""
    standards_url: str = ""
    withdrew_url: str = ""
    seal_url: str = ""  # why
    take_over_url: str = ""
    skips: tuple[Because, ...] = ()
    seals: tuple[Because, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.urgent_url or self.seal_url or self.skip_url)
