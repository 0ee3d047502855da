"""Text logs in boxes: Denver's bracketed lines, and NMEA as Datakam's player leaves it in a ``udat`` box.

A line after ExifTool's public notes: yymmddhhmmss, then in brackets 1 (a fix), N or S, DDMMMMMM, E or W, DDDMMMMMM
(minutes times 10,000), height, km/h, course, and more. It lies in ``udat`` or in the ``gps `` box of a skipped box.
"""

import re
from collections.abc import Iterator
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import MAX_POINTS, Clip, degrees, is_packed, point, printed_clock
from worker.footage.telemetry.ligo import timed_from_first
from worker.footage.telemetry.nmea import points_of

NAME, UDAT_NAME = "denver-log", "udat-nmea"
MAX_LOG = 4 * 1024**2
LINE = re.compile(
    rb"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\[([01])\]\[([NS])\]\[(\d{8})\]\[([EW])\]\[(\d{9})\]\[[-+]?\d*\]\[(\d*)\]\[(\d*)\]\["
)


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a line, timed by its clock from the first."""
    for kind, text in _logs(clip):
        found = [_point(line) for line in islice(LINE.finditer(text), MAX_POINTS)]
        points = timed_from_first([one for one in found if one])
        if not points and kind == b"udat":
            points = points_of(text, UDAT_NAME)
        if points:
            return points
    return []


def _logs(clip: Clip) -> Iterator[tuple[bytes, bytes]]:
    for box in clip.top:
        if box.kind == b"udat":
            yield box.kind, clip.source.read(box.start, min(box.length, MAX_LOG))
    for outer in clip.free_boxes():
        if clip.source.read(outer.start + 4, 4) == b"gps ":
            for box in islice(clip.walk.children(outer.start, outer.end), 16):
                if box.kind == b"gps ":
                    yield box.kind, clip.source.read(box.start, min(box.length, MAX_LOG))


def _point(line: re.Match[bytes]) -> TelemetryPoint | None:
    at = printed_clock((b"20" + line[1], *line.groups()[1:6]))
    lat, lon = int(line[9]) / 1e4, int(line[11]) / 1e4
    if at is None or not (is_packed(lat, 90) and is_packed(lon, 180)):
        return None
    place = (degrees(-lat if line[8] == b"S" else lat), degrees(-lon if line[10] == b"W" else lon))
    speed, course = (float(text) if text else None for text in (line[12], line[13]))
    is_fix = line[7] == b"1"
    return point(NAME, 0.0, at, place if is_fix else None, None if speed is None else speed / 3.6, course)
