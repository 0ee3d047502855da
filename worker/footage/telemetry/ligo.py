"""LigoGPS (many small makers): one line of text a position, in a track or behind the last box of an MP4.

Layouts after public notes. A line: ``2026/03/14 08:15:30 N:52.48 W:1.9 46.9 km/h x:0 y:0 z:0 A:271.5``; without fix
the letters are ``?``; latitudes of three digits are DDMM.MMMM; a speed without unit is in knots. In a track called
``ssmd`` each sample holds ``LIGOGPSINFO`` and, 20 bytes on, ``####``, a length and the enciphered line. Behind the
last box a table holds ``LIGOGPSINFO``, five spaces, a count and slots of 132 bytes: a number of four bytes and the
line. Enciphered lines elsewhere are left alone: some cameras also shift them by kilometres, and nothing says which.
Clock: the camera's.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import KNOT, MAX_POINTS, Clip, degrees, is_packed, point, printed_clock

NAME, TRAILER_NAME = "ligo-track", "ligo-trailer"
MAGIC, LOCK = b"LIGOGPSINFO", b"####"
LINE_AT, SLOT, SAMPLE_BYTES = 20, 132, range(64, 1025)
MAX_TRAILER = 8 * 1024**2
KNOWN_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"udta", b"uuid", b"wide"})
LINE = re.compile(
    rb"(20\d\d)/(\d\d?)/(\d\d?) (\d\d?):(\d\d?):(\d\d?)\s+([NS?]):(-?)(\d{1,5}\.\d+)\s+([EW?]):(-?)(\d{1,6}\.\d+)"
    rb"\s+(\d{1,4}(?:\.\d+)?)( km/h)?"
)
COURSE = re.compile(rb"\bA:(\d{1,3}(?:\.\d+)?)")
SPACE = -1
# The upper three bits of a control byte say how the next four letters are kept: which of its bits complete
# each, and which of the four is a space that was left out.
STEERED = {
    0x40: (SPACE, 0x01, 0x06, 0x18),
    0x60: (0x03, SPACE, 0x04, 0x18),
    0x80: (0x03, 0x0C, SPACE, 0x10),
    0xA0: (0x01, 0x06, 0x18, SPACE),
    0xC0: (0x01, 0x02, 0x0C, 0x30),
    0xE0: (0x01, 0x02, 0x0C, 0x30),
}


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a sample of the track."""
    points: list[TelemetryPoint] = []
    for track in clip.data_tracks:
        for sample in clip.samples(track) if track.format == b"ssmd" else []:
            raw = clip.source.read(sample.offset, sample.size) if sample.size in SAMPLE_BYTES else b""
            at = raw.find(MAGIC)
            if at < 0 or raw[at + LINE_AT : at + LINE_AT + 4] != LOCK:
                continue
            # Enciphered lines that name a unit are said to mean knots all the same, so their speed is left out.
            found = point_of(deciphered(raw[at + LINE_AT + 4 :]), sample.t, NAME, trusts_unit=False)
            points += [found] if found else []
    return points


def read_trailer(clip: Clip) -> list[TelemetryPoint]:
    """One point a slot of the table behind the last box, timed by its clock from the first."""
    ends = [box.end for box in clip.top if box.kind in KNOWN_BOXES]
    room = clip.source.size - max(ends, default=clip.source.size)
    tail = clip.source.read(clip.source.size - room, min(room, MAX_TRAILER)) if room > LINE_AT + SLOT else b""
    for magic in re.finditer(rb"SKIPLIGOGPSINFO {5}", tail):
        return of_slots(tail[magic.end() + 4 :], TRAILER_NAME)
    return []


def of_slots(table: bytes, name: str) -> list[TelemetryPoint]:
    """The points of a table of slots, up to its end mark. An empty slot is a second in which nothing was written."""
    points: list[TelemetryPoint] = []
    for line in _lines(table):
        found = point_of(line, 0.0, name)
        if found:
            points.append(found)
    return timed_from_first(points)


def _lines(table: bytes) -> Iterator[bytes]:
    for start in range(0, min(len(table), MAX_POINTS * SLOT) - SLOT + 1, SLOT):
        slot = table[start : start + SLOT]
        if slot[:4] in (LOCK, b"&&&&"):
            return
        yield slot[4:]


def timed_from_first(points: list[TelemetryPoint]) -> list[TelemetryPoint]:
    """The same points, each as many seconds in as its clock is after the first; in the order of the clock."""
    dated = sorted((found.at, number, found) for number, found in enumerate(points) if found.at)
    return [replace(found, t=(at - dated[0][0]).total_seconds()) for at, _, found in dated]


def point_of(line: bytes, t: float, name: str, *, trusts_unit: bool = True) -> TelemetryPoint | None:
    """The point of one line; None when it is no such line."""
    found = LINE.search(line)
    at = printed_clock(found.groups()[:6]) if found else None
    if found is None or at is None:
        return None
    lat, lon = float(found[9]), float(found[12])
    if len(found[9].split(b".")[0]) > 2:
        lat, lon = (degrees(lat), degrees(lon)) if is_packed(lat, 90) and is_packed(lon, 180) else (91.0, 0.0)
    place = (_signed(lat, found[7], found[8], b"S"), _signed(lon, found[10], found[11], b"W"))
    has_fix = b"?" not in (found[7], found[10])
    speed = float(found[13])
    course = COURSE.search(line)
    return point(
        name,
        t,
        at,
        place if has_fix else None,
        speed * KNOT if not found[14] else speed / 3.6 if trusts_unit else None,
        float(course[1]) if course else None,
    )


def _signed(value: float, letter: bytes, minus: bytes, negative: bytes) -> float:
    return -value if letter == negative or minus else value


def deciphered(block: bytes) -> bytes:
    """The line behind ``####``: a length, then control bytes with what they steer; as far as it makes sense."""
    length = int.from_bytes(block[:4], "little")
    rest = iter(block[4 : 4 + min(length, SLOT)])
    letters = bytearray()
    for control in rest:
        kept = STEERED.get(control & 0xE0)
        if kept is None:
            if control & 0xE0:
                break
            letters.append(next(rest, 0) | control & 0x13)
            continue
        for bits in kept:
            letters.append(_letter(next(rest, 0), control, bits) if bits != SPACE else 0x20)
    return bytes(letters)


def _letter(kept: int, control: int, bits: int) -> int:
    return (kept ^ 0x20) | control & bits if bits == 0x30 else (kept | control & bits) ^ 0x20
