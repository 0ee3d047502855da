"""Viofo A119 V3, A129 Plus, A229 and kin: the Novatek numbers begin 12 behind the magic (ExifTool's public notes).

12 the clock, 36 status and hemispheres, 40 latitude and longitude as DDDMM.MMMM, 48 knots, 52 course. E-ACE begins
alike and writes its places as enciphered text: that is another file.
"""

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import eace, freegps
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.freegps import Reading
from worker.footage.telemetry.novatek import of_body

NAME = "viofo-freegps"
BODY_AT = 12


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, NAME, of_block)


def of_block(block: bytes) -> list[Reading]:
    """The reading of a block in this layout."""
    return [] if eace.writes_text(block) else of_body(block[BODY_AT:])
