"""Keeps jobs: rows that say what must happen once; the broker only rings for them.

Jobs run by the database's own clock, whatever "as of" a unit was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.functions import Function

from storage.errors import Missing, StorageError
from storage.rows import shaped
from storage.tables.work import job
from triage.finding import JsonValue
from triage.job import JobKind

MAX_ATTEMPTS = 5
FIRST_RING_AGAIN_S = 10
BELL = "opsnap_job"


class LeaseLost(StorageError):
    """Somebody else holds this job by now: the late worker's result is thrown away."""

    code = "lease_lost"
    plainly = "Another worker has taken this job over."


@dataclass(frozen=True)
class Job:
    """One piece of work: its kind, the row it is about, and how it stands."""

    id: UUID
    kind: JobKind
    subject: UUID
    once: str
    state: str
    attempt: int
    created_at: datetime
    run_after: datetime
    lease_token: UUID | None = None
    progress: Mapping[str, JsonValue] | None = None
    last_error: str | None = None
    lease_until: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class JobCount:
    """How many jobs of a kind are in a state."""

    kind: JobKind
    state: str
    number: int


class Jobs:
    """Jobs of every kind, each unique by ``once``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def leave(self, kind: JobKind, subject: UUID, *, once: str, run_after: datetime | None = None) -> None:
        """Want something done, in the transaction that makes it necessary; the second time nothing happens.

        The bell rings when this transaction commits, never before (saleor #5457).
        """
        self._connection.execute(
            insert(job)
            .values(
                id=uuid4(),
                kind=kind,
                subject=subject,
                once=once,
                state="waiting",
                created_at=_clock(),
                run_after=_clock() if run_after is None else run_after,
            )
            .on_conflict_do_nothing()
        )
        self._connection.execute(select(func.pg_notify(BELL, kind.value)))

    def arm(self, kind: JobKind, subject: UUID, *, once: str) -> None:
        """Want something done again and again: a finished job under this key waits anew, one under way is left."""
        self.leave(kind, subject, once=once)
        self._connection.execute(
            job.update()
            .where(job.c.once == once, job.c.state.in_(("done", "dead")))
            .values(state="waiting", attempt=0, rings=0, rung_at=None, run_after=_clock(), ended_at=None)
        )

    def take(self, job_id: UUID, *, seconds: int) -> Job | None:
        """Lease a waiting job that is due; None when it is done, running elsewhere or not due yet.

        A row that somebody is writing is waited for: a worker may hear the ring before the dispatcher has committed
        it, and a ring that finds the row locked and goes away is missed for ten seconds and more.
        """
        row = self._connection.execute(
            job.update()
            .where(job.c.id == job_id, job.c.state == "waiting", job.c.run_after <= _clock())
            .values(
                state="running", attempt=job.c.attempt + 1, lease_token=uuid4(), lease_until=_in(seconds), progress=None
            )
            .returning(*job.c)
        ).one_or_none()
        return None if row is None else shaped(Job, row, kind=JobKind(row.kind))

    def renew(self, taken: Job, *, seconds: int) -> None:
        """Hold the lease longer; LeaseLost when it is somebody else's."""
        self._fenced(taken, {"lease_until": _in(seconds)})

    def report(self, taken: Job, progress: Mapping[str, JsonValue]) -> None:
        """Say how far it has come, for the page of whoever waits."""
        self._fenced(taken, {"progress": dict(progress)})
        self._connection.execute(select(func.pg_notify(BELL, f"progress:{taken.subject}")))

    def finish(self, taken: Job, *, note: str | None = None) -> None:
        """Done, in the transaction that holds the result; ``note`` says why a rule wanted nothing done."""
        self._fenced(taken, {"state": "done", "ended_at": _clock(), "lease_until": None, "last_error": note})
        self._connection.execute(select(func.pg_notify(BELL, f"done:{taken.subject}")))

    def try_again(self, taken: Job, why: str, *, delay_s: float) -> str:
        """A fault: wait and run again, or give up after the last attempt. The state it is left in."""
        if taken.attempt >= MAX_ATTEMPTS:
            self.park(taken, why)
            return "dead"
        self._fenced(
            taken,
            {"state": "waiting", "run_after": _in(delay_s), "last_error": why, "rung_at": None, "lease_until": None},
        )
        self._connection.execute(select(func.pg_notify(BELL, taken.kind.value)))
        return "waiting"

    def postpone(self, taken: Job, why: str, *, delay_s: float) -> None:
        """Nothing failed, it is only too early: wait, and do not count this attempt."""
        self._fenced(
            taken,
            {
                "state": "waiting",
                "attempt": taken.attempt - 1,
                "run_after": _in(delay_s),
                "last_error": why,
                "rung_at": None,
                "lease_until": None,
            },
        )
        self._connection.execute(select(func.pg_notify(BELL, taken.kind.value)))

    def hand_to_person(self, once: str, why: str) -> None:
        """What was done turned out not to be: it stands among the failed work until a person asks for it again."""
        self._connection.execute(
            job.update().where(job.c.once == once, job.c.state == "done").values(state="dead", last_error=why)
        )

    def park(self, taken: Job, why: str) -> None:
        """Give up: the same failing input is not looped, a person sees it and may ask again."""
        self._fenced(taken, {"state": "dead", "ended_at": _clock(), "last_error": why, "lease_until": None})

    def ask_again(self, job_id: UUID) -> Job:
        """A person wants a dead job run again from its first attempt; Missing when it is not dead."""
        row = self._connection.execute(
            job.update()
            .where(job.c.id == job_id, job.c.state == "dead")
            .values(state="waiting", attempt=0, rings=0, rung_at=None, run_after=_clock(), ended_at=None)
            .returning(*job.c)
        ).one_or_none()
        if row is None:
            raise Missing("This work does not wait for anybody any more.")
        self._connection.execute(select(func.pg_notify(BELL, row.kind)))
        return shaped(Job, row, kind=JobKind(row.kind))

    def ring(self, number: int = 200) -> tuple[Job, ...]:
        """The due jobs a worker should hear of now; each is rung again later if nobody comes.

        Ringing twice is harmless (`take` lets one in), so a broker that was emptied loses nothing.
        """
        patience = FIRST_RING_AGAIN_S * func.power(2, job.c.rings - 1)
        again = job.c.rung_at + func.make_interval(0, 0, 0, 0, 0, 0, patience)
        due = (
            select(job.c.id)
            .where(
                job.c.state == "waiting",
                job.c.run_after <= _clock(),
                or_(job.c.rung_at.is_(None), again <= _clock()),
            )
            .order_by(job.c.run_after)
            .limit(number)
            .with_for_update(skip_locked=True)
        )
        rows = self._connection.execute(
            job.update()
            .where(job.c.id.in_(due))
            .values(rung_at=_clock(), rings=func.least(job.c.rings + 1, 5))
            .returning(*job.c)
        )
        return tuple(shaped(Job, row, kind=JobKind(row.kind)) for row in rows)

    def seconds_to_next(self) -> float | None:
        """How long until the next waiting job falls due; None when nothing waits for a time."""
        query = select(func.extract("epoch", func.min(job.c.run_after) - _clock())).where(
            job.c.state == "waiting", job.c.run_after > _clock()
        )
        seconds = self._connection.execute(query).scalar_one_or_none()
        return None if seconds is None else float(seconds)

    def free_lapsed(self) -> tuple[Job, ...]:
        """Give back what a killed worker held; what has failed often enough is parked. Returns the parked ones."""
        lapsed = and_(job.c.state == "running", job.c.lease_until < _clock())
        self._connection.execute(
            job.update()
            .where(lapsed, job.c.attempt < MAX_ATTEMPTS)
            .values(state="waiting", rung_at=None, rings=0, lease_token=None, lease_until=None, run_after=_clock())
        )
        rows = self._connection.execute(
            job.update()
            .where(lapsed, job.c.attempt >= MAX_ATTEMPTS)
            .values(state="dead", ended_at=_clock(), last_error="The worker was stopped in the middle, several times.")
            .returning(*job.c)
        )
        parked = tuple(shaped(Job, row, kind=JobKind(row.kind)) for row in rows)
        self._connection.execute(select(func.pg_notify(BELL, "lapsed")))
        return parked

    def get(self, job_id: UUID) -> Job:
        """One job; Missing when there is none."""
        return self._one(job.c.id == job_id)

    def find_for(self, subject: UUID, kind: JobKind) -> Job | None:
        """The newest job of a kind about a row."""
        row = self._connection.execute(
            select(job).where(job.c.subject == subject, job.c.kind == kind).order_by(job.c.created_at.desc()).limit(1)
        ).one_or_none()
        return None if row is None else shaped(Job, row, kind=JobKind(row.kind))

    def number_for(self, subject: UUID, kind: JobKind) -> int:
        """How often a row was the subject of such work."""
        query = select(func.count()).where(job.c.subject == subject, job.c.kind == kind)
        return self._connection.execute(query).scalar_one()

    def find_once(self, once: str) -> Job | None:
        """The job that has this to do, if it was ever left."""
        row = self._connection.execute(select(job).where(job.c.once == once)).one_or_none()
        return None if row is None else shaped(Job, row, kind=JobKind(row.kind))

    def list_dead(self, number: int = 100) -> tuple[Job, ...]:
        """What was given up, newest first."""
        rows = self._connection.execute(
            select(job).where(job.c.state == "dead").order_by(job.c.ended_at.desc()).limit(number)
        )
        return tuple(shaped(Job, row, kind=JobKind(row.kind)) for row in rows)

    def list_unfinished(self) -> tuple[Job, ...]:
        """Waiting and running jobs, in the order they fall due."""
        rows = self._connection.execute(
            select(job).where(job.c.state.in_(("waiting", "running"))).order_by(job.c.run_after)
        )
        return tuple(shaped(Job, row, kind=JobKind(row.kind)) for row in rows)

    def counts(self) -> tuple[JobCount, ...]:
        """How many jobs of each kind wait, run, are dead, or were done in the past day."""
        recent = or_(job.c.state != "done", job.c.ended_at > _clock() - text("interval '1 day'"))
        rows = self._connection.execute(
            select(job.c.kind, job.c.state, func.count().label("number"))
            .where(recent)
            .group_by(job.c.kind, job.c.state)
        )
        return tuple(JobCount(JobKind(row.kind), row.state, row.number) for row in rows)

    def last_sign_of_life(self) -> datetime | None:
        """When a worker last finished something or renewed a lease."""
        query = select(job.c.ended_at).where(job.c.state == "done").order_by(job.c.ended_at.desc()).limit(1)
        found: datetime | None = self._connection.execute(query).scalar_one_or_none()
        return found

    def _one(self, where: ColumnElement[bool]) -> Job:
        row = self._connection.execute(select(job).where(where)).one_or_none()
        if row is None:
            raise Missing("There is no such job.")
        return shaped(Job, row, kind=JobKind(row.kind))

    def _fenced(self, taken: Job, values: Mapping[str, object]) -> None:
        kept = self._connection.execute(
            job.update()
            .where(job.c.id == taken.id, job.c.state == "running", job.c.lease_token == taken.lease_token)
            .values(**values)
            .returning(job.c.id)
        ).one_or_none()
        if kept is None:
            raise LeaseLost


def _clock() -> Function[datetime]:
    return func.clock_timestamp()


def _in(seconds: float) -> ColumnElement[datetime]:
    return _clock() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
