"""MP4 and QuickTime boxes and sample tables (ISO/IEC 14496-12), read with hard limits on count, depth and bytes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from worker.footage.source import Source, TooMuch

MAX_BOXES = 20_000
MAX_DEPTH = 10
MAX_TRACKS = 32
MAX_SAMPLES = 200_000
MAX_TABLE_BYTES = 16 * 1024**2
PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta"})


@dataclass(frozen=True)
class Box:
    """One box: its four letters and where its content lies."""

    kind: bytes
    start: int
    end: int

    @property
    def length(self) -> int:
        """Bytes of content."""
        return self.end - self.start


@dataclass(frozen=True)
class Sample:
    """One sample of a data track: where it lies and when it begins, in seconds of the track."""

    offset: int
    size: int
    t: float
    duration: float


@dataclass
class Track:
    """What a track's boxes say, filled while walking; ``samples`` reads the tables on demand."""

    handler: bytes = b""
    format: bytes = b""
    timescale: int = 1
    matrix: bytes = b""
    tables: dict[bytes, Box] = field(default_factory=dict)


class Walk:
    """One walk through a file's boxes, counting as it goes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen = 0

    def children(self, start: int, end: int) -> Iterator[Box]:
        """The boxes between two offsets. A box that claims more than is there ends at ``end``."""
        at = start
        while at + 8 <= end:
            self.seen += 1
            if self.seen > MAX_BOXES:
                raise TooMuch("more boxes than any camera writes")
            head = self.source.read(at, 16)
            if len(head) < 8:
                return
            size, header = _size(head, end - at)
            if size < header:
                return
            yield Box(head[4:8], at + header, min(at + size, end))
            at += size

    def descend(self, box: Box, depth: int = 0) -> Iterator[tuple[tuple[bytes, ...], Box]]:
        """Every box below ``box`` with the names that lead to it."""
        if depth >= MAX_DEPTH:
            raise TooMuch("boxes nested deeper than any camera writes")
        for child in self.children(box.start, box.end):
            yield (child.kind,), child
            if child.kind in PARENTS:
                for names, grandchild in self.descend(child, depth + 1):
                    yield (child.kind, *names), grandchild


def _size(head: bytes, room: int) -> tuple[int, int]:
    size = int.from_bytes(head[:4], "big")
    if size == 1 and len(head) >= 16:
        return int.from_bytes(head[8:16], "big"), 16
    return (room, 8) if size == 0 else (size, 8)


def tracks(walk: Walk, moov: Box) -> list[Track]:
    """The tracks of a movie box, at most MAX_TRACKS."""
    found: list[Track] = []
    for trak in (box for box in walk.children(moov.start, moov.end) if box.kind == b"trak"):
        if len(found) >= MAX_TRACKS:
            break
        found.append(_track(walk, trak))
    return found


def _track(walk: Walk, trak: Box) -> Track:
    track = Track()
    read = walk.source.read
    for names, box in walk.descend(trak):
        if box.kind == b"hdlr" and names == (b"mdia", b"hdlr"):
            track.handler = read(box.start + 8, 4)
        elif box.kind == b"mdhd":
            version = read(box.start, 1)
            track.timescale = walk.source.u32(box.start + (20 if version == b"\x01" else 12)) or 1
        elif box.kind == b"stsd":
            track.format = read(box.start + 12, 4)
        elif box.kind in {b"stts", b"stsc", b"stsz", b"stco", b"co64"}:
            track.tables.setdefault(box.kind, box)
    return track


def samples(source: Source, track: Track) -> list[Sample]:
    """The samples of a data track that begin within the file, in order, at most MAX_SAMPLES; none without tables."""
    chunks = _numbers(source, track.tables.get(b"stco"), 4) or _numbers(source, track.tables.get(b"co64"), 8)
    sizes = _sizes(source, track.tables.get(b"stsz"))
    places = _places(chunks, _triples(source, track.tables.get(b"stsc")), sizes)
    times = _times(source, track.tables.get(b"stts"), track.timescale)
    return [
        Sample(offset, size, t, duration)
        for (offset, size), (t, duration) in islice(zip(places, times, strict=False), MAX_SAMPLES)
        if offset < source.size
    ]


def _table(source: Source, box: Box | None, skip: int) -> bytes:
    if box is None or box.length < skip:
        return b""
    return source.read(box.start + skip, min(box.length - skip, MAX_TABLE_BYTES))


def _numbers(source: Source, box: Box | None, width: int) -> list[int]:
    raw = _table(source, box, 8)
    count = min(source.u32(box.start + 4) if box else 0, len(raw) // width, MAX_SAMPLES)
    return list(struct.unpack(f">{count}{'I' if width == 4 else 'Q'}", raw[: count * width]))


def _triples(source: Source, box: Box | None) -> list[tuple[int, int, int]]:
    raw = _table(source, box, 8)
    return list(struct.iter_unpack(">III", raw[: len(raw) // 12 * 12]))


def _sizes(source: Source, box: Box | None) -> list[int]:
    if box is None:
        return []
    same, count = source.u32(box.start + 4), source.u32(box.start + 8)
    if same:
        return [same] * min(count, MAX_SAMPLES)
    raw = _table(source, box, 12)
    count = min(count, len(raw) // 4, MAX_SAMPLES)
    return list(struct.unpack(f">{count}I", raw[: count * 4]))


def _places(chunks: list[int], runs: list[tuple[int, int, int]], sizes: list[int]) -> Iterator[tuple[int, int]]:
    remaining = iter(sizes)
    run = 0
    for number, chunk in enumerate(chunks, start=1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        offset = chunk
        for size in islice(remaining, runs[run][1] if runs else 1):
            yield offset, size
            offset += size


def _times(source: Source, box: Box | None, timescale: int) -> Iterator[tuple[float, float]]:
    raw = _table(source, box, 8)
    ticks = 0
    for count, delta in struct.iter_unpack(">II", raw[: len(raw) // 8 * 8]):
        for _ in range(min(count, MAX_SAMPLES)):
            yield ticks / timescale, delta / timescale
            ticks += delta
    while True:
        yield ticks / timescale, 0.0
