"""Feedback: what the reporter is told, from the moment they may know it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from triage.actor import PRODUCT
from triage.calendar import london_day
from triage.case import Case, Stage
from triage.contest import CONTESTABLE, ContestState
from triage.feedback import FeedbackFacts, Progress, may_be_told, told_class
from triage.job import JobKind
from triage.outcome import Outcome
from triage.post import day_of_service
from triage.record import Decision
from triage.steps.facts import answers_of
from triage.steps.mail import tell_by_mail
from triage.steps.ports import Unit
from triage.steps.weigh import acted_on, allegation_of, speaking

CORROBORATES, WITHDREW = "corroborates", "withdrawn"


def tell(unit: Unit, case_id: UUID) -> Case:
    """Put what the reporter may know on their status page. Telling twice is telling once."""
    case = unit.cases.get_locked(case_id)
    told = told_class(feedback_facts(unit, case), unit.policy.on(unit.today), unit.today)
    if told is None or case.told_class == told.value:
        return case
    case = unit.cases.tell(case_id, told.value)
    unit.history.add(case_id, "told", PRODUCT, {"class": told.value})
    tell_by_mail(unit, case)
    _tell_who_corroborated(unit, case, told.value)
    return case


def _tell_who_corroborated(unit: Unit, case: Case, told: str) -> None:
    """Whoever else reported the event learns what came of it, not that their own report ended in nothing."""
    if case.incident_id is None or not case.registration:
        return
    for other in unit.cases.list_for_registration(case.registration):
        if other.id != case.id and other.incident_id == case.incident_id and other.decided_at is not None:
            unit.jobs.leave(JobKind.FEEDBACK, other.id, once=f"feedback:{other.id}:as:{case.id}:{told}")


def feedback_facts(unit: Unit, case: Case) -> FeedbackFacts:
    """One vehicle's case as its reporter may know it."""
    submission = unit.submissions.get(case.submission_id)
    answers = answers_of(submission)
    told_of, decision = case, speaking(case, _as_they_stand(unit, case))
    if decision is not None and decision.reason == CORROBORATES:
        told_of, acted = next(iter(acted_on(unit, case, decision.offence)), (case, decision))
        decision = next(one for one in _as_they_stand(unit, told_of) if one.id == acted.id)
    facts = FeedbackFacts(
        progress=_progress(unit, case),
        outcome=None if decision is None else Outcome(decision.outcome),
        is_final=decision is not None and decision.finalised_at is not None,
        letter_served_on=None if decision is None else _served_on(unit, told_of, decision),
        watched=decision is not None and not decision.automatic and decision.seconds_played > 0,
        victim=answers.is_victim,
    )
    if case.withdrawn_at is None or (may_be_told(facts, unit.today) and decision is not None and _goes_on(decision)):
        return facts
    # Until there is something to tell, the page must not say that anybody goes on with it.
    return replace(facts, progress=Progress.WITHDRAWN)


def _goes_on(decision: Decision) -> bool:
    """A withdrawn report that was decided on its merits; most end with the reporter's own word."""
    return decision.reason != WITHDREW


def _as_they_stand(unit: Unit, case: Case) -> tuple[Decision, ...]:
    """The decisions of a case; one whose letter was contested and taken back led to nothing."""
    contested = [
        (one.decision_id, unit.contests.find_for_letter(one.id))
        for one in unit.letters.list_for_case(case.id)
        if one.kind in CONTESTABLE
    ]
    overturned = {made for made, found in contested if found is not None and found.state is ContestState.UPHELD}
    return tuple(
        replace(one, outcome=Outcome.NO_FURTHER_ACTION) if one.id in overturned else one
        for one in unit.decisions.list_for(case.id)
    )


def _served_on(unit: Unit, case: Case, decision: Decision) -> date | None:
    """The day this decision's letter counts as served; by hand, the day after which it can no longer be served."""
    letters = [one for one in unit.letters.list_for_case(case.id) if one.decision_id == decision.id]
    one = allegation_of(case, (), decision.allegation_id)
    excepted = bool(decision.exception or one.exception)
    known = [day_of_service(each, one.service_deadline, is_excepted=excepted) for each in letters]
    days = [day for day in known if day is not None]
    if days:
        return min(days)
    if letters or not decision.other_service:
        return None
    return case.service_deadline or london_day(decision.at)


def _progress(unit: Unit, case: Case) -> Progress:
    if case.stage is Stage.DECIDED:
        return Progress.DECIDED
    if case.is_claimed(unit.now) or case.held_until is not None:
        return Progress.REVIEWING
    return Progress.CHECKED if case.stage is Stage.PRIORITISED else Progress.RECEIVED
