"""Insta360: a trailer behind the last box whose record 0x700 holds positions.

Layout after ExifTool's public notes: the file ends in 32 letters of magic; 40 bytes before its end stands the length of
the trailer (32 bits, little-endian), 78 before it the foot of the last record: kind (16 bits) and length (32 bits); the
record lies before its foot, the foot of the one before lies before that. Or record 0 is a table of kind, length and
offset from the trailer's start. A position has 53 bytes: seconds since 1970 (UTC), a counter, milliseconds (16 bits),
A or V, latitude in degrees and N or S, longitude and E or W (O in French), metres a second, course, height (64 bits).
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source
from worker.footage.telemetry.clip import MAX_POINTS, Clip, point
from worker.footage.telemetry.ligo import timed_from_first

NAME = "insta360"
MAGIC = b"8db42d694ccc418790edff439fe026bf"
END_BYTES, FOOT, ENTRY = 78, struct.Struct("<HI"), struct.Struct("<HII")
POSITIONS, TABLE = 0x700, 0
POSITION = struct.Struct("<I4xHcdcdcddd")
MAX_RECORDS = 64


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a position, timed by its clock from the first."""
    end = clip.source.read(clip.source.size - END_BYTES, END_BYTES) if clip.container == "mov" else b""
    if not end.endswith(MAGIC):
        return []
    points: list[TelemetryPoint] = []
    for kind, offset, length in _records(clip.source, end):
        if kind == POSITIONS:
            raw = clip.source.read(offset, min(length, MAX_POINTS * POSITION.size))
            whole = raw[: len(raw) // POSITION.size * POSITION.size]
            points += [found for row in POSITION.iter_unpack(whole) if (found := _point(*row))]
    return timed_from_first(points[:MAX_POINTS])


def _records(source: Source, end: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record, by the table if there is one, else from the last to the first."""
    start = source.size - int.from_bytes(end[38:42], "little")
    foot = source.size - END_BYTES
    for _ in range(MAX_RECORDS):
        kind, length = FOOT.unpack(source.read(foot, FOOT.size).ljust(FOOT.size, b"\0"))
        if start < 0 or foot - length < start:
            return
        if kind == TABLE and length:
            table = source.read(foot - length, min(length, MAX_RECORDS * ENTRY.size))
            for known, size, offset in ENTRY.iter_unpack(table[: len(table) // ENTRY.size * ENTRY.size]):
                if known and size and start + offset + size <= source.size:
                    yield known, start + offset, size
            return
        yield kind, foot - length, length
        foot -= length + FOOT.size


def _point(
    seconds: int,
    milliseconds: int,
    status: bytes,
    lat: float,
    north: bytes,
    lon: float,
    east: bytes,
    speed: float,
    course: float,
    _height: float,
) -> TelemetryPoint | None:
    if status not in (b"A", b"V") or (status == b"A" and (north not in (b"N", b"S") or east not in (b"E", b"W", b"O"))):
        return None
    at = datetime.fromtimestamp(seconds, UTC) + timedelta(milliseconds=min(milliseconds, 999))
    place = (-abs(lat) if north == b"S" else abs(lat), abs(lon) if east == b"E" else -abs(lon))
    return point(NAME, 0.0, at, place if status == b"A" else None, speed, course)
