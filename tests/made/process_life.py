"""What is alive on this machine: descendants of a process, and waiting for some to be gone."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether this process runs; a zombie is dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def descendants(pid: int) -> dict[int, str]:
    """Everything started by this process and by what it started: pid to the name the kernel knows it by."""
    parents: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            name, _, rest = stat.partition("(")[2].rpartition(")")
            parents.setdefault(int(rest.split()[1]), []).append(int(folder.name))
            names[int(folder.name)] = name
    found: dict[int, str] = {}
    wanted = [pid]
    while wanted:
        for child in parents.get(wanted.pop(), []):
            found[child] = names[child]
            wanted.append(child)
    return found


def eventually(holds: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it comes true within a generous bound."""
    give_up = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def all_gone(pids: Iterable[int], seconds: float = 30.0) -> bool:
    """Whether every one of them dies within a generous bound."""
    watched = list(pids)
    return eventually(lambda: not any(map(is_alive, watched)), seconds)


def ordinary_user() -> list[str]:
    """The words before a command that make it run as a user who is not root.

    The capability to read lets it reach an interpreter installed under root's home; it gives no right to write.
    """
    if os.geteuid() != 0:
        return []
    may_read = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"]
    return ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups", *may_read]
