"""Botslab and kin: one log of a whole drive (``...GPS.TXT``), an object a line, five seconds each.

Fields after public notes: ``a`` and ``o`` signed degrees, ``s`` knots, ``d`` course, ``t`` (first line only) the
camera's clock. 99 and 999 mean no fix. The file is filled with zeros behind the last line.
"""

import json
import re
from datetime import datetime, timedelta

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, MAX_POINTS, point, printed_clock

NAME = "session-log"
MARK = re.compile(rb'^\{"a": ?-?\d{1,2}(?:\.\d+)?, ?"o": ?-?\d{1,3}(?:\.\d+)?, ?"s":')
CLOCK = re.compile(r"(\d{4}):(\d\d):(\d\d)-(\d\d):(\d\d):(\d\d)")
STEP_S = 5.0
NO_LAT, NO_LON = 99, 999
MAX_LINE = 300


def points_of(text: bytes) -> list[TelemetryPoint]:
    """One point a line; a line that cannot be read still takes its five seconds."""
    points: list[TelemetryPoint] = []
    first: datetime | None = None
    if not MARK.match(text):
        return []
    for number, line in enumerate(text.split(b"\0", 1)[0].split(b"\n")[:MAX_POINTS]):
        told = _told(line)
        if told is None:
            continue
        first = first or _clock(told)
        t = number * STEP_S
        lat, lon, speed, course = (_number(told.get(name)) for name in ("a", "o", "s", "d"))
        place = None if lat is None or lon is None or lat == NO_LAT or lon == NO_LON else (lat, lon)
        at = first + timedelta(seconds=t) if first else None
        points.append(point(NAME, t, at, place, None if speed is None else speed * KNOT, course))
    return points


def _told(line: bytes) -> dict[str, object] | None:
    try:
        told = json.loads(line) if len(line) <= MAX_LINE else None
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e9 else None


def _clock(told: dict[str, object]) -> datetime | None:
    found = CLOCK.fullmatch(str(told.get("t", "")))
    return printed_clock(found.groups()) if found else None
