"""What is looked at before anything starts; each refusal is one plain sentence saying what to do."""

import errno
import platform
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from storage.binaries import CannotStart
from storage.home import is_in_use, prepare_home

OLDEST_PYTHON = (3, 11)
HOST = "127.0.0.1"
PUBLIC_PORT, STAFF_PORT = 8080, 8081
PORTS_TRIED = 50


class Confinement(Protocol):
    """Whether this machine can parse footage in a sandbox, and a sentence about it."""

    @property
    def confined(self) -> bool:
        """Whether the sandbox holds here."""

    @property
    def sentence(self) -> str:
        """What it rests on, or what is missing."""


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> None:
    """Raises CannotStart for a Python that is too old, or a system whose kernel lacks what ties programs to us."""
    if platform.system() != "Linux":
        raise CannotStart("opsnap run needs Linux; elsewhere use docker-compose.yml.")
    if version < OLDEST_PYTHON:
        needed, found = ".".join(map(str, OLDEST_PYTHON)), ".".join(map(str, version))
        raise CannotStart(f"Operation Snap needs Python {needed} or newer, and this is {found}.")


def check_home(home: Path, floor_bytes: int) -> Path:
    """The home's full path. Raises CannotStart if it cannot be written to, is in use or its disk is too full."""
    home = prepare_home(home)
    if (home / ".lock").exists() and is_in_use(home):
        raise CannotStart(f"{home} is in use by another opsnap; stop that one or choose another folder with --home.")
    free = shutil.disk_usage(home).free
    if free < floor_bytes:
        raise CannotStart(
            f"The disk of {home} has {in_megabytes(free)} free, and opsnap needs {in_megabytes(floor_bytes)}; "
            "free some or choose another folder with --home."
        )
    return home


def in_megabytes(size: int) -> str:
    """A size as a person reads it."""
    return f"{size // 1024**2:,} MB"


def choose_port(wanted: int | None, first: int, option: str, *, beside: int | None = None) -> int:
    """The port to listen on: the one wanted, else the first free one from `first` on that is not `beside`.

    Raises CannotStart when the wanted one is taken, is `beside`, or may not be used.
    """
    if wanted is None:
        for port in range(first, first + PORTS_TRIED):
            if port != beside and port_trouble(port) is None:
                return port
        raise CannotStart(f"No port from {first} to {first + PORTS_TRIED - 1} is free; choose one with {option}.")
    if wanted == beside:
        raise CannotStart(f"Public and staff cannot share port {wanted}; choose another with {option}.")
    trouble = port_trouble(wanted)
    if trouble is not None:
        raise CannotStart(f"Port {wanted} {trouble}; choose another with {option}.")
    return wanted


def port_trouble(port: int) -> str | None:
    """Why nobody can listen on this port now; None when it is free."""
    with socket.socket() as probe:
        # As the webs do it: connections of an earlier run that are still closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            return "does not exist"
        except PermissionError:
            return "is reserved for the system"
        except OSError as refused:
            return "is taken" if refused.errno == errno.EADDRINUSE else f"cannot be used ({refused.strerror})"
    return None


def check_confinement(probe: Callable[[], Confinement], *, allow_unconfined: bool) -> str | None:
    """None when footage will be parsed confined, else a warning. Raises CannotStart unless that is allowed."""
    found = probe()
    if found.confined:
        return None
    if not allow_unconfined:
        raise CannotStart(
            f"{found.sentence.rstrip('.')}, so footage cannot be opened safely; "
            "start with --allow-unconfined to open it without the sandbox."
        )
    return f"Warning: footage is opened without the sandbox. {found.sentence}"
