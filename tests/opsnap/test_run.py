"""`opsnap run` as a whole, with real services and stand-in programs: it says where it is, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.made.process_life import all_gone, descendants, eventually, is_alive, ordinary_user

ROOT = Path(__file__).resolve().parents[2]
HOUSE = Path(__file__).parent / "stand_ins" / "house.py"


@pytest.fixture
def home() -> Iterator[Path]:
    """A home in a folder that other users may reach too; pytest's own are closed to them."""
    folder = Path(tempfile.mkdtemp(prefix="opsnap-"))
    folder.chmod(0o777)
    yield folder / "home"
    shutil.rmtree(folder)


def opsnap(home: Path, words_before: list[str] | None = None, **wish: object) -> subprocess.Popen[str]:
    """A run as the person would start it, in a process of its own."""
    return subprocess.Popen(
        [*(words_before or []), sys.executable, str(HOUSE), json.dumps({"home": str(home), "json_line": True, **wish})],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPSNAP_DISK_FLOOR_BYTES": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ready_line(running: subprocess.Popen[str]) -> dict[str, str]:
    """The line of JSON that says where it is."""
    assert running.stdout
    line = running.stdout.readline()
    assert line, running.communicate()[1]
    told: dict[str, str] = json.loads(line)
    return told


def refusal(home: Path, **wish: int | bool) -> str:
    """What a run that refuses to start says; it must answer 2 and start nothing."""
    with opsnap(home, None, **wish) as running:
        out, said = running.communicate(timeout=60)
    assert running.returncode == 2
    assert out == ""
    assert len(said.splitlines()) == 1
    return said


def test_the_ready_line_names_addresses_home_and_sign_ins_and_control_c_stops_all_in_order(home: Path) -> None:
    with opsnap(home, demo=True) as running:
        told = ready_line(running)
        assert told["home"] == str(home)
        assert json.dumps(told["accounts"]) == json.dumps(
            [{"role": "officer", "username": "pc.example", "password": "correct horse"}]
        )
        for address in (told["public_url"], told["staff_url"]):
            given = httpx.get(address).json()
            assert {"OPSNAP_DATABASE_URL", "OPSNAP_REDIS_URL", "OPSNAP_HOME", "OPSNAP_SECRET_KEY"} <= set(given)
            assert "OPSNAP_DATABASE_OWNER_URL" not in given
            assert "OPSNAP_ALLOW_AS_OF" not in given
        left = descendants(running.pid)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate(timeout=60)
    assert running.returncode == 0
    assert out == ""
    assert "Everything has stopped" in said
    assert not any(map(is_alive, left))
    assert (home / "diary").read_text().splitlines() == ["worker stopped", "dispatcher stopped", "beat stopped"]


def test_people_read_addresses_sign_ins_and_progress_without_json(home: Path) -> None:
    with opsnap(home, demo=True, json_line=False) as running:
        assert running.stderr
        said = ""
        while "Ctrl-C" not in said:
            line = running.stderr.readline()
            assert line, said
            said += line
        running.terminate()
        out, _ = running.communicate(timeout=60)
    assert out == ""
    for words in ("Postgres and Valkey are ready", "The database is up to date", "played 1 times"):
        assert words in said
    for words in ("http://127.0.0.1:", "pc.example", "correct horse", str(home)):
        assert words in said


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_a_second_start_keeps_the_data(home: Path, ending: signal.Signals) -> None:
    for time_ in (1, 2):
        with opsnap(home, demo=True) as running:
            ready_line(running)
            running.send_signal(ending)
            _, said = running.communicate(timeout=60)
        assert running.returncode == 0
        assert f"played {time_} times" in said


@pytest.mark.parametrize(
    "words_before", [pytest.param([], id="as_myself"), pytest.param(ordinary_user(), id="as_user")]
)
def test_kill_nine_leaves_no_program_service_or_grandchild(home: Path, words_before: list[str]) -> None:
    with opsnap(home, words_before) as running:
        ready_line(running)
        left = descendants(running.pid)
        assert {"postgres", "valkey-server", "sleep"} <= set(left.values())
        running.kill()
        assert all_gone(left)


def test_a_killed_program_and_a_killed_service_are_started_again_and_said(home: Path) -> None:
    with opsnap(home) as running:
        told = ready_line(running)
        assert running.stderr
        below = descendants(running.pid)
        web = next(pid for pid in below if "web.py" in argv_of(pid)[1:2])
        broker = next(pid for pid, name in below.items() if name == "valkey-server")
        postmaster = next(pid for pid, name in below.items() if name == "postgres" and "-D" in argv_of(pid))
        for victim in (web, broker, postmaster):
            os.kill(victim, signal.SIGKILL)
        said = ""
        while said.count("was started again") < 3:
            line = running.stderr.readline()
            assert line, said
            said += line
        assert "-web ended (signal 9) and starts again in 0.5 s; its log is" in said
        assert "Valkey ended (signal 9)" in said
        assert "Postgres ended (signal 9)" in said
        assert eventually(lambda: {"valkey-server", "postgres"} <= set(descendants(running.pid).values()))
        assert eventually(lambda: answers_at(told["public_url"]) and answers_at(told["staff_url"]))
        running.terminate()
        running.communicate(timeout=60)


def argv_of(pid: int) -> list[str]:
    """The command line of a process, programs and scripts by their bare names."""
    return [Path(word).name for word in Path(f"/proc/{pid}/cmdline").read_text().split("\0")]


def answers_at(address: str) -> bool:
    """Whether something listens there."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_a_second_run_in_the_same_home_is_refused_and_another_home_gets_other_ports(home: Path) -> None:
    with opsnap(home) as first:
        told = ready_line(first)
        assert "is in use by another opsnap" in refusal(home)
        with opsnap(home.with_name("other")) as second:
            other = ready_line(second)
            assert {other["public_url"], other["staff_url"]}.isdisjoint({told["public_url"], told["staff_url"]})
            second.terminate()
            second.communicate(timeout=60)
        first.terminate()
        first.communicate(timeout=60)


def test_a_taken_port_is_named_with_the_option_that_changes_it(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refusal(home, public_port=port) == f"Port {port} is taken; choose another with --public-port.\n"
        assert refusal(home, staff_port=port) == f"Port {port} is taken; choose another with --staff-port.\n"


def test_without_a_sandbox_it_starts_only_when_told_to(home: Path) -> None:
    said = refusal(home, confined=False)
    assert said.startswith("The kernel of this machine has no Landlock, so footage cannot be opened safely;")
    assert "--allow-unconfined" in said
    with opsnap(home, confined=False, allow_unconfined=True) as running:
        ready_line(running)
        running.terminate()
        assert "Warning: footage is opened without the sandbox." in running.communicate(timeout=60)[1]


def test_the_run_ends_with_its_parent_when_asked_to(home: Path) -> None:
    wish = json.dumps({"home": str(home), "json_line": True, "stop_with_parent": True})
    script = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]])"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(HOUSE), wish],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPSNAP_DISK_FLOOR_BYTES": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        ready_line(parent)
        left = descendants(parent.pid)
        parent.kill()
        assert all_gone(left)
