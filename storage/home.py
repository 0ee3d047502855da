"""The folder of one installation: who may use it now, and the secrets kept in it."""

import fcntl
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from storage.binaries import CannotStart

LEFTOVER_SECONDS = 45.0  # a killed predecessor's services are gone within their grace
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True, repr=False)
class Secrets:
    """Passwords and keys made on the first start and kept in `home/secrets.json`, readable by its owner only."""

    admin_password: str
    owner_password: str
    app_password: str
    valkey_password: str
    secret_key: str


@dataclass(frozen=True)
class HomeLocks:
    """Descriptors of two locked files: `starter` ends with this process, `services` with the last of its services."""

    starter: int
    services: int

    def release(self) -> None:
        """Let the next start in; services still running keep their lock through their own shims."""
        os.close(self.services)
        os.close(self.starter)


def prepare_home(home: Path) -> Path:
    """Make the folder if need be and prove it writable; answers with its full path. Raises CannotStart."""
    home = home.expanduser().absolute()
    try:
        home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        probe = home / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as refused:
        reason = (refused.strerror or "refused").lower()
        raise CannotStart(
            f"The folder {home} cannot be written to ({reason}); choose another with --home."
        ) from refused
    return home


def lock_home(home: Path) -> HomeLocks:
    """Take this home for ourselves. Raises CannotStart at once when another start has it.

    Services of a starter that was killed may still be stopping: those are waited for.
    """
    starter = open_lock(home / ".lock")
    if not try_lock(starter):
        os.close(starter)
        raise CannotStart(f"{home} is in use by another opsnap; stop that one or choose another folder with --home.")
    services = open_lock(home / ".services.lock")
    give_up = time.monotonic() + LEFTOVER_SECONDS
    while not try_lock(services):
        if time.monotonic() > give_up:
            os.close(services)
            os.close(starter)
            raise CannotStart(f"The services of an earlier opsnap in {home} have not ended; stop them first.")
        time.sleep(0.05)
    return HomeLocks(starter, services)


def is_in_use(home: Path) -> bool:
    """Whether an opsnap holds this home now. Raises OSError when there is no such home."""
    descriptor = os.open(home / ".lock", os.O_RDWR | os.O_CLOEXEC)
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """A descriptor to lock, not inherited by programs unless passed on purpose."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)


def try_lock(descriptor: int) -> bool:
    """Whether the lock was free and is now ours."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def keep_secrets(home: Path, *, has_database: bool) -> Secrets:
    """The secrets of this home, made on its first start. Raises CannotStart when they are lost or unreadable."""
    path = home / "secrets.json"
    if path.exists():
        try:
            return Secrets(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError) as broken:
            raise CannotStart(f"{path} cannot be read, and the database's passwords are in it; restore it.") from broken
    if has_database:
        raise CannotStart(f"{home} has a database, but {path.name} with its passwords is gone; restore it.")
    made = Secrets(**{field.name: secrets.token_urlsafe(32) for field in fields(Secrets)})
    write_private(path, json.dumps(asdict(made)))
    return made
