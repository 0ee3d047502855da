"""View model of a fact that several sources claim: the verdict, and every claim beside it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

# "near": agrees under an assumption or nearly; "unknown": says nothing; "said": a person's, with nothing against it.
Mark: TypeAlias = Literal["agrees", "near", "disagrees", "unknown", "said"]


@dataclass(frozen=True)
class Claimed:
    """What one source says, and how it stands to the verdict."""

    name: str  # "GPS", "Reporter"
    value: str
    words: str  # what is assumed, and by how much it differs
    mark: Mark
    origin: str = ""  # where exactly it was read: "container creation_time"


@dataclass(frozen=True)
class Reconciled:
    """The verdict over the claims."""

    label: str  # "When"
    value: str
    sureness: str  # "likely"; empty where nothing is guessed
    reason: str
    mark: Mark
    state: str  # "Sources disagree"
    claims: tuple[Claimed, ...]
    settled: str = ""  # who confirmed it and why, or that nobody has
    is_settled: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the claims stand open: they must be seen where they do not agree and nobody has settled it."""
        return self.mark == "disagrees" and not self.is_settled
