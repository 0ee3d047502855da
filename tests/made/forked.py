"""Web processes forked from one that has read the product's code already: a start costs nothing but itself."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUEST_BYTES = 64 * 1024
GONE = -1


@dataclass
class Forked:
    """One process; it answers the part of subprocess.Popen that tests ask for. How it ended nobody learns."""

    pid: int
    watch: int
    ended: bool = False

    def poll(self) -> int | None:
        """None while it runs."""
        return GONE if self._has_ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises TimeoutExpired."""
        if not self._has_ended(timeout):
            raise subprocess.TimeoutExpired("a forked web", timeout or 0.0)
        return GONE

    def kill(self) -> None:
        """As `kill -9` does it."""
        self._send(signal.SIGKILL)

    def terminate(self) -> None:
        """Politely."""
        self._send(signal.SIGTERM)

    def _has_ended(self, timeout: float | None) -> bool:
        if not self.ended and select.select([self.watch], [], [], timeout)[0]:
            self.ended = True
            os.close(self.watch)
        return self.ended

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self.watch, number)


def fork_web(application: str, listening: socket.socket, environment: dict[str, str], log: Path) -> Forked:
    """Start the public's or the staff's application on a socket that stays ours; what it says is added to ``log``."""
    with log.open("ab") as said:
        request = json.dumps({"application": application, "environment": environment}).encode()
        assert len(request) < REQUEST_BYTES
        socket.send_fds(_mother(), [request], [listening.fileno(), said.fileno()])
    pid = int(_mother().recv(32))
    return Forked(pid, os.pidfd_open(pid))


@cache
def _mother() -> socket.socket:
    """The process that forks, one for each worker of the run; it ends with this end of its socket."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.made.mother", str(theirs.fileno())], pass_fds=[theirs.fileno()], cwd=ROOT
        )
    return ours
