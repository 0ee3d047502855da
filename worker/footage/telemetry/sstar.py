"""SigmaStar chips (Neoline, iBox and others): samples of one size in a track called ``ssmd``, one a second.

Layout after public notes, little-endian: 0 latitude, 8 longitude (64-bit floats); 20 speed in km/h; 22 a word that
stands for the camera and for whether there is a fix; 24 day of the month, hour, minute, second; 28 half the course. A
sample of 40 bytes holds degrees, one of 32 DDDMM.MMMM; without a fix both places hold 2^32 - 1. Neither letters of a
hemisphere nor month and year are written: degrees are signed, and no clock is told. Cold receivers of this family can
invent places far away and call them a fix; nothing in a sample gives that away.
"""

import math
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, degrees, is_packed, point

NAME = "sstar-ssmd"
HEAD = struct.Struct("<ddiHHBBBBB")
NO_PLACE = 4294967295.0
IS_FIX = {
    40: {0x057E: True, 0x047E: False, 0x077E: True, 0x067E: False},
    32: {0x097E: True, 0x087E: False},
}
NO_SPEED, MOST_HALVES = 0xFFFF, 179


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample of the first track whose samples all have one size and a known word."""
    for track in clip.data_tracks:
        samples = clip.samples(track) if track.format == b"ssmd" else []
        sizes = {sample.size for sample in samples}
        if len(sizes) != 1 or not sizes <= IS_FIX.keys():
            continue
        found = [_point(clip.source.read(sample.offset, HEAD.size), sample.size, sample.t) for sample in samples]
        points = [one for one in found if one]
        if points:
            return points
    return []


def _point(raw: bytes, size: int, t: float) -> TelemetryPoint | None:
    if len(raw) < HEAD.size:
        return None
    lat, lon, _, speed, word, day, hour, minute, second, halves = HEAD.unpack(raw)
    if word not in IS_FIX[size] or not (1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return None
    is_placed = IS_FIX[size][word] and math.isfinite(lat) and math.isfinite(lon) and NO_PLACE not in (lat, lon)
    if is_placed and size == 32:
        is_placed = is_packed(lat, 90) and is_packed(lon, 180)
        lat, lon = (degrees(lat), degrees(lon)) if is_placed else (lat, lon)
    # A course of 0 also stands for "not known" here.
    course = 2.0 * halves if 0 < halves <= MOST_HALVES else None
    return point(NAME, t, None, (lat, lon) if is_placed else None, None if speed == NO_SPEED else speed / 3.6, course)
