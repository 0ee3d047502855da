"""Moment: an officer confirms when and where it happened, and every clock, the rank and the letters follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from triage.actor import Officer
from triage.calendar import london_day
from triage.case import Allegation, Case, Stage
from triage.clock_verdict import Recording
from triage.confirmed import (
    BY_HAND,
    REPORTER,
    WHY_LIMIT,
    Word,
    moment_finding,
    needs_why,
    offered,
    place_finding,
    place_on_letters,
    refuse_impossible,
    rests_on,
)
from triage.deadline import Clock
from triage.errors import BadAnswer, NotAllowedNow, NotReviewed
from triage.finding import JsonValue
from triage.moment import earliest_day
from triage.permission import Permission, require
from triage.policy import Policy
from triage.steps.facts import answers_of, clock_of, recordings_of, refuse_conflict
from triage.steps.ports import Unit
from triage.steps.prioritise import prioritise
from triage.steps.weigh import KEEPER, standing_on
from triage.submission import line


@dataclass(frozen=True)
class Placed:
    """Road and town as an officer gives them, with why where they are not the reporter's."""

    road: str
    town: str
    why: str = ""


def confirm_moment(unit: Unit, case_id: UUID, version: int, at: datetime, why: str, *, by: Officer) -> Case:
    """Keep the moment an officer confirms; confirming again takes the place of it, and the log keeps both.

    What the reporter answered is never changed. Raises SomeoneElseWasFirst, ConflictOfInterest, NotReviewed,
    NotAllowedNow for a case that is sealed or decided, and BadAnswer for an impossible moment or a missing reason.
    """
    case = _held(unit, case_id, version, by)
    submission = unit.submissions.get(case.submission_id)
    answers = answers_of(submission)
    recordings = recordings_of(unit, submission, case, answers)
    refuse_impossible(at, case.received_at, unit.now)
    offers = offered(answers.occurred_at, recordings, case.received_at)
    first = first_without_why(case, answers.occurred_at, recordings)
    said = _why(why, needs_why(at, answers.occurred_at, offers, first))
    rests = rests_on(at, offers)
    word = Word(by.name, unit.now, rests, said, case.version)
    unit.findings.add(case.submission_id, (moment_finding(at, word),), case_id=case.id)
    moved = moved_to(case, at)
    told: dict[str, JsonValue] = {
        "offence_on": moved.offence_on.isoformat(),
        "before": counted_from(case).isoformat(),
        "earliest": earliest_day(answers.occurred_at, recordings).day.isoformat(),
        "rests_on": rests,
    }
    unit.cases.save(_due_again(unit, moved, by), by=by.actor, action="moment_confirmed", payload=told)
    return prioritise(unit, case_id)


def confirm_place(unit: Unit, case_id: UUID, version: int, placed: Placed, *, by: Officer) -> Case:
    """Keep the road and the town that letters name; the reporter's words and pin stay as they were sent.

    Raises what `confirm_moment` raises, with BadAnswer for what a letter must not name.
    """
    case = _held(unit, case_id, version, by)
    typed = answers_of(unit.submissions.get(case.submission_id)).place
    place, differs = place_on_letters(typed, placed.road, placed.town)
    said = _why(placed.why, "Say why the place is not the one the reporter gave." if differs else "")
    word = Word(by.name, unit.now, BY_HAND if differs else REPORTER, said, case.version)
    unit.findings.add(case.submission_id, (place_finding(place, word),), case_id=case.id)
    told: dict[str, JsonValue] = {"rests_on": word.rests_on}
    unit.cases.save(replace(case, place=place), by=by.actor, action="place_confirmed", payload=told)
    return prioritise(unit, case_id)


def counted_from(case: Case) -> date:
    """The London day the clock counts from as things stand: the earliest of the offences still open."""
    return min((one.offence_on for one in case.allegations if _may_move(one)), default=case.offence_on)


def first_without_why(case: Case, said: datetime, recordings: Sequence[Recording]) -> date:
    """The latest day an officer may confirm without a reason: never later than the clock counts from, or could."""
    return min(counted_from(case), earliest_day(said, recordings).day)


def moved_to(case: Case, at: datetime) -> Case:
    """The case at another moment: its day is that of every offence still open."""
    day = london_day(at)
    return replace(counting_from(case, day), occurred_at=at, offence_on=day)


def counting_from(case: Case, day: date) -> Case:
    """The case with the clocks of its open offences begun on this London day."""
    moved = tuple(replace(one, offence_on=day) if _may_move(one) else one for one in case.allegations)
    return replace(case, allegations=moved)


def binding_clock(case: Case, policy: Policy) -> Clock:
    """The clock that ends first of the offences still open."""
    still_open = [one for one in case.allegations if _may_move(one)] or list(case.allegations)
    return min((clock_of(case, one, policy) for one in still_open), key=lambda one: (one.last_day, one.offence))


def _may_move(one: Allegation) -> bool:
    # The keeper's silence has a day of its own, and it is not that of the driving.
    return one.open and one.against != KEEPER


def _held(unit: Unit, case_id: UUID, version: int, by: Officer) -> Case:
    """The case, as this officer holds and read it."""
    require(by.role, Permission.CASE_REVIEW)
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    case = unit.cases.get_as_read(case_id, version)
    if case.sealed_at is not None:
        raise NotAllowedNow("This case is sealed: nothing is confirmed on it until a supervisor opens it again.")
    decisions = unit.decisions.list_for(case.id)
    if case.stage is Stage.DECIDED:
        raise NotAllowedNow("This report has been decided, and its letters name the time and place as they stood.")
    if any(standing_on(case, decisions, one) is not None for one in case.allegations):
        raise NotAllowedNow("A decision was made on the time and place as they stand: undo it before you change them.")
    if case.claimed_by != by.id or not case.open:
        raise NotReviewed("Open this report first: it is not yours at the moment.")
    return case


def _why(why: str, wanted: str) -> str:
    """The reason in one line. Raises BadAnswer where one is ``wanted`` and none is given."""
    said = line("why", why, "the reason", limit=WHY_LIMIT, needed=False)
    if wanted and not said:
        raise BadAnswer("why", wanted)
    return said


def _due_again(unit: Unit, moved: Case, by: Officer) -> Case:
    """A last day that is still to come has not gone by, and nobody needs to be told that it had."""
    policy = unit.policy.on(unit.today, law_on=moved.offence_on)
    if moved.overdue_at is None or binding_clock(moved, policy).last_day < unit.today:
        return moved
    unit.alarms.close_all("last_day", moved.id, by.id, "The moment was confirmed: the last day is still to come.")
    return replace(moved, overdue_at=None)
