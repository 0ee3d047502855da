"""GoPro cameras carried by the Karma: the aircraft's receiver (GPRI) beside the camera's own streams.

GPRI is MAVLink's GPS_RAW_INT: time since start, latitude, longitude, altitude, two accuracies, speed over ground,
course, fix (2 and 3 dimensions and better) and satellites. SYST pairs the time since start with UTC.
"""

from datetime import UTC, datetime, timedelta

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import gpmf
from worker.footage.telemetry.boxes import Sample
from worker.footage.telemetry.clip import MAX_POINTS, Clip, point
from worker.footage.telemetry.gopro import payloads

NAME = "gopro-karma"
GPRI_ROW, SYST_ROW = "JlllSSSSBB", "JJ"
LEAST_FIX = 2
UNKNOWN_COURSE = 655.35


def read(clip: Clip) -> list[TelemetryPoint]:
    """Every position the aircraft's receiver reported, about four a second."""
    points: list[TelemetryPoint] = []
    started: datetime | None = None
    for sample, payload in payloads(clip):
        streams = [stream for device in gpmf.devices(payload) for stream in gpmf.streams(device)]
        started = next((at for stream in streams if (at := _started(stream))), started)
        for stream in streams:
            points += _positions(stream, sample, started)
        if len(points) > MAX_POINTS:
            break
    return points[:MAX_POINTS]


def _positions(stream: list[gpmf.Key], sample: Sample, started: datetime | None) -> list[TelemetryPoint]:
    found = _rows(stream, b"GPRI", GPRI_ROW)
    points = []
    for number, (since, lat, lon, _, _, _, speed, course, fix, _) in enumerate(found):
        t = sample.t + number * sample.duration / len(found)
        place = (lat, lon) if fix >= LEAST_FIX else None
        points.append(point(NAME, t, _later(started, since), place, speed, course if course < UNKNOWN_COURSE else None))
    return points


def _started(stream: list[gpmf.Key]) -> datetime | None:
    for since, seconds in _rows(stream, b"SYST", SYST_ROW):
        return _later(datetime(1970, 1, 1, tzinfo=UTC), seconds - since)
    return None


def _later(start: datetime | None, seconds: float) -> datetime | None:
    try:
        return start + timedelta(milliseconds=round(seconds * 1000)) if start else None
    except OverflowError:
        return None


def _rows(stream: list[gpmf.Key], name: bytes, letters: str) -> list[list[float]]:
    scale = next((key.numbers() for key in stream if key.name == b"SCAL"), [])
    return [row for key in stream if key.name == name for row in gpmf.rows(key, letters, scale)]
