"""Refer: an officer sends a case to the duty supervisor or out of most people's sight, and a supervisor answers."""

from uuid import UUID

from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow
from triage.finding import Finding
from triage.permission import Permission, require
from triage.priority import Lane
from triage.steps.facts import STANDARDS_REFERRAL, URGENT_HANDLED, URGENT_REFERRED, refuse_conflict
from triage.steps.ports import Unit
from triage.steps.prioritise import prioritise
from triage.steps.urgent import URGENT
from triage.submission import line, words


def refer_urgent(unit: Unit, case_id: UUID, said: str, *, by: Officer) -> Case:
    """Somebody may be in danger: the alarm sounds in this transaction and the case goes to the duty supervisor."""
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    if not case.open:
        raise NotAllowedNow("This report is no longer open. Tell the control room directly.")
    told = words("words", said, "what points to danger", limit=500)
    referral = unit.new_id()
    value = {"case": str(case.id), "words": told, "referral": str(referral)}
    unit.findings.add(case.submission_id, (Finding(URGENT_REFERRED, value, "officer", "desk", "1"),))
    unit.queue.release(case.id, by.id)
    unit.history.add(case.id, "urgent_referred", by.actor, {"referral": str(referral)})
    unit.alarms.sound("urgent", case.id, f"{case.reference}: An officer says: {told}", once=f"urgent:{referral}")
    return prioritise(unit, case.id)


def urgent_handled(unit: Unit, case_id: UUID, said: str, *, by: Officer) -> Case:
    """The control room has it: every urgent alarm of the case closes and the case goes to its ordinary lane.

    Raises BadAnswer without the control room's log number.
    """
    require(by.role, Permission.URGENT_ACT)
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    number = line("log_number", said, "the control room's log number", limit=40)
    if not any(sign.isdigit() for sign in number):
        raise BadAnswer("log_number", "An urgent referral closes only with the log number the control room gave you.")
    closed = unit.alarms.close_all(URGENT, case.id, by.id, number)
    if not closed and case.lane != Lane.URGENT.value:
        raise NotAllowedNow("This urgent referral has been closed already.")
    value = {"case": str(case.id), "at": unit.now.isoformat()}
    unit.findings.add(case.submission_id, (Finding(URGENT_HANDLED, value, "officer", "desk", "1"),))
    unit.history.add(case.id, "urgent_closed", by.actor, {"log_number": number})
    return prioritise(unit, case.id)


def refer_to_standards(unit: Unit, case_id: UUID, *, by: Officer) -> Case:
    """A case for professional standards: from here on only those who may see restricted cases see it."""
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    unit.findings.add(case.submission_id, (Finding(STANDARDS_REFERRAL, True, "officer", "desk", "1"),), case_id=case.id)
    unit.queue.release(case.id, by.id)
    unit.history.add(case.id, "restricted", by.actor)
    return prioritise(unit, case.id)
