"""Garmin DriveAssist: 20-byte records in a ``uuid`` box of the movie box (layout after ExifTool's public notes).

From byte 33 of the box's content, big-endian: seconds since 1904 (UTC); 4 miles an hour (16 bits); 12 latitude, 16
longitude as a share of a half circle times 2^31. Both at the least number mean no fix.
"""

import struct
from datetime import UTC, datetime, timedelta

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import MAX_POINTS, Clip, point
from worker.footage.telemetry.garmin import HALF_CIRCLE, MILE_AN_HOUR

NAME = "garmin-uuid"
KIND = bytes.fromhex("9b630f8d637440ec8204bc5ff5091728")
RECORDS_AT, RECORD = 33, struct.Struct(">IH6xii")
NO_FIX = -(2**31)
DAY_ZERO = datetime(1904, 1, 1, tzinfo=UTC)
YEARS = range(2005, 2100)


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a record, timed by its clock from the first."""
    for box in clip.walk.children(clip.moov.start, clip.moov.end) if clip.moov else ():
        if box.kind == b"uuid" and clip.source.read(box.start, 16) == KIND:
            length = min(box.length - RECORDS_AT, MAX_POINTS * RECORD.size)
            raw = clip.source.read(box.start + RECORDS_AT, length)
            return _points(raw[: len(raw) // RECORD.size * RECORD.size])
    return []


def _points(raw: bytes) -> list[TelemetryPoint]:
    points: list[TelemetryPoint] = []
    first: datetime | None = None
    for seconds, speed, lat, lon in RECORD.iter_unpack(raw):
        at = DAY_ZERO + timedelta(seconds=seconds)
        if at.year not in YEARS:
            continue
        first = first or at
        place = None if NO_FIX in (lat, lon) else (lat * HALF_CIRCLE, lon * HALF_CIRCLE)
        points.append(point(NAME, max(0.0, (at - first).total_seconds()), at, place, speed * MILE_AN_HOUR))
    return points
