"""The embedded services, with real processes: they keep their data, and nothing outlives whoever started them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from storage import binaries, embedded, servers
from storage.embedded import CannotStart, Services, plain, running_settings, start_services
from tests.made.process_life import all_gone, descendants, is_alive, ordinary_user

ROOT = Path(__file__).resolve().parents[2]

STARTER = """
import json, os, sys, time
from pathlib import Path
from storage.embedded import start_services
services = start_services(Path(sys.argv[1]), fast=True)
print(json.dumps({"uid": os.geteuid(), "app_url": services.app_url, "admin_url": services.admin_url}), flush=True)
sys.stdin.read()
services.stop()
"""

AS_WHOM = [pytest.param([], id="as_myself"), pytest.param(ordinary_user(), id="as_an_ordinary_user")]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder any user may write to; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="opsnap-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def starter(home: Path, words_before: list[str]) -> subprocess.Popen[str]:
    """A parent script that starts services in `home` and waits."""
    return subprocess.Popen(
        [*words_before, sys.executable, "-c", STARTER, str(home)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told_by(parent: subprocess.Popen[str]) -> dict[str, str | int]:
    """What a starter printed once its services were ready."""
    assert parent.stdout
    told: dict[str, str | int] = json.loads(parent.stdout.readline())
    return told


def answer(url: str, question: str) -> object:
    """The first value a query answers with."""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with start_services(tmp_path_factory.mktemp("shared") / "home", fast=True) as running:
        yield running


def test_each_role_signs_in_by_its_own_address(services: Services) -> None:
    for url, role in ((services.app_url, embedded.APP), (services.owner_url, embedded.OWNER)):
        assert answer(url, "SELECT current_user || '@' || current_database()") == f"{role}@opsnap"
    assert answer(services.admin_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is True


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE mine (n int)",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE SCHEMA mine",
        "CREATE TEMP TABLE t (n int)",
    ],
)
def test_the_running_role_creates_nothing(services: Services, forbidden: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        answer(services.app_url, forbidden)


def test_the_owner_may_create_databases_for_tests(services: Services) -> None:
    with psycopg.connect(plain(services.owner_url), autocommit=True) as owner:
        owner.execute("CREATE DATABASE spare")
        owner.execute("DROP DATABASE spare")


@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_signs_in_without_the_right_password(services: Services, password: str) -> None:
    wrong = plain(services.app_url).replace(services.passwords.app_password, password)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(wrong)


def test_the_broker_keeps_an_append_only_file_and_never_drops_keys(services: Services) -> None:
    with redis.Redis.from_url(services.redis_url) as broker, redis.Redis.from_url(services.rate_url) as rates:
        assert broker.config_get("appendonly")["appendonly"] == "yes"
        assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        rates.set("only here", 1)
        assert broker.get("only here") is None
    with (
        redis.Redis(port=services.valkey_port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_secrets_are_readable_by_their_owner_only(services: Services) -> None:
    for name in ("secrets.json", "services.json", "valkey/valkey.conf"):
        assert (services.home / name).stat().st_mode & 0o777 == 0o600
    assert services.home.stat().st_mode & 0o777 == 0o700
    assert services.passwords.admin_password not in repr(services)


def test_no_password_can_be_read_from_a_command_line(services: Services) -> None:
    argv = [Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(os.getpid())]
    assert any("valkey.conf" in line for line in argv)
    assert not any(services.passwords.valkey_password in line for line in argv)


def test_other_commands_find_the_running_services(services: Services, tmp_path: Path) -> None:
    assert running_settings(services.home) == services.settings_env()
    with pytest.raises(CannotStart, match="Nothing is running in"):
        running_settings(tmp_path)


def test_a_second_start_in_the_same_home_says_it_is_in_use(services: Services) -> None:
    with pytest.raises(CannotStart, match=r"is in use by another opsnap; stop that one or choose another folder"):
        start_services(services.home)


def test_a_second_start_finds_data_keys_and_broker_as_they_were(tmp_path: Path) -> None:
    with start_services(tmp_path / "home", fast=True) as first:
        with psycopg.connect(plain(first.owner_url)) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 7 AS n")
        with redis.Redis.from_url(first.redis_url) as broker:
            broker.set("kept", "yes")
    with start_services(tmp_path / "home", fast=True) as second:
        assert answer(second.owner_url, "SELECT n FROM kept") == 7
        with redis.Redis.from_url(second.redis_url) as broker:
            assert broker.get("kept") == b"yes"
        assert second.passwords == first.passwords


def test_stopping_leaves_no_process_and_stopping_again_is_harmless(tmp_path: Path) -> None:
    services = start_services(tmp_path / "home", fast=True)
    started = [server.program.shim.pid for server in services.servers if server.program]
    started += [pid for shim in list(started) for pid in descendants(shim)]
    services.stop()
    services.stop()
    assert len(started) > 4
    assert not any(map(is_alive, started))


@pytest.mark.parametrize("words_before", AS_WHOM)
def test_killing_the_starter_leaves_no_service_behind(open_folder: Path, words_before: list[str]) -> None:
    with starter(open_folder / "home", words_before) as parent:
        told = told_by(parent)
        assert told["uid"] == (1000 if words_before else os.geteuid())
        assert answer(str(told["app_url"]), "SELECT current_user") == embedded.APP
        left = descendants(parent.pid)
        assert {"postgres", "valkey-server"} <= set(left.values())
        parent.send_signal(signal.SIGKILL)
        assert all_gone(left)


@pytest.mark.parametrize("words_before", AS_WHOM)
def test_a_start_right_after_a_killed_one_waits_and_keeps_the_data(open_folder: Path, words_before: list[str]) -> None:
    home = open_folder / "home"
    with starter(home, words_before) as first:
        with psycopg.connect(plain(str(told_by(first)["admin_url"])), autocommit=True) as admin:
            admin.execute("CREATE TABLE kept AS SELECT 7 AS n")
        first.send_signal(signal.SIGKILL)
    with starter(home, words_before) as second:
        assert answer(str(told_by(second)["admin_url"]), "SELECT n FROM kept") == 7
        second.communicate("")
        assert second.returncode == 0


@pytest.mark.parametrize("victim", ["postgres", "valkey-server"])
def test_killing_a_shim_takes_its_service_along(tmp_path: Path, victim: str) -> None:
    with start_services(tmp_path / "home", fast=True) as services:
        server = services.servers[0 if victim == "postgres" else 1]
        assert server.program
        below = descendants(server.program.shim.pid)
        assert victim in below.values()
        server.program.shim.kill()
        assert all_gone(below)


def test_a_stale_pid_file_whose_number_belongs_to_another_program_is_set_aside(tmp_path: Path) -> None:
    home = tmp_path / "home"
    start_services(home, fast=True).stop()
    stranger = subprocess.Popen(["sleep", "600"])
    try:
        (home / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{home / 'postgres'}\n0\n1\n\n\n")
        with start_services(home, fast=True) as services:
            assert answer(services.app_url, "SELECT 1") == 1
    finally:
        stranger.kill()
        stranger.wait()


def test_a_port_taken_in_the_meantime_is_exchanged_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with start_services(tmp_path / "one", fast=True) as one:
        free = servers.free_port
        offered = iter([one.valkey_port, one.postgres_port])
        monkeypatch.setattr(servers, "free_port", lambda: next(offered, None) or free())
        with start_services(tmp_path / "two", fast=True) as two:
            assert {two.valkey_port, two.postgres_port}.isdisjoint({one.valkey_port, one.postgres_port})
            assert answer(two.app_url, "SELECT 1") == 1


def test_an_interrupted_first_start_is_begun_again(tmp_path: Path) -> None:
    half = tmp_path / "home" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with start_services(tmp_path / "home", fast=True) as services:
        assert answer(services.app_url, "SELECT 1") == 1
    assert not half.exists()


def test_lost_passwords_are_said_plainly(tmp_path: Path) -> None:
    start_services(tmp_path / "home", fast=True).stop()
    (tmp_path / "home" / "secrets.json").unlink()
    with pytest.raises(CannotStart, match=r"has a database, but secrets\.json with its passwords is gone"):
        start_services(tmp_path / "home", fast=True)


def test_a_database_of_another_major_version_is_refused_with_its_number(tmp_path: Path) -> None:
    start_services(tmp_path / "home", fast=True).stop()
    (tmp_path / "home" / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="was made by Postgres 16, and this is Postgres"):
        start_services(tmp_path / "home", fast=True)


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way")
    with pytest.raises(CannotStart, match="cannot be written to"):
        start_services(tmp_path / "home")


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        (("env",), "start opsnap as the owner of these folders, or choose with --home one that is root's"),
        ((), "Postgres could not make its files in .*: initdb: error: could not open the folder: Permission denied"),
    ],
)
def test_a_closed_folder_is_explained_to_root_and_to_others(
    tmp_path: Path, prefix: tuple[str, ...], sentence: str
) -> None:
    initdb = tmp_path / "initdb"
    initdb.write_text("#!/bin/sh\necho 'initdb: error: could not open the folder: Permission denied' >&2\nexit 1\n")
    initdb.chmod(0o700)
    programs = binaries.PostgresPrograms(tmp_path, 18, prefix)
    with pytest.raises(CannotStart, match=sentence):
        servers.make_cluster(programs, tmp_path / "postgres", "secret", durable=False)
    assert not (tmp_path / ".initdb-password").exists()


def test_a_very_long_home_works(tmp_path: Path) -> None:
    with start_services(tmp_path / ("long-" * 30) / "home", fast=True) as services:
        assert answer(services.app_url, "SELECT 1") == 1


def test_a_chosen_folder_without_postgres_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSNAP_PG_BIN", str(tmp_path))
    with pytest.raises(CannotStart, match=f"looked in {tmp_path}"):
        binaries.find_postgres()


def test_a_machine_that_lends_root_no_identity_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStart, match="start opsnap as an ordinary user instead"):
        binaries.borrowed_identity()
