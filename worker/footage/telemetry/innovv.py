"""INNOVV motorcycle cameras: 32-byte records without any clock in private units of a transport stream.

Layout after ExifTool's public notes: ``A``, N/S, E/W, zero (``V00`` without a fix); floats, little-endian: 4 latitude,
8 longitude as DDDMM.MMMM, 12 speed in knots, 16 course in degrees; three numbers of unknown scale follow.
"""

import re
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, degrees, is_packed, point
from worker.footage.telemetry.ts import Unit

NAME = "innovv-ts"
RECORD = 32
MARKS = re.compile(rb"A[NS][EW]\0|V00\0")
NUMBERS = struct.Struct("<4f")
MOST_KNOTS = 300


def decode(unit: Unit) -> list[TelemetryPoint]:
    """The points of a unit, all at its time; none when it holds something else."""
    points: list[TelemetryPoint] = []
    for start in range(0, len(unit.body) - RECORD + 1, RECORD):
        record = unit.body[start : start + RECORD]
        if not MARKS.match(record):
            break
        if record[:1] == b"V":
            points.append(point(NAME, unit.t, None, None))
            continue
        lat, lon, speed, course = NUMBERS.unpack_from(record, 4)
        if not (is_packed(lat, 90) and is_packed(lon, 180) and 0 <= speed <= MOST_KNOTS and 0 <= course <= 360):
            return []
        place = (degrees(-lat if record[1:2] == b"S" else lat), degrees(-lon if record[2:3] == b"W" else lon))
        points.append(point(NAME, unit.t, None, place, speed * KNOT, course))
    return points
