"""Navitel R600, iBOX iCON, DuDuBell, VSYS and Lamax: an outermost ``gps0`` box (after ExifTool's public notes).

Records of 32 bytes, little-endian: 0 latitude, 8 longitude as DDDMM.MMMM (64-bit floats); 16 altitude; 20 km/h; 22
year - 2000, month, day, hour, minute, second; 28 half the course; 29 01 01 00. No letters of the hemisphere are known:
the first two of those last bytes may stand for them, so a record that says anything but 01 01 has no place. A third of
some files are leftovers of a ring: records older than the one before them, or far from it, are left out. Lamax S9 keeps
311-byte records of the enciphered text others share in a box of the same name.
"""

import math
import struct
from collections.abc import Sequence

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps, xor_text
from worker.footage.telemetry.clip import MAX_POINTS, Clip, degrees
from worker.footage.telemetry.freegps import Reading

NAME, LAMAX_NAME = "navitel-gps0", "lamax-gps0"
RECORD = struct.Struct("<ddiH6BB3s")
LAMAX_RECORD = 311
MAX_BYTES = 4 * 1024**2
NORTH_EAST = b"\x01\x01\0"
LAST_BYTES = frozenset(bytes((lat, lon, 0)) for lat in range(3) for lon in range(3))
METRES_A_DEGREE = 111_320
FASTEST = 100  # metres a second between two records


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a record that is no leftover, timed by its clock."""
    raw = _content(clip)
    found = [_of_record(raw[at : at + RECORD.size]) for at in range(0, len(raw) - RECORD.size + 1, RECORD.size)]
    readings = [reading for reading in found if reading]
    # Another maker's records of another length would fit this frame now and then.
    if xor_text.is_shut(raw) or len(readings) * 2 <= len(found):
        return []
    return freegps.timed(NAME, without_leftovers(readings))


def read_lamax(clip: Clip) -> list[TelemetryPoint]:
    """One point a record, timed by its clock."""
    raw = _content(clip)
    records = [raw[at : at + LAMAX_RECORD] for at in range(0, len(raw) - LAMAX_RECORD + 1, LAMAX_RECORD)]
    return freegps.timed(LAMAX_NAME, [reading for record in records for reading in xor_text.of_record(record)])


def without_leftovers(readings: Sequence[Reading]) -> list[Reading]:
    """The readings whose clock does not run back and whose place can have been reached since the one before."""
    kept: list[Reading] = []
    for reading in readings:
        before = next((one for one in reversed(kept) if one.place), None)
        is_old = bool(kept) and reading.at is not None and kept[-1].at is not None and reading.at < kept[-1].at
        if not is_old and (before is None or _is_reachable(before, reading)):
            kept.append(reading)
    return kept


def _content(clip: Clip) -> bytes:
    box = next((box for box in clip.top if box.kind == b"gps0"), None)
    return clip.source.read(box.start, min(box.length, MAX_BYTES, MAX_POINTS * RECORD.size)) if box else b""


def _of_record(record: bytes) -> Reading | None:
    lat, lon, _, speed, year, month, day, hour, minute, second, half_course, last = RECORD.unpack(record)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None or last not in LAST_BYTES or not freegps.are_packed(lat, lon):
        return None
    if last != NORTH_EAST or (lat, lon) == (0, 0):
        return Reading(at)
    return Reading(at, (degrees(lat), degrees(lon)), speed / 3.6, half_course * 2)


def _is_reachable(before: Reading, after: Reading) -> bool:
    if not (before.place and after.place and before.at and after.at):
        return True
    north = after.place[0] - before.place[0]
    east = (after.place[1] - before.place[1]) * math.cos(math.radians(before.place[0]))
    seconds = max(1.0, (after.at - before.at).total_seconds())
    return math.hypot(north, east) * METRES_A_DEGREE <= FASTEST * seconds
