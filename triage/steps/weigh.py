"""Gathers what a decision on one allegation depends on: for recording it, and for showing what stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from triage.calendar import london_day
from triage.case import Allegation, Case, Stage, main_allegation
from triage.deadline import Clock, clock_for
from triage.errors import BadAnswer
from triage.notice import driver_of
from triage.outcome import AFTER_NOTICE, DISPOSAL, DecisionFacts, Outcome
from triage.plate import normalise
from triage.policy import Policy
from triage.post import day_of_service
from triage.record import Decision, Letter, LetterState
from triage.statistics import seriousness
from triage.steps.facts import answers_of, escalation_of, has_own_offence
from triage.steps.ports import Unit
from triage.viewing import Viewing

UNWATCHED = Viewing()
KEEPER = "keeper"
LEFT = frozenset({LetterState.SENT, LetterState.RETURNED, LetterState.WITHDRAWN})
BY_LETTER = frozenset({Outcome.WARNING_LETTER, Outcome.NOTICE, *AFTER_NOTICE})
WATCHED_FIRST = frozenset({Outcome.NOTICE, Outcome.WARNING_LETTER})


@dataclass(frozen=True)
class Order:
    """What somebody wants recorded, as the desk sends it. ``allegation`` is None for the one that ranks first."""

    outcome: Outcome
    reason: str = ""
    offence: str = ""
    note: str = ""
    registration: str | None = None
    viewing: Viewing = UNWATCHED
    allegation: UUID | None = None
    other_service: str = ""
    recommends_s59: bool = False


def decisions_on(case: Case, decisions: Sequence[Decision], one: Allegation) -> tuple[Decision, ...]:
    """The decisions on one allegation that were not undone, oldest first.

    A decision that names no allegation was made on the first.
    """
    first = case.allegations[0].id
    return tuple(made for made in decisions if made.withdrawn_at is None and (made.allegation_id or first) == one.id)


def standing_on(case: Case, decisions: Sequence[Decision], one: Allegation) -> Decision | None:
    """The decision that stands on an allegation, held or final."""
    made = decisions_on(case, decisions, one)
    return made[-1] if made else None


def speaking(case: Case, decisions: Sequence[Decision]) -> Decision | None:
    """The decision that speaks for the whole case: the most serious of the final ones that stand on its offences."""
    final = [one for one in decisions if one.finalised_at is not None]
    standing = [found for one in case.allegations if (found := standing_on(case, final, one)) is not None]
    return min(standing, key=lambda one: seriousness(DISPOSAL[one.outcome]), default=None)


def undecided(case: Case, decisions: Sequence[Decision]) -> tuple[Allegation, ...]:
    """The open allegations on which nothing stands, the first in rank first."""
    left = [one for one in case.allegations if one.open and standing_on(case, decisions, one) is None]
    return tuple(sorted(left, key=lambda one: (one.rank_key is None, one.rank_key or 0)))


def allegation_of(case: Case, decisions: Sequence[Decision], chosen: UUID | None) -> Allegation:
    """The allegation a decision is about: the one chosen, else the first undecided, else the last decided."""
    if chosen is not None:
        found = next((one for one in case.allegations if one.id == chosen), None)
        if found is None:
            raise BadAnswer("allegation", "This offence is not alleged in this report.")
        return found
    waiting = undecided(case, decisions)
    if waiting:
        return waiting[0]
    by_id = {one.id: one for one in case.allegations}
    named = [made.allegation_id for made in decisions if made.withdrawn_at is None and made.allegation_id in by_id]
    return by_id[named[-1]] if named and named[-1] is not None else main_allegation(case)


def corrected(case: Case, one: Allegation, order: Order) -> tuple[Case, Allegation]:
    """The case with the offence and registration that were confirmed; the keeper's own offence stays what it is.

    Raises BadAnswer when the case has another allegation of that offence.
    """
    if one.against == KEEPER:
        return case, one
    if order.offence and any(other.offence == order.offence and other.id != one.id for other in case.allegations):
        raise BadAnswer("offence", "This offence is alleged in this report already: choose it there.")
    confirmed = replace(one, offence=order.offence or one.offence, confirmed=True)
    vehicle = case.vehicle
    if order.registration is not None:
        vehicle = replace(vehicle, registration=order.registration)
    allegations = tuple(confirmed if other.id == one.id else other for other in case.allegations)
    return replace(case, vehicle=vehicle, allegations=allegations), confirmed


def clocked(case: Case, one: Allegation, clock: Clock) -> Case:
    """The case with the dates of the offence that was confirmed; a label without a notice hid them until now."""
    dates = (clock.service_deadline, clock.last_post, clock.decision_due)
    dated = replace(
        one, service_deadline=dates[0], last_post=dates[1], decision_due=dates[2], summary_limit=clock.summary_limit
    )
    allegations = tuple(dated if other.id == one.id else other for other in case.allegations)
    if case.last_post is not None or clock.last_post is None:
        return replace(case, allegations=allegations)
    return replace(case, allegations=allegations, service_deadline=dates[0], last_post=dates[1], decision_due=dates[2])


def decision_facts(
    unit: Unit, case: Case, one: Allegation, order: Order, policy: Policy, *, by: UUID, was: Case | None = None
) -> DecisionFacts:
    """What a decision on this allegation depends on. ``was`` is the case as it stood before it was corrected."""
    offence = policy.offence(one.offence)
    answers = answers_of(unit.submissions.get(case.submission_id))
    viewing = order.viewing if order.viewing.mark_s is not None else replace(order.viewing, mark_s=answers.mark_s)
    made = decisions_on(case, unit.decisions.list_for(case.id), one)
    standing = made[-1] if made else None
    letters = unit.letters.list_for_case(case.id)
    clock = clock_for(offence, one.offence_on, case.received_at, policy)
    notice_served = _is_served(unit, made, letters, replace(clock, exception=one.exception))
    return DecisionFacts(
        offence=offence,
        clock=replace(clock, exception=one.exception),
        received_at=case.received_at,
        mark_played=viewing.mark_played or any(_was_watched(each) for each in made),
        seconds_played=viewing.seconds,
        escalation_step=escalation_of(unit, case, policy).step,
        willing_for_court=answers.willing_for_court and not has_own_offence(unit, case),
        unpublished=not (answers.posted_publicly and policy.limits.published_bars_prosecution),
        original=answers.original_kept or not policy.limits.copy_bars_prosecution,
        exception=one.exception,
        other_service=order.other_service or None,
        claimed=case.stage is Stage.DECIDED or case.claimed_by == by,
        plate_known=bool(case.registration) and not (_is_copied(unit, case, one) and not _is_plate_changed(case, was)),
        standing=None if standing is None else standing.outcome,
        own=standing is not None and standing.decided_by == by and not standing.automatic,
        letter_left=standing is not None and any(_has_left(each, standing) for each in letters),
        decided_on=_day_without_letter(standing, letters),
        notice_served=notice_served,
        person_known=_is_person_known(unit, case, one, offence.s172_applies, is_served=notice_served),
        against_keeper=one.against == KEEPER,
        plate_changed=_is_plate_changed(case, was),
        is_lettered=bool(acted_on(unit, case, one.offence)),
    )


def acted_on(unit: Unit, case: Case, offence: str) -> tuple[tuple[Case, Decision], ...]:
    """The other reports of the same event that led to a letter about this offence and vehicle, with what was decided.

    Two people who saw one event are two witnesses; the keeper is asked, or warned, once.
    """
    if case.incident_id is None or not case.registration:
        return ()
    others = unit.cases.list_for_registration(case.registration)
    found = []
    for other in (one for one in others if one.id != case.id and one.incident_id == case.incident_id):
        decisions = unit.decisions.list_for(other.id)
        standing = [standing_on(other, decisions, one) for one in other.allegations if one.offence == offence]
        found += [(other, made) for made in standing if made is not None and made.outcome in BY_LETTER]
    return tuple(found)


def _was_watched(made: Decision) -> bool:
    return made.outcome in WATCHED_FIRST and not made.automatic and made.seconds_played > 0


def _has_left(letter: Letter, decision: Decision) -> bool:
    return letter.decision_id == decision.id and letter.state in LEFT


def _day_without_letter(decision: Decision | None, letters: Sequence[Letter]) -> date | None:
    """The London day of a decision that sends nobody a letter; None where a letter says how long it can be changed."""
    if decision is None or any(one.decision_id == decision.id for one in letters):
        return None
    return london_day(decision.at)


def _is_served(unit: Unit, made: Sequence[Decision], letters: Sequence[Letter], clock: Clock) -> bool:
    """A notice on this allegation was handed over, or its letter is presumed served in time and by today."""
    notices = {each.id: each for each in made if each.outcome is Outcome.NOTICE}
    sent = {one.decision_id for one in letters}
    # Where a letter was written, its own day says whether it was served, however that was meant to happen.
    by_hand = any(each.other_service and each.finalised_at and each.id not in sent for each in notices.values())
    days = (
        day_of_service(
            one, clock.service_deadline, is_excepted=bool(clock.exception or notices[one.decision_id].exception)
        )
        for one in letters
        if one.decision_id in notices
    )
    return by_hand or any(day is not None and day <= unit.today for day in days)


def _is_person_known(unit: Unit, case: Case, one: Allegation, s172_applies: bool, *, is_served: bool) -> bool:
    """The driver was named, the rider was served in person, or the keeper answers for their own silence."""
    if one.against == KEEPER:
        return True
    return is_served if not s172_applies else driver_of(unit.requirements.list_for_case(case.id)) is not None


def _is_copied(unit: Unit, case: Case, one: Allegation) -> bool:
    """False plates stand on another offence of the case: the plate it has is somebody else's."""
    decisions = unit.decisions.list_for(case.id)
    others = (standing_on(case, decisions, each) for each in case.allegations if each.id != one.id)
    return any(each is not None and each.outcome is Outcome.FALSE_PLATES for each in others)


def _is_plate_changed(case: Case, was: Case | None) -> bool:
    return was is not None and bool(case.registration) and normalise(case.registration) != normalise(was.registration)
