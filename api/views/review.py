"""View models of the review desk: one case on one screen (staff/review.html takes `bar` and `page`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from api.views.confirm import ConfirmMoment, ConfirmPlace
from api.views.figures import SpeedPoint, Strip, TrackPoint
from api.views.leave import Beside, Leave
from api.views.reconciled import Reconciled
from api.views.staff import Check, PastAction, Urgency

NOTHING_TO_LEAVE = Leave()
NO_PICTURES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Fact:
    """Something known about the incident, with where it comes from."""

    label: str
    value: str
    source: str = ""  # "witness", "camera GPS", "container clock"


@dataclass(frozen=True)
class UpNext:
    """A case that follows."""

    reference: str
    summary: str  # "Red light, 7 d left"
    url: str = ""
    is_ready: bool = False
    thumbnail_url: str = ""


@dataclass(frozen=True)
class Clip:
    """One file of footage as officers see it."""

    title: str  # "Front camera, 1920 × 1080, 30 fps"
    state: Literal["ready", "preparing", "unreadable"]
    url: str = ""  # of the review page with this clip shown
    detail: str = ""  # progress, or why it cannot be read
    video_url: str = ""
    poster_url: str = ""
    frames_url: str = ""  # JSON {"time_base": [1, 30000], "first": 0, "pts": [...]}, as the worker writes it
    duration_s: float = 0.0
    frame_count: int = 0
    strip: Strip | None = None
    stills_url: str = ""  # followed by the number of a picture: that picture of the original
    reading: str = ""  # while plates and the printed line are still being read
    is_blurred: bool = False  # blurred until played, where injury is flagged
    plate_urls: Mapping[str, str] = field(default_factory=dict)  # by normalised mark: what it was read from
    original_url: str = ""  # download of the bytes as received
    sha256: str = ""


@dataclass(frozen=True)
class LegalClock:
    """The clock of the earliest open allegation."""

    title: str  # "Notice must reach the keeper by"
    deadline_on: date
    day_words: str  # "Day 7 of 14"
    act_words: str  # "Post by Wed 25 Nov, first class"
    time_left: str  # "4 d 2 h"
    cells: tuple[Literal["used", "now", "open", "late"], ...] = ()  # 14; late: too late to post
    urgency: Urgency = "soon"
    note: str = ""  # "Exception relied on: accident, s.2(1)"


@dataclass(frozen=True)
class Reason:
    """Why there is no further action, or which other outcome; chosen by its letter."""

    value: str
    title: str
    letter: str


@dataclass(frozen=True)
class OutcomeChoice:
    """One of the four outcomes."""

    key: Literal["1", "2", "3", "4", "5", "6", "7"]
    value: str  # posted as `outcome`
    title: str
    hint: str
    what_next: str = ""
    why_suggested: str = ""  # not empty: suggested, and this is why; nothing is ever pre-selected
    blocked: str = ""  # not empty: cannot be chosen, and this is why
    reasons: tuple[Reason, ...] = ()
    wants_service: bool = False  # only with `other_service`: how it is served, in words


@dataclass(frozen=True)
class OffenceOption:
    """An offence the officer can confirm."""

    slug: str
    title: str


@dataclass(frozen=True)
class Choice:
    """One value of a list."""

    value: str
    title: str


@dataclass(frozen=True)
class AllegedOffence:
    """One offence that is alleged, with its own clock or what came of it."""

    title: str
    words: str  # "Post by Wed 25 Nov, not confirmed", "Warning letter"
    url: str  # of this page about this offence
    is_this: bool = False  # the decision on the page is about this one
    is_open: bool = True


@dataclass(frozen=True)
class Alleged:
    """What is alleged. The form at `url` posts csrf, `version`, `about`, `offence`, `act` ("add" or "correct"); the
    one at `exception_url` csrf, `version`, `about`, `exception`, `why`; the one at `another_url` csrf, `offence`,
    `registration`, `description`, `reporters` ("yes")."""

    about: str = ""  # id of the allegation that a decision is about, posted as `about`
    offences: tuple[AllegedOffence, ...] = ()
    may_be_added: tuple[OffenceOption, ...] = ()
    url: str = ""
    can_be_corrected: bool = False
    exception_url: str = ""
    exceptions: tuple[Choice, ...] = ()
    another_url: str = ""


@dataclass(frozen=True)
class PlateReading:
    """A registration read in the footage."""

    text: str
    confidence: float  # 0 to 1
    key: Literal["Q", "W", "E"]
    words: str = ""  # what it says of the registration that was typed
    crop_url: str = ""  # the piece of the original it was read from


@dataclass(frozen=True)
class RankReason:
    """One addend of the rank."""

    words: str
    days: str  # "+14 d", "-2.9 d"


@dataclass(frozen=True)
class Undo:
    """The officer's last decision while it is held."""

    reference: str
    outcome: str
    seconds_left: int
    url: str  # POST csrf


@dataclass(frozen=True)
class Conflict:
    """Somebody else was first; nothing of theirs is overwritten."""

    officer: str
    outcome: str
    at: datetime


@dataclass(frozen=True)
class ReviewPage:
    """review.html. The record form posts `version`, `outcome`, `reason`, `offence`, `registration`, `note`,
    `mark_in`, `mark_out` (seconds, may be empty), `seconds_played`, `played` ("0.0-5.2,7-9"), `csrf`, `about`,
    `other_service`, `s59` ("yes"); `then` is "next"."""

    reference: str
    version: int
    offence_title: str
    tier: int
    tier_words: str
    # yours: claimed by this officer. free: only read. taken: somebody else has it. held: decided, undo still possible.
    state: Literal["yours", "free", "taken", "held", "decided"]
    account: str
    facts: tuple[Fact, ...]
    clips: tuple[Clip, ...]
    clock: LegalClock
    outcomes: tuple[OutcomeChoice, ...]
    offences: tuple[OffenceOption, ...]
    record_url: str
    reconciled: tuple[Reconciled, ...] = ()  # when and where, by every source
    confirm_moment: ConfirmMoment | None = None  # for whoever holds the case
    confirm_place: ConfirmPlace | None = None
    leave: Leave = NOTHING_TO_LEAVE
    beside: tuple[Beside, ...] = ()  # other vehicles of the report, other reports of the event
    claim_url: str = ""  # POST csrf: take a free case
    note_url: str = ""  # POST csrf, note
    preview_url: str = ""  # GET outcome, reason, offence, registration, about
    heartbeat_url: str = ""  # POST with X-CSRF, empty body; 204 while the claim lives, 409 when it is lost
    history_url: str = ""
    clip: int = 0  # which of the clips is shown
    state_words: str = ""  # "Claimed by PC 2209 Osei until 10:42", "Warning letter recorded, final in 8 seconds"
    offence: str = ""  # slug; what the submitter named, not yet confirmed
    registration: str = ""  # as the submitter typed it; empty: no plate visible
    vehicle_words: str = ""  # "grey Vauxhall Corsa"
    vehicle_source: str = "witness"
    past: tuple[PastAction, ...] = ()
    up_next: tuple[UpNext, ...] = ()
    plates: tuple[PlateReading, ...] = ()
    checks: tuple[Check, ...] = ()
    rank_place: int = 0
    rank_reasons: tuple[RankReason, ...] = ()
    speed: tuple[SpeedPoint, ...] = ()
    speed_limit_mph: int | None = None
    track: tuple[TrackPoint, ...] = ()
    incident_at_s: float | None = None  # in the footage, for the mark on speed and track
    undo: Undo | None = None
    conflict: Conflict | None = None
    form_problem: str = ""  # a sentence when the last attempt was refused
    chosen: str = ""  # outcome value of a refused attempt, kept
    chosen_reason: str = ""
    note: str = ""
    played: str = ""  # ranges of seconds that a refused attempt had played, kept
    alleged: Alleged = Alleged()
    standing: str = ""  # what stands on a decided case: "Warning letter, by PC 4471 Marsh on 12 November"
    may_follow: bool = False  # this person may record another decision in its place; `record_url` says where
    other_service: str = ""  # kept of a refused attempt, like the note
    s59: bool = False
    reads_only: bool = False  # this role records nothing here: no outcomes, no note, no button
