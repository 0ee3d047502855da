"""Keeps the people who work here and their sessions: server-side, opaque, hashed at rest."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import shaped
from storage.tables.staff import conflict, staff, staff_session
from triage.actor import Officer


@dataclass(frozen=True)
class Account:
    """A member of staff as sign-in sees them."""

    id: UUID
    username: str
    name: str
    role: str
    password_hash: str
    active: bool
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True)
class Session:
    """Somebody signed in, and the token their forms carry."""

    officer: Officer
    csrf: str


def hashed(token: str) -> bytes:
    """What is kept of a token of 128 bits or more; guessing it is hopeless, so no salt is needed."""
    return hashlib.sha256(token.encode()).digest()


class Staff:
    """Accounts and sessions."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(
        self,
        username: str,
        name: str,
        role: str,
        password_hash: str,
        *,
        registrations: tuple[str, ...] = (),
        email: str = "",
    ) -> UUID:
        """A new account; its password arrives hashed. The e-mail address is compared in lower case."""
        staff_id = uuid4()
        self._connection.execute(
            staff.insert().values(
                id=staff_id,
                username=username,
                name=name,
                role=role,
                password_hash=password_hash,
                registrations=list(registrations),
                email=email.strip().lower() or None,
                created_at=self._now,
            )
        )
        return staff_id

    def find_account(self, username: str) -> Account | None:
        """The account that signs in under a name."""
        row = self._connection.execute(select(staff).where(staff.c.username == username)).one_or_none()
        return None if row is None else shaped(Account, row)

    def get(self, staff_id: UUID) -> Officer:
        """One person; Missing when there is none."""
        row = self._connection.execute(select(staff).where(staff.c.id == staff_id)).one_or_none()
        if row is None:
            raise Missing("There is nobody with this number.")
        return _officer(row)

    def owns(self, registration: str) -> bool:
        """Whether a vehicle belongs to somebody who works here (normalised registration)."""
        if not registration:
            return False
        query = select(staff.c.id).where(staff.c.registrations.contains([registration])).limit(1)
        return self._connection.execute(query).one_or_none() is not None

    def has_email(self, address: str) -> bool:
        """Whether somebody who works here has this e-mail address."""
        query = select(staff.c.id).where(staff.c.email == address.strip().lower()).limit(1)
        return bool(address.strip()) and self._connection.execute(query).one_or_none() is not None

    def declare_conflict(self, case_id: UUID, staff_id: UUID) -> bool:
        """This person stands too near to the case; False when that was on record already."""
        row = self._connection.execute(
            insert(conflict)
            .values(case_id=case_id, staff_id=staff_id, declared_at=self._now)
            .on_conflict_do_nothing()
            .returning(conflict.c.case_id)
        ).one_or_none()
        return row is not None

    def has_conflict(self, case_id: UUID, staff_id: UUID) -> bool:
        """Whether a conflict of interest of this person with this case is on record."""
        query = select(conflict.c.case_id).where(conflict.c.case_id == case_id, conflict.c.staff_id == staff_id)
        return self._connection.execute(query).one_or_none() is not None

    def names(self) -> dict[str, str]:
        """Everybody's name by id, for pages that show who did what."""
        return {str(row.id): row.name for row in self._connection.execute(select(staff.c.id, staff.c.name))}

    def failed(self, account: Account, *, lock_after: int, lock_for: timedelta) -> None:
        """A wrong password: after some the account rests, so that guessing takes years."""
        # Counted by the database: many guesses at once must not all read the same number.
        failures = self._connection.execute(
            staff.update()
            .where(staff.c.id == account.id)
            .values(failures=staff.c.failures + 1)
            .returning(staff.c.failures)
        ).scalar_one()
        if failures >= lock_after:
            self._connection.execute(
                staff.update().where(staff.c.id == account.id).values(failures=0, locked_until=self._now + lock_for)
            )

    def start_session(self, staff_id: UUID, *, hours: int) -> tuple[str, str]:
        """Sign somebody in: the token for their cookie and the one for their forms."""
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        self._connection.execute(
            staff_session.insert().values(
                token_hash=hashed(token),
                staff_id=staff_id,
                csrf=csrf,
                created_at=self._now,
                expires_at=self._now + timedelta(hours=hours),
            )
        )
        self._connection.execute(staff.update().where(staff.c.id == staff_id).values(failures=0, locked_until=None))
        return token, csrf

    def find_session(self, token: str) -> Session | None:
        """Who holds this token, unless it has run out, was ended, or the account was switched off."""
        row = self._connection.execute(
            select(staff, staff_session.c.csrf)
            .join(staff_session, staff_session.c.staff_id == staff.c.id)
            .where(
                staff_session.c.token_hash == hashed(token),
                staff_session.c.expires_at > func.clock_timestamp(),
                staff_session.c.ended_at.is_(None),
                staff.c.active,
            )
        ).one_or_none()
        if row is None:
            return None
        return Session(_officer(row), row.csrf)

    def end_session(self, token: str) -> None:
        """Sign out."""
        self._connection.execute(
            staff_session.update().where(staff_session.c.token_hash == hashed(token)).values(ended_at=self._now)
        )

    def forget_sessions(self) -> int:
        """Remove sessions that ended or ran out a day ago; how many."""
        before = self._now - timedelta(days=1)
        rows = self._connection.execute(
            staff_session.delete().where(staff_session.c.expires_at < before).returning(staff_session.c.staff_id)
        )
        return len(rows.all())


def _officer(row: Row[*tuple[Any, ...]]) -> Officer:
    return shaped(Officer, row, registrations=tuple(row.registrations), email=row.email or "")
