"""The list of system calls a confined reader may make, as a small BPF program for x86-64 and aarch64."""

import ctypes
import errno
import os
import platform
import struct

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h

# Numbers from asm/unistd.h: (x86-64, aarch64). Reading and writing open descriptors, memory, time, leaving.
# Not here, so refused with EPERM: open, stat, socket, clone, fork, exec, kill, ptrace, mount, ioctl and the rest.
ALLOWED: dict[str, tuple[int, int]] = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "ftruncate": (77, 46),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "set_robust_list": (273, 99),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "rseq": (334, 293),
}
# Memory may be mapped and protected, but never made executable: what runs was loaded before the file was opened.
WITHOUT_EXECUTE: dict[str, tuple[int, int]] = {"mmap": (9, 222), "mprotect": (10, 226)}
PROT_EXEC = 4

BPF_LD_W_ABS, BPF_JEQ_K, BPF_JGE_K, BPF_JSET_K, BPF_RET_K = 0x20, 0x15, 0x35, 0x45, 0x06
RET_ALLOW, RET_ERRNO, RET_KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
# clone3 must look absent, not forbidden, or glibc does not fall back to clone (which is then refused).
CLONE3 = 435
X32_BIT = 0x40000000

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def is_supported_machine() -> bool:
    """True on the processors the list was written for."""
    return platform.machine() in AUDIT_ARCH


def program(machine: str) -> bytes:
    """The filter for one processor: struct sock_filter, 8 bytes an instruction (seccomp(2))."""
    column = 0 if machine == "x86_64" else 1
    lines = [
        _line(BPF_LD_W_ABS, 4),
        _line(BPF_JEQ_K, AUDIT_ARCH[machine], 1, 0),
        _line(BPF_RET_K, RET_KILL_PROCESS),
        _line(BPF_LD_W_ABS, 0),
        # The x32 numbers would walk past a list made for 64-bit numbers.
        _line(BPF_JGE_K, X32_BIT, 0, 1),
        _line(BPF_RET_K, RET_ERRNO | errno.EPERM),
        _line(BPF_JEQ_K, CLONE3, 0, 1),
        _line(BPF_RET_K, RET_ERRNO | errno.ENOSYS),
    ]
    for numbers in ALLOWED.values():
        lines += [_line(BPF_JEQ_K, numbers[column], 0, 1), _line(BPF_RET_K, RET_ALLOW)]
    for numbers in WITHOUT_EXECUTE.values():
        lines += [
            _line(BPF_JEQ_K, numbers[column], 0, 4),
            _line(BPF_LD_W_ABS, 32),  # low half of the third argument: the protection
            _line(BPF_JSET_K, PROT_EXEC, 0, 1),
            _line(BPF_RET_K, RET_ERRNO | errno.EPERM),
            _line(BPF_RET_K, RET_ALLOW),
        ]
    lines.append(_line(BPF_RET_K, RET_ERRNO | errno.EPERM))
    return b"".join(lines)


def install() -> None:
    """Lay the filter over this process for good. Needs no_new_privs; raises OSError when the kernel refuses."""
    if not is_supported_machine():
        raise OSError(errno.ENOSYS, "no filter is written for this processor")
    code = program(platform.machine())
    # prctl reads both through a pointer, so they must outlive the call.
    laid = _Filter(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(laid), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _line(code: int, constant: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, constant & 0xFFFFFFFF)
