"""Subtitles that print a position for people: Mini 0806, DJI, Yuneec, and lines of N, S, E, W or lat and lon.

Layouts after public notes. Mini 0806: ``A,270519,201555.000,3356.8925,N,08420.2071,W,000.0,...;`` (day, UTC,
DDMM.MMMM, km/h). DJI: ``GPS (-1.9000, 52.4800, 18)`` with the longitude first, ``H.S 2.10m/s``, or ``[latitude:
52.48] [longitude: -1.9]``. Yuneec: ``Lat:52.48 Lon:-1.9``. Others: ``N:52.48000 W:1.90000 46 km/h``. A line counts
only with at least four decimals: fewer are hundreds of metres and might be any two numbers.
"""

import re
from collections.abc import Callable
from datetime import UTC

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip, degrees, is_packed, point, printed_clock
from worker.footage.telemetry.subtitles import texts

NAME = "printed-text"
MINI = re.compile(
    rb"^([AV]),(\d\d)(\d\d)(\d\d),(\d\d)(\d\d)(\d\d(?:\.\d+)?),(\d{1,4}\.\d+)?,([NS])?,(\d{1,5}\.\d+)?,([EW])?,(\d+\.\d+)?"
)
DEGREES = rb"([-+]?\d{1,3}\.\d{4,})"
DJI = re.compile(rb"GPS ?\(" + DEGREES + rb", ?" + DEGREES + rb"[,)]")
LABELLED = re.compile(
    rb"\blat(?:itude)?\s*[:=]\s*" + DEGREES + rb"\D{1,20}?\blong?(?:itude)?\s*[:=]\s*" + DEGREES, re.I
)
LETTERED = re.compile(rb"\b([NS])[: ]\s?(\d{1,2}\.\d{4,})\xb0?[ ,;]\s?([EW])[: ]\s?(\d{1,3}\.\d{4,})")
METRES_A_SECOND = re.compile(rb"\bH\.S ([-+]?\d+\.?\d*)m/s")
UNITS = {b"km/h": 1 / 3.6, b"kmh": 1 / 3.6, b"mph": 0.44704}
PRINTED_SPEED = re.compile(rb"\b(\d{1,3}(?:\.\d+)?) ?(km/h|kmh|mph)\b", re.IGNORECASE)
PRINTED_CLOCK = re.compile(rb"\b(20\d\d)[-/.](\d\d)[-/.](\d\d)[ T](\d\d):(\d\d):(\d\d)")


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a text that prints a position, at the text's time."""
    points: list[TelemetryPoint] = []
    for t, text in texts(clip):
        found = next((found for line in LINES if (found := line(text, t))), None)
        points += [found] if found else []
    return points


def mini_point(text: bytes, t: float, name: str = NAME) -> TelemetryPoint | None:
    """The point of a line of Mini 0806, which Escort writes into a file of its own, too."""
    line = MINI.match(text)
    at = printed_clock((b"20" + line[4], line[3], line[2], *line.groups()[4:7])) if line else None
    if line is None or at is None:
        return None
    place = None
    if line[1] == b"A" and all(line[number] for number in range(8, 12)):
        lat, lon = float(line[8]), float(line[10])
        if is_packed(lat, 90) and is_packed(lon, 180):
            place = (degrees(-lat if line[9] == b"S" else lat), degrees(-lon if line[11] == b"W" else lon))
    return point(name, t, at.replace(tzinfo=UTC), place, float(line[12]) / 3.6 if line[12] else None)


def _dji(text: bytes, t: float) -> TelemetryPoint | None:
    line = DJI.search(text)
    if line is None:
        return None
    speed = METRES_A_SECOND.search(text)
    return point(NAME, t, None, (float(line[2]), float(line[1])), abs(float(speed[1])) if speed else None)


def _labelled(text: bytes, t: float) -> TelemetryPoint | None:
    line = LABELLED.search(text)
    return _printed(text, t, float(line[1]), float(line[2])) if line else None


def _lettered(text: bytes, t: float) -> TelemetryPoint | None:
    line = LETTERED.search(text)
    if line is None:
        return None
    lat, lon = float(line[2]), float(line[4])
    return _printed(text, t, -lat if line[1] == b"S" else lat, -lon if line[3] == b"W" else lon)


def _printed(text: bytes, t: float, lat: float, lon: float) -> TelemetryPoint:
    speed, printed = PRINTED_SPEED.search(text), PRINTED_CLOCK.search(text)
    at = printed_clock(printed.groups()) if printed else None
    return point(NAME, t, at, (lat, lon), float(speed[1]) * UNITS[speed[2].lower()] if speed else None)


LINES: tuple[Callable[[bytes, float], TelemetryPoint | None], ...] = (mini_point, _dji, _labelled, _lettered)
