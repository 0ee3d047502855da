"""What is looked at before a start: one plain sentence for each thing in the way."""

import os
import platform
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsnap import preflight
from opsnap.preflight import check_confinement, check_home, check_python, choose_port
from storage.binaries import CannotStart
from storage.home import lock_home
from tests.made.process_life import ordinary_user

ROOT = Path(__file__).resolve().parents[2]
Usage = namedtuple("Usage", "total used free")


@dataclass(frozen=True)
class Sandbox:
    confined: bool
    sentence: str


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 11, 7), (3, 12, 0), (3, 13, 1)])
def test_python_3_11_and_newer_will_do(version: tuple[int, int, int]) -> None:
    check_python(version)


@pytest.mark.parametrize(("version", "shown"), [((3, 10, 14), "3.10.14"), ((3, 9, 0), "3.9.0"), ((2, 7, 18), "2.7.18")])
def test_an_older_python_is_named(version: tuple[int, int, int], shown: str) -> None:
    with pytest.raises(CannotStart) as refused:
        check_python(version)
    assert str(refused.value) == f"Operation Snap needs Python 3.11 or newer, and this is {shown}."


def test_another_system_is_sent_to_compose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    with pytest.raises(CannotStart, match=r"needs Linux; elsewhere use docker-compose\.yml"):
        check_python()


def test_a_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = check_home(tmp_path / "deep" / "home", 1)
    assert home.stat().st_mode & 0o777 == 0o700
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(("free", "enough"), [(99 * 1024**2, False), (100 * 1024**2 - 1, False), (100 * 1024**2, True)])
def test_a_full_disk_is_refused_with_both_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, enough: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12 - free, free))
    if enough:
        check_home(tmp_path, 100 * 1024**2)
    else:
        with pytest.raises(CannotStart, match=f"^The disk of {tmp_path} has 99 MB free, and opsnap needs 100 MB; free"):
            check_home(tmp_path, 100 * 1024**2)


def test_a_home_in_use_is_refused_until_it_is_free(tmp_path: Path) -> None:
    locks = lock_home(tmp_path)
    with pytest.raises(CannotStart, match="is in use by another opsnap; stop that one or choose another folder"):
        check_home(tmp_path, 1)
    locks.release()
    assert check_home(tmp_path, 1) == tmp_path


def test_a_home_without_permission_is_refused_to_an_ordinary_user(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    script = (
        "import sys; from pathlib import Path; from opsnap.preflight import check_home, CannotStart\n"
        "try: check_home(Path(sys.argv[1]), 1)\nexcept CannotStart as refused: sys.stdout.write(str(refused))"
    )
    asked = subprocess.run(
        [*ordinary_user(), sys.executable, "-c", script, str(closed / "home")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout == (
        f"The folder {closed / 'home'} cannot be written to (permission denied); choose another with --home."
    )


def test_a_wanted_port_that_is_free_is_taken_as_it_is(taken: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert choose_port(free, 1, "--public-port") == free


@pytest.mark.parametrize(
    ("port", "sentence"),
    [
        (None, "Port {port} is taken; choose another with --staff-port."),
        (70000, "Port 70000 does not exist; choose another with --staff-port."),
        (9, "Public and staff cannot share port 9; choose another with --staff-port."),
    ],
)
def test_a_port_that_cannot_be_had_is_named(taken: int, port: int | None, sentence: str) -> None:
    wanted = taken if port is None else port
    with pytest.raises(CannotStart) as refused:
        choose_port(wanted, 1, "--staff-port", beside=9)
    assert str(refused.value) == sentence.format(port=wanted)


def test_without_a_wish_the_next_free_port_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    troubles = {8080: "is taken", 8082: "is taken"}
    monkeypatch.setattr(preflight, "port_trouble", troubles.get)
    assert choose_port(None, 8080, "--public-port", beside=8081) == 8083


def test_when_no_port_is_free_the_option_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "port_trouble", lambda _: "is taken")
    with pytest.raises(CannotStart, match="No port from 8080 to 8129 is free; choose one with --public-port"):
        choose_port(None, 8080, "--public-port")


def test_a_missing_sandbox_is_refused_or_warned_about_as_wished() -> None:
    missing = Sandbox(False, "Landlock is missing.")
    with pytest.raises(CannotStart) as refused:
        check_confinement(lambda: missing, allow_unconfined=False)
    assert str(refused.value) == (
        "Landlock is missing, so footage cannot be opened safely; "
        "start with --allow-unconfined to open it without the sandbox."
    )
    warning = check_confinement(lambda: missing, allow_unconfined=True)
    assert warning == "Warning: footage is opened without the sandbox. Landlock is missing."
    assert check_confinement(lambda: Sandbox(True, "Landlock 4"), allow_unconfined=False) is None
