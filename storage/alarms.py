"""Keeps alarms: what a person must see and close, raised once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import shaped
from storage.tables.work import alarm


@dataclass(frozen=True)
class Alarm:
    """Something a supervisor must act on, in words."""

    id: UUID
    kind: str
    subject: UUID
    words: str
    raised_at: datetime


class Alarms:
    """Alarms stand until a person closes them with a reason."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def sound(self, kind: str, subject: UUID, words: str, *, once: str) -> bool:
        """Raise an alarm; False when this one was raised before."""
        row = self._connection.execute(
            insert(alarm)
            .values(id=uuid4(), once=once, kind=kind, subject=subject, words=words, raised_at=self._now)
            .on_conflict_do_nothing()
            .returning(alarm.c.id)
        ).one_or_none()
        return row is not None

    def list_open(self, number: int = 100) -> tuple[Alarm, ...]:
        """What nobody has closed: urgent ones first, however many came since, and then the newest."""
        rows = self._connection.execute(
            select(alarm)
            .where(alarm.c.closed_at.is_(None))
            .order_by(alarm.c.kind != "urgent", alarm.c.raised_at.desc())
            .limit(number)
        )
        return tuple(shaped(Alarm, row) for row in rows)

    def get_open(self, alarm_id: UUID) -> Alarm:
        """One alarm; Missing when it is not open."""
        row = self._connection.execute(
            select(alarm).where(alarm.c.id == alarm_id, alarm.c.closed_at.is_(None))
        ).one_or_none()
        if row is None:
            raise Missing("This alarm is not open any more.")
        return shaped(Alarm, row)

    def count_open(self) -> int:
        """How many stand open."""
        return self._connection.execute(
            select(func.count()).select_from(alarm).where(alarm.c.closed_at.is_(None))
        ).scalar_one()

    def close_all(self, kind: str, subject: UUID, by: UUID, why: str) -> int:
        """Close every open alarm of a kind about one subject; how many there were."""
        rows = self._connection.execute(
            alarm.update()
            .where(alarm.c.kind == kind, alarm.c.subject == subject, alarm.c.closed_at.is_(None))
            .values(closed_by=by, closed_why=why, closed_at=self._now)
            .returning(alarm.c.id)
        )
        return len(rows.all())

    def close(self, alarm_id: UUID, by: UUID, why: str) -> Alarm:
        """Close an alarm with what was done; Missing when it is not open."""
        row = self._connection.execute(
            alarm.update()
            .where(alarm.c.id == alarm_id, alarm.c.closed_at.is_(None))
            .values(closed_by=by, closed_why=why, closed_at=self._now)
            .returning(*alarm.c)
        ).one_or_none()
        if row is None:
            raise Missing("This alarm is not open any more.")
        return shaped(Alarm, row)
