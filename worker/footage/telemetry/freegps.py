"""What all ``freeGPS `` layouts share: readings of a block become points, and the camera's clock is checked.

Offsets in these files count from the first letter of ``freeGPS ``; notes that count from the box's size before it
are four more. Which layout a block has stands nowhere in it: each file asks for its own marks in their exact places.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import MAX_POINTS, Clip, clock, degrees, is_packed, point
from worker.footage.telemetry.nmea import rmc_point, sentences

CENTURY = range(2000, 2100)
LONGEST_CLIP = 6 * 3600.0  # seconds; beyond it the clock was set while recording
LETTER_A, LETTER_V = b"A\0\0\0", b"V\0\0\0"
NORTH_SOUTH = (b"N\0\0\0", b"S\0\0\0")
EAST_WEST = (b"E\0\0\0", b"W\0\0\0")


@dataclass(frozen=True)
class Reading:
    """What one record of a block says; ``place`` only where the receiver had a fix."""

    at: datetime | None = None
    place: tuple[float, float] | None = None
    speed_mps: float | None = None
    course: float | None = None


def points_of(clip: Clip, name: str, decode: Callable[[bytes], Sequence[Reading]]) -> list[TelemetryPoint]:
    """The points of a clip's blocks: a block is a second, and several readings in one share it evenly."""
    points: list[TelemetryPoint] = []
    for number, block in enumerate(clip.freegps_blocks):
        readings = decode(block)
        for place, reading in enumerate(readings):
            t = number + place / len(readings)
            points.append(point(name, t, reading.at, reading.place, reading.speed_mps, reading.course))
        if len(points) > MAX_POINTS:
            break
    return points[:MAX_POINTS]


def spoken(text: bytes) -> list[Reading]:
    """The RMC sentences of a text, in UTC as they state it."""
    found = [rmc_point(sentence, 0.0, "") for sentence in sentences(text)]
    return [
        Reading(one.at, None if one.lat is None or one.lon is None else (one.lat, one.lon), one.speed_mps, one.course)
        for one in found
        if one
    ]


def camera_clock(year: int, month: int, day: int, hour: int, minute: int, second: float) -> datetime | None:
    """The camera's clock, the year with or without its century; None when no dashcam can have meant it."""
    year = year + 2000 if year < 100 else year
    return clock(year, month, day, hour, minute, second) if year in CENTURY else None


def are_packed(lat: float, lon: float) -> bool:
    """Whether two numbers can be DDMM.MMMM and DDDMM.MMMM."""
    return is_packed(lat, 90) and is_packed(lon, 180)


def unpacked(lat: float, lon: float, letters: bytes) -> tuple[float, float]:
    """DDMM.MMMM and DDDMM.MMMM with their hemispheres, as ``NE`` or ``SW``, in degrees."""
    return signed((degrees(abs(lat)), degrees(abs(lon))), letters)


def signed(place: tuple[float, float], letters: bytes) -> tuple[float, float]:
    """A place in degrees without signs, with those its hemispheres give."""
    lat, lon = abs(place[0]), abs(place[1])
    return -lat if letters[:1] == b"S" else lat, -lon if letters[1:2] == b"W" else lon


def printed_clock(digits: bytes) -> datetime | None:
    """The camera's clock printed as YYYYMMDDhhmmss."""
    parts = [int(digits[start:end]) for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))]
    return camera_clock(*parts)


def timed(name: str, readings: Sequence[Reading]) -> list[TelemetryPoint]:
    """Points that lie in no block, timed by their clocks; by their number while the clock says nothing sensible."""
    points: list[TelemetryPoint] = []
    first = next((reading.at for reading in readings if reading.at), None)
    for number, reading in enumerate(readings[:MAX_POINTS]):
        since = _since(first, reading.at)
        t = since if since is not None and 0 <= since <= LONGEST_CLIP else float(number)
        points.append(point(name, t, reading.at, reading.place, reading.speed_mps, reading.course))
    return points


def _since(first: datetime | None, at: datetime | None) -> float | None:
    # A clock with a zone and one without have no distance.
    if first is None or at is None or (first.tzinfo is None) != (at.tzinfo is None):
        return None
    return (at - first).total_seconds()
