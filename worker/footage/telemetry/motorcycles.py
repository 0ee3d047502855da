"""INNOVV and XBHT motorcycle cameras: many records a ``freeGPS`` block (layouts after ExifTool's public notes).

INNOVV, 32 bytes from 12: status and hemispheres, zero; floats: 4 latitude, 8 longitude as DDDMM.MMMM, 12 knots, 16
course; no clock at all. XBHT, 36 bytes from 12: 1 year - 2000, month, day, hour, minute, second, tenth; 8 status and
hemispheres; 16 latitude, 20 longitude as DDDMM.MMMM times 10,000 (32 bits); 28 a speed in no confirmed unit, which is
left alone. Records end where the marks do.
"""

import re
import struct
from collections.abc import Iterator

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import KNOT, Clip
from worker.footage.telemetry.freegps import Reading

INNOVV_NAME, XBHT_NAME = "innovv-freegps", "xbht-freegps"
RECORDS_AT = 12
INNOVV, INNOVV_MARKS = struct.Struct("<4s4f12x"), re.compile(rb"A[NS][EW]\0|V[NS0\0][EW0\0]\0")
XBHT, XBHT_MARKS = struct.Struct("<x7B3s5x2I12x"), re.compile(rb".{7}[\0-\x09](A[NS][EW]|V)", re.DOTALL)


def read_innovv(clip: Clip) -> list[TelemetryPoint]:
    """Several points a block, spread over its second."""
    return freegps.points_of(clip, INNOVV_NAME, _of_innovv)


def read_xbht(clip: Clip) -> list[TelemetryPoint]:
    """Several points a block, spread over its second."""
    return freegps.points_of(clip, XBHT_NAME, _of_xbht)


def _records(block: bytes, shape: struct.Struct, marks: re.Pattern[bytes]) -> Iterator[bytes]:
    for start in range(RECORDS_AT, len(block) - shape.size + 1, shape.size):
        if not marks.match(block, start):
            return
        yield block[start : start + shape.size]


def _of_innovv(block: bytes) -> list[Reading]:
    readings: list[Reading] = []
    for record in _records(block, INNOVV, INNOVV_MARKS):
        marks, lat, lon, speed, course = INNOVV.unpack(record)
        if marks[:1] == b"V":
            readings.append(Reading())
        elif freegps.are_packed(lat, lon):
            readings.append(Reading(None, freegps.unpacked(lat, lon, marks[1:3]), speed * KNOT, course))
        else:
            return []
    return readings


def _of_xbht(block: bytes) -> list[Reading]:
    readings: list[Reading] = []
    for record in _records(block, XBHT, XBHT_MARKS):
        year, month, day, hour, minute, second, tenth, marks, lat, lon = XBHT.unpack(record)
        at = freegps.camera_clock(year, month, day, hour, minute, second + tenth / 10)
        if at is None or not freegps.are_packed(lat / 1e4, lon / 1e4):
            return []
        is_fix = marks[:1] == b"A"
        readings.append(Reading(at, freegps.unpacked(lat / 1e4, lon / 1e4, marks[1:3]) if is_fix else None))
    return readings
