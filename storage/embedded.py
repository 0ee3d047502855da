"""Postgres and Valkey for one machine: started from their wheels under `home`, stopped with whoever started them."""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Self

import psycopg
from psycopg import sql

from storage.binaries import CannotStart, find_postgres, find_valkey
from storage.home import Secrets, is_in_use, keep_secrets, lock_home, prepare_home, write_private
from storage.servers import ADMIN, HOST, Server, make_cluster, postgres_server, valkey_server

__all__ = ["Addresses", "CannotStart", "Services", "running_settings", "start_services"]

OWNER, APP, DATABASE = "opsnap_owner", "opsnap_app", "opsnap"
NOTE = "services.json"  # the addresses of a running home, for the other commands

KEEPING = ("max_connections=100",)
# Commits stay synchronous: what was acknowledged outlives a killed Postgres, only not a power cut.
FAST = ("max_connections=300", "fsync=off", "full_page_writes=off", "autovacuum=off", "max_wal_size=4GB")


@dataclass(frozen=True)
class Addresses:
    """Where the services answer, in SQLAlchemy's spelling, passwords included."""

    home: Path
    passwords: Secrets
    postgres_port: int
    valkey_port: int
    broker_number: int = 0  # of Valkey's databases; the next one keeps the rates

    @property
    def owner_url(self) -> str:
        """The role that migrates: it owns the database and may create others."""
        return self.database_url(OWNER)

    @property
    def app_url(self) -> str:
        """The role that runs: it signs in and creates nothing."""
        return self.database_url(APP)

    @property
    def admin_url(self) -> str:
        """The superuser, in the database `postgres`: for making databases in tests and for repairs."""
        return self.database_url(ADMIN, ADMIN)

    @property
    def redis_url(self) -> str:
        """The broker."""
        return self.valkey_url(self.broker_number)

    @property
    def rate_url(self) -> str:
        """The counters of the rate limits, apart from the broker's keys."""
        return self.valkey_url(self.broker_number + 1)

    def valkey_url(self, number: int) -> str:
        """The address of one of Valkey's numbered databases."""
        return f"redis://:{self.passwords.valkey_password}@{HOST}:{self.valkey_port}/{number}"

    def database_url(self, role: str, database: str = DATABASE) -> str:
        """The address of one database for one of the three roles."""
        password = {
            ADMIN: self.passwords.admin_password,
            OWNER: self.passwords.owner_password,
            APP: self.passwords.app_password,
        }[role]
        return f"postgresql+psycopg://{role}:{password}@{HOST}:{self.postgres_port}/{database}"

    def settings_env(self) -> dict[str, str]:
        """The variables that point storage.settings at these services."""
        return {
            "OPSNAP_DATABASE_URL": self.app_url,
            "OPSNAP_DATABASE_OWNER_URL": self.owner_url,
            "OPSNAP_REDIS_URL": self.redis_url,
            "OPSNAP_RATE_URL": self.rate_url,
            "OPSNAP_HOME": str(self.home),
            "OPSNAP_SECRET_KEY": self.passwords.secret_key,
        }


@dataclass(frozen=True)
class Services(Addresses):
    """Running Postgres and Valkey, as a context manager."""

    servers: tuple[Server, ...] = ()
    undo: ExitStack = field(default_factory=ExitStack)

    def stop(self) -> None:
        """Stop both, wait until they are gone and release the home. Safe to call twice."""
        for server in self.servers:
            server.let_go()
        self.undo.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_services(home: Path, *, fast: bool = False) -> Services:
    """Start both services on 127.0.0.1 and free ports, their files under `home`; a second start finds its data.

    `fast` gives up surviving a power cut, for tests. Raises CannotStart with a sentence for the person.
    """
    programs, valkey_binary = find_postgres(), find_valkey()
    home = prepare_home(home)
    cluster, logs = home / "postgres", home / "logs"
    with ExitStack() as undo:
        locks = lock_home(home)
        undo.callback(locks.release)
        passwords = keep_secrets(home, has_database=cluster.exists())
        log, held = logs / "valkey.log", (locks.services,)
        valkey = valkey_server(valkey_binary, home / "valkey", passwords.valkey_password, log=log, held=held)
        log, options = logs / "postgres.log", FAST if fast else KEEPING
        postgres = postgres_server(programs, cluster, passwords.admin_password, options, log=log, held=held)
        for server in (valkey, postgres):
            undo.callback(server.stop)
        valkey.launch()
        make_cluster(programs, cluster, passwords.admin_password, durable=not fast)
        postgres.launch()
        postgres.wait_until_ready()
        valkey.wait_until_ready()
        undo.callback((home / NOTE).unlink, missing_ok=True)
        services = Services(home, passwords, postgres.port, valkey.port, servers=(postgres, valkey), undo=undo)
        make_roles(services)
        write_private(home / NOTE, json.dumps(services.settings_env()))
        return replace(services, undo=undo.pop_all())


def running_settings(home: Path) -> dict[str, str]:
    """The OPSNAP_* variables of the services running in this home. Raises CannotStart when none are."""
    try:
        if not is_in_use(home):
            raise FileNotFoundError(home / NOTE)  # the note of a starter that was killed
        variables: dict[str, str] = json.loads((home / NOTE).read_text())
    except OSError as missing:
        raise CannotStart(f"Nothing is running in {home}; start it with `opsnap run --home {home}`.") from missing
    return variables


def make_roles(services: Addresses) -> None:
    """Make the two roles and the database if they are missing; done at each start, so a broken first one mends."""
    passwords = services.passwords
    with psycopg.connect(plain(services.admin_url), autocommit=True) as admin:
        make_role(admin, OWNER, "CREATEDB", passwords.owner_password)
        make_role(admin, APP, "NOCREATEDB", passwords.app_password)
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            create = sql.SQL("CREATE DATABASE {} OWNER {}")
            admin.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        restrict_database(admin, DATABASE)


def make_role(admin: psycopg.Connection, role: str, right: LiteralString, password: str) -> None:
    """Make a role that may sign in and has one right about databases, unless it is there."""
    if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        create = sql.SQL("CREATE ROLE {} LOGIN " + right + " PASSWORD {}")
        admin.execute(create.format(sql.Identifier(role), sql.Literal(password)))


def restrict_database(admin: psycopg.Connection, database: str) -> None:
    """Let only our two roles into a database; a copy made from a template does not inherit this."""
    name, roles = sql.Identifier(database), (sql.Identifier(OWNER), sql.Identifier(APP))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(name, *roles))


def plain(url: str) -> str:
    """SQLAlchemy's address as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
