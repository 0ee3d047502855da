"""Keeps contests of letters, in the keeper's own words, and the markers that supervisors set."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.notice import contest, marker
from triage.contest import Contest, ContestState
from triage.marker import Marker, MarkerKind

ENTERED = ("id", "letter_id", "case_id", "received_on", "due_on", "says", "state", "entered_by", "created_at")
ANSWERED = ("state", "decided_by", "decided_why", "decided_at")


class Contests:
    """Contests, at most one for each letter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Contest) -> Contest:
        """A new contest."""
        self._connection.execute(contest.insert().values(**columns_of(new, *ENTERED)))
        return new

    def get(self, contest_id: UUID, *, lock: bool = False) -> Contest:
        """One contest; Missing when there is none."""
        query = select(contest).where(contest.c.id == contest_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise Missing("There is no such contest.")
        return _contest(row)

    def find_for_letter(self, letter_id: UUID) -> Contest | None:
        """The contest of a letter, if somebody contested it."""
        row = self._connection.execute(select(contest).where(contest.c.letter_id == letter_id)).one_or_none()
        return None if row is None else _contest(row)

    def list_recent(self, number: int = 100) -> tuple[Contest, ...]:
        """Open ones first, what is due next first; then the answered, newest first."""
        rows = self._connection.execute(
            select(contest)
            .order_by(contest.c.decided_at.is_not(None), contest.c.decided_at.desc(), contest.c.due_on, contest.c.id)
            .limit(number)
        )
        return tuple(_contest(row) for row in rows)

    def answer(self, answered: Contest) -> None:
        """Keep what was decided about it."""
        self._connection.execute(
            contest.update().where(contest.c.id == answered.id).values(**columns_of(answered, *ANSWERED))
        )


class Markers:
    """Markers about registrations and reporters; lifted ones stay on record."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, new: Marker) -> Marker:
        """A new marker."""
        names = ("id", "kind", "about", "why", "at", "set_by", "expires_at")
        self._connection.execute(marker.insert().values(**columns_of(new, *names)))
        return new

    def get(self, marker_id: UUID) -> Marker:
        """One marker; Missing when there is none."""
        row = self._connection.execute(select(marker).where(marker.c.id == marker_id)).one_or_none()
        if row is None:
            raise Missing("There is no such marker.")
        return _marker(row)

    def list_about(self, about: str) -> tuple[Marker, ...]:
        """Every marker there ever was about a registration (normalised) or a pseudonym, newest first."""
        rows = self._connection.execute(select(marker).where(marker.c.about == about).order_by(marker.c.at.desc()))
        return tuple(_marker(row) for row in rows)

    def lift(self, marker_id: UUID) -> bool:
        """End a marker; False when it had ended before."""
        row = self._connection.execute(
            marker.update()
            .where(marker.c.id == marker_id, marker.c.lifted_at.is_(None))
            .values(lifted_at=self._now)
            .returning(marker.c.id)
        ).one_or_none()
        return row is not None


def _contest(row: Row[*tuple[Any, ...]]) -> Contest:
    return shaped(Contest, row, state=ContestState(row.state))


def _marker(row: Row[*tuple[Any, ...]]) -> Marker:
    return shaped(Marker, row, kind=MarkerKind(row.kind))
