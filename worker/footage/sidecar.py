"""Join a location log that was sent beside a video with its clip: which log, and when on the clip's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

from worker.footage.facts import TelemetryPoint

SOURCE = "sidecar"
# A log of the clip alone begins and ends with it, give or take what a receiver needs to wake and to write.
SPAN_SLACK_S, SPAN_SLACK_SHARE = 5.0, 0.1
# One letter more or less tells front from rear, or a log from the camera that wrote it.
LETTERS_APART = 1
LEAST_OVERLAP = 0.5
# A header that promises UTC and means local time is hours off; one that is years off was never set.
ANOTHER_DAY = (timedelta(hours=14), timedelta(days=400))


@dataclass(frozen=True)
class TracklessClip:
    """A video without positions of its own: its name, its length, and when it began by a header that says UTC."""

    filename: str
    seconds: float | None = None
    began: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Log:
    """A location log: its name, its points, and for a log of a whole card which of them belong to which video."""

    filename: str
    points: tuple[TelemetryPoint, ...]
    videos: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """The log that belongs to a clip, by its place in the list, and its points on the clip's clock."""

    log: int
    points: tuple[TelemetryPoint, ...]


def joined(clip: TracklessClip, logs: Sequence[Log], *, is_only_clip: bool) -> Match | None:
    """The one log that belongs to a clip, with its points; None when that is not certain enough.

    A log belongs that names the clip, or is named like it; else the only log, where their clocks overlap, or to the
    only clip unless their clocks speak of different days.
    """
    for number, log in enumerate(logs):
        named = next((span for name, span in log.videos.items() if _stem(name) == _stem(clip.filename)), None)
        if named:
            return _match(number, _moved(clip, log.points[named[0] : named[1] + 1]))
    alike = [number for number, log in enumerate(logs) if are_alike(clip.filename, log.filename)]
    if len(alike) == 1:
        points = logs[alike[0]].points
        return _match(alike[0], by_clock(clip, points) or by_span(clip, points))
    if alike or len(logs) != 1 or logs[0].videos:
        return None
    found = by_clock(clip, logs[0].points)
    may_begin_together = is_only_clip and not is_of_another_day(clip, logs[0].points)
    return _match(0, found or (by_span(clip, logs[0].points) if may_begin_together else ()))


def _match(number: int, points: tuple[TelemetryPoint, ...]) -> Match | None:
    return Match(number, points) if points else None


def are_alike(clip: str, log: str) -> bool:
    """True when two names differ in their endings and at most one letter at the end of the stem."""
    long, short = sorted((_stem(clip), _stem(log)), key=len, reverse=True)
    same = long.startswith(short) and len(long) - len(short) <= LETTERS_APART
    return bool(short) and (same or (len(long) == len(short) and long[:-1] == short[:-1] and long[-1:].isalpha()))


def by_clock(clip: TracklessClip, points: Sequence[TelemetryPoint]) -> tuple[TelemetryPoint, ...]:
    """The points written while the clip was recorded, by clocks that both say UTC; none unless they cover half of it.

    Many cameras write local time where the header promises UTC: then nothing overlaps, or hours of a long log would
    have to; a clip of unknown length is never placed by its clock.
    """
    for began in clip.began if clip.seconds else ():
        placed = [
            replace(point, t=round((point.at - began).total_seconds(), 4))
            for point in points
            if point.at is not None and point.at.tzinfo is not None
        ]
        inside = [point for point in placed if 0 <= point.t <= (clip.seconds or 0)]
        if len(inside) > 1 and inside[-1].t - inside[0].t >= LEAST_OVERLAP * (clip.seconds or 0):
            return _named(inside)
    return ()


def by_span(clip: TracklessClip, points: Sequence[TelemetryPoint]) -> tuple[TelemetryPoint, ...]:
    """The points of a log that lasts as long as the clip, and so began with it."""
    if not points or clip.seconds is None:
        return ()
    span = points[-1].t - points[0].t
    if abs(span - clip.seconds) > max(SPAN_SLACK_S, SPAN_SLACK_SHARE * clip.seconds):
        return ()
    return _moved(clip, points)


def is_of_another_day(clip: TracklessClip, points: Sequence[TelemetryPoint]) -> bool:
    """Whether a clock of the clip that can be believed puts it on another day than the log."""
    first = next((point.at for point in points if point.at is not None and point.at.tzinfo is not None), None)
    if first is None or not clip.began:
        return False
    return ANOTHER_DAY[0] < min(abs(began - first) for began in clip.began) < ANOTHER_DAY[1]


def began_by(printed: object, zone: object) -> datetime | None:
    """When a clip began, from a clock finding whose source promises UTC; None for any other."""
    if zone != "UTC" or not isinstance(printed, str):
        return None
    try:
        return datetime.fromisoformat(printed).replace(tzinfo=UTC)
    except ValueError:
        return None


def _moved(clip: TracklessClip, points: Sequence[TelemetryPoint]) -> tuple[TelemetryPoint, ...]:
    """Points moved so that the first stands at the clip's first picture, as far as the clip lasts."""
    first = points[0].t if points else 0.0
    longest = clip.seconds + SPAN_SLACK_S if clip.seconds else float("inf")
    return _named([replace(point, t=point.t - first) for point in points if point.t - first <= longest])


def _named(points: Sequence[TelemetryPoint]) -> tuple[TelemetryPoint, ...]:
    return tuple(replace(point, source=f"{SOURCE} {point.source}") for point in points)


def _stem(filename: str) -> str:
    return PurePosixPath(filename.replace("\\", "/")).stem.casefold()
