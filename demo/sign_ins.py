"""The demo's sign-ins and where its caseload stands: one private file under the demo's home."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from api.desk.passwords import hash_password
from demo.people import COLLEAGUES, OFFICER
from storage.embedded import CannotStart
from storage.unit import Units

PASSWORD_WORDS = 12  # bytes of chance in a password


@dataclass(frozen=True)
class Account:
    """A sign-in of the demo, invented like its people."""

    role: str
    username: str
    password: str


@dataclass(frozen=True)
class Kept:
    """What must be the same at the next start: the sign-ins, the caseload's "now", and whether it was played."""

    now: datetime
    chance: str  # makes the tokens of the invented drafts, so that a report that was sent is found again
    accounts: tuple[Account, ...]
    played: bool = False


def recall(home: Path, units: Units, now: datetime) -> Kept:
    """What an earlier start kept, or a new beginning with an account for each colleague.

    Raises CannotStart when the people are in the database but their passwords are lost.
    """
    path = _path(home)
    with units.open() as unit:
        known = unit.staff.find_account(OFFICER) is not None
    kept = _read(path) if path.exists() else None
    if kept is None and known:
        raise CannotStart(f"The demo's sign-ins are missing: {path} is gone. Start the demo in another --home.")
    if kept is None or (kept.played and not known):
        kept = Kept(now, uuid4().hex, tuple(_account(one.role.value, one.username) for one in COLLEAGUES))
        write(home, kept)
    _employ(units, kept)
    return kept


def write(home: Path, kept: Kept) -> None:
    """Put it on disk whole or not at all, readable by its owner only."""
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    told = asdict(kept) | {"now": kept.now.isoformat()}
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(told, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def finished(home: Path, kept: Kept) -> None:
    """Remember that the whole caseload was played."""
    write(home, replace(kept, played=True))


def _employ(units: Units, kept: Kept) -> None:
    """An account for everybody who has none yet."""
    passwords: Mapping[str, str] = {one.username: one.password for one in kept.accounts}
    with units.as_of(kept.now).open() as unit:
        for one in COLLEAGUES:
            if unit.staff.find_account(one.username) is None:
                hashed = hash_password(passwords[one.username])
                unit.staff.add(one.username, one.name, one.role.value, hashed, registrations=one.registrations)


def _account(role: str, username: str) -> Account:
    return Account(role, username, secrets.token_urlsafe(PASSWORD_WORDS))


def _read(path: Path) -> Kept:
    told = json.loads(path.read_text())
    accounts: Sequence[Mapping[str, str]] = told["accounts"]
    return Kept(
        now=datetime.fromisoformat(told["now"]).astimezone(UTC),
        chance=told["chance"],
        accounts=tuple(Account(one["role"], one["username"], one["password"]) for one in accounts),
        played=told["played"],
    )


def _path(home: Path) -> Path:
    return home / "demo" / "caseload.json"
