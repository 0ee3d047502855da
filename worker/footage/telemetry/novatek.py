"""Novatek chips (Viofo, 2E, SilverStone and many others): the plain ``freeGPS`` layout.

Layout after ExifTool's public notes: hour, minute, second, year - 2000, month, day as 32-bit little-endian
numbers; status A or V, N/S, E/W; four floats: latitude and longitude as DDDMM.MMMM, speed in knots, course in
degrees. Firmware differs in how far behind the magic this begins: mostly 44; 12 on the Viofo A119 V3, A129 Plus and
A229. The clock is the camera's own, without zone.
"""

import re
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import eace, freegps, novatek_kin
from worker.footage.telemetry.clip import KNOT, Clip, point
from worker.footage.telemetry.freegps import Reading

NAME = "novatek-freegps"
BODY = struct.Struct("<6I4s4f")
BODY_AT = (44, 16, 12)
MARKS = re.compile(rb"A[NS][EW]\0|V[NS\0 ][EW\0 ]\0")
MARKS_AT = 24
LAT = slice(28, 32)
ASLEEP = bytes(24)  # the clock of a camera that has not been told the time


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block, in the order of the index."""
    return [] if novatek_kin.is_rexing(clip) else freegps.points_of(clip, NAME, of_block)


def of_block(block: bytes) -> list[Reading]:
    """The reading of a block in this layout; none when it is a relative's that only frames it alike."""
    if novatek_kin.is_relative(block) or eace.writes_text(block):
        return []
    return next((found for start in BODY_AT if (found := of_body(block[start:]))), [])


def of_body(body: bytes) -> list[Reading]:
    """The reading of the clock, marks and numbers that begin here; none when they are not what they should be."""
    if len(body) < BODY.size or not MARKS.match(body, MARKS_AT):
        return []
    hour, minute, second, year, month, day, marks, lat, lon, speed, course = BODY.unpack(body[: BODY.size])
    at = freegps.camera_clock(year, month, day, hour, minute, second)
    if at is None and not (marks[:1] == b"V" and body.startswith(ASLEEP)):
        return []
    if marks[:1] == b"V":
        return [Reading(at)]
    # Akaso V1 and Redtiger F7N frame their enciphered places exactly so: nothing here, 64-bit numbers behind it.
    if not any(body[LAT]):
        return []
    # What is not a number at all, another's text for one, comes out as a place within a mile of 0, 0.
    is_place = freegps.are_packed(lat, lon) and max(abs(lat), abs(lon)) >= 1
    # Cut from its file a Rexing's block is a plain one with another place: better none than that.
    is_place = is_place and not novatek_kin.may_be_scaled(lat, lon)
    place = freegps.unpacked(lat, lon, marks[1:3]) if is_place else None
    return [Reading(at, place, speed * KNOT, course)]


def of_bodies(bodies: list[bytes], name: str, times: list[float] | None = None) -> list[TelemetryPoint]:
    """Points of bodies that came without blocks; those in another layout are left out. ``times`` in seconds."""
    points: list[TelemetryPoint] = []
    for number, body in enumerate(bodies):
        for reading in of_body(body):
            t = times[number] if times else float(number)
            points.append(point(name, t, reading.at, reading.place, reading.speed_mps, reading.course))
    return points
