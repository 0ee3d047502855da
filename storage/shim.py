"""Let a program live no longer than its starter: `python -I shim.py FD [--signal NAME] [--grace S] -- PROGRAM ...`.

Standard library only, so that it can run isolated and start in milliseconds. FD is the reading end of a pipe whose
writing end only the starter holds: the kernel closes it however the starter ends, by kill -9 too.
"""

import argparse
import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36
HEEDED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
CANNOT_EXECUTE = 127  # what a shell answers for a program it could not start


@dataclass(frozen=True)
class Order:
    """What to run, and how to end it."""

    lifeline: int
    program: tuple[str, ...]
    stop_signal: signal.Signals
    grace_seconds: float


@dataclass
class Watch:
    """The program under way: its pid, how it ended, and when patience ends once it was asked to stop."""

    pid: int
    order: Order
    status: int | None = None
    kill_at: float | None = None

    def note(self, pid: int, status: int) -> None:
        """Keep the exit status if it is the program's own; adopted orphans end unnoted."""
        if pid == self.pid:
            code = os.waitstatus_to_exitcode(status)
            self.status = code if code >= 0 else 128 - code

    def ask_to_stop(self) -> None:
        """Send the stop signal once; what has not ended within the grace is killed."""
        if self.kill_at is None and self.status is None:
            self.kill_at = time.monotonic() + self.order.grace_seconds
            os.kill(self.pid, self.order.stop_signal)

    def milliseconds_left(self) -> float | None:
        """How long the next wait may last; None is for ever."""
        return None if self.kill_at is None else max(0.0, self.kill_at - time.monotonic()) * 1000


def read_order(words: Sequence[str]) -> Order:
    """The command line as an order; exits with status 2 on a wrong one."""
    parser = argparse.ArgumentParser(prog="shim")
    parser.add_argument("lifeline", type=int)
    parser.add_argument("--signal", default="SIGTERM", choices=[known.name for known in signal.Signals])
    parser.add_argument("--grace", type=float, default=10.0, help="seconds between the stop signal and SIGKILL")
    cut = words.index("--") if "--" in words else len(words)
    chosen = parser.parse_args(words[:cut])
    if not words[cut + 1 :]:
        parser.error("no program given after --")
    return Order(chosen.lifeline, tuple(words[cut + 1 :]), signal.Signals[chosen.signal], chosen.grace)


def prctl(option: int, value: int) -> None:
    """Set one attribute of this process (prctl(2)); where it is refused the pipe alone keeps the promise."""
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def become(order: Order, starter: int) -> None:
    """Turn this fresh fork into the program, in a group of its own and bound to the life of the shim."""
    os.setpgid(0, 0)
    # SIGKILL, because nobody is left to insist after a polite signal.
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != starter:
        os._exit(CANNOT_EXECUTE)
    signal.set_wakeup_fd(-1)
    for changed_here in (*HEEDED, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(changed_here, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEEDED)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    try:
        os.execvp(order.program[0], order.program)  # noqa: S606 - starting a program without a shell is the purpose
    except OSError as refused:
        sys.stderr.write(f"{order.program[0]} could not be started: {refused.strerror}.\n")
        sys.stderr.flush()
        os._exit(CANNOT_EXECUTE)


def reap(watch: Watch) -> None:
    """Bury every child that ended, adopted ones included, and note how the program itself ended."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            watch.note(pid, status)


def sweep(watch: Watch) -> None:
    """Kill what the program left behind: its group, then descendants that had moved to groups of their own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(watch.pid, signal.SIGKILL)
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while left := children.read_text().split() if children.exists() else []:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(pid), signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            watch.note(*os.waitpid(-1, 0))


def wait(watch: Watch, wakeup: int) -> None:
    """Return when the program ended or its time is up; a lost starter or a signal asks it to stop first."""
    poll = select.poll()
    poll.register(watch.order.lifeline, select.POLLIN | select.POLLHUP)
    poll.register(wakeup, select.POLLIN)
    while watch.status is None:
        ready = {fd for fd, _ in poll.poll(watch.milliseconds_left())}
        if wakeup in ready:
            woken_by = os.read(wakeup, 512)
            reap(watch)
            if any(number != signal.SIGCHLD for number in woken_by):
                watch.ask_to_stop()
        if watch.order.lifeline in ready and not os.read(watch.order.lifeline, 512):
            poll.unregister(watch.order.lifeline)
            watch.ask_to_stop()
        if watch.kill_at is not None and time.monotonic() >= watch.kill_at:
            return


def main(words: Sequence[str]) -> int:
    """Run the program to its end and answer with its exit status, or 128 + the signal that ended it."""
    order = read_order(words)
    wakeup, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    for number in HEEDED:
        signal.signal(number, lambda *_: None)
    # Orphans of the program come to us instead of init, so that sweep() can find them.
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    shim = os.getpid()
    # Until it has become the program, the fork would swallow a stop signal in our handler.
    signal.pthread_sigmask(signal.SIG_BLOCK, HEEDED)
    pid = os.fork()
    if pid == 0:
        become(order, shim)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEEDED)
    watch = Watch(pid, order)
    wait(watch, wakeup)
    sweep(watch)
    return 128 + signal.SIGKILL if watch.status is None else watch.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
