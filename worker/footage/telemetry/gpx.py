"""GPX (Topografix): the track points of a log sent beside a video; XML is cut into tags and never interpreted.

A document that declares anything (DOCTYPE, entities) is refused as a whole: a track needs none. Of each ``trkpt`` its
``lat`` and ``lon`` are read, its ``time`` (with the zone it states, else none), and ``speed`` and ``course`` where
the file is of version 1.0 or a known extension writes them, in metres a second and degrees.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import MAX_POINTS, point

NAME = "gpx-log"
ROOT = re.compile(rb"<(?:\w{1,16}:)?gpx[\s>]", re.IGNORECASE)
DECLARES = re.compile(rb"<!(?!--|\[CDATA\[)")
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
TRACK_POINT = re.compile(rb"<(?:\w{1,16}:)?trkpt\s([^<>]{1,200}?)(/?)>")
POINT_END = re.compile(rb"</(?:\w{1,16}:)?trkpt>")
ATTRIBUTE = {name: re.compile(rb"\b" + name + rb"\s*=\s*[\"']\s*([-+]?\d{1,3}(?:\.\d*)?)") for name in (b"lat", b"lon")}
INSIDE = {
    name: re.compile(rb"<(?:\w{1,16}:)?" + name + rb">\s*([^<>\s]{1,40})\s*</")
    for name in (b"time", b"speed", b"course")
}
MAX_POINT_BYTES = 4096


def is_gpx(text: bytes) -> bool:
    """True for a GPX document without declarations, by its beginning."""
    return bool(ROOT.search(text[:2048])) and not DECLARES.search(text[:2048])


def points_of(text: bytes) -> list[TelemetryPoint]:
    """One point a track point, timed from the first dated one; none for a document that declares anything."""
    if not is_gpx(text) or DECLARES.search(text):
        return []
    points: list[TelemetryPoint] = []
    first: datetime | None = None
    for number, (attributes, inside) in enumerate(islice(_track_points(COMMENT.sub(b"", text)), MAX_POINTS)):
        lat, lon = _number(ATTRIBUTE[b"lat"], attributes), _number(ATTRIBUTE[b"lon"], attributes)
        at = _time(inside)
        # A clock without zone cannot be compared with one that has a zone: such a file counts its points instead.
        if at and (first is None or (first.tzinfo is None) == (at.tzinfo is None)):
            first = first or at
            t = (at - first).total_seconds()
        else:
            t = float(number)
        place = (lat, lon) if lat is not None and lon is not None else None
        speed, course = _number(INSIDE[b"speed"], inside), _number(INSIDE[b"course"], inside)
        points.append(point(NAME, max(0.0, t), at, place, speed, course))
    return points


def _track_points(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and content of each track point; a point longer than MAX_POINT_BYTES keeps only its place."""
    for opened in TRACK_POINT.finditer(text):
        closed = None if opened[2] else POINT_END.search(text, opened.end(), opened.end() + MAX_POINT_BYTES)
        yield opened[1], text[opened.end() : closed.start()] if closed else b""


def _number(pattern: re.Pattern[bytes], text: bytes) -> float | None:
    found = pattern.search(text)
    try:
        return float(found[1]) if found else None
    except ValueError:
        return None


def _time(inside: bytes) -> datetime | None:
    found = INSIDE[b"time"].search(inside)
    try:
        at = datetime.fromisoformat(found[1].decode("ascii")) if found else None
    except ValueError:
        return None
    return at.astimezone(UTC) if at and at.tzinfo else at
