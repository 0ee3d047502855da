"""One Postgres and Valkey for a whole test run, shared by its workers, and databases copied from a template.

A host process of its own keeps the cluster. Every worker holds a shared lock on `users`; the host waits for the
exclusive one, which the kernel grants when the last worker has ended, by whatever end.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from storage.embedded import APP, OWNER, Addresses, plain, restrict_database, start_services
from storage.home import Secrets, write_private

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


def cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Addresses:
    """The run's services, started by whoever asks first; each worker gets Valkey databases of its own."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "services"
    folder.mkdir(exist_ok=True)
    worker = int(re.sub(r"\D", "", worker_id) or 0)
    # Never closed: the kernel lets go of it when this worker ends, and then the host may stop.
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    starting = os.open(folder / "starting", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        if not (folder / "ready.json").exists():
            start_host(folder)
    finally:
        os.close(starting)
    told = json.loads((folder / "ready.json").read_text())
    return Addresses(
        folder / "home", Secrets(**told["passwords"]), told["postgres_port"], told["valkey_port"], 2 * worker
    )


def start_host(folder: Path) -> None:
    """Start the host process and wait until its services are ready."""
    with (folder / "host.log").open("wb") as log:
        host = subprocess.Popen(
            [sys.executable, "-m", "tests.made.services", str(folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    give_up = time.monotonic() + START_SECONDS
    while not (folder / "ready.json").exists():
        if host.poll() is not None or time.monotonic() > give_up:
            pytest.fail(f"the services of this run did not start:\n{(folder / 'host.log').read_text()}")
        time.sleep(0.05)
    host.returncode = 0  # it outlives this worker on purpose; Popen need not warn


def fresh_database(services: Addresses, template: str, name: str) -> tuple[str, str]:
    """A new database copied from `template` (nobody may be connected to that one); answers (owner_url, app_url)."""
    with psycopg.connect(plain(services.admin_url), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)))
        restrict_database(admin, name)
    return services.database_url(OWNER, name), services.database_url(APP, name)


def new_database(services: Addresses, name: str) -> tuple[str, str]:
    """A new, empty database; answers (owner_url, app_url)."""
    return fresh_database(services, "template1", name)


def host_services(folder: Path) -> None:
    """Keep the services until no worker of the run is left, then take their files away."""
    with start_services(folder / "home", fast=True) as services:
        told = {"passwords": asdict(services.passwords)}
        ports = {"postgres_port": services.postgres_port, "valkey_port": services.valkey_port}
        write_private(folder / "ready.json", json.dumps(told | ports))
        users = os.open(folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        fcntl.flock(users, fcntl.LOCK_EX)
        (folder / "ready.json").unlink()
    shutil.rmtree(folder / "home")


if __name__ == "__main__":
    host_services(Path(sys.argv[1]))
