"""70mai A810 and kin: ``freeGPS`` blocks without a clock (layout after ExifTool's public notes).

From the magic: 26 status A or V; 27 latitude, 31 longitude as DDDMM.MMMMM times 100,000; 39 speed in km/h,
32-bit little-endian. The camera repeats each position several times; every repetition is kept.
"""

import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, degrees, point
from worker.footage.telemetry.novatek import blocks

NAME = "70mai-freegps"
LAYOUT_MARK = b"\xed\x01\x00\x00\x03\x00\xed\x01"


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block; a second apart, for the blocks carry no time."""
    points: list[TelemetryPoint] = []
    for number, block in enumerate(blocks(clip)):
        if block[8:16] != LAYOUT_MARK or len(block) < 43:
            continue
        lat, lon, _, speed = struct.unpack_from("<iiii", block, 27)
        place = (degrees(lat / 1e5), degrees(lon / 1e5)) if block[26:27] == b"A" else None
        points.append(point(NAME, float(number), None, place, speed / 3.6))
    return points
