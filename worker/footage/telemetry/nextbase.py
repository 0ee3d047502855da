"""Nextbase 512GW and 512G: ``freeGPS`` blocks (layouts after ExifTool's public notes).

512GW: zeros to 48, the camera's clock as 14 digits, three 32-bit accelerations, and an RMC sentence in UTC. 512G: from
44 records of 32 bytes, big-endian: ``$S``; 2 hundredths of metres a second, 4 hundredths of degrees of course (signed,
16 bits); 6 year, month, day, hour, minute, tenths of a second (16 bits); 15 latitude, 19 longitude in degrees times
10,000,000, unaligned; eight zeros at the end. Its clock states no zone.
"""

import re
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.freegps import Reading

GW_NAME, G_NAME = "nextbase-512gw", "nextbase-512g"
GW_ZEROS, GW_CLOCK_AT = slice(12, 48), 48
GW_CLOCK = re.compile(rb"20\d{12}\0")
G = struct.Struct(">2sHhH4BHxiix8s")
G_AT, G_MAGIC = 44, b"$S"


def read_512gw(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, GW_NAME, _of_gw)


def read_512g(clip: Clip) -> list[TelemetryPoint]:
    """Several points a block, spread over its second."""
    return freegps.points_of(clip, G_NAME, _of_g)


def _of_gw(block: bytes) -> list[Reading]:
    printed = GW_CLOCK.match(block, GW_CLOCK_AT)
    if printed is None or any(block[GW_ZEROS]):
        return []
    return freegps.spoken(block[printed.end() :])[:1] or [Reading(freegps.printed_clock(printed[0][:14]))]


def _of_g(block: bytes) -> list[Reading]:
    readings: list[Reading] = []
    for start in range(G_AT, len(block) - G.size + 1, G.size):
        magic, speed, course, year, month, day, hour, minute, tenths, lat, lon, end = G.unpack_from(block, start)
        at = freegps.camera_clock(year, month, day, hour, minute, tenths / 10)
        if magic != G_MAGIC or at is None or any(end):
            break
        readings.append(Reading(at, (lat / 1e7, lon / 1e7), speed / 100, course / 100 % 360))
    return readings
