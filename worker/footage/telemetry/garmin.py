"""Garmin Dash Cam: 20-byte ``PNDM`` samples in a subtitle track (layout after ExifTool's public notes).

8 speed in miles an hour (16 bits); 12 latitude, 16 longitude as a share of a half circle times 2^31 (32 bits),
little-endian. Some files put a four-byte length before it.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, point

NAME = "garmin-pndm"
MAGIC = b"PNDM"
MILE_AN_HOUR = 0.44704  # metres a second
HALF_CIRCLE = 180 / 2**31


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample. The sample has no status; latitude and longitude of zero mean no fix."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"tx3g" else []:
            raw = clip.source.read(sample.offset, min(sample.size, 64))
            raw = raw[4:] if raw[4:8] == MAGIC else raw
            if not raw.startswith(MAGIC) or len(raw) < 20:
                continue
            speed, lat, lon = struct.unpack_from("<H2xii", raw, 8)
            place = (lat * HALF_CIRCLE, lon * HALF_CIRCLE)
            points.append(point(NAME, sample.t, None, place, speed * MILE_AN_HOUR))
    return points
