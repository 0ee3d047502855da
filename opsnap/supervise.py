"""Keep programs running: start them under shims, start crashed ones again, stop all of them in order."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx

from storage.binaries import CannotStart
from storage.lifeline import KeptProgram

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a crashed program is started again
STEADY_SECONDS = 60.0  # one that ran this long begins with the first pause again
CRASHES_BEFORE_READY = 3  # then the start as a whole is given up
LOOK_EVERY = 0.1

Tell = Callable[[str], None]


@dataclass
class Child:
    """One supervised program: how to start it, how to know that it is ready, and how it has fared."""

    name: str
    launch: Callable[[], KeptProgram]
    log: Path
    turn: int
    is_ready: Callable[[], bool]
    program: KeptProgram | None = None
    launched_at: float = 0.0
    crashes: int = 0
    start_again_at: float | None = None
    shown: int = 0  # bytes of the log already echoed

    def start(self) -> None:
        """Start it now."""
        self.program = self.launch()
        self.launched_at = time.monotonic()
        self.start_again_at = None

    def last_words(self) -> str:
        """The last line of its log."""
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1].strip() if lines else "it said nothing"


@dataclass
class Supervisor:
    """The children of one run. `tell` shows a line to the person; `verbose` shows them the logs as well."""

    tell: Tell
    verbose: bool = False
    children: list[Child] = field(default_factory=list)

    def add(self, child: Child) -> None:
        """Take a child into care, and start it unless it runs already."""
        if self.verbose and child.log.exists():
            child.shown = child.log.stat().st_size
        if child.program is None:
            child.start()
        self.children.append(child)

    def tend(self) -> None:
        """Look at every child once: note what crashed, start again what has paused long enough."""
        now = time.monotonic()
        for child in self.children:
            if child.start_again_at is not None:
                if now >= child.start_again_at:
                    child.start()
                    self.tell(f"{child.name} was started again.")
                continue
            status = child.program.exit_status() if child.program else None
            if status is not None:
                self.note_crash(child, status, now)
        if self.verbose:
            self.echo()

    def note_crash(self, child: Child, status: int, now: float) -> None:
        """Say that a child ended and set the time of its next start: twice the last pause if it ended soon."""
        if child.program:
            child.program.let_go()
        child.crashes = 1 if now - child.launched_at > STEADY_SECONDS else child.crashes + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (child.crashes - 1))
        child.start_again_at = now + pause
        self.tell(f"{child.name} ended ({in_words(status)}) and starts again in {pause:g} s; its log is {child.log}.")

    def wait_until_ready(self, seconds: float) -> None:
        """Return when every child is ready. Raises CannotStart for one that keeps crashing or never is."""
        give_up = time.monotonic() + seconds
        waiting = list(self.children)
        while waiting := [child for child in waiting if child.start_again_at is not None or not child.is_ready()]:
            self.tend()
            for child in waiting:
                if child.crashes >= CRASHES_BEFORE_READY:
                    raise CannotStart(f"{child.name} could not start: {child.last_words()} (see {child.log})")
            if time.monotonic() > give_up:
                names = ", ".join(child.name for child in waiting)
                raise CannotStart(f"Not ready after {seconds:.0f} s: {names} (see {waiting[0].log}).")
            time.sleep(LOOK_EVERY)

    def echo(self) -> None:
        """Show what the children have logged since the last look."""
        for child in self.children:
            if not child.log.exists():
                continue
            with child.log.open("rb") as log:
                log.seek(child.shown if child.shown <= child.log.stat().st_size else 0)
                whole, _, unfinished = log.read().rpartition(b"\n")
                child.shown = log.tell() - len(unfinished)
            for line in whole.decode(errors="replace").splitlines():
                self.tell(f"{child.name:>14} | {line}")

    def stop(self) -> None:
        """Stop turn after turn, each one's children together, and return when the last is gone."""
        for turn in sorted({child.turn for child in self.children}):
            ending = [child.program for child in self.children if child.turn == turn and child.program]
            for program in ending:
                program.let_go()
            for program in ending:
                program.stop()
        self.children.clear()


def in_words(status: int) -> str:
    """An exit status as a person says it; above 128 a signal ended the program."""
    return f"status {status}" if status <= 128 else f"signal {status - 128}"


def answers(url: str, instance: str) -> bool:
    """Whether the web we started answers 200 at this address now; another one on its port does not count."""
    try:
        # trust_env: a proxy configured for this machine knows nothing of its loopback address.
        answer = httpx.get(url, timeout=2, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == HTTPStatus.OK and answer.headers.get("x-instance", "") == instance


def always() -> bool:
    """The readiness of a program nobody calls: running is enough."""
    return True
