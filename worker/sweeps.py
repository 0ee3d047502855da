"""The sweeps of beat: each makes a list, and a step asks each case again before anything happens to it."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from celery import Task

from storage.errors import StorageError
from storage.unit import Unit
from triage.errors import TriageError
from triage.job import JobKind
from triage.steps import notice, offer, post, watch
from triage.steps.prioritise import pass_last_day
from worker.app import QUEUES, app
from worker.house import House, house
from worker.policy_work import watch_policy
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


def watch_days(home: House) -> None:
    """Tell a person of every day that comes near or has gone by; one that cannot be told hides no other."""
    for list_of, tell in WATCHED:
        with home.units.open() as unit:
            listed = list_of(unit)
        for subject in listed:
            try:
                with home.units.open() as unit:
                    tell(unit, subject)
            except (TriageError, StorageError) as refusal:
                log.error("day_not_told", step=tell.__name__, subject=str(subject), why=str(refusal))


WATCHED: tuple[tuple[Callable[[Unit], tuple[UUID, ...]], Callable[[Unit, UUID], object]], ...] = (
    (lambda unit: unit.cases.list_past_last_day(unit.today), pass_last_day),
    (lambda unit: unit.watch.list_at_risk(unit.now + _warning(unit)), watch.tell_at_risk),
    (lambda unit: unit.watch.list_past_deadline(unit.today), watch.tell_past_deadline),
    (lambda unit: unit.watch.list_near_six_months(unit.today + watch.SIX_MONTHS_WARNING), watch.tell_near_six_months),
    (lambda unit: unit.requirements.list_due(unit.today, unit.today + _reminder(unit)), notice.watch),
    (lambda unit: unit.offers.list_lapsed(unit.today), offer.lapse),
    (lambda unit: unit.watch.list_late_tasks(unit.today), watch.tell_late),
    (lambda unit: unit.post.list_lying(unit.today), post.alarm_lying),
)


def _warning(unit: Unit) -> timedelta:
    return timedelta(days=unit.policy.on(unit.today).limits.filter_alarm_days)


def _reminder(unit: Unit) -> timedelta:
    return timedelta(days=unit.policy.on(unit.today).limits.reminder_days)


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
        ("watch_deadlines", watch_days),
        ("watch_policy", watch_policy),
        ("clean_up", forget_what_lapsed),
    )
}
