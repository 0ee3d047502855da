"""Seal: distressing or unlawful footage is shown to nobody; nothing is deleted, and a supervisor is alarmed."""

from dataclasses import replace
from uuid import UUID

from triage.actor import Officer
from triage.case import Case, Stage
from triage.errors import BadAnswer, NotAllowedNow, ReasonMissing
from triage.permission import Permission, require
from triage.steps.facts import refuse_conflict
from triage.steps.ports import Unit
from triage.submission import line

REASONS = {
    "distressing": "distressing: death, grave injury or suffering",
    "indecent": "indecent, or a child",
    "unlawful": "unlawful to hold or to show",
    "private": "inside a home or a private moment",
}


def seal(unit: Unit, case_id: UUID, why: str, *, by: Officer) -> Case:
    """Hide the footage of the report from everybody at once. Its cases leave the queue and their clocks run on.

    Raises ReasonMissing without one of `REASONS`. Sealing what is sealed is harmless.
    """
    require(by.role, Permission.CASE_SEAL)
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    if why not in REASONS:
        raise ReasonMissing("Choose why the footage is sealed.")
    # The footage belongs to the report, so every case of it goes with this one.
    for one in unit.cases.list_for_submission(case.submission_id):
        if one.sealed_at is None:
            _hide(unit, one.id, why, by)
    words = f"{case.reference}: footage sealed as {REASONS[why]}. Its clock runs on: decide what is to be done."
    unit.alarms.sound("sealed", case.id, words, once=f"sealed:{case.id}:{unit.now.isoformat()}")
    return unit.cases.get(case_id)


def unseal(unit: Unit, case_id: UUID, why: str, *, by: Officer) -> Case:
    """A supervisor opens the footage again and says why; the words stay with the alarm, history keeps that it was."""
    require(by.role, Permission.CASE_UNSEAL)
    case = unit.cases.get_locked(case_id)
    refuse_conflict(unit, case, by)
    said = line("why", why, "why the footage is opened again", limit=200)
    if len(said) < 3:
        raise BadAnswer("why", "Say why the footage is opened again.")
    if case.sealed_at is None:
        raise NotAllowedNow("This report is not sealed.")
    for one in unit.cases.list_for_submission(case.submission_id):
        if one.sealed_at is not None:
            locked = unit.cases.get_locked(one.id)
            unit.cases.save(replace(locked, sealed_at=None), by=by.actor, action="unsealed")
            unit.alarms.close_all("sealed", one.id, by.id, said)
    return unit.cases.get(case_id)


def _hide(unit: Unit, case_id: UUID, why: str, by: Officer) -> None:
    case = unit.cases.get_locked(case_id)
    unit.cases.save(replace(case, sealed_at=unit.now), by=by.actor, action="sealed", payload={"why": why})
    if case.stage is not Stage.DECIDED and case.claimed_by is not None:
        unit.queue.release(case.id, case.claimed_by)
