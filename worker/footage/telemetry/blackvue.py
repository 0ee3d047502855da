"""BlackVue (Pittasoft): NMEA with a millisecond clock in a ``gps `` box inside a skipped box."""

import re
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.nmea import points_of

NAME = "blackvue-nmea"
MAX_LOG = 4 * 1024**2
MODEL = re.compile(rb'"model"\s*:\s*"([ -!#-~]{1,60})"')


def camera(clip: Clip) -> tuple[str, str] | None:
    """Maker and model, from the JSON in the ``cprt`` box beside the log."""
    for outer in clip.free_boxes():
        for box in islice(clip.walk.children(outer.start, outer.end), 16):
            named = MODEL.search(clip.source.read(box.start, min(box.length, 512))) if box.kind == b"cprt" else None
            if named:
                return "BlackVue", named.group(1).decode("ascii")
    return None


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point an RMC sentence."""
    for outer in clip.free_boxes():
        if clip.source.read(outer.start, 8) == b"freeGPS ":
            return []
        for box in clip.walk.children(outer.start, outer.end):
            if box.kind == b"gps ":
                return points_of(clip.source.read(box.start, min(box.length, MAX_LOG)), NAME)
    return []
