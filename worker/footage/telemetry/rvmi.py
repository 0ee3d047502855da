"""Registrator Viewer and Datakam: ``gReV`` samples in a track called ``RVMI`` (layout after ExifTool's public notes).

Little-endian, signed: 4 latitude, 8 longitude in millionths of a degree; 16 tenths of km/h (16 bits); 18 half the
course (16 bits). The other samples of the track (``sReV``) are shaking. No status: zero and zero mean no fix.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, point

NAME = "rvmi"
MAGIC = b"gReV"
FIELDS = struct.Struct("<4sii4xhH")


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a ``gReV`` sample."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"RVMI" else []:
            raw = clip.source.read(sample.offset, min(sample.size, FIELDS.size))
            if len(raw) == FIELDS.size and raw.startswith(MAGIC):
                _, lat, lon, speed, halves = FIELDS.unpack(raw)
                points.append(point(NAME, sample.t, None, (lat / 1e6, lon / 1e6), speed / 36, halves * 2.0))
    return points
