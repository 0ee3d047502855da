"""70mai Pro and its time: 36-byte records in a box called ``GPS `` (layout after public notes).

Little-endian, 32 bits each: whether the record is used, whether there is a fix, seconds after the first picture, metres
an hour; N or S, latitude; E or W, longitude, each as degrees times 100,000 and minutes times 1,000.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.boxes import Box
from worker.footage.telemetry.clip import MAX_POINTS, Clip, degrees, is_packed, point

NAME = "70mai-gps-box"
RECORD = struct.Struct("<IIIIcIcI10x")
FLAGS = (0, 1)
LETTERS = {b"N": 1, b"S": -1, b"E": 1, b"W": -1, b"\0": 0}


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a record, at the second it names; records of zeros are unused space."""
    inside = list(clip.walk.children(clip.moov.start, clip.moov.end)) if clip.moov else []
    for box in (*clip.top, *inside):
        if box.kind == b"GPS " and box.length >= RECORD.size:
            return _points(clip, box)
    return []


def _points(clip: Clip, box: Box) -> list[TelemetryPoint]:
    raw = clip.source.read(box.start, min(box.length, MAX_POINTS * RECORD.size))
    points: list[TelemetryPoint] = []
    for used, fix, t, speed, north, lat, east, lon in RECORD.iter_unpack(raw[: len(raw) // RECORD.size * RECORD.size]):
        if used not in FLAGS or fix not in FLAGS or north not in LETTERS or east not in LETTERS:
            return points
        if not used:
            continue
        is_placed = (
            fix and is_packed(lat / 1000, 90) and is_packed(lon / 1000, 180) and LETTERS[north] and LETTERS[east]
        )
        place = (degrees(LETTERS[north] * lat / 1000), degrees(LETTERS[east] * lon / 1000)) if is_placed else None
        points.append(point(NAME, float(t), None, place, speed / 3600))
    return points
