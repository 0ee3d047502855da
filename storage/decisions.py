"""Keeps decisions and their withdrawals: a held decision becomes final, an undone one stays on record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.decide import decision, withdrawal
from triage.outcome import Outcome
from triage.record import Decision

KEPT = (
    *("id", "case_id", "case_version", "outcome", "reason", "offence", "step", "automatic", "note", "seconds_played"),
    *("decided_by", "role", "policy_version", "supersedes", "at", "final_at"),
    *("allegation_id", "exception", "other_service", "s59_recommended"),
)


class Decisions:
    """Decisions of every case, one for each version of a case."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, new: Decision) -> Decision:
        """A decision, held until its ``final_at``."""
        self._connection.execute(decision.insert().values(**columns_of(new, *KEPT)))
        return new

    def get(self, decision_id: UUID) -> Decision:
        """One decision; Missing when there is none."""
        row = self._connection.execute(_DECISIONS.where(decision.c.id == decision_id)).one_or_none()
        if row is None:
            raise Missing("There is no such decision.")
        return shaped(Decision, row, outcome=Outcome(row.outcome))

    def list_for(self, case_id: UUID) -> tuple[Decision, ...]:
        """Every decision of a case, withdrawn ones included, oldest first."""
        rows = self._connection.execute(_DECISIONS.where(decision.c.case_id == case_id).order_by(decision.c.at))
        return tuple(shaped(Decision, row, outcome=Outcome(row.outcome)) for row in rows)

    def find_standing(self, case_id: UUID) -> Decision | None:
        """The newest decision of a case that was not withdrawn."""
        standing = [one for one in self.list_for(case_id) if one.withdrawn_at is None]
        return standing[-1] if standing else None

    def find_last_by(self, staff_id: UUID) -> Decision | None:
        """The newest decision somebody recorded, for undo."""
        row = self._connection.execute(
            _DECISIONS.where(decision.c.decided_by == staff_id).order_by(decision.c.at.desc()).limit(1)
        ).one_or_none()
        return None if row is None else shaped(Decision, row, outcome=Outcome(row.outcome))

    def withdraw(self, decision_id: UUID, by: UUID) -> None:
        """Undo: a row of its own, so that what was undone stays readable."""
        self._connection.execute(withdrawal.insert().values(decision_id=decision_id, withdrawn_by=by, at=self._now))

    def finalise(self, decision_id: UUID) -> None:
        """The hold is over."""
        self._connection.execute(decision.update().where(decision.c.id == decision_id).values(finalised_at=self._now))


_DECISIONS = select(decision, withdrawal.c.at.label("withdrawn_at")).outerjoin(
    withdrawal, withdrawal.c.decision_id == decision.c.id
)
