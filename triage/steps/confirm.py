"""Confirm: a person says yes to a finding with one key, or sends the case to the queue; machines reject nobody."""

from dataclasses import replace
from uuid import UUID

from triage.actor import Officer
from triage.case import Case, Stage
from triage.errors import NotAllowedNow
from triage.finding import Finding
from triage.outcome import Outcome
from triage.permission import Permission, require
from triage.priority import Lane, ToConfirm, to_confirm
from triage.record import Decision
from triage.steps import decide
from triage.steps.facts import KEPT_FOR_REVIEW, answers_of, lane_facts_of, offences_of
from triage.steps.incident import around
from triage.steps.ports import Unit
from triage.steps.prioritise import prioritise
from triage.steps.review import claim, may_open


def reasons(unit: Unit, case: Case) -> tuple[ToConfirm, ...]:
    """Why this case stands on the confirm list, as it is known now."""
    policy = unit.policy.on(unit.today)
    submission = unit.submissions.get(case.submission_id)
    findings = unit.findings.list_for(submission.id, case_id=case.id)
    repeated = around(unit, case, policy).is_repeat
    facts = lane_facts_of(unit, case, submission, findings, answers_of(submission), repeated=repeated)
    return to_confirm(facts, offences_of(case, policy))


def confirm(unit: Unit, case_id: UUID, version: int, *, by: Officer) -> Decision:
    """Yes: the case is closed with the reason the list named, held as any decision and undone as any.

    Raises NotAllowedNow when there is nothing to say yes to any more, and what recording a decision raises.
    """
    require(by.role, Permission.CASE_CONFIRM)
    case = _on_the_list(unit, case_id, version, by)
    named = next((one.reason for one in reasons(unit, case) if one.reason), "")
    if not named:
        raise NotAllowedNow("Nothing here can be confirmed with one key. Send it to the queue, or open it.")
    claim(unit, case_id, by)
    return decide.record(unit, case_id, version, decide.Order(Outcome.NO_FURTHER_ACTION, named), by=by)


def keep(unit: Unit, case_id: UUID, version: int, *, by: Officer) -> Case:
    """No: an officer reviews it. What was found stays on record beside this person's no."""
    require(by.role, Permission.CASE_CONFIRM)
    case = _on_the_list(unit, case_id, version, by)
    unit.findings.add(case.submission_id, (Finding(KEPT_FOR_REVIEW, str(case.id), "officer", "desk", "1"),))
    unit.history.add(case.id, "kept_for_review", by.actor)
    return prioritise(unit, case.id)


def reporter_withdrew(unit: Unit, case_id: UUID, *, by: Officer) -> Case:
    """The reporter asked to take the report back. Nothing ends by it: a person confirms, or goes on in the public
    interest."""
    require(by.role, Permission.CASE_CONFIRM)
    case = unit.cases.get_locked(case_id)
    may_open(unit, case, by)
    if case.stage is Stage.DECIDED or case.held_until is not None:
        raise NotAllowedNow("A decision has been recorded on this report already.")
    if case.withdrawn_at is not None:
        return case
    unit.queue.release(case.id, by.id)
    unit.cases.save(replace(case, withdrawn_at=unit.now), by=by.actor, action="withdrawn")
    return prioritise(unit, case.id)


def _on_the_list(unit: Unit, case_id: UUID, version: int, by: Officer) -> Case:
    case = unit.cases.get_as_read(case_id, version)
    may_open(unit, case, by)
    if case.lane != Lane.CONFIRM.value or not case.open:
        raise NotAllowedNow("This report is not on the confirm list any more.")
    return case
