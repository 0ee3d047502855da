"""70mai A810, M500 and kin: ``freeGPS`` blocks without a clock, several a second (layout after public notes).

From the magic: 8 and 14 the same 16-bit tag; 26 status A or V; 27 latitude, 31 longitude as DDDMM.MMMMM times
100,000; 35 course in degrees; 39 speed in km/h, 32-bit little-endian. Every repetition of a position is kept. Some
notes took the places for degrees times 10^7: minutes of 60 and more in any block would mean they were right, and no
place is told.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, degrees, is_packed, point

NAME = "70mai-freegps"
BLOCK_LEAST = 43


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block, spread evenly over the movie, for the blocks carry no time."""
    found = [block for block in clip.freegps_blocks if _is_ours(block)]
    if not all(_is_packed(block) for block in found):
        return []
    step = (clip.movie_seconds or len(found)) / max(1, len(found))
    points: list[TelemetryPoint] = []
    for number, block in enumerate(found):
        lat, lon, course, speed = struct.unpack_from("<iiii", block, 27)
        place = (degrees(lat / 1e5), degrees(lon / 1e5)) if block[26:27] == b"A" else None
        points.append(point(NAME, number * step, None, place, speed / 3.6, course))
    return points


def _is_ours(block: bytes) -> bool:
    return (
        len(block) >= BLOCK_LEAST
        and block[8:10] == block[14:16] != b"\0\0"
        and block[10:12] == b"\0\0"
        and block[26:27] in (b"A", b"V")
    )


def _is_packed(block: bytes) -> bool:
    lat, lon = struct.unpack_from("<ii", block, 27)
    return block[26:27] == b"V" or (is_packed(lat / 1e5, 90) and is_packed(lon / 1e5, 180))
