"""70mai's log of a whole memory card (``GPSData000001.txt``): ``$V02``, then one line a second for all its videos.

Fields after public notes: seconds since 1970; A or V; latitude, longitude in degrees; hundredths of a degree of course;
hundredths of a metre a second; three of shaking; the name of the video. The clock is known to run eight hours behind
UTC, so it is told as printed, without zone.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import MAX_POINTS, point

NAME = "70mai-log"
MARK = re.compile(rb"^\$V02\s")
LINE = re.compile(
    rb"^(\d{9,10}),([AV]),(-?\d{1,2}(?:\.\d*)?),(-?\d{1,3}(?:\.\d*)?),(\d{1,5}),(\d{1,5}),"
    rb"-?\d+,-?\d+,-?\d+,([^,\r\n]{1,80}),",
    re.MULTILINE,
)
NO_VIDEO = b"0"


def points_of(text: bytes) -> list[TelemetryPoint]:
    """One point a line, timed by its clock from the first."""
    points: list[TelemetryPoint] = []
    first: int | None = None
    for line in _lines(text):
        seconds = int(line[1])
        first = seconds if first is None else first
        at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        place = (float(line[3]), float(line[4])) if line[2] == b"A" else None
        points.append(point(NAME, float(max(0, seconds - first)), at, place, int(line[6]) / 100, int(line[5]) / 100))
    return points


def videos_of(text: bytes) -> dict[str, tuple[int, int]]:
    """Which points belong to which video: its name, and the first and last of its points by number."""
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(_lines(text)):
        if line[7] != NO_VIDEO:
            name = line[7].decode("latin-1")
            found[name] = (found.get(name, (number, number))[0], number)
    return found


def _lines(text: bytes) -> Iterator[re.Match[bytes]]:
    return islice(LINE.finditer(text), MAX_POINTS) if MARK.match(text) else iter(())
