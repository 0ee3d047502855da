"""What went wrong and waits for a person: alarms, work that was given up, and whether the workers live."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.desk.shape_problems import alarm_of, counts_of, dead_job, subject_ids
from api.views.staff import ProblemsPage
from storage.jobs import Job
from storage.unit import Unit
from triage.actor import Officer
from triage.case import Case
from triage.job import JobKind
from triage.permission import Permission
from triage.steps import review

router = APIRouter()


@router.get("/problems")
def get_problems(desk: DeskDep, officer: Annotated[Officer, may(Permission.JOB_VIEW)]) -> Response:
    """Alarms first, then failed work, then all work by kind."""
    unit, role = desk.unit, officer.role
    alarms = unit.alarms.list_open()
    cases = {one.id: one for one in unit.cases.list_by_ids(subject_ids(alarms))}
    page = ProblemsPage(
        alarms=tuple(alarm_of(one, cases.get(one.subject), role) for one in alarms),
        jobs=tuple(dead_job(one, case_behind(unit, one), role) for one in unit.jobs.list_dead()),
        counts=counts_of(unit.jobs.counts()),
        workers_seen_at=unit.jobs.last_sign_of_life(),
    )
    return desk.page("problems", page, "problems")


@router.post("/jobs/{job_id}/retry")
def retry(desk: DeskDep, officer: Annotated[Officer, may(Permission.JOB_RETRY)], job_id: UUID) -> Response:
    """Run failed work again from its first attempt."""
    desk.unit.jobs.ask_again(job_id)
    return see_other("/problems")


@router.post("/alarms/{alarm_id}/close")
def close_alarm(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.ALARM_CLOSE)],
    alarm_id: UUID,
    log_number: Annotated[str, Form()] = "",
) -> Response:
    """Close an alarm with what was done about it."""
    review.close_alarm(desk.unit, alarm_id, log_number, by=officer)
    return see_other("/problems")


def case_behind(unit: Unit, job: Job) -> Case | None:
    """The case a job is about, or the first of its report; None when it is about no case."""
    if job.kind in (JobKind.EXTRACT, JobKind.LOOK, JobKind.STILL):
        footage = unit.submissions.get_footage(job.subject)
        cases = unit.cases.list_for_submission(footage.submission_id)
        return cases[0] if cases else None
    if job.kind is JobKind.FINALISE:
        return unit.cases.find(unit.decisions.get(job.subject).case_id)
    if job.kind in (JobKind.LETTER, JobKind.RECALL):
        return unit.cases.find(unit.letters.get(job.subject).case_id)
    return unit.cases.find(job.subject)
