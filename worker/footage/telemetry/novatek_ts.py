"""Novatek cameras that write transport streams: the block of an MP4, bare or behind 164 bytes, as a private unit.

Viofo writes it bare, Blueskysea (B4K) behind a prefix of fixed length. The clock is the camera's own, without zone.
"""

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import clock
from worker.footage.telemetry.novatek import BODY, MARKS, of_bodies
from worker.footage.telemetry.ts import Unit

NAME = "novatek-ts"
BODY_AT = (0, 164)


def decode(unit: Unit) -> list[TelemetryPoint]:
    """The point of a unit; none when it holds something else."""
    for start in BODY_AT:
        body = unit.body[start : start + BODY.size]
        if len(body) == BODY.size and MARKS.match(body, 24) and _is_dated(body):
            return of_bodies([body], NAME, [unit.t])
    return []


def _is_dated(body: bytes) -> bool:
    hour, minute, second, year, month, day, *_ = BODY.unpack(body)
    return year < 2100 and clock(2000 + year % 2000, month, day, hour, minute, second) is not None
