"""How the embedded Postgres and Valkey are prepared, started at a free port and known to be ready."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from storage.binaries import CannotStart, PostgresPrograms
from storage.home import write_private
from storage.lifeline import KeptProgram, start_kept

HOST = "127.0.0.1"
ADMIN = "postgres"
READY_SECONDS = 60.0  # crash recovery of a busy cluster takes its time
PORT_TRIES = 5
VALKEY_DATABASES = 128  # the product needs two; each worker of a test run takes two of its own
PORT_TAKEN = b"Address already in use"
# Nothing of the caller's environment: PGPORT, PGDATA or a locale would change what starts.
BARE_ENV = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass
class Server:
    """A service that can be started, and started again, at a port."""

    name: str
    command: Callable[[int], Sequence[str]]
    answers: Callable[[int], bool]
    log: Path
    stop_signal: signal.Signals
    held: Sequence[int]
    port: int = 0
    program: KeptProgram | None = None
    log_began: int = 0

    def launch(self, port: int = 0) -> KeptProgram:
        """Start it at this port, 0 for any free one, without waiting."""
        self.let_go()
        self.port = port or free_port()
        self.log_began = self.log.stat().st_size if self.log.exists() else 0
        self.program = start_kept(
            self.name,
            self.command(self.port),
            log=self.log,
            env=BARE_ENV,
            stop_signal=self.stop_signal,
            grace_seconds=30.0,
            held=self.held,
        )
        return self.program

    def wait_until_ready(self) -> None:
        """Return when it answers; at another port if somebody took this one meanwhile. Raises CannotStart."""
        give_up, tries = time.monotonic() + READY_SECONDS, 1
        while not self.answers(self.port):
            if self.exit_status() is not None:
                if PORT_TAKEN not in self.said() or tries == PORT_TRIES:
                    raise CannotStart(f"{self.name} could not start: {self.last_words()} (see {self.log})")
                tries += 1
                self.launch()
            if time.monotonic() > give_up:
                raise CannotStart(f"{self.name} did not answer within {READY_SECONDS:.0f} s (see {self.log}).")
            time.sleep(0.02)

    def said(self) -> bytes:
        """What it has logged since its last launch."""
        with self.log.open("rb") as log:
            log.seek(self.log_began if self.log_began <= self.log.stat().st_size else 0)
            return log.read()

    def last_words(self) -> str:
        """The last line it logged."""
        lines = self.said().decode(errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"

    def exit_status(self) -> int | None:
        """None while it runs."""
        return self.program.exit_status() if self.program else None

    def let_go(self) -> None:
        """Ask it to stop, and do not wait."""
        if self.program:
            self.program.let_go()

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        if self.program:
            self.program.stop()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def make_cluster(programs: PostgresPrograms, folder: Path, password: str, *, durable: bool) -> None:
    """Make an empty Postgres cluster in `folder`, or prove that the one there fits. Raises CannotStart.

    It is made beside and renamed, so that an interrupted first start leaves no half a cluster.
    """
    version = folder / "PG_VERSION"
    if version.exists():
        made_by = version.read_text().strip()
        if made_by != str(programs.major):
            raise CannotStart(
                f"The database in {folder} was made by Postgres {made_by}, and this is Postgres {programs.major}; "
                "set OPSNAP_PG_BIN to the right one."
            )
        return
    unfinished = folder.with_name(folder.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    password_file = folder.with_name(".initdb-password")
    write_private(password_file, password + "\n")
    try:
        subprocess.run(  # noqa: S603 - argv is ours, no shell
            programs.command(
                "initdb",
                *("-D", str(unfinished), f"--username={ADMIN}", f"--pwfile={password_file}", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *(() if durable else ("--no-sync",)),
            ),
            env=BARE_ENV,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    except subprocess.CalledProcessError as failed:
        reason = failed.stderr.strip().splitlines() or ["no reason given"]
        if programs.prefix and "Permission denied" in reason[-1] + reason[0]:
            raise CannotStart(
                f"Postgres, which root runs under another identity, may not enter {folder.parent} or its own programs; "
                "start opsnap as the owner of these folders, or choose with --home one that is root's."
            ) from failed
        raise CannotStart(f"Postgres could not make its files in {folder}: {reason[0]}") from failed
    finally:
        password_file.unlink()
    unfinished.replace(folder)


def forget_stale_pid(folder: Path) -> None:
    """Remove a postmaster.pid left by a killed Postgres whose number another program has since been given.

    Postgres itself only looks whether the number is alive, and in a small container numbers come back.
    """
    note = folder / "postmaster.pid"
    if not note.exists():
        return
    number = note.read_text().partition("\n")[0].strip()
    try:
        argv = Path("/proc", number or "0", "cmdline").read_bytes().split(b"\0")
    except OSError:
        argv = []
    if str(folder).encode() not in argv:
        note.unlink(missing_ok=True)


def is_ready(folder: Path, port: int) -> bool:
    """Whether the Postgres of this cluster says that it takes connections at this port (utils/pidfile.h)."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[3].strip() == str(port) and lines[7].strip() == "ready"


def postgres_server(
    programs: PostgresPrograms, folder: Path, password: str, options: Sequence[str], *, log: Path, held: Sequence[int]
) -> Server:
    """Postgres on this cluster: TCP on the loopback address only, so no socket path can be too long."""

    def command(port: int) -> list[str]:
        forget_stale_pid(folder)
        fixed = (f"port={port}", f"listen_addresses={HOST}", "unix_socket_directories=", "log_timezone=UTC")
        settings = [word for option in (*fixed, "timezone=UTC", *options) for word in ("-c", option)]
        return programs.command("postgres", "-D", str(folder), *settings)

    def answers(port: int) -> bool:
        # Postgres's own note first: at a port lost to another starter, another Postgres would answer.
        if not is_ready(folder, port):
            return False
        try:
            psycopg.connect(
                host=HOST, port=port, user=ADMIN, password=password, dbname=ADMIN, sslmode="disable", connect_timeout=2
            ).close()
        except psycopg.OperationalError as refused:
            if "password authentication failed" in str(refused):
                raise CannotStart(f"The database in {folder} does not know the password in secrets.json.") from refused
            return False
        return True

    # SIGINT is Postgres's fast stop: SIGTERM would wait for every client to leave.
    return Server("Postgres", command, answers, log, signal.SIGINT, held)


def valkey_server(binary: Path, folder: Path, password: str, *, log: Path, held: Sequence[int]) -> Server:
    """Valkey with an append-only file, and refusing writes rather than dropping keys when memory is short."""
    folder.mkdir(exist_ok=True)
    configuration = folder / "valkey.conf"
    write_private(
        configuration,
        f'bind {HOST}\nrequirepass {password}\ndatabases {VALKEY_DATABASES}\nappendonly yes\nsave ""\n'
        f'maxmemory-policy noeviction\ndaemonize no\ndir "{folder}"\n',
    )

    def answers(port: int) -> bool:
        try:
            once = Retry(NoBackoff(), 0)
            with redis.Redis(host=HOST, port=port, password=password, socket_timeout=2, retry=once) as client:
                return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False

    def command(port: int) -> list[str]:
        # The password is in the file: an argv is everybody's to read.
        return [str(binary), str(configuration), "--port", str(port)]

    return Server("Valkey", command, answers, log, signal.SIGTERM, held)
