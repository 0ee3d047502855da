"""Lists what comes near a day, or has passed one, and of which nobody has been told: for the sweeps to ask again."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, String, cast, exists, func, literal, select

from storage.tables.prioritise import allegation, case
from storage.tables.work import alarm, task
from triage.case import Stage
from triage.outcome import ON_THE_ROAD
from triage.worklist import TO_COURT

ENOUGH = 500


class Watch:
    """Each list is bounded: a sweep that finds more comes back for the rest."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def list_at_risk(self, until: datetime) -> tuple[UUID, ...]:
        """Open cases of the first tier that fall due by then."""
        near = (case.c.tier == 1) & case.c.due_at.between(self._now, until)
        return self._cases(case.c.open & near & _untold("filter_at_risk"))

    def list_past_deadline(self, today: date) -> tuple[UUID, ...]:
        """Open cases, and sealed ones, whose notice can no longer be served in any way."""
        is_sealed = case.c.sealed_at.is_not(None) & (case.c.stage == Stage.PRIORITISED.value)
        is_waiting = case.c.open | (is_sealed & case.c.held_until.is_(None))
        # By the day, too: a moment that an officer corrects gives the case another deadline.
        key = func.concat("deadline_passed:", cast(case.c.id, String), ":", cast(case.c.service_deadline, String))
        is_untold = ~exists().where(alarm.c.once == key)
        return self._cases(is_waiting & (case.c.service_deadline < today) & is_untold)

    def list_near_six_months(self, until: date) -> tuple[UUID, ...]:
        """Cases with an offence whose six months end by then: open, or decided with something left to do about it."""
        told = exists().where(alarm.c.once == func.concat("six_months:", cast(allegation.c.id, String)))
        ends = (allegation.c.case_id == case.c.id) & (allegation.c.summary_limit <= until) & ~told
        to_do = exists().where(
            task.c.case_id == case.c.id, task.c.closed_at.is_(None), task.c.kind.in_([one.value for one in TO_COURT])
        )
        under_way = case.c.outcome.in_([one.value for one in ON_THE_ROAD]) & to_do & exists().where(ends)
        ending = exists().where(ends, allegation.c.open) | under_way
        return self._cases(ending & case.c.withdrawn_at.is_(None))

    def list_late_tasks(self, today: date) -> tuple[UUID, ...]:
        """What somebody should have done by a day that has gone by."""
        told = exists().where(alarm.c.once == func.concat("task_late:", cast(task.c.id, String)))
        rows = self._connection.execute(
            select(task.c.id)
            .where(task.c.closed_at.is_(None), task.c.due_on < today, ~told)
            .order_by(task.c.due_on, task.c.id)
            .limit(ENOUGH)
        )
        return tuple(rows.scalars())

    def _cases(self, where: ColumnElement[bool]) -> tuple[UUID, ...]:
        rows = self._connection.execute(select(case.c.id).where(where).order_by(case.c.due_at, case.c.id).limit(ENOUGH))
        return tuple(rows.scalars())


def _untold(kind: str) -> ColumnElement[bool]:
    """Nobody has had the alarm of this kind about the case."""
    return ~exists().where(alarm.c.once == func.concat(literal(f"{kind}:"), cast(case.c.id, String)))
