"""Answers the staff's pages in few queries: what was done today, where footage stands, how near deadlines are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from storage.tables.decide import decision, withdrawal
from storage.tables.extract import derivative
from storage.tables.letter import proposal
from storage.tables.prioritise import case
from storage.tables.receive import footage
from storage.tables.work import task
from triage.case import Case
from triage.worklist import TaskKind

FootageState = Literal["ready", "preparing", "unreadable"]
SOON = timedelta(hours=72)
RECENTLY = timedelta(days=30)


@dataclass(frozen=True)
class Deadlines:
    """Open cases against their clocks. ``median_days`` is from receipt to decision, over the past 30 days."""

    waiting: int
    due_soon: int
    past_last_day: int
    median_days: float | None


class Listing:
    """Questions that cross several repositories; it changes nothing."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def count_done(self, staff_id: UUID, since: datetime) -> int:
        """Decisions somebody recorded since then and did not take back."""
        query = (
            select(func.count())
            .select_from(decision.outerjoin(withdrawal, withdrawal.c.decision_id == decision.c.id))
            .where(decision.c.decided_by == staff_id, decision.c.at >= since, withdrawal.c.decision_id.is_(None))
        )
        return self._connection.execute(query).scalar_one()

    def count_proposals(self) -> int:
        """Automatic letters that wait for a supervisor."""
        query = select(func.count()).select_from(proposal).where(proposal.c.state == "waiting")
        return self._connection.execute(query).scalar_one()

    def count_approvals(self) -> int:
        """Automatic letters and second looks that wait for a supervisor."""
        looks = (task.c.kind == TaskKind.SECOND_LOOK.value) & task.c.closed_at.is_(None)
        query = select(func.count()).select_from(task).where(looks)
        return self.count_proposals() + self._connection.execute(query).scalar_one()

    def footage_states(self, submission_ids: Sequence[UUID]) -> dict[UUID, FootageState]:
        """Whether each submission can be watched, is still being read, or cannot be read."""
        playable = and_(derivative.c.footage_id == footage.c.id, derivative.c.role == "playable")
        rows = self._connection.execute(
            select(
                footage.c.submission_id,
                func.bool_or(derivative.c.id.is_not(None)).label("plays"),
                func.bool_or(footage.c.extracted_at.is_(None)).label("waits"),
            )
            .select_from(footage.outerjoin(derivative, playable))
            .where(footage.c.submission_id.in_(submission_ids), footage.c.removed.is_(False))
            .group_by(footage.c.submission_id)
        )
        return {row.submission_id: _state(row.plays, row.waits) for row in rows}

    def find_by_plate(self, part: str, number: int) -> tuple[UUID, ...]:
        """The newest cases whose registration contains these letters and figures (normalised)."""
        rows = self._connection.execute(
            select(case.c.id)
            .where(case.c.registration.contains(part, autoescape=True))
            .order_by(case.c.received_at.desc())
            .limit(number)
        )
        return tuple(rows.scalars())

    def list_posters(self, submission_ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """The first file of each submission that has a still to show."""
        rows = self._connection.execute(
            select(footage.c.submission_id, footage.c.id)
            .join(derivative, and_(derivative.c.footage_id == footage.c.id, derivative.c.role == "poster"))
            .where(footage.c.submission_id.in_(submission_ids), footage.c.removed.is_(False))
            .order_by(footage.c.submission_id, footage.c.position.desc())
        )
        return {row.submission_id: row.id for row in rows}

    def place_in_lane(self, one: Case) -> int:
        """How far from the top of its lane a case stands; 1 is the first, 0 stands in no list."""
        if not one.open or one.rank_key is None:
            return 0
        before = (case.c.rank_key < one.rank_key) | ((case.c.rank_key == one.rank_key) & (case.c.id < one.id))
        query = select(func.count()).where(case.c.open, case.c.lane == one.lane, before)
        return self._connection.execute(query).scalar_one() + 1

    def deadlines(self) -> Deadlines:
        """What waits, what falls due within 72 hours, and what nobody decided by its last ordinary day."""
        days = func.extract("epoch", case.c.decided_at - case.c.received_at) / 86_400
        row = self._connection.execute(
            select(
                func.count().filter(case.c.open).label("waiting"),
                func.count().filter(case.c.open, case.c.due_at.between(self._now, self._now + SOON)).label("due_soon"),
                func.count().filter(case.c.open, case.c.overdue_at.is_not(None)).label("past_last_day"),
                func.percentile_cont(0.5)
                .within_group(days)
                .filter(case.c.decided_at > self._now - RECENTLY)
                .label("median_days"),
            )
        ).one()
        median = None if row.median_days is None else float(row.median_days)
        return Deadlines(row.waiting, row.due_soon, row.past_last_day, median)


def _state(plays: bool, waits: bool) -> FootageState:
    if plays:
        return "ready"
    return "preparing" if waits else "unreadable"
