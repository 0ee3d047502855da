"""Wolfbox: 1,000-byte samples in a track that calls itself ``gpmd`` but is no GPMF (layout after public notes).

0 whether there is a fix; 40 latitude, 56 longitude as DDDMM.MMMMM, each a 64-bit number and its divisor,
little-endian. Two further fractions follow whose units are not established; they are left alone.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, degrees, point

NAME = "wolfbox"
SAMPLE_BYTES = 1000
FRACTIONS = struct.Struct("<4q")
FRACTIONS_AT = 40


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"gpmd" else []:
            head = clip.source.read(sample.offset, 128) if sample.size == SAMPLE_BYTES else b""
            if len(head) < 128 or head.startswith(b"DEVC"):
                continue
            lat, lat_of, lon, lon_of = FRACTIONS.unpack_from(head, FRACTIONS_AT)
            place = None
            if head[0] == 1 and lat_of > 0 and lon_of > 0:
                place = (degrees(lat / lat_of), degrees(lon / lon_of))
            points.append(point(NAME, sample.t, None, place))
    return points
