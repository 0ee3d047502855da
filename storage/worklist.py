"""Keeps the work list: what somebody has to do by a day, opened and closed once."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import shaped
from storage.tables.work import task
from triage.worklist import Task, TaskKind


class Worklist:
    """Tasks of every case. A task is opened by a step, under a key of what happens once, and closed by a step."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def open(
        self, kind: TaskKind, case_id: UUID, subject: UUID, due_on: date, *, once: str, not_staff: UUID | None = None
    ) -> bool:
        """Put something on the list; False when this was put there before, done or not."""
        row = self._connection.execute(
            insert(task)
            .values(
                id=uuid4(),
                once=once,
                kind=kind.value,
                case_id=case_id,
                subject=subject,
                due_on=due_on,
                not_staff=not_staff,
                opened_at=self._now,
            )
            .on_conflict_do_nothing()
            .returning(task.c.id)
        ).one_or_none()
        return row is not None

    def get_open_locked(self, task_id: UUID) -> Task:
        """One open task, held until this transaction ends; Missing when somebody has closed it."""
        row = self._connection.execute(
            select(task).where(task.c.id == task_id, task.c.closed_at.is_(None)).with_for_update()
        ).one_or_none()
        if row is None:
            raise Missing("This has been done already, or there is no such task.")
        return _task(row)

    def close(self, subject: UUID, kind: TaskKind, why: str, *, by: UUID | None = None) -> int:
        """Close what is open of this kind about this subject; how many that were. ``why`` is a code."""
        rows = self._connection.execute(
            task.update()
            .where(task.c.subject == subject, task.c.kind == kind.value, task.c.closed_at.is_(None))
            .values(closed_at=self._now, closed_by=by, closed_why=why)
            .returning(task.c.id)
        )
        return len(rows.all())

    def close_all(self, case_id: UUID, why: str, *, by: UUID | None = None) -> int:
        """Close everything that is open about a case."""
        rows = self._connection.execute(
            task.update()
            .where(task.c.case_id == case_id, task.c.closed_at.is_(None))
            .values(closed_at=self._now, closed_by=by, closed_why=why)
            .returning(task.c.id)
        )
        return len(rows.all())

    def move(self, subject: UUID, kind: TaskKind, due_on: date) -> None:
        """Another day on which it lapses: a calendar or a fact has changed."""
        self._connection.execute(
            task.update()
            .where(task.c.subject == subject, task.c.kind == kind.value, task.c.closed_at.is_(None))
            .values(due_on=due_on)
        )

    def list_open(
        self, kinds: Collection[TaskKind] = (), *, number: int = 50, after: tuple[date, UUID] | None = None
    ) -> tuple[Task, ...]:
        """What waits, the next to lapse first; ``after`` pages by (due_on, id)."""
        query = select(task).where(task.c.closed_at.is_(None))
        if kinds:
            query = query.where(task.c.kind.in_([one.value for one in kinds]))
        if after is not None:
            query = query.where((task.c.due_on > after[0]) | ((task.c.due_on == after[0]) & (task.c.id > after[1])))
        rows = self._connection.execute(query.order_by(task.c.due_on, task.c.id).limit(number))
        return tuple(_task(row) for row in rows)

    def list_for_case(self, case_id: UUID) -> tuple[Task, ...]:
        """Everything there ever was to do about a case, oldest first."""
        rows = self._connection.execute(select(task).where(task.c.case_id == case_id).order_by(task.c.opened_at))
        return tuple(_task(row) for row in rows)

    def counts(self, today: date) -> dict[TaskKind, tuple[int, int]]:
        """How many wait of each kind, and how many of them are late."""
        rows = self._connection.execute(
            select(
                task.c.kind,
                func.count().label("waiting"),
                func.count().filter(task.c.due_on < today).label("late"),
            )
            .where(task.c.closed_at.is_(None))
            .group_by(task.c.kind)
        )
        return {TaskKind(row.kind): (row.waiting, row.late) for row in rows}


def _task(row: Row[*tuple[object, ...]]) -> Task:
    return shaped(Task, row, kind=TaskKind(row.kind))
