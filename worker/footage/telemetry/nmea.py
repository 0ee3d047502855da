"""NMEA 0183 sentences (RMC and GGA), wherever a camera writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, MAX_POINTS, degrees, point

# Checksums are not asked: nothing is lost on the way into a file, and some cameras write them wrong.
SENTENCE = re.compile(rb"(?:\[(\d{10,16})\])?\$?((?:G[A-Z]|BD)(?:RMC|GGA),[ -#%-)+-~]{0,120})")
RMC_FIELDS, GGA_FIELDS = 10, 7


@dataclass(frozen=True)
class Spoken:
    """One sentence: the camera's millisecond clock before it, if any, and its fields."""

    milliseconds: int | None
    fields: list[str]

    @property
    def kind(self) -> str:
        """RMC or GGA."""
        return self.fields[0][2:]


def sentences(text: bytes) -> list[Spoken]:
    """The RMC and GGA sentences of a text, at most MAX_POINTS."""
    return [
        Spoken(int(found[1]) if found[1] else None, found[2].decode("ascii").split(","))
        for found in islice(SENTENCE.finditer(text), MAX_POINTS)
    ]


def rmc_point(spoken: Spoken, t: float, source: str) -> TelemetryPoint | None:
    """The point of an RMC sentence: hhmmss, status, latitude, N/S, longitude, E/W, knots, course, ddmmyy (UTC)."""
    fields = spoken.fields
    if spoken.kind != "RMC" or len(fields) < RMC_FIELDS:
        return None
    place = _place(fields[3:7]) if fields[2] == "A" else None
    speed, course = _number(fields[7]), _number(fields[8])
    return point(source, t, stated_time(fields), place, None if speed is None else speed * KNOT, course)


def stated_time(fields: list[str]) -> datetime | None:
    """The UTC of an RMC sentence."""
    try:
        whole = datetime.strptime(fields[9][:6] + fields[1][:6], "%d%m%y%H%M%S").replace(tzinfo=UTC)
        return whole.replace(microsecond=int(float("0" + fields[1][6:] or "0") * 1e6))
    except (ValueError, IndexError, OverflowError):
        return None


def points_of(text: bytes, source: str) -> list[TelemetryPoint]:
    """The RMC points of a whole log, timed from its first clock (the camera's where written, else UTC)."""
    points: list[TelemetryPoint] = []
    first: float | None = None
    for number, spoken in enumerate(s for s in sentences(text) if s.kind == "RMC"):
        at = stated_time(spoken.fields)
        now = spoken.milliseconds / 1000 if spoken.milliseconds is not None else at.timestamp() if at else None
        first = now if first is None else first
        t = now - first if now is not None and first is not None else float(number)
        found = rmc_point(spoken, max(0.0, t), source)
        if found:
            points.append(found)
    return points


def _place(fields: list[str]) -> tuple[float, float] | None:
    lat, lon = _number(fields[0]), _number(fields[2])
    if lat is None or lon is None or fields[1] not in ("N", "S") or fields[3] not in ("E", "W"):
        return None
    return degrees(-lat if fields[1] == "S" else lat), degrees(-lon if fields[3] == "W" else lon)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None
