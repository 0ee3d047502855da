"""One job from lease to result: work with no transaction open, then write once, fenced by the lease."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog

from storage.database import DatabaseDown
from storage.errors import DiskFull, FilesUnavailable, StorageError
from storage.jobs import Job, LeaseLost
from storage.unit import Unit, Units
from triage.errors import TriageError
from triage.job import JobKind
from worker.footage.launcher import LauncherDied
from worker.house import House
from worker.outside.channel import ChannelFault

FIRST_DELAY_S = 5.0
TRANSIENT = (DatabaseDown, FilesUnavailable, DiskFull, LauncherDied, TimeoutError, ConnectionError, ChannelFault)

log = structlog.get_logger()
Save = Callable[[Unit], object]


class GiveUp(Exception):
    """It will never succeed as it is: parked at once, and ``tell`` says so to a person in the same transaction."""

    def __init__(self, sentence: str, tell: Save) -> None:
        super().__init__(sentence)
        self.tell = tell


class TooEarly(Exception):
    """Nothing failed: ask again after so many seconds; the attempt is not counted."""

    def __init__(self, sentence: str, *, seconds: float, tell: Save | None = None) -> None:
        super().__init__(sentence)
        self.seconds = seconds
        self.tell = tell


class TryAgain(Exception):
    """A fault that may pass: again later, and not before so many seconds."""

    def __init__(self, sentence: str, *, not_before_s: float = 0) -> None:
        super().__init__(sentence)
        self.not_before_s = not_before_s


@dataclass(frozen=True)
class Work:
    """How a kind of job is done: ``prepare`` works and answers with what to save; ``give_up`` is for the last failure.

    ``prepare`` may be run twice for the same job and must find its own work done.
    """

    queue: str
    prepare: Callable[[House, Job], Save]
    give_up: Callable[[Unit, Job], None] | None = None


def perform(house: House, job_id: UUID, works: dict[JobKind, Work], *, as_of: datetime | None = None) -> str | None:
    """Do one job if it waits and is due; the state it was left in, or None when there was nothing to do."""
    # The work itself asks what day it is (a letter is dated), so it gets a house of that time, too.
    home = house if as_of is None else replace(house, units=house.units.as_of(as_of))
    units = home.units
    with units.open() as unit:
        job = unit.jobs.take(job_id, seconds=house.settings.job_lease_seconds)
    if job is None:
        return None
    work = works[job.kind]
    try:
        with renewed(units, job, house.settings.job_lease_seconds):
            save = work.prepare(home, job)
        with units.open() as unit:
            save(unit)
            unit.jobs.finish(job)
    except LeaseLost:
        log.warning("lease_lost", job=str(job.id), kind=job.kind)
        return "lost"
    except TriageError as refusal:
        return _refused(units, job, refusal)
    except GiveUp as refusal:
        return _given_up_at_once(units, job, refusal)
    except TooEarly as early:
        return _postponed(units, job, early)
    except TryAgain as fault:
        return _failed(units, job, work, str(fault), not_before_s=fault.not_before_s)
    except TRANSIENT as fault:
        return _failed(units, job, work, f"{type(fault).__name__}: {fault}")
    except Exception as fault:
        log.exception("job_failed", job=str(job.id), kind=job.kind)
        return _failed(units, job, work, f"{type(fault).__name__}: {fault}")
    return "done"


@contextmanager
def renewed(units: Units, job: Job, seconds: int) -> Iterator[None]:
    """Renew the lease in the background, so that only a dead worker loses it."""
    over = threading.Event()

    def keep() -> None:
        while not over.wait(seconds / 3):
            try:
                with units.open() as unit:
                    unit.jobs.renew(job, seconds=seconds)
            except (StorageError, DatabaseDown) as fault:
                log.warning("lease_not_renewed", job=str(job.id), why=str(fault))

    keeper = threading.Thread(target=keep, name=f"lease-{job.id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(timeout=5)


def _refused(units: Units, job: Job, refusal: TriageError) -> str:
    """A rule said no: the job is done, and why is on record."""
    with units.open() as unit:
        unit.jobs.finish(job, note=f"{refusal.code}: {refusal.sentence}")
    log.info("job_refused", job=str(job.id), kind=job.kind, code=refusal.code)
    return "refused"


def _given_up_at_once(units: Units, job: Job, refusal: GiveUp) -> str:
    with units.open() as unit:
        unit.jobs.park(job, str(refusal))
        refusal.tell(unit)
    log.warning("job_given_up", job=str(job.id), kind=job.kind, why=str(refusal)[:200])
    return "dead"


def _postponed(units: Units, job: Job, early: TooEarly) -> str:
    with units.open() as unit:
        unit.jobs.postpone(job, str(early), delay_s=early.seconds)
        if early.tell is not None:
            early.tell(unit)
    return "waiting"


def _failed(units: Units, job: Job, work: Work, why: str, *, not_before_s: float = 0) -> str:
    """Try again later, or give up in the sight of a person."""
    with units.open() as unit:
        delay_s = max(FIRST_DELAY_S * 2**job.attempt, not_before_s)
        state = unit.jobs.try_again(job, why[:2000], delay_s=delay_s)
        if state == "dead":
            given_up(unit, job, work, why)
    log.warning("job_failed", job=str(job.id), kind=job.kind, state=state, why=why[:200])
    return state


def given_up(unit: Unit, job: Job, work: Work, why: str) -> None:
    """Tell a person, and do what this kind of work does when it will never succeed by itself."""
    unit.alarms.sound(
        "job_dead", job.subject, f"The work “{job.kind}” failed {job.attempt} times: {why[:300]}", once=f"dead:{job.id}"
    )
    if work.give_up is not None:
        work.give_up(unit, job)
