"""INNOVV N2 and others on the Viidure platform: one line of text a private unit of a transport stream.

Layout after public notes: ``Viidure2026/03/14 08:15:30 N:52.48 W:1.9 55.6 km/h 271.5 140 1 x:0 y:0 z:0``: the clock is
UTC, then degrees behind their letter, speed with its unit, course, height, a number of unknown meaning, shaking.
"""

import re
from datetime import UTC

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import point, printed_clock
from worker.footage.telemetry.ts import Unit

NAME = "viidure-ts"
LINE = re.compile(
    rb"Viidure(20\d\d)/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d) ([NS]):(\d{1,2}\.\d+) ([EW]):(\d{1,3}\.\d+) "
    rb"(\d{1,4}(?:\.\d+)?) km/h (\d{1,3}(?:\.\d+)?) "
)


def decode(unit: Unit) -> list[TelemetryPoint]:
    """The point of a unit; none when it holds something else. A line without letters of a hemisphere has no fix."""
    found = LINE.match(unit.body)
    if not found:
        return []
    at = printed_clock(found.groups()[:6])
    lat, lon = float(found[8]), float(found[10])
    place = (-lat if found[7] == b"S" else lat, -lon if found[9] == b"W" else lon)
    return [
        point(NAME, unit.t, at.replace(tzinfo=UTC) if at else None, place, float(found[11]) / 3.6, float(found[12]))
    ]
