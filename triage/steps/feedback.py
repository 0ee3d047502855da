"""Feedback: what the reporter is told, from the moment they may know it."""

from dataclasses import replace
from uuid import UUID

from triage.actor import PRODUCT
from triage.case import Case, Stage
from triage.feedback import FeedbackFacts, Progress, told_class
from triage.outcome import Outcome
from triage.steps.facts import answers_of
from triage.steps.ports import Unit


def tell(unit: Unit, case_id: UUID) -> Case:
    """Put what the reporter may know on their status page. Telling twice is telling once."""
    case = unit.cases.get_locked(case_id)
    told = told_class(feedback_facts(unit, case), unit.policy.on(unit.today), unit.today)
    if told is None or case.told_class == told.value:
        return case
    return unit.cases.save(
        replace(case, told_class=told.value, told_at=unit.now),
        by=PRODUCT,
        action="told",
        payload={"class": told.value},
    )


def feedback_facts(unit: Unit, case: Case) -> FeedbackFacts:
    """One vehicle's case as its reporter may know it."""
    submission = unit.submissions.get(case.submission_id)
    answers = answers_of(submission)
    decision = unit.decisions.find_standing(case.id)
    served = [one.served_on for one in unit.letters.list_for_case(case.id) if one.served_on is not None]
    return FeedbackFacts(
        progress=_progress(unit, case),
        outcome=None if decision is None else Outcome(decision.outcome),
        is_final=decision is not None and decision.finalised_at is not None,
        letter_served_on=min(served) if served else None,
        watched=decision is not None and not decision.automatic and decision.seconds_played > 0,
        victim=answers.is_victim,
    )


def _progress(unit: Unit, case: Case) -> Progress:
    if case.withdrawn_at is not None:
        return Progress.WITHDRAWN
    if case.stage is Stage.DECIDED:
        return Progress.DECIDED
    if case.is_claimed(unit.now) or case.held_until is not None:
        return Progress.REVIEWING
    return Progress.CHECKED if case.stage is Stage.PRIORITISED else Progress.RECEIVED
