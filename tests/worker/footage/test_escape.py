"""A reader taken over by its file cannot read, write, connect, start or kill anything."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ESCAPEE = Path(__file__).with_name("escapee.py")
ATTEMPTS = [
    "read a secret",
    "list a directory",
    "connect",
    "listen",
    "write elsewhere",
    "remove a file",
    "fork",
    "start a thread",
    "execute",
    "spawn",
    "kill another process",
    "trace another process",
    "read another's memory",
    "become root",
    "look at a file's size",
    "send a datagram",
    "connect to a socket in the folder",
    "connect to an abstract socket",
    "fork by number",
    "vfork by number",
    "clone by number",
    "run a program from memory",
    "make a ring of requests",
    "mount",
    "type for the user",
    "read its own environment",
    "open its own memory",
    "list its own descriptors",
    "take another's descriptor",
    "load a program into the kernel",
    "link to a secret",
    "make a secret everybody's",
    "kill its parent",
    "change its root",
    "lift its limits",
    "map executable memory",
    "make a namespace",
]
# What an ordinary process may do, so that a refusal can only come from the walls.
WITHOUT_WALLS = [
    "read a secret",
    "list a directory",
    "look at a file's size",
    "connect",
    "connect to a socket in the folder",
    "connect to an abstract socket",
    "send a datagram",
    "write elsewhere",
    "link to a secret",
    "fork",
    "clone by number",
    "list its own descriptors",
]
USERS = [0, 1000, 65534] if os.geteuid() == 0 else [os.geteuid()]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder everybody may use, with a secret in it: only the walls can keep the reader out."""
    with tempfile.TemporaryDirectory(prefix="open-") as name:
        folder = Path(name)  # not below pytest's own folders, which are closed to other users
        folder.chmod(0o777)
        (folder / "secret").write_text("the keeper's address")
        (folder / "secret").chmod(0o666)
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(folder / "door"))
            (folder / "door").chmod(0o777)
            door.listen()
            yield folder


@pytest.fixture
def port() -> Iterator[int]:
    """A socket that would accept."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as named:
        number = server.getsockname()[1]
        named.bind(f"\0escape-{number}")
        named.listen()
        yield number


def attempt(what: str, walls: str, folder: Path, port: int, user: int) -> str:
    """What came of it, in a process of its own."""
    run = subprocess.Popen(
        [sys.executable, "-c", BOOT, what, walls, str(folder / "secret"), str(folder), str(port), str(user)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
    assert run.stdout is not None
    said = run.stdout.read(100).decode()
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    run.stdout.close()
    return said


BOOT = f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); runpy.run_path({str(ESCAPEE)!r}, run_name='__main__')"


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("what", ATTEMPTS)
def test_a_confined_reader_is_refused(what: str, user: int, open_folder: Path, port: int) -> None:
    assert attempt(what, "all", open_folder, port, user) == "refused"
    assert (open_folder / "secret").read_text() == "the keeper's address"
    assert not (open_folder / "written").exists()


@pytest.mark.parametrize("what", WITHOUT_WALLS)
def test_without_walls_the_same_attempt_succeeds(what: str, open_folder: Path, port: int) -> None:
    assert attempt(what, "none", open_folder, port, USERS[-1]) == "escaped"


@pytest.mark.parametrize("wall", ["landlock", "seccomp"])
@pytest.mark.parametrize("what", ["read a secret", "list a directory", "write elsewhere", "remove a file"])
def test_each_wall_keeps_the_files_alone(what: str, wall: str, open_folder: Path, port: int) -> None:
    assert attempt(what, wall, open_folder, port, USERS[0]) == "refused"
