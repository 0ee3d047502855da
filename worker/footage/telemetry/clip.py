"""What every format file is handed: one clip's bytes, boxes and data tracks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source
from worker.footage.telemetry import freegps_scan
from worker.footage.telemetry.boxes import Box, Sample, Track, Walk, samples, tracks

KNOT = 1852 / 3600  # metres a second
MAX_POINTS = 50_000
DATA_HANDLERS = frozenset({b"meta", b"text", b"sbtl", b"subt", b"data", b"camm", b"tvxt"})


@dataclass
class Clip:
    """One open file and the container its first bytes promise."""

    source: Source
    container: str
    listed: dict[int, list[Sample]] = field(default_factory=dict)

    @cached_property
    def walk(self) -> Walk:
        """The one counted walk through the boxes."""
        return Walk(self.source)

    @cached_property
    def top(self) -> list[Box]:
        """The outermost boxes; none unless the file is MP4 or QuickTime."""
        return list(self.walk.children(0, self.source.size)) if self.container == "mov" else []

    @cached_property
    def moov(self) -> Box | None:
        """The movie box, if there is one."""
        return next((box for box in self.top if box.kind == b"moov"), None)

    @cached_property
    def data_tracks(self) -> list[Track]:
        """Tracks that hold neither pictures nor sound."""
        found = tracks(self.walk, self.moov) if self.moov else []
        return [track for track in found if track.handler in DATA_HANDLERS]

    @cached_property
    def movie_seconds(self) -> float:
        """The duration the movie header claims; 0 when it claims none."""
        for box in self.walk.children(self.moov.start, self.moov.end) if self.moov else ():
            if box.kind == b"mvhd":
                at = box.start + (20 if self.source.read(box.start, 1) == b"\x01" else 12)
                return self.source.u32(at + 4) / (self.source.u32(at) or 1)
        return 0.0

    @cached_property
    def freegps_blocks(self) -> list[bytes]:
        """The ``freeGPS `` blocks many makers write in layouts of their own, each from its magic on."""
        return freegps_scan.blocks(self.source, self.walk, self.top, self.moov)

    def samples(self, track: Track) -> list[Sample]:
        """The samples of one of ``data_tracks``, read once however many formats ask."""
        if id(track) not in self.listed:
            self.listed[id(track)] = samples(self.source, track)
        return self.listed[id(track)]

    def free_boxes(self) -> list[Box]:
        """Outermost boxes that players skip, where dashcams hide what they know."""
        return [box for box in self.top if box.kind in {b"free", b"skip", b"udta"}]


def degrees(packed: float) -> float:
    """DDDMM.MMMM, as receivers print it, in degrees; not a number stays none."""
    if not math.isfinite(packed):
        return math.nan
    whole = int(abs(packed) / 100)
    return math.copysign(whole + (abs(packed) - whole * 100) / 60, packed)


def is_packed(value: float, most: int) -> bool:
    """True when a number can be DDDMM.MMMM: minutes below 60, degrees at most ``most``."""
    return math.isfinite(value) and abs(value) % 100 < 60 and abs(value) <= most * 100


def point(
    source: str,
    t: float,
    at: datetime | None,
    place: tuple[float, float] | None,
    speed_mps: float | None = None,
    course: float | None = None,
) -> TelemetryPoint:
    """A point whose place is kept only when the receiver had a fix and the numbers can be a place on Earth."""
    sane = place is not None and abs(place[0]) <= 90 and abs(place[1]) <= 180 and place != (0.0, 0.0)
    return TelemetryPoint(
        at=at,
        t=round(t, 4),
        lat=place[0] if sane and place else None,
        lon=place[1] if sane and place else None,
        speed_mps=round(speed_mps, 4) if sane and speed_mps is not None and 0 <= speed_mps < 200 else None,
        course=round(course, 3) if sane and course is not None and 0 <= course <= 360 else None,
        fix=sane,
        source=source,
    )


def clock(year: int, month: int, day: int, hour: int, minute: int, second: float) -> datetime | None:
    """The camera's clock as printed, without zone; None when it is no time at all (a receiver yet to wake)."""
    whole = int(second)
    try:
        return datetime(year, month, day, hour, minute, whole, int((second - whole) * 1e6))  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None


def printed_clock(parts: Iterable[str | bytes]) -> datetime | None:
    """The clock of six printed parts, year to second; None when it is no time."""
    year, month, day, hour, minute, second = parts
    return clock(int(year), int(month), int(day), int(hour), int(minute), float(second))
