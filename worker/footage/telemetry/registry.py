"""All formats behind one door; a new camera is one file and one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source, TooMuch
from worker.footage.telemetry import (
    blackvue,
    garmin,
    gopro,
    karma,
    nmea,
    novatek,
    novatek_ts,
    seventymai,
    thinkware,
    wolfbox,
)
from worker.footage.telemetry.clip import Clip

FORMATS: tuple[tuple[str, Callable[[Clip], list[TelemetryPoint]]], ...] = (
    (gopro.NAME, gopro.read),
    (karma.NAME, karma.read),
    (novatek.NAME, novatek.read),
    (seventymai.NAME, seventymai.read),
    (novatek_ts.NAME, novatek_ts.read),
    (blackvue.NAME, blackvue.read),
    (thinkware.NAME, thinkware.read),
    (garmin.NAME, garmin.read),
    (wolfbox.NAME, wolfbox.read),
)
CAMERAS: tuple[Callable[[Clip], tuple[str, str] | None], ...] = (gopro.camera, blackvue.camera)
LOG_BYTES = 8 * 1024**2


@dataclass(frozen=True)
class Told:
    """What the scanner found; ``refused`` says where it stopped because the file asked too much of it."""

    points: list[TelemetryPoint]
    make: str | None = None
    model: str | None = None
    refused: str | None = None


def read_telemetry(source: Source, container: str) -> Told:
    """The points of the first format that has any, and the camera's name where it is written among them."""
    clip = Clip(source, container)
    try:
        camera = next((name for name in (read(clip) for read in CAMERAS) if name), (None, None))
        for _, read in FORMATS:
            points = read(clip)
            if points:
                return Told(points, *camera)
    except TooMuch as problem:
        return Told([], refused=str(problem))
    return Told([], *camera)


def read_log(source: Source) -> list[TelemetryPoint]:
    """The points of a location log that came without its video."""
    text = source.read(0, min(source.size, LOG_BYTES))
    return nmea.points_of(text, "nmea-log")
