"""CAMM, Google's camera motion metadata (Insta360, Ricoh Theta and phones), in a track called ``camm``.

Layout after the published specification, little-endian; each sample holds records of a reserved and a type number of 16
bits. 5: latitude, longitude, height (64-bit floats). 6: time (64 bits), fix 0, 2 or 3 (32 bits), latitude, longitude
(64 bits), height, two accuracies, velocity to the east, north and up in metres a second, its accuracy (32 bits). Time
counts from 1980 by the specification and from 1970 in some cameras, so no clock is told.
"""

import math
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, point

NAME = "camm"
RECORD_BYTES = {0: 16, 1: 12, 2: 16, 3: 16, 4: 16, 5: 28, 6: 60, 7: 16}
PLACE, FULL = struct.Struct("<4xddd"), struct.Struct("<4xdIddfffffff")
FIXES = (2, 3)
MAX_SAMPLE = 4096


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a record of types 5 and 6; where a camera writes both, type 6 wins, for it says its fix."""
    plain: list[TelemetryPoint] = []
    full: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"camm" else []:
            raw = clip.source.read(sample.offset, min(sample.size, MAX_SAMPLE))
            for kind, record in _records(raw):
                if kind == 5:
                    lat, lon, _ = PLACE.unpack(record)
                    plain.append(point(NAME, sample.t, None, _sane(lat, lon)))
                elif kind == 6:
                    full.append(_full(record, sample.t))
    return full or plain


def _records(raw: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 4 <= len(raw):
        kind = int.from_bytes(raw[at + 2 : at + 4], "little")
        size = RECORD_BYTES.get(kind)
        if size is None or at + size > len(raw):
            break
        found.append((kind, raw[at : at + size]))
        at += size
    return found


def _full(record: bytes, t: float) -> TelemetryPoint:
    _, fix, lat, lon, _, _, _, east, north, _, _ = FULL.unpack(record)
    is_moving = math.isfinite(east) and math.isfinite(north)
    course = math.degrees(math.atan2(east, north)) % 360 if is_moving and (east or north) else None
    place = _sane(lat, lon) if fix in FIXES else None
    return point(NAME, t, None, place, math.hypot(east, north) if is_moving else None, course)


def _sane(lat: float, lon: float) -> tuple[float, float] | None:
    return (lat, lon) if math.isfinite(lat) and math.isfinite(lon) else None
