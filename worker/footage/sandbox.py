"""Lock the current process in before it looks at a hostile file: limits, no privileges, no files, no network."""

import ctypes
import os
import platform
import resource
import signal
import struct
from collections.abc import Callable
from dataclasses import dataclass

from worker.footage import seccomp
from worker.footage.facts import Confinement

NOBODY = 65534
CPU_GRACE_S = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_GET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 38, 21, 24
# The Landlock and capset calls have no libc wrapper; the Landlock numbers are the same on every processor.
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63


class CannotConfine(Exception):
    """This machine lacks a wall the reader needs; the message is one sentence for the person who runs it."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost: seconds, bytes, frames and pixels."""

    wall_s: float = 600.0
    cpu_s: int = 600
    memory_bytes: int = 3 * 1024**3
    output_bytes: int = 4 * 1024**3
    answer_bytes: int = 48 * 1024**2  # every point twice, and half an hour of a fingerprint that cannot be packed
    file_bytes: int = 4 * 1024**3
    duration_s: float = 3600.0
    frames: int = 500_000
    pixels: int = 8192 * 4608


def what_is_missing() -> str | None:
    """One sentence on why this machine cannot confine the reader, or None when it can."""
    if platform.system() != "Linux":
        return "Footage can only be read on Linux, where the reader can be confined."
    if not seccomp.is_supported_machine():
        return f"The reader cannot be confined on a {platform.machine()} processor."
    if landlock_abi() < 1:
        return "The kernel offers no Landlock (Linux 5.13 or later with landlock among its security modules)."
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0:
        return "The kernel offers no seccomp filters."
    return None


def landlock_abi() -> int:
    """The kernel's Landlock version; 0 when there is none."""
    libc = ctypes.CDLL(None, use_errno=True)
    return max(0, int(libc.syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(1))))


def confine(limits: Limits, *, allow_unconfined: bool = False) -> Confinement:
    """Give up everything but the open descriptors. There is no way back for this process.

    Raises CannotConfine when a wall cannot be raised, unless ``allow_unconfined``; then it is reported.
    """
    abi = landlock_abi()
    missing: list[str] = []
    _raise_wall("resource limits", lambda: _limit(limits), missing)
    _raise_wall("dropped privileges", _become_nobody, missing)
    # After the change of user, which clears it.
    _raise_wall("end with the launcher", lambda: _prctl(PR_SET_PDEATHSIG, signal.SIGKILL), missing)
    _raise_wall("no new privileges", lambda: _prctl(PR_SET_NO_NEW_PRIVS, 1), missing)
    _raise_wall("landlock", lambda: _close_the_file_system(abi), missing)
    uid = os.getuid()  # asked now: the filter answers no such question
    _raise_wall("seccomp", seccomp.install, missing)
    if missing and not allow_unconfined:
        raise CannotConfine(f"The video reader could not be confined ({', '.join(missing)}).")
    return Confinement(
        level=_level(missing),
        landlock_abi=0 if "landlock" in missing else abi,
        seccomp="seccomp" not in missing,
        no_new_privileges="no new privileges" not in missing,
        uid=uid,
        missing=tuple(missing),
    )


def _level(missing: list[str]) -> str:
    if not missing:
        return "full"
    return "none" if {"landlock", "seccomp"} <= set(missing) else "partial"


def _raise_wall(name: str, build: Callable[[], None], missing: list[str]) -> None:
    try:
        build()
    except (OSError, ValueError):
        missing.append(name)


def _limit(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.output_bytes),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        lowest = _at_most(kind, most)
        resource.setrlimit(kind, (lowest, lowest))
    # Two numbers: at the lower one the kernel says what the matter was (SIGXCPU), at the higher it only kills.
    hard = _at_most(resource.RLIMIT_CPU, limits.cpu_s + CPU_GRACE_S)
    resource.setrlimit(resource.RLIMIT_CPU, (min(limits.cpu_s, hard), hard))


def _at_most(kind: int, most: int) -> int:
    _, ceiling = resource.getrlimit(kind)
    return most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)


def _become_nobody() -> None:
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        except OSError:
            # Root of a small user namespace has nobody else to become; without capabilities it is an
            # ordinary user. Anywhere else the drop below fails too, and the wall is reported missing.
            for capability in range(LAST_CAPABILITY + 1):
                ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    _drop_capabilities()
    _prctl(PR_SET_DUMPABLE, 0)


def _drop_capabilities() -> None:
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _call(CAPSET.get(platform.machine(), -1), header, bytes(24))


def _close_the_file_system(abi: int) -> None:
    """Landlock with no rule at all: every right the kernel knows is handled, so every path is refused."""
    if abi < 1:
        raise OSError("no Landlock")
    rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)  # rights known to each version (linux/landlock.h)
    attributes = struct.pack("=QQQ", (1 << rights) - 1, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _call(LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint(0))
    try:
        _prctl(PR_SET_NO_NEW_PRIVS, 1)
        _call(LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl was refused")


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    answer = int(libc.syscall(ctypes.c_long(number), *arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), "the kernel refused")
    return answer
