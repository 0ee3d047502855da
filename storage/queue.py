"""The ranked queue: who may take what next, for how long, and what is held by whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select, text

from storage.rows import shaped
from storage.tables.history import history
from storage.tables.prioritise import case
from storage.tables.staff import staff
from triage.errors import NotAllowedNow, SomeoneElseWasFirst


@dataclass(frozen=True)
class Claim:
    """A lease on a case: who holds it and until when, by the database's own clock."""

    case_id: UUID
    staff_id: UUID
    name: str
    lease_until: datetime


class Queue:
    """Claims are leases with an owner, an expiry and a heartbeat, and never change a case's version."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim_next(
        self,
        staff_id: UUID,
        *,
        lease_seconds: int,
        not_registrations: tuple[str, ...] = (),
        not_cases: tuple[UUID, ...] = (),
    ) -> UUID | None:
        """Take the first case of the queue that nobody holds; None when there is nothing to take.

        ``not_registrations`` are the officer's own vehicles: a conflict of interest is never served.
        ``not_cases`` are those they have given back: they would only get them again at once.
        """
        free = _queued() & _unclaimed()
        if not_cases:
            free = free & case.c.id.not_in(not_cases)
        if not_registrations:
            free = free & case.c.registration.not_in(not_registrations)
        first = (
            select(case.c.id)
            .where(free)
            .order_by(case.c.rank_key, case.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        case_id = self._connection.execute(first).scalar_one_or_none()
        if case_id is not None:
            self._lease(case_id, staff_id, lease_seconds)
        return case_id

    def claim(self, case_id: UUID, staff_id: UUID, *, lease_seconds: int) -> None:
        """Take one named case, unless somebody else holds it."""
        row = self._connection.execute(
            select(case.c.claimed_by, case.c.lease_until, case.c.open, func.clock_timestamp().label("clock"))
            .where(case.c.id == case_id)
            .with_for_update()
        ).one()
        if not row.open:
            raise NotAllowedNow("This report cannot be reviewed now.")
        if row.claimed_by not in (None, staff_id) and row.lease_until > row.clock:
            raise SomeoneElseWasFirst(self._name_of(row.claimed_by), row.clock)
        self._lease(case_id, staff_id, lease_seconds)

    def heartbeat(self, case_id: UUID, staff_id: UUID, *, lease_seconds: int) -> bool:
        """Renew a lease; False when it is no longer this person's."""
        mine = self._connection.execute(
            select(case.c.id).where(case.c.id == case_id, case.c.claimed_by == staff_id).with_for_update()
        ).one_or_none()
        if mine is None:
            return False
        self._lease(case_id, staff_id, lease_seconds)
        return True

    def release(self, case_id: UUID, staff_id: UUID) -> None:
        """Give a case back; doing so twice, or after somebody took it over, is harmless."""
        self._connection.execute(
            case.update()
            .where(case.c.id == case_id, case.c.claimed_by == staff_id)
            .values(claimed_by=None, lease_until=None)
        )

    def list_skipped(self, staff_id: UUID, since: datetime) -> tuple[UUID, ...]:
        """The cases this person has given back undecided since then."""
        rows = self._connection.execute(
            select(history.c.case_id).where(
                history.c.action == "skipped", history.c.actor == str(staff_id), history.c.at >= since
            )
        )
        return tuple(rows.scalars())

    def find_claimed_by(self, staff_id: UUID) -> UUID | None:
        """The case this person took last and still holds."""
        return self._connection.execute(
            select(case.c.id)
            .where(case.c.open, case.c.claimed_by == staff_id, case.c.lease_until > func.clock_timestamp())
            .order_by(case.c.lease_until.desc())
            .limit(1)
        ).scalar_one_or_none()

    def top(self, number: int = 50, *, lane: str = "queue", after: tuple[int, UUID] | None = None) -> tuple[UUID, ...]:
        """The first cases of a lane in rank order, claimed ones included; ``after`` pages by (rank_key, id)."""
        where: ColumnElement[bool] = and_(case.c.open, case.c.lane == lane)
        if lane == "queue":
            where = _queued()
        if after is not None:
            where = where & (or_(case.c.rank_key > after[0], and_(case.c.rank_key == after[0], case.c.id > after[1])))
        rows = self._connection.execute(
            select(case.c.id).where(where).order_by(case.c.rank_key, case.c.id).limit(number)
        )
        return tuple(rows.scalars())

    def waiting(self) -> dict[str, int]:
        """How many open cases each lane has."""
        rows = self._connection.execute(
            select(case.c.lane, func.count().label("number")).where(case.c.open).group_by(case.c.lane)
        )
        return {row.lane: row.number for row in rows}

    def held(self) -> tuple[Claim, ...]:
        """The live leases, oldest first, so that "nothing left" can say what is held by whom."""
        rows = self._connection.execute(
            select(case.c.id.label("case_id"), staff.c.id.label("staff_id"), staff.c.name, case.c.lease_until)
            .join(staff, staff.c.id == case.c.claimed_by)
            .where(case.c.open, case.c.lease_until > func.clock_timestamp())
            .order_by(case.c.lease_until)
        )
        return tuple(shaped(Claim, row) for row in rows)

    def plan_of_top(self) -> str:
        """The database's plan for the first page, for the test that it walks the index."""
        plan = text("EXPLAIN SELECT id FROM \"case\" WHERE open AND lane = 'queue' ORDER BY rank_key, id LIMIT 50")
        return "\n".join(self._connection.execute(plan).scalars())

    def _lease(self, case_id: UUID, staff_id: UUID, seconds: int) -> None:
        until = func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
        self._connection.execute(
            case.update().where(case.c.id == case_id).values(claimed_by=staff_id, lease_until=until)
        )

    def _name_of(self, staff_id: UUID) -> str:
        name = self._connection.execute(select(staff.c.name).where(staff.c.id == staff_id)).scalar_one_or_none()
        return name or "Somebody"


def _queued() -> ColumnElement[bool]:
    # A literal rather than a bound value, so that the planner can match the partial index.
    return and_(case.c.open, case.c.lane == literal_column("'queue'"))


def _unclaimed() -> ColumnElement[bool]:
    return or_(case.c.claimed_by.is_(None), case.c.lease_until < func.clock_timestamp())
