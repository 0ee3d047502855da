"""Azdome GS63H, Roadgid, EEEkit and kin: the shared enciphered text, 14 behind the magic of a ``freeGPS`` block."""

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps, xor_text
from worker.footage.telemetry.clip import Clip

NAME = "azdome-freegps"
RECORD_AT = 14


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block. ExifTool counts the two bytes before the cipher's mark to the text as well."""
    return freegps.points_of(clip, NAME, lambda block: xor_text.of_record(block[RECORD_AT:]))
