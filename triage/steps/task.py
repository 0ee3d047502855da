"""Task: what a supervisor has seen to and no page concludes, such as a referral that was passed on."""

from uuid import UUID

from triage.actor import Officer
from triage.errors import ConflictOfInterest, NotAllowedNow
from triage.permission import Permission, require
from triage.steps.facts import refuse_conflict
from triage.steps.ports import Unit
from triage.worklist import DONE_BY

DONE = "done"


def close(unit: Unit, task_id: UUID, *, by: Officer) -> None:
    """It was done elsewhere. Missing when somebody has closed it; NotAllowedNow where a page of its own does it."""
    require(by.role, Permission.TASK_CLOSE)
    task = unit.worklist.get_open_locked(task_id)
    if DONE_BY[task.kind] is not Permission.TASK_CLOSE:
        raise NotAllowedNow("This is done on its own page, and leaves the list by itself.")
    if task.not_staff == by.id:
        raise ConflictOfInterest("Somebody else has to do this.")
    refuse_conflict(unit, unit.cases.get(task.case_id), by)
    unit.worklist.close(task.subject, task.kind, DONE, by=by.id)
    unit.history.add(task.case_id, "task_closed", by.actor, {"task": str(task.id), "kind": task.kind.value})
