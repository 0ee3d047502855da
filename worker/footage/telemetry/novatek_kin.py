"""Relatives of the plain Novatek layout that frame a block alike and mean other numbers by it.

All carry clock, status and hemispheres where the plain layout has them (44 to 72, after ExifTool's public notes).
Read as plain ones they would give places far away, so each has a mark of its own and the plain reader leaves them.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import KNOT, Clip
from worker.footage.telemetry.freegps import Reading

IQS_NAME, TRANSCEND_NAME, REXING_NAME = "iqs-freegps", "transcend-freegps", "rexing-freegps"
CLOCK = struct.Struct("<6I")
CLOCK_AT, MARKS_AT, NUMBERS_AT, LEAST = 44, 68, 72, 88
IQS_AT, IQS = slice(12, 15), b"IQS"
ATC_AT, ATC = slice(65, 68), b"ATC"  # a ring of enciphered records whose header may begin alike
REXING_VERSION = b"3.01.054"
REXING_LAT, REXING_LON = (187.982162849635, 3), (2199.19873715495, 2)  # subtract, then divide
# Where a scaled place within these of the British Isles comes to lie when it is read as a plain one: 3 N, 22 E or W.
HOME_LAT, HOME_LON = (49.0, 61.0), (0.0, 9.0)
HEMISPHERES = frozenset({b"NE", b"NW", b"SE", b"SW"})


def read_iqs(clip: Clip) -> list[TelemetryPoint]:
    """IQS: degrees times 10,000,000 and hundredths of metres a second, as whole numbers; no course."""
    return freegps.points_of(clip, IQS_NAME, _iqs)


def read_transcend(clip: Clip) -> list[TelemetryPoint]:
    """Transcend body cameras: floats of plain degrees, and kilometres an hour."""
    return freegps.points_of(clip, TRANSCEND_NAME, _transcend)


def read_rexing(clip: Clip) -> list[TelemetryPoint]:
    """Rexing V1-4K: degrees scaled and shifted; its firmware's version in another box is the only mark."""
    return freegps.points_of(clip, REXING_NAME, _rexing) if is_rexing(clip) else []


def is_rexing(clip: Clip) -> bool:
    """Whether the outermost ``frea`` box names the firmware that scales its places."""
    for outer in (box for box in clip.top if box.kind == b"frea"):
        for box in clip.walk.children(outer.start, outer.end):
            if box.kind == b"ver ":
                return clip.source.read(box.start, 16).startswith(REXING_VERSION)
    return False


def may_be_scaled(lat: float, lon: float) -> bool:
    """Whether two numbers are a place at home as Rexing scales it: without its version box nothing else would tell."""
    north, across = _unscaled(lat, lon)
    return HOME_LAT[0] <= north <= HOME_LAT[1] and HOME_LON[0] <= abs(across) <= HOME_LON[1]


def is_relative(block: bytes) -> bool:
    """Whether a block in this frame is one of those told by the block alone, or the ring of ATC records."""
    return block[IQS_AT] == IQS or block[ATC_AT] == ATC or _is_plain_degrees(block)


def _is_plain_degrees(block: bytes) -> bool:
    # Minutes packed behind degrees are below these only within two degrees of 0, 0: open sea.
    if len(block) < LEAST or block[MARKS_AT : MARKS_AT + 1] != b"A":
        return False
    lat, lon = struct.unpack_from("<2f", block, NUMBERS_AT)
    return 0 < abs(lat) <= 90 and 0 < abs(lon) <= 180 and block[NUMBERS_AT : NUMBERS_AT + 4] != bytes(4)


def _framed(block: bytes) -> tuple[Reading, bytes] | None:
    """The clock of a block in the common frame and its hemispheres, empty without a fix."""
    marks = block[MARKS_AT : MARKS_AT + 4]
    if len(block) < LEAST or marks[:1] not in (b"A", b"V") or marks[3:] != b"\0":
        return None
    hour, minute, second, year, month, day = CLOCK.unpack_from(block, CLOCK_AT)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None or (marks[:1] == b"A" and marks[1:3] not in HEMISPHERES):
        return None
    return Reading(at), marks[1:3] if marks[:1] == b"A" else b""


def _iqs(block: bytes) -> list[Reading]:
    framed = _framed(block) if block[IQS_AT] == IQS and block[ATC_AT] != ATC else None
    if framed is None:
        return []
    lat, lon, speed = struct.unpack_from("<3i", block, NUMBERS_AT)
    return [_reading(framed, (lat / 1e7, lon / 1e7), speed / 100, None)]


def _transcend(block: bytes) -> list[Reading]:
    framed = _framed(block) if block[IQS_AT] != IQS and _is_plain_degrees(block) else None
    if framed is None:
        return []
    lat, lon, speed, course = struct.unpack_from("<4f", block, NUMBERS_AT)
    return [_reading(framed, (lat, lon), speed / 3.6, course)]


def _rexing(block: bytes) -> list[Reading]:
    framed = _framed(block)
    if framed is None:
        return []
    lat, lon, speed, course = struct.unpack_from("<4f", block, NUMBERS_AT)
    return [_reading(framed, _unscaled(lat, lon), speed * KNOT, course)]


def _unscaled(lat: float, lon: float) -> tuple[float, float]:
    return (lat - REXING_LAT[0]) / REXING_LAT[1], (lon - REXING_LON[0]) / REXING_LON[1]


def _reading(framed: tuple[Reading, bytes], place: tuple[float, float], speed: float, course: float | None) -> Reading:
    clock, letters = framed
    return Reading(clock.at, freegps.signed(place, letters), speed, course) if letters else clock
