"""Stopped: a decision that may no longer become final, for what happened during its hold; nothing of it is sent."""

from dataclasses import replace
from uuid import UUID

from triage.actor import PRODUCT, Actor
from triage.case import Case, Stage
from triage.notice import SETTLED
from triage.outcome import AFTER_NOTICE
from triage.priority import Lane
from triage.record import Decision
from triage.steps.marker import acts_in_bad_faith
from triage.steps.ports import Unit
from triage.steps.weigh import allegation_of

FOR_PEOPLE = frozenset({Lane.URGENT.value, Lane.RESTRICTED.value})


def why_stopped(unit: Unit, case: Case, decision: Decision) -> str:
    """What now stands against a decision that was lawful when it was recorded, in a sentence; empty when nothing."""
    if decision.automatic:
        if case.sealed_at is not None:
            return "The footage was sealed meanwhile, so no automatic letter was sent."
        if case.withdrawn_at is not None:
            return "The reporter withdrew meanwhile, so no automatic letter was sent."
        if case.lane in FOR_PEOPLE:
            return "The case was referred meanwhile, so no automatic letter was sent."
        if acts_in_bad_faith(unit, case):
            return "The reporter was marked for bad faith meanwhile, so no automatic letter was sent."
        return ""
    if decision.outcome not in AFTER_NOTICE:
        return ""
    about = allegation_of(case, unit.decisions.list_for(case.id), decision.allegation_id)
    if about.against == "driver" and any(one.state in SETTLED for one in unit.offers.list_for_case(case.id)):
        return "The driver has completed the course or paid meanwhile, so nothing more was sent."
    return ""


def withdraw_decision(unit: Unit, case: Case, decision: Decision, *, by: Actor, staff_id: UUID) -> None:
    """Take a held decision back in somebody's name; an undecided case waits for a person again."""
    unit.decisions.withdraw(decision.id, staff_id)
    is_decided = case.stage is Stage.DECIDED
    unit.cases.save(
        replace(case, held_until=None, outcome=case.outcome if is_decided else None),
        by=by,
        action="decision_withdrawn",
        payload={"decision": str(decision.id)},
    )


def stop_decision(unit: Unit, case: Case, decision: Decision, why: str) -> None:
    """Withdraw a held decision in the product's name, and tell whoever recorded it by an alarm."""
    withdraw_decision(unit, case, decision, by=PRODUCT, staff_id=decision.decided_by)
    decider = unit.staff.get(decision.decided_by).name
    words = f"{case.reference}: the decision of {decider} was stopped before it became final. {why}"
    unit.alarms.sound("decision_stopped", case.id, words, once=f"decision_stopped:{decision.id}")
