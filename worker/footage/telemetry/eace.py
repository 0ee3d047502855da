"""E-ACE B44 and kin: the places of a ``freeGPS`` block are text, plain or enciphered (ExifTool's public notes).

12 the clock (six 32-bit little-endian numbers), 36 status and hemispheres, 40 latitude and 60 longitude as 20 bytes
of text padded with zeros, 80 knots, 84 course. The text is DDMM.MMMM itself, or Base64 of it under RC4 with a key of
the chip's maker or one of his customers; both places must open under the same key.
"""

import base64
import re
import string
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import KNOT, Clip
from worker.footage.telemetry.freegps import Reading

NAME = "eace-freegps"
TEXTS_END, LEAST = 80, 88
CLOCK_AT, MARKS_AT = 12, 36
LAT, LON = slice(40, 60), slice(60, 80)
SPEED_AT = 80
MARKS = re.compile(rb"A[NS][EW]\0")
PLAIN = re.compile(rb"\d{1,5}\.\d+\0*")
ENCIPHERED = re.compile(rb"[A-Za-z0-9+/]{8,20}={0,2}\0*")
OPENED_LAT, OPENED_LON = re.compile(rb"\d{1,4}\.\d+"), re.compile(rb"\d{1,5}\.\d+")
KEYS = (b"luckychip gps", *(f"customer {letter * 2} gps".encode() for letter in string.ascii_lowercase[:19]))


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block."""
    return freegps.points_of(clip, NAME, of_block)


def writes_text(block: bytes) -> bool:
    """Whether both places of a block are text."""
    texts = (block[LAT], block[LON]) if len(block) >= TEXTS_END else ()
    return any(texts and all(form.fullmatch(text) for text in texts) for form in (PLAIN, ENCIPHERED))


def of_block(block: bytes) -> list[Reading]:
    """The reading of a block in this layout; none when no key opens it."""
    if len(block) < LEAST or not writes_text(block) or not MARKS.match(block, MARKS_AT):
        return []
    hour, minute, second, year, month, day = struct.unpack_from("<6I", block, CLOCK_AT)
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    opened = _opened(block[LAT].rstrip(b"\0"), block[LON].rstrip(b"\0"))
    if at is None or opened is None:
        return []
    speed, course = struct.unpack_from("<2f", block, SPEED_AT)
    return [Reading(at, freegps.unpacked(*opened, block[MARKS_AT + 1 : MARKS_AT + 3]), speed * KNOT, course)]


def _opened(lat: bytes, lon: bytes) -> tuple[float, float] | None:
    if PLAIN.fullmatch(lat) and PLAIN.fullmatch(lon):
        return float(lat), float(lon)
    try:
        shut = base64.b64decode(lat, validate=True), base64.b64decode(lon, validate=True)
    except ValueError:
        return None
    for key in KEYS:
        opened = rc4(shut[0], key), rc4(shut[1], key)
        if OPENED_LAT.fullmatch(opened[0]) and OPENED_LON.fullmatch(opened[1]):
            return float(opened[0]), float(opened[1])
    return None


def rc4(shut: bytes, key: bytes) -> bytes:
    """RC4 as RFC 6229 tests it."""
    state = list(range(256))
    other = 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) & 0xFF
        state[place], state[other] = state[other], state[place]
    opened, other = bytearray(), 0
    for number, byte in enumerate(shut, start=1):
        place = number & 0xFF
        other = (other + state[place]) & 0xFF
        state[place], state[other] = state[other], state[place]
        opened.append(byte ^ state[(state[place] + state[other]) & 0xFF])
    return bytes(opened)
