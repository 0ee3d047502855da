"""DOD LS600W: 32-byte records, big-endian, in private units of a transport stream.

Layout after ExifTool's public notes, from 32 bytes into the unit, each record: ``$S``; 2 speed in metres in 100 s;
4 course in hundredths of a degree, signed; 6 year (16 bits), month, day, hour, minute; 12 tenths of a second;
15 latitude, 19 longitude in degrees times 10^7, signed. A unit repeats earlier records in a ring.
"""

import struct
from datetime import datetime

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import clock, point
from worker.footage.telemetry.ts import Unit

NAME = "dod-ts"
RECORDS_AT, RECORD = 32, struct.Struct(">2sHhHBBBBHxii")
MAGIC = b"$S"
YEARS = range(2005, 2100)


def decode(unit: Unit) -> list[TelemetryPoint]:
    """The newest point of a unit, for the ring repeats the older ones; none when it holds something else."""
    found: dict[datetime, tuple[float, float, float, float]] = {}
    for start in range(RECORDS_AT, len(unit.body) - 31, 32):
        magic, speed, course, year, month, day, hour, minute, tenths, lat, lon = RECORD.unpack_from(unit.body, start)
        at = clock(year, month, day, hour, minute, tenths / 10) if magic == MAGIC and year in YEARS else None
        if at is None:
            break
        found[at] = (lat / 1e7, lon / 1e7, speed / 100, course / 100 % 360)
    if not found:
        return []
    lat, lon, speed, course = found[max(found)]
    return [point(NAME, unit.t, max(found), (lat, lon), speed, course)]
