"""The stories of the invented caseload: what happened, when it was sent, and what people did with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from demo.people import OFFICER, SECOND, SERGEANT
from triage.calendar import add_business_days, at_london
from triage.deadline import decision_due
from triage.finding import JsonValue
from triage.outcome import Outcome

EVENING = time(19, 20)
LATELY = 20  # days
HAPPENED_BEFORE = timedelta(hours=2, minutes=35)


class Shows(StrEnum):
    """The state a story is there to show."""

    DRAFT = "draft"
    PREPARING = "preparing"
    QUEUE = "queue"
    CLAIMED = "claimed"
    SKIPPED = "skipped"
    CONFIRM = "confirm"
    AUDIT = "audit"
    URGENT = "urgent"
    RESTRICTED = "restricted"
    RESCUE = "rescue"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    NO_ACTION = "no_action"
    WARNED = "warned"
    WARNED_AGAIN = "warned_again"
    NOTICE_TOLD = "notice_told"
    NOTICE_UNTOLD = "notice_untold"
    KEEPER_ASKED = "keeper_asked"
    UNDONE = "undone"
    LATE = "late"
    FORCE_LATE = "force_late"
    REFERRED = "referred"
    OTHER = "other"
    LETTER_FAILED = "letter_failed"
    INCIDENT = "incident"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"
    TWO_OFFENCES = "two_offences"
    EXCEPTION = "exception"
    SECTION_59 = "section_59"
    SUPERSEDED = "superseded"
    STANDARDS = "standards"
    MARKED = "marked"
    SECOND_LOOK = "second_look"
    FINAL_WARNING = "final_warning"
    TO_POST = "to_post"
    CONTESTED = "contested"
    UPHELD = "upheld"
    RETURNED = "returned"
    IN_DOUBT = "in_doubt"
    LOOK_UP = "look_up"
    NO_KEEPER = "no_keeper"
    REMINDED = "reminded"
    DRIVER_NAMED = "driver_named"
    CHAIN = "chain"
    CONCLUDE = "conclude"
    COURSE_OFFERED = "course_offered"
    PAID = "paid"
    LAPSED = "lapsed"
    COURT = "court"
    SILENT = "silent"


# States that take two reports of the same vehicle.
SHARE_A_PLATE = frozenset({Shows.WARNED_AGAIN, Shows.FINAL_WARNING, Shows.INCIDENT})


class Film(StrEnum):
    """What the reporter uploads."""

    CLIP = "clip"
    TEXT = "text"  # words in a file that is called .mp4
    COPY = "copy"  # the very bytes of another story


@dataclass(frozen=True)
class When:
    """The day it happened (days before today, London), and when it was sent; or minutes ago, for what is fresh.

    ``due`` chooses the day so that a notice must be decided on the so-many-th business day from today (0 the first).
    """

    day: int = 0
    at: time = time(8, 20)
    sent_day: int | None = None
    sent_at: time = EVENING
    minutes_ago: int | None = None
    due: int | None = None

    def instants(self, now: datetime, today: date, holidays: frozenset[date]) -> tuple[datetime, datetime]:
        """(happened, sent) in UTC."""
        if self.minutes_ago is not None:
            sent = (now - timedelta(minutes=self.minutes_ago)).replace(microsecond=0)
            return sent - HAPPENED_BEFORE, sent
        day = self.day if self.due is None else due_day(self.due, today, holidays)
        sent_day = day if self.sent_day is None else self.sent_day
        return (
            at_london(today - timedelta(days=day), self.at),
            at_london(today - timedelta(days=sent_day), self.sent_at),
        )


def due_day(number: int, today: date, holidays: frozenset[date]) -> int:
    """How many days ago a notice offence was, if its decision is due on the so-many-th business day from today."""
    due_on = add_business_days(today - timedelta(days=1), number + 1, holidays)
    return max(ago for ago in range(1, 14) if decision_due(today - timedelta(days=ago), holidays) >= due_on)


@dataclass(frozen=True)
class Act:
    """Something a person does to a case, some days before today at a London time; 0 days is minutes ago."""

    ago: int
    at: time = time(10, 40)
    minutes_ago: int = field(default=0, kw_only=True)

    def instant(self, now: datetime, today: date) -> datetime:
        """When it is done, in UTC."""
        if self.ago == 0:
            return (now - timedelta(minutes=self.minutes_ago)).replace(microsecond=0)
        return at_london(today - timedelta(days=self.ago), self.at)


@dataclass(frozen=True)
class Decides(Act):
    """Claims the case, watches it and records an outcome; ``first`` is one that was recorded before and undone.

    ``offence`` is what the footage shows, where that is not what the reporter named.
    """

    outcome: Outcome = Outcome.NO_FURTHER_ACTION
    reason: str = ""
    by: str = OFFICER
    first: tuple[Outcome, str] | None = None
    offence: str = ""
    recommends_s59: bool = False


@dataclass(frozen=True)
class LooksUp(Act):
    """The register's answers and what can be read in the picture."""


@dataclass(frozen=True)
class Approves(Act):
    """The sergeant approves the automatic letter that was proposed."""


@dataclass(frozen=True)
class Declines(Act):
    """The sergeant declines it."""

    why: str = ""


@dataclass(frozen=True)
class ClosesAlarm(Act):
    """The sergeant closes an urgent alarm with the control room's log number."""

    log_number: str = ""


@dataclass(frozen=True)
class Skips(Act):
    """The officer takes a case and gives it back."""

    why: str = "needs_second_look"


@dataclass(frozen=True)
class Notes(Act):
    """The officer leaves a note."""

    words: str = ""


@dataclass(frozen=True)
class Story:
    """One report before anybody has sent it.

    ``plate`` is None to have one drawn by lot, "" where none was visible. ``reporter`` numbers the invented people.
    ``audited`` says whether the lot of the audit lane falls on it.
    """

    name: str
    shows: Shows
    offence: str
    when: When
    acts: tuple[Act, ...] = ()
    plate: str | None = None
    place: int = 0
    reporter: int | None = None
    keeper: str = "person"  # person, company or "" for nobody looked up
    says: str = ""
    answers: Mapping[str, JsonValue] = field(default_factory=lambda: MappingProxyType({}))
    film: Film = Film.CLIP
    copy_of: str = ""
    audited: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether somebody decides it in the story."""
        return any(isinstance(act, (Decides, Approves)) for act in self.acts)

    @property
    def is_old(self) -> bool:
        """Whether it was decided so long ago that nobody watches it again."""
        return self.is_decided and self.when.day > LATELY


def shortest(stories: tuple[Story, ...]) -> tuple[Story, ...]:
    """The first story of every state, and those it cannot do without."""
    first = {story.shows: story for story in reversed(stories)}
    wanted = {story.name for story in first.values()} | {story.copy_of for story in first.values()}
    plates = {story.plate for story in first.values() if story.shows in SHARE_A_PLATE}
    return tuple(story for story in stories if story.name in wanted or story.plate in plates)


def just_now(minutes_ago: int, outcome: Outcome, reason: str = "") -> Decides:
    """The second officer decides, some minutes ago."""
    return Decides(0, outcome=outcome, reason=reason, by=SECOND, minutes_ago=minutes_ago)


def officer(ago: int, outcome: Outcome, reason: str = "", at: time = time(10, 40)) -> Decides:
    """The first officer decides."""
    return Decides(ago, at, outcome, reason)


def sergeant(ago: int, outcome: Outcome, reason: str = "", at: time = time(15, 5)) -> Decides:
    """The sergeant decides."""
    return Decides(ago, at, outcome, reason, SERGEANT)
