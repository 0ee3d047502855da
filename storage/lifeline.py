"""Start programs that end with this process, however it ends, by holding the lifeline of their shim."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SHIM = Path(__file__).with_name("shim.py")
LOG_BYTES = 8 * 1024**2  # a log larger than this is set aside as .old before the next start


@dataclass
class KeptProgram:
    """A running program under its shim. Its life hangs on `lifeline`, which only this process holds."""

    name: str
    shim: subprocess.Popen[bytes]
    lifeline: int | None

    def exit_status(self) -> int | None:
        """None while it runs; else its exit status, 128 + n when signal n ended it."""
        return self.shim.poll()

    def pid(self) -> int | None:
        """The pid of the program itself (the shim's first child), None when it is gone."""
        try:
            children = Path(f"/proc/{self.shim.pid}/task/{self.shim.pid}/children").read_text().split()
        except OSError:
            return None
        return int(children[0]) if children else None

    def let_go(self) -> None:
        """Ask it to stop and return at once; the shim waits its grace, then kills."""
        if self.lifeline is not None:
            os.close(self.lifeline)
            self.lifeline = None

    def stop(self) -> int:
        """Ask it to stop and wait until it and all it started are gone."""
        self.let_go()
        return self.shim.wait()


def open_log(path: Path) -> BinaryIO:
    """The log of a program, open for appending; an overgrown one is first set aside as `<name>.old`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old"))
    return path.open("ab")


def start_kept(
    name: str,
    program: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str],
    stop_signal: signal.Signals = signal.SIGTERM,
    grace_seconds: float = 10.0,
    held: Sequence[int] = (),
    folder: Path | None = None,
) -> KeptProgram:
    """Start `program` under a shim, its output appended to `log`.

    `held` are descriptors the shim keeps open, unseen by the program, until all of it has ended: a lock among them
    stays taken for exactly that long.
    """
    theirs, ours = os.pipe()
    try:
        with open_log(log) as out:
            # -S: the shim needs no packages, and skipping them halves its start.
            order = [sys.executable, "-I", "-S", str(SHIM), str(theirs), "--signal", stop_signal.name]
            shim = subprocess.Popen(  # noqa: S603 - argv is ours, no shell
                [*order, "--grace", str(grace_seconds), "--", *program],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(env),
                cwd=folder,
                pass_fds=(theirs, *held),
                # Ctrl-C in the terminal reaches the starter alone, which then stops things in order.
                start_new_session=True,
            )
    except BaseException:
        with contextlib.suppress(OSError):
            os.close(ours)
        raise
    finally:
        os.close(theirs)
    return KeptProgram(name, shim, ours)
