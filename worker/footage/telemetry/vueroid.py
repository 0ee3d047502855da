"""Vueroid: 72-byte samples in a track of its own kind (``tvxt``), twenty a second.

Layout after public notes, little-endian: 52 and 53 whether north and east; 56 speed in km/h, 60 latitude, 64 longitude
as DDDMM.MMMM (32-bit floats); 68 the camera's clock as seconds since 1970, without zone. A sample of zeros ends the
track and stands for no fix. The two bytes at 52 were seen north and west only.
"""

import struct
from datetime import UTC, datetime

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, degrees, is_packed, point

NAME = "vueroid"
SAMPLE_BYTES, FIELDS_AT = 72, 52
FIELDS = struct.Struct("<BB2xfffI")
YEARS = range(2005, 2100)


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample; a track with one that makes no sense is not of this maker."""
    for track in clip.data_tracks:
        samples = clip.samples(track) if (track.handler, track.format) == (b"tvxt", b"mp4s") else []
        found = [
            _point(clip.source.read(sample.offset, SAMPLE_BYTES), sample.t)
            for sample in samples
            if sample.size == SAMPLE_BYTES
        ]
        if found and len(found) == len(samples) and all(found):
            return [one for one in found if one]
    return []


def _point(raw: bytes, t: float) -> TelemetryPoint | None:
    if len(raw) < SAMPLE_BYTES:
        return None
    north, east, speed, lat, lon, seconds = FIELDS.unpack_from(raw, FIELDS_AT)
    if lat == lon == 0:
        return point(NAME, t, _clock(seconds), None)
    if north > 1 or east > 1 or min(lat, lon) < 0 or not (is_packed(lat, 90) and is_packed(lon, 180)):
        return None
    place = (degrees(lat if north else -lat), degrees(lon if east else -lon))
    return point(NAME, t, _clock(seconds), place, speed / 3.6)


def _clock(seconds: int) -> datetime | None:
    at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return at if at.year in YEARS else None
