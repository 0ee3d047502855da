"""How letters leave, whatever carries them: one interface, and by name what may go wrong in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from triage.letter import LetterKind


class ChannelFault(Exception):
    """What a channel could not do, in a sentence for the person who may have to mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(ChannelFault):
    """Not taken, and it never will be as it is."""


class Misconfigured(ChannelFault):
    """Nothing is taken from us until somebody mends the key, the address or the clock."""


class Unavailable(ChannelFault):
    """Not taken now; the same again later may be."""


class OutcomeUnknown(ChannelFault):
    """No answer: it may have been taken, and may still be while the service works on it. Ask before sending again."""


class Fate(StrEnum):
    """What became of a letter that a channel had accepted."""

    UNDER_WAY = "under_way"
    POSTED = "posted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Became:
    """A letter's fate, with the service's reason where it was refused."""

    fate: Fate
    sentence: str = ""


@dataclass(frozen=True)
class Posting:
    """What the channel is told about a letter besides its bytes."""

    kind: LetterKind
    pages: int
    created_at: datetime


@dataclass(frozen=True)
class Receipt:
    """What the channel holds under a reference; None is what a service does not give back when it is asked.

    `kept_first` says that other bytes were offered later and refused, `recalled` that it was taken back.
    """

    reference: str
    sha256: str | None
    pages: int | None
    kind: LetterKind | None
    created_at: datetime
    kept_first: bool = False
    recalled: bool = False


class Channel(Protocol):
    """A way for letters to leave. After an unknown outcome the sender asks `find` before it sends again."""

    @property
    def name(self) -> str:
        """The word under which attempts and letters remember it."""

    @property
    def posts_by_itself(self) -> bool:
        """Whether what it takes is posted without a person; otherwise somebody certifies the day."""

    @property
    def quiet(self) -> timedelta:
        """How long after an attempt it may still be working on it: until then `find` proves nothing by its silence."""

    @property
    def remembers(self) -> timedelta | None:
        """How long `find` knows of a letter; None is for ever."""

    def send(self, reference: str, pdf: bytes, facts: Posting) -> Receipt:
        """Send this letter once. Raises the faults above; where nothing is raised it was taken."""

    def find(self, reference: str) -> Receipt | None:
        """The receipt of what was taken under this reference and not refused since, or None."""

    def recall(self, reference: str) -> bool:
        """Take a letter back before it is posted; False when it can no longer be stopped, and a person must know."""

    def became(self, reference: str) -> Became:
        """What became of a letter that was taken."""

    def posting_day(self, at: datetime, holidays: frozenset[date]) -> date:
        """The London day on which something handed over at this instant goes into the post."""
