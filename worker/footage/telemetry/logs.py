"""Logs of positions sent beside a video, told apart by their first lines; the name of the file proves nothing."""

import re
from collections.abc import Callable
from itertools import pairwise

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import escort_map, gpx, nmea, session_log, seventymai_log
from worker.footage.telemetry.gpx import is_gpx

__all__ = ["is_gpx", "is_log", "is_shaking", "points_of"]

NMEA_NAME = "nmea-log"
MARKS = re.compile(rb"\$(G[A-Z]|BD)(RMC|GGA|GLL|GSA|GSV),|\$GSENSORD,|\$GPSCAMTIME", re.MULTILINE)
SHAKE_RECORD, SHAKE_RECORDS = 10, 4
SHAKE_STEPS_MS = range(5, 2001)
LONGEST_MS = 24 * 3600 * 1000


def _nmea_points(text: bytes) -> list[TelemetryPoint]:
    return nmea.points_of(text, NMEA_NAME)


LOGS: tuple[Callable[[bytes], list[TelemetryPoint]], ...] = (
    seventymai_log.points_of,
    session_log.points_of,
    escort_map.points_of,
    gpx.points_of,
    _nmea_points,
)


def is_log(head: bytes) -> bool:
    """True when the first bytes are those of a log of positions."""
    return bool(
        MARKS.search(head)
        or seventymai_log.MARK.match(head)
        or session_log.MARK.match(head)
        or escort_map.LINE.match(head)
        or is_gpx(head)
    )


def is_shaking(head: bytes) -> bool:
    """True for BlackVue's ``.3gf``: milliseconds that go on evenly and three 16-bit numbers, again and again.

    It says how the camera was shaken and never where it was.
    """
    rows = [head[start : start + SHAKE_RECORD] for start in range(0, SHAKE_RECORD * SHAKE_RECORDS, SHAKE_RECORD)]
    if len(rows[-1]) < SHAKE_RECORD:
        return False
    times = [int.from_bytes(row[:4], "big") for row in rows]
    steps = [later - earlier for earlier, later in pairwise(times)]
    return times[0] < LONGEST_MS and all(step in SHAKE_STEPS_MS for step in steps)


def points_of(text: bytes) -> list[TelemetryPoint]:
    """The points of a log, by the first reader that finds any."""
    return next((points for read in LOGS if (points := read(text))), [])
