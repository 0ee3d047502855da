"""Second look: somebody who did not record a decision confirms it, and it becomes final, or sends it back with why."""

from uuid import UUID

from triage.actor import Officer
from triage.case import Case
from triage.errors import NotAllowedNow
from triage.finding import Finding
from triage.permission import Permission, require
from triage.record import Decision
from triage.second_look import SecondLook, require_confirmable, require_second_person
from triage.steps.ask_second_look import clock_of_decision
from triage.steps.facts import refuse_conflict
from triage.steps.finalise import finalise
from triage.steps.ports import Unit
from triage.steps.review import SECOND_LOOK
from triage.steps.stopped import withdraw_decision
from triage.submission import words
from triage.worklist import TaskKind

SENT_BACK = "sent_back"


def confirm(unit: Unit, decision_id: UUID, version: int, *, by: Officer) -> None:
    """A second person agrees: the decision becomes final now, and its letter goes its way.

    Raises SomeoneElseWasFirst for a stale version, NotPermitted for whoever recorded the decision, NotAllowedNow where
    nobody asks, TooLateToProsecute after the last posting day of a notice.
    """
    case, decision = _asked(unit, decision_id, version, by)
    if case.sealed_at is not None:
        raise NotAllowedNow("This case is sealed: nobody can look at it until a supervisor opens it again.")
    require_confirmable(decision, clock_of_decision(unit, case, decision), unit.today)
    _answer(unit, case, decision, SecondLook.CONFIRMED, by)
    finalise(unit, decision.id)


def send_back(unit: Unit, decision_id: UUID, version: int, why: str, *, by: Officer) -> None:
    """A second person disagrees: nothing leaves, and the offence waits for somebody's decision again.

    Why is kept beside the case, where whoever decides next reads it.
    """
    case, decision = _asked(unit, decision_id, version, by)
    said = words("why", why, "why you send it back", limit=500)
    _answer(unit, case, decision, SecondLook.SENT_BACK, by)
    withdraw_decision(unit, case, decision, by=by.actor, staff_id=by.id)
    value = {"decision": str(decision.id), "on": unit.today.isoformat(), "words": said}
    unit.findings.add(case.submission_id, (Finding(SENT_BACK, value, "officer", "desk", "1"),), case_id=case.id)


def _asked(unit: Unit, decision_id: UUID, version: int, by: Officer) -> tuple[Case, Decision]:
    """The case as it was read and the decision, if a second look at it is asked for and this person may take it."""
    require(by.role, Permission.LETTER_APPROVE)
    case = unit.cases.get_as_read(unit.decisions.get(decision_id).case_id, version)
    refuse_conflict(unit, case, by)
    decision = unit.decisions.get(decision_id)
    require_second_person(decision, by.id)
    if not _looks(unit, case, decision_id):
        raise NotAllowedNow("Nobody asks for a second look at this decision, or somebody has answered.")
    return case, decision


def _answer(unit: Unit, case: Case, decision: Decision, answer: SecondLook, by: Officer) -> None:
    unit.worklist.close(decision.id, TaskKind.SECOND_LOOK, answer.value, by=by.id)
    told = {"decision": str(decision.id), "answer": answer.value}
    unit.history.add(case.id, "second_look_answered", by.actor, told)
    if not _looks(unit, case):
        unit.alarms.close_all(SECOND_LOOK, case.id, by.id, answer.value)


def _looks(unit: Unit, case: Case, decision_id: UUID | None = None) -> bool:
    """Whether a second look is asked for at this decision, or at any of the case."""
    waiting = [one for one in unit.worklist.list_for_case(case.id) if one.kind is TaskKind.SECOND_LOOK]
    return any(one.closed_at is None and decision_id in (None, one.subject) for one in waiting)
