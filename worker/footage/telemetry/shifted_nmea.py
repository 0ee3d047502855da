"""EACHPAI and kin: an RMC sentence in a ``freeGPS`` block, every letter moved up by 16 (after public notes).

The sentence begins 56 behind the magic and ends with a zero; moved back it is plain NMEA and in UTC.
"""

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.freegps import Reading

NAME = "shifted-nmea"
SENTENCE_AT, LONGEST = 56, 128
MAGIC = bytes(letter + 16 for letter in b"$GPRMC,")
MOVED_BACK = bytes(max(0, byte - 16) for byte in range(256))


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, NAME, of_block)


def of_block(block: bytes) -> list[Reading]:
    """The reading of a block in this layout."""
    text = block[SENTENCE_AT : SENTENCE_AT + LONGEST]
    return freegps.spoken(text.translate(MOVED_BACK))[:1] if text.startswith(MAGIC) else []
