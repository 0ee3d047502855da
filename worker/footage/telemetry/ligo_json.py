"""LigoGPS of the Yada RoadCam: ``LIGOGPSINFO {...}`` again and again in an outermost ``udta`` box.

Fields after ExifTool's public notes, all texts: Year to Second (the receiver's UTC), status A or V, NS, EW, Latitude
and Longitude in degrees, Speed in knots. MYear to MSecond are the camera's own clock and not used.
"""

import json
import re
from datetime import UTC, datetime
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, MAX_POINTS, Clip, clock, point
from worker.footage.telemetry.ligo import timed_from_first

NAME = "ligo-json"
MAX_BOX = 8 * 1024**2
SPOKEN = re.compile(rb"LIGOGPSINFO (\{[^{}]{20,1200}\})")


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point an object, timed by its clock from the first."""
    for box in clip.top:
        if box.kind == b"udta":
            text = clip.source.read(box.start, min(box.length, MAX_BOX))
            found = [_point(spoken[1]) for spoken in islice(SPOKEN.finditer(text), MAX_POINTS)]
            return timed_from_first([one for one in found if one])
    return []


def _point(text: bytes) -> TelemetryPoint | None:
    try:
        told = json.loads(text)
        at = _clock(told)
        if at is None or told["status"] not in ("A", "V"):
            return None
        if told["status"] == "V":
            return point(NAME, 0.0, at, None)
        lat, lon = abs(float(told["Latitude"])), abs(float(told["Longitude"]))
        south, west = {"N": False, "S": True}[told["NS"]], {"E": False, "W": True}[told["EW"]]
        return point(NAME, 0.0, at, (-lat if south else lat, -lon if west else lon), float(told["Speed"]) * KNOT)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _clock(told: dict[str, str]) -> datetime | None:
    year, month, day, hour, minute, second = (
        int(told[name]) for name in ("Year", "Month", "Day", "Hour", "Minute", "Second")
    )
    at = clock(year, month, day, hour, minute, second)
    return at.replace(tzinfo=UTC) if at else None
