"""XGODY 12-inch: a line of text, 12 behind the magic of a ``freeGPS`` block (after ExifTool's public notes).

A word and a colon, the date and time, ``N:`` or ``S:`` and ``E:`` or ``W:`` with degrees, a speed, and ``A:`` with the
course. The line calls its speed km/h and readers found knots in it: it is left alone.
"""

import re

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.freegps import Reading

NAME = "xgody-freegps"
LINE_AT = 12
LINE = re.compile(
    rb"[a-zA-Z]{1,12}:(\d{4})/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d) ([NS]):(\d{1,2}\.\d{4,8}) ([EW]):(\d{1,3}\.\d{4,8}) "
)
COURSE = re.compile(rb" A:(\d{1,3}(?:\.\d+)?) ")


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, NAME, of_block)


def of_block(block: bytes) -> list[Reading]:
    """The reading of a block in this layout."""
    line = LINE.match(block, LINE_AT)
    at = freegps.printed_clock(b"".join(line.groups()[:6])) if line else None
    if line is None or at is None:
        return []
    course = COURSE.search(block, line.end() - 1)
    place = freegps.signed((float(line[8]), float(line[10])), line[7] + line[9])
    return [Reading(at, place, None, float(course[1]) if course else None)]
