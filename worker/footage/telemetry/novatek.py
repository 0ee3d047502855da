"""Novatek chips (Viofo and many others): ``freeGPS`` blocks of an MP4, found by index or in skipped boxes.

Layout after ExifTool's public notes: hour, minute, second, year - 2000, month, day as 32-bit little-endian
numbers; status A or V, N/S, E/W; four floats: latitude and longitude as DDDMM.MMMM, speed in knots, course in
degrees. Firmware differs in how far behind the magic this begins. The clock is the camera's own, without zone.
"""

import re
import struct

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, MAX_POINTS, Clip, clock, degrees, point

NAME = "novatek-freegps"
MAGIC = b"freeGPS "
BODY = struct.Struct("<6I4s4f")
BODY_AT = (44, 16, 12)
MARKS = re.compile(rb"A[NS][EW]\0|V[NS\0 ][EW\0 ]\0")
BLOCK_BYTES = 512


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a block, in the order of the index."""
    return of_bodies([body for block in blocks(clip) if (body := _body(block))], NAME)


def blocks(clip: Clip) -> list[bytes]:
    """The freeGPS blocks of a clip, each from its magic on: those the index names, else those in skipped boxes."""
    places = _indexed(clip) or [box.start for box in clip.free_boxes()]
    found: list[bytes] = []
    for place in places[:MAX_POINTS]:
        head = clip.source.read(place, BLOCK_BYTES)
        start = head[:16].find(MAGIC)
        if start >= 0:
            found.append(head[start:])
    return found


def _body(block: bytes) -> bytes | None:
    for start in BODY_AT:
        body = block[start : start + BODY.size]
        if len(body) == BODY.size and MARKS.match(body, 24):
            return body
    return None


def _indexed(clip: Clip) -> list[int]:
    """Places named by the ``gps `` box of the movie box: a count, then pairs of offset and size."""
    if clip.moov is None:
        return []
    for box in clip.walk.children(clip.moov.start, clip.moov.end):
        if box.kind == b"gps ":
            raw = clip.source.read(box.start + 8, min(box.length - 8, MAX_POINTS * 8))
            return [place for place, _ in struct.iter_unpack(">II", raw[: len(raw) // 8 * 8]) if place]
    return []


def of_bodies(bodies: list[bytes], name: str, times: list[float] | None = None) -> list[TelemetryPoint]:
    """Points of blocks in this layout; those in another are left out. ``times`` in seconds, where known."""
    points: list[TelemetryPoint] = []
    for number, body in enumerate(bodies):
        if len(body) < BODY.size:
            continue
        hour, minute, second, year, month, day, marks, lat, lon, speed, course = BODY.unpack(body[: BODY.size])
        if not MARKS.match(marks):
            continue
        at = clock(2000 + year if year < 2000 else year, month, day, hour, minute, second)
        place = None
        if marks[:1] == b"A":
            south, west = marks[1:2] == b"S", marks[2:3] == b"W"
            place = (degrees(-lat if south else lat), degrees(-lon if west else lon))
        t = times[number] if times else float(number)
        points.append(point(name, t, at, place, speed * KNOT, course))
    return points
