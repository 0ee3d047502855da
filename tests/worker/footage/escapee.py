"""Run as a program: lock this process in as the reader does, then try to get out, and say how that went."""

import ctypes
import errno
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from worker.footage import sandbox, seccomp

SECRET, FOLDER, PORT = Path(sys.argv[3]), Path(sys.argv[4]), int(sys.argv[5])
PARENT = os.getppid()
EXPECTED = {errno.EPERM, errno.EACCES, errno.ENOSYS}


def connect() -> None:
    with socket.socket() as talker:
        talker.connect(("127.0.0.1", PORT))


def listen() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))


def write_elsewhere() -> None:
    (FOLDER / "written").write_text("out")


def unlink() -> None:
    SECRET.unlink()


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def thread() -> None:
    # clone(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD), with no stack: refused before it matters.
    syscall({"x86_64": 56, "aarch64": 220}, 0x10F00, 0, 0, 0, 0)


def execute() -> None:
    os.execv(sys.executable, [sys.executable, "-c", ""])  # noqa: S606


def spawn() -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def kill_another() -> None:
    os.kill(VICTIM, signal.SIGTERM)


def trace() -> None:
    syscall({"x86_64": 101, "aarch64": 117}, 16, VICTIM, 0, 0)


def read_memory_of_another() -> None:
    syscall({"x86_64": 310, "aarch64": 270}, VICTIM, 0, 0, 0, 0, 0)


def become_root() -> None:
    os.setuid(0)


def executable_memory() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    if libc.mmap(None, 4096, 7, 0x22, -1, 0) in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "refused")


def second_user_namespace() -> None:
    syscall({"x86_64": 272, "aarch64": 97}, 0x10000000)


def send_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as talker:
        talker.sendto(b"out", ("127.0.0.1", PORT))


def connect_to_file() -> None:
    with socket.socket(socket.AF_UNIX) as talker:
        talker.connect(str(FOLDER / "door"))


def connect_to_name() -> None:
    with socket.socket(socket.AF_UNIX) as talker:
        talker.connect(f"\0escape-{PORT}")


def fork_as_kernel_would(numbers: dict[str, int], flags: int) -> Callable[[], None]:
    """A new process without libc, which might refuse on its own."""

    def attempt() -> None:
        if syscall(numbers, flags, 0, 0, 0, 0) == 0:
            os._exit(0)

    return attempt


def run_from_memory() -> None:
    program = os.memfd_create("program")
    os.write(program, b"#!/bin/true\n")
    syscall({"x86_64": 322, "aarch64": 281}, program, 0, 0, 0, 0x1000)


def make_ring() -> None:
    room = ctypes.create_string_buffer(256)
    syscall({"x86_64": 425, "aarch64": 425}, 8, ctypes.addressof(room))


def mount() -> None:
    syscall({"x86_64": 165, "aarch64": 40}, 0, 0, 0, 0, 0)


def type_for_the_user() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ioctl(0, 0x5412, b"x") < 0:  # TIOCSTI: a key press pushed into the terminal
        raise OSError(ctypes.get_errno(), "refused")


def look_into_memory() -> None:
    with Path("/proc/self/mem").open("rb") as memory:
        memory.read(1)


def duplicate_from_another() -> None:
    syscall({"x86_64": 438, "aarch64": 438}, 0, 0, 0)


def load_program_into_kernel() -> None:
    syscall({"x86_64": 321, "aarch64": 280}, 0, 0, 0)


def link_to_secret() -> None:
    (FOLDER / "link").symlink_to(SECRET)


def lift_the_limits() -> None:
    try:
        resource.setrlimit(resource.RLIMIT_NPROC, (100, 100))
    except ValueError as refused:  # so Python says that the kernel forbids it
        raise PermissionError(errno.EPERM, "refused") from refused


def syscall(numbers: dict[str, int], *arguments: int) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    answer = int(libc.syscall(ctypes.c_long(numbers[platform.machine()]), *(ctypes.c_long(a) for a in arguments)))
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return answer


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read a secret": SECRET.read_text,
    "list a directory": lambda: list(FOLDER.iterdir()),
    "connect": connect,
    "listen": listen,
    "write elsewhere": write_elsewhere,
    "remove a file": unlink,
    "fork": fork,
    "start a thread": thread,
    "execute": execute,
    "spawn": spawn,
    "kill another process": kill_another,
    "trace another process": trace,
    "read another's memory": read_memory_of_another,
    "become root": become_root,
    "look at a file's size": SECRET.stat,
    "send a datagram": send_datagram,
    "connect to a socket in the folder": connect_to_file,
    "connect to an abstract socket": connect_to_name,
    "fork by number": fork_as_kernel_would({"x86_64": 57, "aarch64": 1079}, 0),
    "vfork by number": fork_as_kernel_would({"x86_64": 58, "aarch64": 1071}, 0),
    "clone by number": fork_as_kernel_would({"x86_64": 56, "aarch64": 220}, signal.SIGCHLD),
    "run a program from memory": run_from_memory,
    "make a ring of requests": make_ring,
    "mount": mount,
    "type for the user": type_for_the_user,
    "read its own environment": Path("/proc/self/environ").read_bytes,
    "open its own memory": look_into_memory,
    "list its own descriptors": lambda: list(Path("/proc/self/fd").iterdir()),
    "take another's descriptor": duplicate_from_another,
    "load a program into the kernel": load_program_into_kernel,
    "link to a secret": link_to_secret,
    "make a secret everybody's": lambda: SECRET.chmod(0o777),
    "kill its parent": lambda: os.kill(PARENT, signal.SIGTERM),
    "change its root": lambda: os.chroot("/"),
    "lift its limits": lift_the_limits,
    "map executable memory": executable_memory,
    "make a namespace": second_user_namespace,
}


def main() -> None:
    """Arguments: the attempt, the walls (all, landlock, seccomp, none), secret, folder, port, user."""
    user = int(sys.argv[6])
    if user and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    if sys.argv[2] == "all":
        sandbox.confine(sandbox.Limits())
    elif sys.argv[2] == "landlock":
        sandbox._close_the_file_system(sandbox.landlock_abi())
    elif sys.argv[2] == "seccomp":
        sandbox._prctl(sandbox.PR_SET_NO_NEW_PRIVS, 1)
        seccomp.install()
    try:
        ATTEMPTS[sys.argv[1]]()
    except OSError as problem:
        os.write(1, b"refused" if problem.errno in EXPECTED else f"failed otherwise: {problem.errno}".encode())
        os._exit(0)
    os.write(1, b"escaped")
    os._exit(0)


# A process of the same user that would die of a signal, made before the walls go up.
VICTIM = os.fork()
if VICTIM == 0:
    os.close(1)
    signal.pause()
if __name__ == "__main__":
    main()
