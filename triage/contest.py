"""A contested letter: which letters can be contested, by when, who answers, and with which reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from triage.calendar import day_in_words, london_day
from triage.errors import BadAnswer, NotAllowedNow, NotLawful, NotPermitted, ReasonMissing
from triage.letter import LetterKind
from triage.record import Decision, Letter, LetterState

CONTESTABLE = frozenset({LetterKind.WARNING.value, LetterKind.AUTOMATIC_ADVICE.value})


class ContestState(StrEnum):
    """Where a contest is."""

    OPEN = "open"
    UPHELD = "upheld"  # the keeper is right: the letter leaves the history
    REFUSED = "refused"


class UpheldBecause(StrEnum):
    """Why a contested letter is taken back."""

    NOT_SHOWN = "not_shown"
    ANOTHER_VEHICLE = "another_vehicle"
    NOT_THE_KEEPER = "not_the_keeper"
    EXCUSED = "excused"


class RefusedBecause(StrEnum):
    """Why a contested letter stands."""

    FOOTAGE_SHOWS_IT = "footage_shows_it"
    KEEPER_IS_ADDRESSED = "keeper_is_addressed"
    NOTHING_NEW = "nothing_new"
    TOO_LATE = "too_late"


WORDS: Mapping[str, str] = MappingProxyType(
    {
        UpheldBecause.NOT_SHOWN: "The footage does not show the offence",
        UpheldBecause.ANOTHER_VEHICLE: "It was another vehicle",
        UpheldBecause.NOT_THE_KEEPER: "The recipient was not the keeper on that day",
        UpheldBecause.EXCUSED: "There was an excuse that the footage cannot show",
        RefusedBecause.FOOTAGE_SHOWS_IT: "The footage shows the offence and the vehicle",
        RefusedBecause.KEEPER_IS_ADDRESSED: "The letter goes to the keeper, whoever was driving",
        RefusedBecause.NOTHING_NEW: "Nothing was said that changes what the footage shows",
        RefusedBecause.TOO_LATE: "It came after the period in the letter, without a reason",
    }
)


@dataclass(frozen=True)
class Contest:
    """What a keeper says against a letter, and what somebody else decided. ``due_on`` is a London day."""

    id: UUID
    letter_id: UUID
    case_id: UUID
    received_on: date
    due_on: date
    says: str
    state: ContestState
    entered_by: UUID
    created_at: datetime
    decided_by: UUID | None = None
    decided_why: str | None = None
    decided_at: datetime | None = None


def last_contest_day(letter: Letter, contest_days: int) -> date:
    """The last day printed in the letter for contesting it."""
    return london_day(letter.printed_at or letter.sent_at or letter.created_at) + timedelta(days=contest_days)


def require_contestable(letter: Letter) -> None:
    """Raise unless a keeper can contest this letter with the force."""
    if letter.kind not in CONTESTABLE:
        raise NotLawful(
            "A notice or a request to name the driver is not contested with the police: the keeper answers the "
            "request, and whoever was driving may put their case in court."
        )
    if letter.state != LetterState.SENT:
        raise NotAllowedNow(f"Letter {letter.reference} is {letter.state}, so there is nothing to contest.")


def require_received(letter: Letter, received_on: date, note: str, today: date, contest_days: int) -> None:
    """Raise unless the contest can have come on this day; after the letter's period it needs a note."""
    if received_on > today:
        raise BadAnswer("received_on", "The day it came cannot be in the future.")
    if letter.posted_on is not None and received_on < letter.posted_on:
        raise BadAnswer("received_on", f"The letter was posted on {day_in_words(letter.posted_on)}.")
    last = last_contest_day(letter, contest_days)
    if received_on > last and not note.strip():
        raise BadAnswer("note", f"The letter could be contested until {day_in_words(last)}. Say why it is taken late.")


def require_somebody_else(decision: Decision, staff_id: UUID) -> None:
    """Whoever decided or approved a letter does not decide whether it stands (BRIEF "Outcomes")."""
    if decision.decided_by == staff_id:
        raise NotPermitted("You decided or approved this letter, so somebody else decides whether it stands.")


def answer_of(state: ContestState, reason: str) -> str:
    """The reason code of an answer; ReasonMissing when it does not belong to what was decided."""
    codes = UpheldBecause if state is ContestState.UPHELD else RefusedBecause
    if state is ContestState.OPEN or reason not in set(codes):
        raise ReasonMissing("Choose a reason that belongs to what you decide.")
    return reason
