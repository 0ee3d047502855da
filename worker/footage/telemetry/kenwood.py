"""Kenwood: three places for three generations, all after ExifTool's public notes; clocks are the camera's own.

DRV-A510W writes the Novatek numbers 60 behind the magic of ``freeGPS`` blocks, after a banner. DRV-A301W writes text
into a ``udta`` box that begins ``VIDEOUUU``: after FE FE the time and another, 14 digits and a byte each; N/S and
E/W with DDMMmmmm and DDDMMmmmm; altitude with its sign and four digits; three digits of kilometres an hour. Later ones
hang text behind the last box: ``GPSDATA--``, the time, then fields of 14 letters: latitude and longitude in degrees
with their hemisphere before them, and a speed in no stated unit, which is left alone.
"""

import re
from collections.abc import Iterator
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.boxes import Box
from worker.footage.telemetry.clip import MAX_POINTS, Clip
from worker.footage.telemetry.freegps import Reading
from worker.footage.telemetry.novatek import of_body

BLOCK_NAME, UDTA_NAME, TRAILER_NAME = "kenwood-freegps", "kenwood-udta", "kenwood-trailer"
BODY_AT = 60
MAX_TEXT = 4 * 1024**2
UDTA_MAGIC = b"VIDEO" + b"U" * 22
UDTA_RECORD = re.compile(rb"\xfe\xfe(\d{14})[^\xfe]\d{14}[^\xfe](?:([NS])(\d{8})([EW])(\d{9})(?:[+-]\d{4}(\d{3}))?)?")
TRAILER_MAGIC = b"C" * 14  # read as a box it is one named CCCC that claims a gigabyte
TRAILER_RECORD = re.compile(rb"GPSDATA--(\d{14})(?:([NS])(\d{1,2}\.\d{6,12})([EW])(\d{1,3}\.\d{6,12}))?")


def read_block(clip: Clip) -> list[TelemetryPoint]:
    """One point a ``freeGPS`` block."""
    return freegps.points_of(clip, BLOCK_NAME, lambda block: of_body(block[BODY_AT:]))


def read_udta(clip: Clip) -> list[TelemetryPoint]:
    """One point a record of the first ``udta`` box with the marker, timed by its clock."""
    for box in _udta_boxes(clip):
        if clip.source.read(box.start, len(UDTA_MAGIC)) == UDTA_MAGIC:
            text = clip.source.read(box.start, min(box.length, MAX_TEXT))
            found = islice(UDTA_RECORD.finditer(text), MAX_POINTS)
            return freegps.timed(UDTA_NAME, [_of_udta(record) for record in found])
    return []


def read_trailer(clip: Clip) -> list[TelemetryPoint]:
    """One point a record behind the last box, timed by its clock."""
    for box in clip.top[-1:]:
        if box.kind == b"CCCC" and clip.source.read(box.start - 8, len(TRAILER_MAGIC)) == TRAILER_MAGIC:
            text = clip.source.read(box.start, min(box.length, MAX_TEXT))
            found = islice(TRAILER_RECORD.finditer(text), MAX_POINTS)
            return freegps.timed(TRAILER_NAME, [_of_trailer(record) for record in found])
    return []


def _udta_boxes(clip: Clip) -> Iterator[Box]:
    yield from (box for box in clip.top if box.kind == b"udta")
    if clip.moov:
        yield from (box for box in clip.walk.children(clip.moov.start, clip.moov.end) if box.kind == b"udta")


def _of_udta(record: re.Match[bytes]) -> Reading:
    at = freegps.printed_clock(record[1])
    if record[2] is None:
        return Reading(at)
    place = freegps.unpacked(int(record[3]) / 1e4, int(record[5]) / 1e4, record[2] + record[4])
    return Reading(at, place, None if record[6] is None else int(record[6]) / 3.6)


def _of_trailer(record: re.Match[bytes]) -> Reading:
    at = freegps.printed_clock(record[1])
    if record[2] is None:
        return Reading(at)
    return Reading(at, freegps.signed((float(record[3]), float(record[5])), record[2] + record[4]))
