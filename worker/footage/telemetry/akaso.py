"""Akaso's plain ``freeGPS`` layout, and the one with 64-bit numbers (after ExifTool's public notes).

Both: 44 hour, minute, second (32 bits, little-endian); 56 status, a letter and three zeros. Plain: 60 latitude, 64 N/S,
68 longitude, 72 E/W, 76 km/h, 80 course (floats, DDDMM.MMMM; half a turn off where 12 says ``x.xx``), 84 year, month,
day. Wide: 60 latitude, 68 N/S, 76 longitude, 84 E/W, 92 knots, 100 course (64-bit), 108 year - 2000, month, day.
Akaso V1 and Redtiger F7N encipher their places in a way nobody has published; they are read by no file here.
"""

import struct
from dataclasses import replace

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import KNOT, Clip
from worker.footage.telemetry.freegps import Reading

PLAIN_NAME, WIDE_NAME = "akaso-freegps", "wide-freegps"
PLAIN = struct.Struct("<3I4sf4sf4sff3I")
WIDE = struct.Struct("<3I4sd4s4xd4s4xdd3I")
BODY_AT = 44
HALF_A_TURN_OFF = b"x.xx"


def read_plain(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, PLAIN_NAME, _of_plain)


def read_wide(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, WIDE_NAME, _of_wide)


def _of_plain(block: bytes) -> list[Reading]:
    found = _read(PLAIN, block, 1 / 3.6)
    if found and found[0].course is not None and block[12:16] == HALF_A_TURN_OFF:
        return [replace(found[0], course=(found[0].course + 180) % 360)]
    return found


def _of_wide(block: bytes) -> list[Reading]:
    return _read(WIDE, block, KNOT)


def _read(shape: struct.Struct, block: bytes, unit: float) -> list[Reading]:
    if len(block) < BODY_AT + shape.size:
        return []
    numbers = shape.unpack_from(block, BODY_AT)
    hour, minute, second, status, lat, north, lon, east, speed, course, year, month, day = numbers
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None or status not in (freegps.LETTER_A, freegps.LETTER_V):
        return []
    if status == freegps.LETTER_V:
        return [Reading(at)]
    if north not in freegps.NORTH_SOUTH or east not in freegps.EAST_WEST or not freegps.are_packed(lat, lon):
        return []
    return [Reading(at, freegps.unpacked(lat, lon, north[:1] + east[:1]), speed * unit, course)]
