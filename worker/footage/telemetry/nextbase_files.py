"""Nextbase outside ``freeGPS``: binary samples of a subtitle track, and the ``gdat`` box of its software.

Subtitle samples (layout after the public notes of nb-dashcam-tools): their length (16 bits, big-endian) and four zeros.
322GW, 422GW and 522GW: length 288, 6 the camera's clock as 14 digits, 34 an RMC and 162 a GGA sentence of 128 bytes,
padded with zeros. 622GW: length 1046, 792 the RMC sentence. Checksums are never right; RMC is in UTC. ``gdat`` (after
ExifTool's public notes): Base64 of JSON, ``gpsData`` a list of ``datetime``, ``lat``, ``lon``, ``speed`` in miles an
hour, ``bearing`` and ``gpsStatus``; A is a fix.
"""

import base64
import json
import re
from datetime import datetime

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry import freegps
from worker.footage.telemetry.clip import MAX_POINTS, Clip, point
from worker.footage.telemetry.freegps import Reading

SUBTITLE_NAME, GDAT_NAME = "nextbase-subtitle", "nextbase-gdat"
SUBTITLES = frozenset({b"tx3g", b"text", b"sbtl"})
SENTENCE_AT = {288: 34, 1046: 792}
SENTENCE_BYTES = 128
CLOCK_AT = 6
CLOCK = re.compile(rb"20\d{12}")
MAX_JSON = 8 * 1024**2
MILE_AN_HOUR = 0.44704  # metres a second


def read_subtitle(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample, at its subtitle's time."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format in SUBTITLES else []:
            if sample.size - 2 in SENTENCE_AT:
                for reading in _of_sample(clip.source.read(sample.offset, sample.size)):
                    points.append(
                        point(SUBTITLE_NAME, sample.t, reading.at, reading.place, reading.speed_mps, reading.course)
                    )
    return points[:MAX_POINTS]


def is_sample(sample: bytes) -> bool:
    """Whether the beginning of a subtitle is one of these samples, so that no reader of texts takes it for one."""
    return int.from_bytes(sample[:2], "big") in SENTENCE_AT and sample[2:6] == bytes(4)


def read_gdat(clip: Clip) -> list[TelemetryPoint]:
    """One point a row of the outermost ``gdat`` box, timed by its clock."""
    box = next((box for box in clip.top if box.kind == b"gdat"), None)
    if box is None:
        return []
    try:
        told = json.loads(base64.b64decode(clip.source.read(box.start, min(box.length, MAX_JSON))))
    except (ValueError, RecursionError):
        return []
    rows = told.get("gpsData") if isinstance(told, dict) else None
    found = [_of_row(row) for row in rows[:MAX_POINTS] if isinstance(row, dict)] if isinstance(rows, list) else []
    return freegps.timed(GDAT_NAME, found)


def _of_sample(sample: bytes) -> list[Reading]:
    length = int.from_bytes(sample[:2], "big")
    if not is_sample(sample) or len(sample) < 2 + length:
        return []
    start = SENTENCE_AT[length]
    text = sample[start : start + SENTENCE_BYTES]
    if text.startswith(b"$G"):
        return freegps.spoken(text)[:1]
    printed = CLOCK.match(sample, CLOCK_AT)
    # Before the receiver wakes its sentence is zeros; the clock alone still marks the sample.
    return [Reading(freegps.printed_clock(printed[0]))] if printed and not any(text) else []


def _of_row(row: dict[str, object]) -> Reading:
    at = _instant(row.get("datetime"))
    lat, lon = _number(row.get("lat")), _number(row.get("lon"))
    if row.get("gpsStatus") != "A" or lat is None or lon is None:
        return Reading(at)
    speed = _number(row.get("speed"))
    return Reading(at, (lat, lon), None if speed is None else speed * MILE_AN_HOUR, _number(row.get("bearing")))


def _instant(text: object) -> datetime | None:
    """With a zone only where the row writes one."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None
