"""What was actually watched: the seconds of footage an officer's player ran through."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from triage.errors import BadAnswer

RANGES_LIMIT = 500
SLACK_S = 0.5  # half a second around the mark is one look at it


@dataclass(frozen=True)
class Viewing:
    """Ranges of seconds that were played, and the marked moment if one was set."""

    played: tuple[tuple[float, float], ...] = ()
    mark_s: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds of footage seen, each counted once."""
        total, reached = 0.0, 0.0
        for start, end in sorted(self.played):
            total += max(0.0, end - max(start, reached))
            reached = max(reached, end)
        return round(total, 3)

    @property
    def mark_played(self) -> bool:
        """Whether the marked moment was among what was played; without a mark, whether anything was."""
        if self.mark_s is None:
            return self.seconds >= 1.0
        return any(start - SLACK_S <= self.mark_s <= end + SLACK_S for start, end in self.played)


def parse_ranges(text: str) -> tuple[tuple[float, float], ...]:
    """Ranges as a player reports them: "0.0-5.2,7.0-9.5"; BadAnswer for anything else."""
    parts: Sequence[str] = [one for one in text.split(",") if one.strip()]
    if len(parts) > RANGES_LIMIT:
        raise BadAnswer("played", "The player reported more ranges than a viewing can have.")
    return tuple(_range(one) for one in parts)


def _range(text: str) -> tuple[float, float]:
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)-(\d{1,6}(?:\.\d{1,6})?)\s*", text)
    if found is None or float(found[1]) > float(found[2]):
        raise BadAnswer("played", "The player reported a range that cannot be read.")
    return float(found[1]), float(found[2])
