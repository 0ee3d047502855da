"""Wolfbox and Redtiger: samples in a track that calls itself ``gpmd`` but is no GPMF (layouts after public notes).

Little-endian; a fraction is a 64-bit number and its divisor. Both layouts: 16 hour, minute, second as printed on the
picture (32 bits each); 72 speed in knots, 88 course. The older, 1,000 bytes: 0 whether there is a fix; 40 latitude,
56 longitude as DDDMM.MMMMM. The newer has ``HYTH`` at 152: 104 day, month, year; 160 hour, minute, second; 176
latitude, 192 longitude. Which zone the newer's clock is in, makers disagree: it is told without one.
"""

import math
import struct
from dataclasses import dataclass
from datetime import datetime

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, Clip, clock, degrees, is_packed, point

NAME = "wolfbox"
OLDER_BYTES, HEAD_BYTES = 1000, 256
NEWER_MARK, NEWER_MARK_AT = b"HYTH", 152
DIVISORS = frozenset(10**power for power in range(10))
OLDER_PLACE, NEWER_PLACE = (40, 56), (176, 192)
CLOCK_AT, SPEED_AT, COURSE_AT = 16, 72, 88
DAY_S = 86_400


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample of either layout."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        pace = Pace()
        for sample in clip.samples(track) if track.format == b"gpmd" else []:
            head = clip.source.read(sample.offset, min(sample.size, HEAD_BYTES))
            if len(head) == HEAD_BYTES and head[NEWER_MARK_AT:].startswith(NEWER_MARK):
                points.append(_newer(head, sample.t))
            elif sample.size == OLDER_BYTES and len(head) == HEAD_BYTES and _is_older(head):
                place = _place(head, OLDER_PLACE) if head[0] == 1 else None
                points.append(point(NAME, pace.next(head), None, place, *_motion(head)))
    return points


@dataclass
class Pace:
    """When the older layout's samples were taken: its track claims five a second, its clock says one.

    Seconds by that clock from its first reading; before it is set, a second a sample.
    """

    taken: int = 0
    first: tuple[int, int] | None = None

    def next(self, head: bytes) -> float:
        """Seconds after the first sample."""
        number, self.taken = self.taken, self.taken + 1
        hour, minute, second = struct.unpack_from("<3I", head, CLOCK_AT)
        now = hour * 3600 + minute * 60 + second
        if not now or hour > 23 or minute > 59 or second > 59:
            return float(number)
        self.first = self.first or (number, now)
        return float(self.first[0] + (now - self.first[1]) % DAY_S)


def _is_older(head: bytes) -> bool:
    status, *divisors = struct.unpack_from("<i44xq8xq", head)
    return status in (0, 1) and DIVISORS.issuperset(divisors)


def _newer(head: bytes, t: float) -> TelemetryPoint:
    day, month, year = struct.unpack_from("<3I", head, 104)
    hour, minute, second = struct.unpack_from("<3I", head, 160)
    at: datetime | None = clock(year, month, day, hour, minute, second) if year < 2100 else None
    return point(NAME, t, at, _place(head, NEWER_PLACE) if at else None, *_motion(head))


def _place(head: bytes, at: tuple[int, int]) -> tuple[float, float] | None:
    lat, lon = (_fraction(head, one) for one in at)
    return (degrees(lat), degrees(lon)) if is_packed(lat, 90) and is_packed(lon, 180) else None


def _motion(head: bytes) -> tuple[float | None, float | None]:
    """Metres a second and course; none where the divisor is missing."""
    speed, course = _fraction(head, SPEED_AT), _fraction(head, COURSE_AT)
    return (None if math.isnan(speed) else speed * KNOT, None if math.isnan(course) else course)


def _fraction(head: bytes, at: int) -> float:
    number, divisor = struct.unpack_from("<qq", head, at)
    return float(number / divisor) if divisor in DIVISORS else math.nan
