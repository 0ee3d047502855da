"""The ranked queue: who may take what next, for how long, and what is held by whom."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.sql.dml import ReturningUpdate

from storage.rows import shaped
from storage.tables.history import history
from storage.tables.prioritise import allegation, case
from storage.tables.staff import conflict, staff
from triage.deadline import oldest_day_still_open
from triage.errors import NotAllowedNow, SomeoneElseWasFirst


@dataclass(frozen=True)
class Claim:
    """A lease on a case: who holds it and until when, by the database's own clock."""

    case_id: UUID
    staff_id: UUID
    name: str
    lease_until: datetime
    since: datetime | None = None


@dataclass(frozen=True)
class Skips:
    """How often somebody gave cases back for one reason."""

    actor: str
    why: str
    number: int


# The same table under another name: what a claim looks for stands inside the statement that takes it.
candidate = case.alias("candidate")


class Queue:
    """Claims are leases with an owner, an expiry and a heartbeat, and never change a case's version."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim_next(
        self,
        staff_id: UUID,
        *,
        lease_seconds: int,
        today: date,
        lane: str = "queue",
        not_registrations: tuple[str, ...] = (),
        not_cases: tuple[UUID, ...] = (),
    ) -> UUID | None:
        """Take the first case of a lane that nobody holds; None when there is nothing to take.

        What cannot be acted on any more is passed over even before a sweep has found it: a last posting day before
        ``today`` (London), or six months gone by. So is every case this person has declared a conflict with.
        ``not_registrations`` are the officer's own vehicles: a conflict of interest is never served.
        ``not_cases`` are those they have given back: they would only get them again at once.
        """
        asked = _asked(staff_id, today, lane, not_registrations, not_cases) | {"seconds": lease_seconds}
        taken = self._connection.execute(CLAIM[lane == "queue"], asked).one_or_none()
        return taken.id if taken else None

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
        self._take(case_id, staff_id, lease_seconds)

    def take_over(self, case_id: UUID, staff_id: UUID, *, lease_seconds: int) -> UUID | None:
        """Take a case from whoever holds it, or held it last; who that was. NotAllowedNow when it cannot be taken."""
        row = self._connection.execute(
            select(case.c.claimed_by, case.c.open).where(case.c.id == case_id).with_for_update()
        ).one()
        if not row.open:
            raise NotAllowedNow("This report cannot be reviewed now.")
        self._take(case_id, staff_id, lease_seconds)
        before: UUID | None = row.claimed_by
        return before

    def heartbeat(self, case_id: UUID, staff_id: UUID, *, lease_seconds: int) -> bool:
        """Renew a lease; False when it is no longer this person's."""
        mine = self._connection.execute(
            select(case.c.id).where(case.c.id == case_id, case.c.claimed_by == staff_id).with_for_update()
        ).one_or_none()
        if mine is None:
            return False
        self._take(case_id, staff_id, lease_seconds)
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
        where = _in_lane(lane)
        if after is not None:
            where = where & or_(
                candidate.c.rank_key > after[0], and_(candidate.c.rank_key == after[0], candidate.c.id > after[1])
            )
        rows = self._connection.execute(
            select(candidate.c.id).where(where).order_by(candidate.c.rank_key, candidate.c.id).limit(number)
        )
        return tuple(rows.scalars())

    def list_sealed(self) -> tuple[UUID, ...]:
        """The sealed cases that nobody has decided, newest seal first: their clocks run, a supervisor decides."""
        rows = self._connection.execute(
            select(case.c.id)
            .where(case.c.sealed_at.is_not(None), case.c.decided_at.is_(None))
            .order_by(case.c.sealed_at.desc())
        )
        return tuple(rows.scalars())

    def count_skips(self, since: datetime) -> tuple[Skips, ...]:
        """How often each person gave cases back undecided since then, and why, most first."""
        why = history.c.payload["why"].astext
        rows = self._connection.execute(
            select(history.c.actor, why.label("why"), func.count().label("number"))
            .where(history.c.action == "skipped", history.c.at >= since)
            .group_by(history.c.actor, why)
            .order_by(func.count().desc(), history.c.actor, why)
        )
        return tuple(shaped(Skips, row) for row in rows)

    def waiting(self) -> dict[str, int]:
        """How many open cases each lane has."""
        rows = self._connection.execute(
            select(case.c.lane, func.count().label("number")).where(case.c.open).group_by(case.c.lane)
        )
        return {row.lane: row.number for row in rows}

    def held(self) -> tuple[Claim, ...]:
        """The live leases, oldest first, so that "nothing left" can say what is held by whom."""
        taken_at = (
            select(func.max(history.c.at))
            .where(history.c.case_id == case.c.id, history.c.action.in_(("claimed", "taken_over")))
            .scalar_subquery()
        )
        held = (case.c.id.label("case_id"), staff.c.id.label("staff_id"), staff.c.name, case.c.lease_until)
        rows = self._connection.execute(
            select(*held, taken_at.label("since"))
            .join(staff, staff.c.id == case.c.claimed_by)
            .where(case.c.open, case.c.lease_until > func.clock_timestamp())
            .order_by(case.c.lease_until)
        )
        return tuple(shaped(Claim, row) for row in rows)

    def plan_of_top(self) -> str:
        """The database's plan for the first page, for the test that it walks the index."""
        plan = text("EXPLAIN SELECT id FROM \"case\" WHERE open AND lane = 'queue' ORDER BY rank_key, id LIMIT 50")
        return "\n".join(self._connection.execute(plan).scalars())

    def plan_of_claim(self, staff_id: UUID, today: date) -> str:
        """The database's plan for finding the next case, for the test that it walks the index and sorts nothing."""
        wanted = _first_free(ranked=True).params(_asked(staff_id, today, "queue", ("AB12CDE",), (staff_id,)))
        written = wanted.compile(self._connection.engine, compile_kwargs={"literal_binds": True})
        return "\n".join(self._connection.execute(text(f"EXPLAIN {written}")).scalars())

    def _take(self, case_id: UUID, staff_id: UUID, seconds: int) -> None:
        self._connection.execute(case.update().where(case.c.id == case_id).values(_lease(staff_id, seconds)))

    def _name_of(self, staff_id: UUID) -> str:
        name = self._connection.execute(select(staff.c.name).where(staff.c.id == staff_id)).scalar_one_or_none()
        return name or "Somebody"


def _lease(staff_id: ColumnElement[UUID] | UUID, seconds: ColumnElement[int] | int) -> dict[str, object]:
    return {
        "claimed_by": staff_id,
        "lease_until": func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds),
    }


def _asked(
    staff_id: UUID, today: date, lane: str, not_registrations: tuple[str, ...], not_cases: tuple[UUID, ...]
) -> dict[str, object]:
    return {
        "staff": staff_id,
        "today": today,
        "oldest_day": oldest_day_still_open(today),
        "in_lane": lane,
        "not_registrations": not_registrations,
        "not_cases": not_cases,
    }


def _first_free(*, ranked: bool) -> Select[tuple[UUID]]:
    free = _in_lane("queue" if ranked else bindparam("in_lane", type_=Text)) & _unclaimed() & _can_be_acted_on()
    free = free & _undeclared() & candidate.c.id.not_in(bindparam("not_cases", expanding=True))
    free = free & candidate.c.registration.not_in(bindparam("not_registrations", expanding=True))
    ordered = select(candidate.c.id).where(free).order_by(candidate.c.rank_key, candidate.c.id)
    return ordered.limit(1).with_for_update(skip_locked=True, of=candidate)


def _in_lane(lane: str | ColumnElement[str]) -> ColumnElement[bool]:
    # Literals rather than bound values, so that the planner can match the partial indexes.
    if isinstance(lane, str) and lane == "queue":
        return and_(candidate.c.open, candidate.c.lane == literal_column("'queue'"))
    return and_(candidate.c.open, candidate.c.lane != literal_column("'queue'"), candidate.c.lane == lane)


def _unclaimed() -> ColumnElement[bool]:
    return or_(candidate.c.claimed_by.is_(None), candidate.c.lease_until < func.clock_timestamp())


def _can_be_acted_on() -> ColumnElement[bool]:
    # The case carries the earliest day of anything it could be; an offence alleged may be open for longer.
    today = bindparam("today", type_=Date)
    alive = exists().where(
        allegation.c.case_id == candidate.c.id,
        allegation.c.open,
        or_(allegation.c.last_post.is_(None), allegation.c.last_post >= today),
    )
    in_post = or_(candidate.c.last_post.is_(None), candidate.c.last_post >= today, alive)
    return in_post & (candidate.c.offence_on >= bindparam("oldest_day", type_=Date))


def _undeclared() -> ColumnElement[bool]:
    # The list of one person's conflicts is short and read once; a join would be asked of every row.
    declared = select(conflict.c.case_id).where(conflict.c.staff_id == bindparam("staff", type_=Uuid))
    return candidate.c.id.not_in(declared)


def _claim(*, ranked: bool) -> ReturningUpdate[tuple[UUID]]:
    # One statement: the row is found, locked and leased in one round trip, and nobody waits for anybody.
    lease = _lease(bindparam("staff", type_=Uuid), bindparam("seconds", type_=Integer))
    first = _first_free(ranked=ranked).scalar_subquery()
    return case.update().where(case.c.id == first).values(lease).returning(case.c.id)


# Written once, by whether the lane is the ranked queue: to build it for each claim costs more than to ask it.
CLAIM = {ranked: _claim(ranked=ranked) for ranked in (True, False)}
