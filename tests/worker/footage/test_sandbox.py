"""The walls say what they are made of, and where one cannot stand, nothing is opened."""

import errno
import json
import os
import platform
import struct
from collections.abc import Callable
from dataclasses import asdict

import pytest

from worker.footage import sandbox, seccomp
from worker.footage.sandbox import CannotConfine, Limits, confine, what_is_missing

ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x80000000
MACHINES = sorted(seccomp.AUDIT_ARCH)
# asm/unistd.h: (x86-64, aarch64); None where the processor never had the call.
FORBIDDEN: dict[str, tuple[int | None, int]] = {
    "open": (2, 1024),
    "stat": (4, 1038),
    "ioctl": (16, 29),
    "socket": (41, 198),
    "connect": (42, 203),
    "sendmsg": (46, 211),
    "bind": (49, 200),
    "clone": (56, 220),
    "fork": (57, 1079),
    "vfork": (58, 1071),
    "execve": (59, 221),
    "kill": (62, 129),
    "fcntl": (72, 25),
    "getdents64": (217, 61),
    "unlink": (87, 1026),
    "chmod": (90, 1028),
    "ptrace": (101, 117),
    "setuid": (105, 146),
    "prctl": (157, 167),
    "mount": (165, 40),
    "tgkill": (234, 131),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "process_vm_readv": (310, 270),
    "seccomp": (317, 277),
    "memfd_create": (319, 279),
    "bpf": (321, 280),
    "execveat": (322, 281),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "openat2": (437, 437),
    "pidfd_getfd": (438, 438),
}


def verdict(machine: str, number: int, *, arch: int | None = None, third: int = 0) -> int:
    """What the filter answers, by running its program as the kernel does (seccomp(2), struct seccomp_data)."""
    facts = struct.pack("<iI7Q", number, arch or seccomp.AUDIT_ARCH[machine], 0, 0, 0, third, 0, 0, 0)
    code = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, constant = code[at]
        at += 1
        if operation == seccomp.BPF_LD_W_ABS:
            (accumulator,) = struct.unpack_from("<I", facts, constant)
        elif operation == seccomp.BPF_RET_K:
            return int(constant)
        else:
            holds = {
                seccomp.BPF_JEQ_K: accumulator == constant,
                seccomp.BPF_JGE_K: accumulator >= constant,
                seccomp.BPF_JSET_K: bool(accumulator & constant),
            }[operation]
            at += if_true if holds else if_false


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", sorted(FORBIDDEN))
def test_the_filter_refuses(machine: str, name: str) -> None:
    number = FORBIDDEN[name][0 if machine == "x86_64" else 1]
    assert number is not None
    assert verdict(machine, number) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_allows_what_reading_needs_and_nothing_else(machine: str) -> None:
    column = 0 if machine == "x86_64" else 1
    wanted = {numbers[column] for numbers in [*seccomp.ALLOWED.values(), *seccomp.WITHOUT_EXECUTE.values()]}
    assert {number for number in range(600) if verdict(machine, number) == ALLOW} == wanted
    assert verdict(machine, seccomp.CLONE3) == ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("protection", "answer"), [(0, ALLOW), (1, ALLOW), (3, ALLOW), (4, EPERM), (5, EPERM), (7, EPERM)]
)
def test_memory_may_be_mapped_but_never_made_executable(machine: str, protection: int, answer: int) -> None:
    for numbers in seccomp.WITHOUT_EXECUTE.values():
        assert verdict(machine, numbers[0 if machine == "x86_64" else 1], third=protection) == answer


def test_calls_by_another_processors_numbers_end_the_reader() -> None:
    assert verdict("x86_64", 0, arch=0x40000003) == KILL
    assert verdict("x86_64", seccomp.X32_BIT) == EPERM


def in_a_child(work: Callable[[], object]) -> object:
    """What ``work`` returns in a forked process, for it can do a thing only once."""
    hear, speak = os.pipe()
    child = os.fork()
    if child == 0:
        answer: object = "died"
        # Of the few descriptors that the limits leave, the run's own would take some.
        os.closerange(3, speak)
        os.closerange(speak + 1, 4096)
        try:
            answer = work()
        finally:
            os.write(speak, json.dumps(answer).encode())
            os._exit(0)
    os.close(speak)
    os.waitpid(child, 0)
    said = os.read(hear, 10_000)
    os.close(hear)
    return json.loads(said)


def attempt(*, allow_unconfined: bool) -> object:
    """The report of confine, or the sentence it raises."""
    try:
        return asdict(confine(Limits(), allow_unconfined=allow_unconfined))
    except CannotConfine as problem:
        return str(problem)


def refuse() -> None:
    raise OSError(errno.EINVAL, "not here")


def test_all_walls_standing_is_reported_as_full() -> None:
    report = in_a_child(lambda: attempt(allow_unconfined=False))
    assert isinstance(report, dict)
    assert (report["level"], report["seccomp"], report["no_new_privileges"]) == ("full", True, True)
    assert report["landlock_abi"] == sandbox.landlock_abi() >= 1
    assert report["uid"] == (sandbox.NOBODY if os.geteuid() == 0 else os.geteuid())


def test_a_missing_wall_closes_the_door_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "install", refuse)
    assert in_a_child(lambda: attempt(allow_unconfined=False)) == "The video reader could not be confined (seccomp)."


@pytest.mark.parametrize(
    ("landlock", "filter_", "level", "missing"),
    [
        (True, False, "partial", ["seccomp"]),
        (False, True, "partial", ["landlock"]),
        (False, False, "none", ["landlock", "seccomp"]),
    ],
)
def test_reading_without_a_wall_is_reported_when_it_is_allowed(
    monkeypatch: pytest.MonkeyPatch, landlock: bool, filter_: bool, level: str, missing: list[str]
) -> None:
    if not landlock:
        monkeypatch.setattr(sandbox, "landlock_abi", lambda: 0)
    if not filter_:
        monkeypatch.setattr(seccomp, "install", refuse)
    report = in_a_child(lambda: attempt(allow_unconfined=True))
    assert isinstance(report, dict)
    assert (report["level"], report["missing"]) == (level, missing)


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ((platform, "system", lambda: "Darwin"), "Footage can only be read on Linux"),
        ((platform, "machine", lambda: "riscv64"), "The reader cannot be confined on a riscv64 processor."),
        ((sandbox, "landlock_abi", lambda: 0), "The kernel offers no Landlock"),
    ],
)
def test_what_a_machine_lacks_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, patch: tuple[object, str, object], sentence: str
) -> None:
    monkeypatch.setattr(*patch)
    missing = what_is_missing()
    assert missing is not None
    assert missing.startswith(sentence)
    assert missing.endswith(".")


def test_this_machine_lacks_nothing() -> None:
    assert what_is_missing() is None
