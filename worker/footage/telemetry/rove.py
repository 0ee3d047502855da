"""Rove: Stealth 4K in a ``gpmd`` track that is no GPMF, R2-4K in an ``ssmd`` track (after ExifTool's public notes).

Stealth 4K writes the enciphered text of others, one sample a second. R2-4K writes samples of 32 bytes, little-endian:
0 latitude, 8 longitude as DDDMM.MMMM (64-bit floats); 20 knots; 22 year - 2000, month, day, hour, minute, second;
28 FF 01 01 00 with a fix. Without one the latitude is 2^32 - 1. It writes no letters of the hemisphere: the middle two
of its last bytes may stand for them, so a sample that says anything but 01 01 there has no place.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps, xor_text
from worker.footage.telemetry.boxes import Track
from worker.footage.telemetry.clip import KNOT, Clip, degrees, point
from worker.footage.telemetry.freegps import Reading

STEALTH_NAME, R2_NAME = "rove-gpmd", "rove-ssmd"
R2 = struct.Struct("<dd4xH6B4s")
NO_PLACE = 4294967295.0
IS_FIX = b"\xff\x01\x01\0"


def read_stealth(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"gpmd" else []:
            for reading in xor_text.of_record(clip.source.read(sample.offset, min(sample.size, xor_text.LONGEST))):
                points.append(point(STEALTH_NAME, sample.t, reading.at, reading.place, reading.speed_mps))
    return points


def read_r2(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample of the first track whose samples are all of this kind."""
    for track in clip.data_tracks:
        if track.format == b"ssmd" and (points := _of_track(clip, track)):
            return points
    return []


def _of_track(clip: Clip, track: Track) -> list[TelemetryPoint]:
    points: list[TelemetryPoint] = []
    for sample in clip.samples(track):
        reading = _of_sample(clip.source.read(sample.offset, R2.size)) if sample.size == R2.size else None
        if reading is None:
            return []
        points.append(point(R2_NAME, sample.t, reading.at, reading.place, reading.speed_mps))
    return points


def _of_sample(sample: bytes) -> Reading | None:
    if len(sample) < R2.size:
        return None
    lat, lon, speed, year, month, day, hour, minute, second, status = R2.unpack(sample)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if lat == NO_PLACE and (at or (year, month, day) == (0, 0, 0)):
        return Reading(at)
    if at is None or not freegps.are_packed(lat, lon):
        return None
    return Reading(at, (degrees(lat), degrees(lon)), speed * KNOT) if status == IS_FIX else Reading(at)
