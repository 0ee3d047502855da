"""Ask for a second look: a decision about a marked reporter's case stays held until a second person has answered."""

from uuid import UUID

from triage.actor import PRODUCT
from triage.calendar import day_in_words
from triage.case import Case
from triage.deadline import Clock
from triage.record import Decision
from triage.second_look import SecondLook, look_due_on, wants_second_look
from triage.steps.facts import own_clock
from triage.steps.marker import acts_in_bad_faith
from triage.steps.ports import Unit
from triage.steps.weigh import allegation_of
from triage.worklist import TaskKind


def awaits_second_look(unit: Unit, case: Case, decision: Decision) -> bool:
    """Whether a second person has still to confirm this decision; the first time, they are asked.

    A look that was asked for is answered by a person, even where the marker ends meanwhile.
    """
    asked = [one for one in unit.worklist.list_for_case(case.id) if one.kind is TaskKind.SECOND_LOOK]
    answers = [one.closed_why for one in asked if one.subject == decision.id]
    if answers:
        return SecondLook.CONFIRMED not in answers
    if not wants_second_look(decision, in_bad_faith=acts_in_bad_faith(unit, case)):
        return False
    due = look_due_on(decision, clock_of_decision(unit, case, decision), unit.today)
    once = f"second_look:{decision.id}"
    unit.worklist.open(TaskKind.SECOND_LOOK, case.id, decision.id, due, once=once, not_staff=decision.decided_by)
    told = {"decision": str(decision.id), "due_on": due.isoformat()}
    unit.history.add(case.id, "second_look_asked", PRODUCT, told)
    decider = unit.staff.get(decision.decided_by).name
    words = (
        f"{case.reference}: a bad-faith marker stands about the reporter. What {decider} decided leaves only when "
        f"somebody else has confirmed it, by {day_in_words(due)}."
    )
    unit.alarms.sound("second_look", case.id, words, once=once)
    return True


def move_second_looks(unit: Unit, case_id: UUID) -> None:
    """A calendar has changed: a second look that is still open lapses on the day that now is the last."""
    case = unit.cases.get(case_id)
    for one in unit.worklist.list_for_case(case_id):
        if one.kind is TaskKind.SECOND_LOOK and one.closed_at is None:
            decision = unit.decisions.get(one.subject)
            due = look_due_on(decision, clock_of_decision(unit, case, decision), unit.today)
            unit.worklist.move(one.subject, one.kind, due)


def clock_of_decision(unit: Unit, case: Case, decision: Decision) -> Clock:
    """The clock of the offence that was decided, by the holidays as they are known today."""
    policy = unit.policy.on(unit.today, law_on=case.offence_on)
    return own_clock(case, allegation_of(case, (), decision.allegation_id), policy)
