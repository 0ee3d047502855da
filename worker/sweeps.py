"""The sweeps of beat: each makes a list, and a step asks each case again before anything happens to it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from celery import Task

from storage.errors import StorageError
from triage.errors import TriageError
from triage.job import JobKind
from triage.steps.prioritise import pass_last_day
from worker.app import QUEUES, app
from worker.house import House, house
from worker.tasks import WORK
from worker.work import given_up

SCRATCH_KEPT_FOR = timedelta(days=1)

log = structlog.get_logger()


def free_lapsed(home: House) -> None:
    """Give back what killed workers held, park what fails again and again, and send a canary down each queue."""
    with home.units.open() as unit:
        for job in unit.jobs.free_lapsed():
            given_up(unit, job, WORK[job.kind], job.last_error or "")
        for number, queue in enumerate(QUEUES):
            unit.jobs.arm(JobKind.CANARY, UUID(int=number), once=f"canary:{queue}")


def pass_last_days(home: House) -> None:
    """Tell a person of every case whose last ordinary day has gone by; one that cannot be moved hides no other."""
    with home.units.open() as unit:
        late = unit.cases.list_past_last_day(unit.today)
    for case_id in late:
        try:
            with home.units.open() as unit:
                pass_last_day(unit, case_id)
        except (TriageError, StorageError) as refusal:
            log.error("last_day_not_passed", case=str(case_id), why=str(refusal))


def forget_what_lapsed(home: House) -> None:
    """Forget lapsed uploads, old keys and sessions, leftovers of crashes; acknowledged footage is never touched."""
    forget: tuple[Callable[[House], int], ...] = (_lapsed_uploads, _old_rows, _leftovers)
    for one in forget:
        log.info("forgotten", what=one.__name__.strip("_"), number=one(home))


def _lapsed_uploads(home: House) -> int:
    with home.units.open() as unit:
        lapsed = unit.uploads.list_lapsed()
        for one in lapsed:
            unit.uploads.cancel(one.id)
    for one in lapsed:
        home.spool.remove(one.id)
    return len(lapsed)


def _old_rows(home: House) -> int:
    with home.units.open() as unit:
        return unit.idempotency.forget() + unit.staff.forget_sessions()


def _leftovers(home: House) -> int:
    with home.units.open() as unit:
        before = unit.now - SCRATCH_KEPT_FOR
    return home.files.remove_leftovers(before)


def _sweep(name: str, work: Callable[[House], None]) -> Task:
    def run() -> None:
        work(house())

    run.__doc__ = work.__doc__
    return app.task(run, name=name)


SWEEPS = {
    name: _sweep(name, work)
    for name, work in (
        ("free_work", free_lapsed),
        ("watch_deadlines", pass_last_days),
        ("clean_up", forget_what_lapsed),
    )
}
