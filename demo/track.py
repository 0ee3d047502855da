"""The camera's track through the West Midlands, and its bytes as GPMF packets and as freeGPS blocks."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from demo.clips_story import speed_at, travelled
from demo.scenes import Scene

_METRES_PER_DEGREE = 111_320.0
_KNOT = 0.514444  # metres per second
_BEND_DEGREES_PER_100_M = 4.0
_ALTITUDE_M = 152.0
GPMF_HZ = 10

FREE_GPS_BLOCK = 0x8000


@dataclass(frozen=True)
class Fix:
    """One position: instant in UTC, degrees, metres per second, degrees from north."""

    at: datetime
    lat: float
    lon: float
    speed: float
    course: float


def place_at(scene: Scene, t: float) -> tuple[float, float]:
    """Latitude and longitude of the camera `t` seconds into the clip, on a gently bending road."""
    metres = travelled(scene, t)
    course = math.radians(scene.heading + _BEND_DEGREES_PER_100_M * metres / 200)
    lat = scene.lat + metres * math.cos(course) / _METRES_PER_DEGREE
    return lat, scene.lon + metres * math.sin(course) / (_METRES_PER_DEGREE * math.cos(math.radians(scene.lat)))


def fix_at(scene: Scene, t: float) -> Fix:
    """Where the camera was, how fast and which way, `t` seconds into the clip."""
    lat, lon = place_at(scene, t)
    course = (scene.heading + _BEND_DEGREES_PER_100_M * travelled(scene, t) / 100) % 360
    return Fix(scene.started_at.astimezone(UTC) + timedelta(seconds=t), lat, lon, speed_at(scene, t), course)


def _klv(key: bytes, kind: bytes, size: int, count: int, value: bytes) -> bytes:
    """Key, type, size and repeat, value padded to four bytes (GPMF introduction, "Length")."""
    return struct.pack(">4scBH", key, kind, size, count) + value + b"\0" * (-len(value) % 4)


def _nested(key: bytes, value: bytes) -> bytes:
    return _klv(key, b"\0", 1, len(value), value)


def _text(key: bytes, text: str) -> bytes:
    value = text.encode("latin-1")
    return _klv(key, b"c", 1, len(value), value)


def gpmf_packet(scene: Scene, second: int, seconds: float = 1.0) -> bytes:
    """One second of GPS5 as the payload of a `gpmd` sample.

    Latitude and longitude in 1e-7 degrees, altitude in mm, 2D speed in mm/s, 3D speed in cm/s; GPSU is the UTC of
    the first fix. Layout: GoPro's public GPMF introduction (DEVC > STRM > GPSF, GPSU, GPSP, SCAL, GPS5).
    """
    count = max(1, round(GPMF_HZ * seconds))
    fixes = [fix_at(scene, second + number / GPMF_HZ) for number in range(count)]
    rows = b"".join(
        struct.pack(
            ">5i",
            round(fix.lat * 1e7),
            round(fix.lon * 1e7),
            round(_ALTITUDE_M * 1000),
            round(fix.speed * 1000),
            round(fix.speed * 100),
        )
        for fix in fixes
    )
    began = fixes[0].at
    stamp = f"{began:%y%m%d%H%M%S}.{began.microsecond // 1000:03d}"
    stream = b"".join(
        (
            _klv(b"TSMP", b"L", 4, 1, struct.pack(">I", second * GPMF_HZ + count)),
            _text(b"STNM", "GPS (Lat., Long., Alt., 2D speed, 3D speed)"),
            _klv(b"GPSF", b"L", 4, 1, struct.pack(">I", 3)),
            _klv(b"GPSU", b"U", 16, 1, stamp.encode()),
            _klv(b"GPSP", b"S", 2, 1, struct.pack(">H", 152)),
            _klv(b"UNIT", b"c", 3, 5, b"degdegm\0\0m/sm/s"),
            _klv(b"SCAL", b"l", 4, 5, struct.pack(">5i", 10_000_000, 10_000_000, 1000, 1000, 100)),
            _klv(b"GPS5", b"l", 20, count, rows),
        )
    )
    device = _klv(b"DVID", b"L", 4, 1, struct.pack(">I", 1)) + _text(b"DVNM", scene.model) + _nested(b"STRM", stream)
    return _nested(b"DEVC", device)


def _degrees_and_minutes(degrees: float) -> float:
    """dddmm.mmmm, as NMEA and Novatek write a coordinate."""
    whole = int(abs(degrees))
    return whole * 100 + (abs(degrees) - whole) * 60


def free_gps_block(fix: Fix) -> bytes:
    """One fix as Novatek cameras keep it: a `free` box whose payload begins with "GPS ".

    Little-endian from byte 48: hour, minute, second, year of the century, month, day; fix, hemispheres; latitude,
    longitude (dddmm.mmmm), knots and course as floats. The clock is the satellites' UTC, never the camera's.
    Layout as published for the Viofo A119 and its kin.
    """
    head = struct.pack(">I8s", FREE_GPS_BLOCK, b"freeGPS ") + struct.pack("<I", 0x4C)
    moment = fix.at
    body = struct.pack(
        "<6I4s4f",
        moment.hour,
        moment.minute,
        moment.second,
        moment.year - 2000,
        moment.month,
        moment.day,
        b"A" + (b"N" if fix.lat >= 0 else b"S") + (b"E" if fix.lon >= 0 else b"W") + b"\0",
        _degrees_and_minutes(fix.lat),
        _degrees_and_minutes(fix.lon),
        fix.speed / _KNOT,
        fix.course,
    )
    return (head.ljust(48, b"\0") + body).ljust(FREE_GPS_BLOCK, b"\0")
