"""Cameras of 2013 to 2015 of unknown make: a ring of ``ATC`` records in every ``freeGPS`` block (after public notes).

Records of 52 bytes from 44, little-endian; the whole ring of some thirty seconds stands in each block, so only its
newest record is the block's own. Bytes 0 to 20 and 24 to 27 are turned with the byte at 20; 28 and 32 to 50 with that
at 28; ``ATC`` at 21 and ``001`` at 29 are plain. Opened: 13 hour less one, minute, second; 16 latitude, 24 longitude in
degrees times 10,000,000; 32 hundredths of metres a second; 36 hundredths of degrees, signed; 44 year (16 bits), month,
day.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.freegps import Reading

NAME = "atc-freegps"
RECORDS_AT, RECORD_BYTES = 44, 52
FIRST_KEY_AT, SECOND_KEY_AT = 20, 28
FIRST_TURNED = frozenset({*range(21), *range(24, 28)})
SECOND_TURNED = frozenset({28, *range(32, 51)})
FIRST_PLAIN, SECOND_PLAIN = slice(21, 24), slice(29, 32)
OPENED = struct.Struct("<13x3Bi4xi4xih2s4xHBBxBxx")


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, NAME, of_block)


def of_block(block: bytes) -> list[Reading]:
    """The newest reading of a block's ring."""
    starts = range(RECORDS_AT, len(block) - RECORD_BYTES + 1, RECORD_BYTES)
    dated = [(one.at, one) for start in starts if (one := _of_record(block[start : start + RECORD_BYTES])) and one.at]
    return [max(dated, key=lambda pair: pair[0])[1]] if dated else []


def _of_record(shut: bytes) -> Reading | None:
    if shut[FIRST_PLAIN] != b"ATC" or shut[SECOND_PLAIN] != b"001":
        return None
    keys = dict.fromkeys(FIRST_TURNED, shut[FIRST_KEY_AT]) | dict.fromkeys(SECOND_TURNED, shut[SECOND_KEY_AT])
    opened = bytes(byte ^ keys.get(place, 0) for place, byte in enumerate(shut))
    hour, minute, second, lat, lon, speed, course, zeros, year, month, day, zero = OPENED.unpack(opened)
    at = freegps.camera_clock(year, month, day, (hour + 1) & 0xFF, minute, second)
    if at is None or any(zeros) or zero:
        return None
    return Reading(at, (lat / 1e7, lon / 1e7), speed / 100, course / 100 % 360)
