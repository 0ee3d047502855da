"""The whole product as one command starts it, for journeys: the programs, their processes, and the command line."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from storage.database import engine_for
from storage.embedded import running_settings
from storage.unit import Units
from tests.made.process_life import descendants, eventually, is_alive

ROOT = Path(__file__).resolve().parents[2]
# A worker that was killed is missed after seconds instead of a minute, and keepers are invented.
HURRY = {
    "OPSNAP_JOB_LEASE_SECONDS": "6",
    "OPSNAP_SWEEP_SECONDS": "3",
    "OPSNAP_KEEPER_REGISTER": "invented",
    "OPSNAP_OVERLAY_ENGINE": "none",
    "OPSNAP_PLATE_ENGINE": "none",
}
PASSWORD = "a long word for tests"


@dataclass
class Stack:
    """A running product. ``units`` look into its database as the product's own role."""

    home: Path
    public_url: str
    staff_url: str
    process: subprocess.Popen[str]
    units: Units
    settings: dict[str, str] = field(default_factory=dict)

    def opsnap(self, *words: str, said: str = "") -> str:
        """What a command of the command line prints; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "opsnap.cli", *words], cwd=ROOT, input=said, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def submit(self, file: Path, **options: object) -> dict[str, str]:
        """Send a report by the command line."""
        asked = {
            "offence": "mobile_phone",
            "vrm": "AB12CDE",
            "at": options.pop("at"),
            "says": "A phone in the hand, all along the road.",
            "road": "Hagley Road West",
            "town": "Birmingham",
            "url": self.public_url,
            **options,
        }
        words = [part for name, value in asked.items() for part in (f"--{name}", str(value))]
        told: dict[str, str] = json.loads(self.opsnap("submit", str(file), *words, "--json"))
        return told

    def add_staff(self, username: str, name: str, role: str) -> None:
        """Somebody who works here, with the tests' password."""
        self.opsnap("add-staff", username, name, role, "--home", str(self.home), said=PASSWORD + "\n")

    def pids(self, *marks: str) -> list[int]:
        """The living processes of this product whose command line has all these words, the shims apart."""
        found = []
        for pid in descendants(self.process.pid):
            try:
                words = (Path("/proc") / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if all(mark in words for mark in marks) and not any(word.endswith("shim.py") for word in words):
                found.append(pid)
        return found

    def kill(self, *marks: str) -> None:
        """kill -9 of every process of one program; its supervisor starts it again."""
        killed: list[int] = []
        assert eventually(lambda: bool(killed.extend(self.pids(*marks)) or killed)), f"nothing runs with {marks}"
        for pid in killed:
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)

    def kill_broker(self) -> None:
        """kill -9 of Valkey, which rewrites its own command line and is known by the kernel's name for it."""
        (pid,) = [pid for pid, name in descendants(self.process.pid).items() if name.startswith("valkey-server")]
        os.kill(pid, signal.SIGKILL)

    def is_ready(self, url: str) -> bool:
        """Whether a web answers."""
        try:
            return httpx.get(f"{url}/readyz").status_code == 200
        except httpx.HTTPError:
            return False


def free_ports() -> list[str]:
    """Ports of this product's own: another one may be starting beside it."""
    with socket.socket() as public, socket.socket() as staff:
        public.bind(("127.0.0.1", 0))
        staff.bind(("127.0.0.1", 0))
        return ["--public-port", str(public.getsockname()[1]), "--staff-port", str(staff.getsockname()[1])]


@contextmanager
def running(home: Path, **changed: str) -> Iterator[Stack]:
    """The product from `opsnap run`, stopped at the end; what it said is shown when it fails to start.

    ``changed`` are variables that differ from a hurry's.
    """
    log = home.with_suffix(".log")
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "opsnap.cli", "run", "--json", "--home", str(home), *free_ports()],
            cwd=ROOT,
            env=os.environ | HURRY | changed,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, log.read_text()
    told = json.loads(line)
    settings = running_settings(home)
    units = Units(engine_for(settings["OPSNAP_DATABASE_URL"]), secret_key=settings["OPSNAP_SECRET_KEY"].encode())
    try:
        yield Stack(home, told["public_url"], told["staff_url"], process, units, settings)
    finally:
        units.engine.dispose()
        children = list(descendants(process.pid))
        process.terminate()
        process.wait(timeout=60)
        assert eventually(lambda: not any(map(is_alive, children))), "a program outlived the product"
