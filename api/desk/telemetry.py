"""Where the camera was and how fast, from the points the worker kept beside the footage."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.desk.shape_facts import number_in
from api.views.figures import SpeedPoint, TrackPoint
from storage.errors import StorageError
from storage.files import Files
from storage.keys import derived_key
from triage.record import Derived
from triage.whereabouts import Passed, Position

MPH_PER_MPS = 2.236936
MOST_BYTES = 8 * 1024 * 1024
MOST_POINTS = 400


@dataclass(frozen=True)
class Travelled:
    """The camera vehicle's speed and way over the footage as drawn, and every fix; empty where it carries no GPS."""

    speed: tuple[SpeedPoint, ...] = ()
    track: tuple[TrackPoint, ...] = ()
    passed: tuple[Passed, ...] = ()


def travelled(files: Files, submission_id: UUID, kept: Derived | None) -> Travelled:
    """The way of one file. A page is worth more than its trace: what cannot be read is left out."""
    if kept is None or kept.size > MOST_BYTES:
        return Travelled()
    try:
        key = derived_key(submission_id, kept.footage_id, kept.role, kept.sha256)
        told = json.loads(b"".join(files.open_range(key, 0, kept.size)))
    except (StorageError, ValueError):
        return Travelled()
    points = told.get("points") if isinstance(told, dict) else None
    return _drawn([one for one in points if isinstance(one, dict)]) if isinstance(points, list) else Travelled()


def _drawn(points: Sequence[Mapping[str, object]]) -> Travelled:
    speed, track = [], []
    for one in points[:: max(1, len(points) // MOST_POINTS)]:
        seconds, metres = number_in(one, "t"), number_in(one, "speed_mps")
        lat, lon = number_in(one, "lat"), number_in(one, "lon")
        if seconds is None:
            continue
        if metres is not None:
            speed.append(SpeedPoint(seconds, metres * MPH_PER_MPS))
        if one.get("fix") is True and lat is not None and lon is not None:
            track.append(TrackPoint(lat, lon, seconds))
    return Travelled(tuple(speed), tuple(track), tuple(_fixes(points)))


def _fixes(points: Sequence[Mapping[str, object]]) -> Iterator[Passed]:
    for one in points:
        seconds, lat, lon = number_in(one, "t"), number_in(one, "lat"), number_in(one, "lon")
        if one.get("fix") is True and seconds is not None and lat is not None and lon is not None:
            yield Passed(seconds, Position(lat, lon), number_in(one, "speed_mps"))
