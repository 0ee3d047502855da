"""What ExifTool finds in the same file: a second opinion for a technician, on the command line only.

ExifTool is a Perl program: it opens files and loads code, which nothing in the sandbox may do. So no report's footage
is ever shown to it by the product; somebody who asks for it runs it on a file of their choice, with no environment,
bounded in time, memory and output. Before version 13 it gives one GoPro position for each second, and is refused.
"""

import errno
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from worker.footage.facts import TelemetryPoint

LEAST_VERSION = 13
VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})")
VERSION_BYTES, ANSWER_BYTES = 100, 32 * 1024**2
MEMORY_BYTES = 1024**3
# About a metre.
NEAR_DEGREES = 1e-5
# The limits stand before the program's first instruction: set from outside they would come when they come.
LIMITED = """import os, resource, sys
cpu, memory = int(sys.argv[1]), int(sys.argv[2])
for kind, most in ((resource.RLIMIT_CPU, cpu), (resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0)):
    resource.setrlimit(kind, (most, most))
os.execv(sys.argv[3], sys.argv[3:])"""
PLACE_KEY = re.compile(r"(.+):GPS(Latitude|Longitude)")


class NoSecondOpinion(Exception):
    """There is none, and the sentence says why."""


@dataclass(frozen=True)
class SecondOpinion:
    """The version that was asked, and every place it found, in its own order, in degrees."""

    version: str
    places: tuple[tuple[float, float], ...]


def ask_exiftool(program: Path, file: Path, *, seconds: float = 60.0) -> SecondOpinion:
    """Ask the program at this path about this file. Raises NoSecondOpinion when it cannot or must not be asked."""
    version = _run([str(program), "-ver"], seconds, VERSION_BYTES).decode("ascii", "replace").strip()
    known = VERSION.match(version)
    if not known or int(known[1]) < LEAST_VERSION:
        raise NoSecondOpinion(f"ExifTool {LEAST_VERSION} or later is needed; this one says “{version[:20]}”.")
    # -n: numbers, not words; -G3: which position a value belongs to; -ee: what is embedded, too.
    asked = ["-config", "", "-ee", "-n", "-G3", "-j", "-GPSLatitude", "-GPSLongitude", str(file.resolve())]
    return SecondOpinion(version, _places(_run([str(program), *asked], seconds, ANSWER_BYTES)))


def compared(points: Sequence[TelemetryPoint], opinion: SecondOpinion) -> tuple[bool, str]:
    """Whether both found the same, and a sentence: the first and last fix must be among the other's places."""
    fixes = [(point.lat, point.lon) for point in points if point.lat is not None and point.lon is not None]
    counted = f"{len(fixes)} positions here, {len(opinion.places)} by ExifTool {opinion.version}"
    if not fixes or not opinion.places:
        return not fixes and not opinion.places, f"{counted}."
    away = max(min(_away(fix, place) for place in opinion.places) for fix in (fixes[0], fixes[-1]))
    agrees = away <= NEAR_DEGREES
    return agrees, f"{counted}; first and last {'agree' if agrees else f'differ by {away:.6f} degrees'}."


def _away(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _places(answer: bytes) -> tuple[tuple[float, float], ...]:
    try:
        told = json.loads(answer)[0]
        found: dict[str, dict[str, float]] = {}
        for key, value in told.items():
            known = PLACE_KEY.fullmatch(key)
            if known:
                found.setdefault(known[1], {})[known[2]] = float(value)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as problem:
        raise NoSecondOpinion("ExifTool's answer could not be understood.") from problem
    return tuple((one["Latitude"], one["Longitude"]) for one in found.values() if len(one) == 2)


def _run(command: list[str], seconds: float, most: int) -> bytes:
    """What a program says on its standard output, killed when it takes too long or says too much."""
    try:
        _require_program(command[0])
        process = subprocess.Popen(  # noqa: S603  # the path is a setting of whoever runs the product
            [sys.executable, "-I", "-c", LIMITED, str(int(seconds) + 1), str(MEMORY_BYTES), *command],
            env={},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as problem:
        raise NoSecondOpinion(f"ExifTool cannot be started: {problem.strerror}.") from problem
    try:
        said = _hear(process, time.monotonic() + seconds, most)
        process.wait(timeout=1)
    except subprocess.TimeoutExpired as problem:
        raise NoSecondOpinion("ExifTool took too long.") from problem
    finally:
        _end(process)
    return said


def _require_program(path: str) -> None:
    if not Path(path).is_file():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if not os.access(path, os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _hear(process: "subprocess.Popen[bytes]", latest: float, most: int) -> bytes:
    said = bytearray()
    if process.stdout is None:
        return b""
    with process.stdout as pipe, selectors.DefaultSelector() as ears:
        ears.register(pipe, selectors.EVENT_READ)
        while (left := latest - time.monotonic()) > 0:
            if not ears.select(left):
                break
            piece = os.read(pipe.fileno(), 64 * 1024)
            if not piece:
                return bytes(said)
            said += piece
            if len(said) > most:
                raise NoSecondOpinion("ExifTool said more than is allowed.")
    raise NoSecondOpinion("ExifTool took too long.")


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
