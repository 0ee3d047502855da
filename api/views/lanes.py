"""View models of the lanes beside the queue, of what is found, and of how the queue is used."""

from dataclasses import dataclass
from datetime import date, datetime

from api.views.review import Undo
from api.views.staff import LaneTab, QueueRow, Urgency


@dataclass(frozen=True)
class LaneWhy:
    """One reason why a case stands in its lane."""

    words: str
    source: str = ""  # "footage", "reporter", "policy"
    confidence: str = ""  # "91 % sure"; empty: read or answered, not guessed


@dataclass(frozen=True)
class LaneRow:
    """One case of a lane, with what can be done about it here."""

    reference: str
    url: str
    version: int
    offence: str
    vehicle: str
    where: str
    why: tuple[LaneWhy, ...]
    due_words: str
    due_on: date
    time_left: str
    urgency: Urgency = "calm"
    age: str = ""  # since the report came: "12 min", "3 d 4 h"
    poster_url: str = ""
    can_do: tuple[str, ...] = ()  # what is left, in sentences
    claimed_by: str = ""
    yes_url: str = ""  # POST csrf, version: close it for the reason named in `yes_words`
    yes_words: str = ""
    no_url: str = ""  # POST csrf, version: an officer reviews it
    log_url: str = ""  # POST csrf, log_number
    claim_url: str = ""  # POST csrf
    unseal_url: str = ""  # POST csrf, why


@dataclass(frozen=True)
class LanePage:
    """lanes.html and lanes_confirm.html: one lane."""

    title: str
    intro: str
    lanes: tuple[LaneTab, ...]
    rows: tuple[LaneRow, ...]
    empty: str
    past_title: str = ""
    past: tuple[LaneRow, ...] = ()
    undo: Undo | None = None
    next_url: str = ""
    take_url: str = ""  # POST csrf: take the first of the lane


@dataclass(frozen=True)
class FoundPage:
    """found.html: the cases behind part of a registration."""

    asked: str
    rows: tuple[QueueRow, ...]
    hidden: int = 0  # found, but not for this person


@dataclass(frozen=True)
class ClaimedRow:
    """What became of the reports that named one offence."""

    offence: str
    decided: int
    as_named: int
    lowered: int
    other: int
    no_offence: int
    share: float | None  # per cent lowered or no offence; None: too few to say


@dataclass(frozen=True)
class SkipRow:
    """How often somebody gave cases back for one reason."""

    officer: str
    why: str
    count: int


@dataclass(frozen=True)
class QueueUsePage:
    """queue_use.html: over-claiming by category, and skips."""

    lanes: tuple[LaneTab, ...]
    rows: tuple[ClaimedRow, ...]
    skips: tuple[SkipRow, ...]
    least: int  # below so many, no percentage
    since: datetime
