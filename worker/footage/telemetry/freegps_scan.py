"""Where a clip keeps its ``freeGPS `` blocks: named by an index, in skipped boxes, or searched for among pictures.

A block is a box named ``free`` whose content begins with ``GPS ``; its big-endian size stands before the name and the
little-endian length of what it says behind it. Most firmware writes one a second between the pictures and names them
in a ``gps `` box of the movie box; older firmware leaves them unnamed (layout after ExifTool's public notes).
"""

import re
import struct
from collections.abc import Sequence

from worker.footage.source import Source
from worker.footage.telemetry.boxes import Box, Walk

MAGIC = b"freeGPS "
MAX_BLOCKS = 50_000
FIRST_READ, LONGEST_READ = 512, 4096
INDEX_LEAST = 64  # a size in the index that is smaller cannot be a block's
SKIPPED = frozenset({b"free", b"skip", b"udta"})
# Multiples of 16 KiB, as every camera writes: among pictures the name alone is too weak a mark.
AMONG_PICTURES = re.compile(rb"\0..\0freeGPS ", re.DOTALL)
SEARCH_BYTES = 8 * 1024**2  # the first block is said never to lie deeper than two
CHUNK = 1024**2
HEAD = 12
STEP_LEAST, STEP_MOST = 0x1000, 0x8000
MAX_PROBES = 200_000
MAX_MDATS = 4
SEARCH_BUDGET = MAX_MDATS * (SEARCH_BYTES + CHUNK + MAX_PROBES * HEAD)

Place = tuple[int, int]


def blocks(source: Source, walk: Walk, top: Sequence[Box], moov: Box | None) -> list[bytes]:
    """The blocks of a clip in order, each from its magic on; pictures are searched only when nothing names a block."""
    for places in (_indexed(walk, moov), _skipped(top)):
        found = [block for place in places[:MAX_BLOCKS] if (block := _block(source, place))]
        if found:
            return found
    return [block for place in _among_pictures(source, top) if (block := _block(source, place))]


def _block(source: Source, place: Place) -> bytes | None:
    start, end = place
    head = source.read(start, min(FIRST_READ, end - start))
    skip = head[:16].find(MAGIC)
    if skip < 0:
        return None
    stated = skip + len(MAGIC) + 4 + int.from_bytes(head[skip + 8 : skip + 12], "little")
    whole = min(stated, LONGEST_READ, end - start)
    if whole > len(head):
        head += source.read(start + len(head), whole - len(head))
    return head[skip:]


def _indexed(walk: Walk, moov: Box | None) -> list[Place]:
    """What the ``gps `` box of the movie box names: a count, then pairs of offset and size."""
    if moov is None:
        return []
    for box in walk.children(moov.start, moov.end):
        if box.kind == b"gps ":
            raw = walk.source.read(box.start + 8, min(box.length - 8, MAX_BLOCKS * 8))
            pairs = struct.iter_unpack(">II", raw[: len(raw) // 8 * 8])
            return [(at, at + (size if size >= INDEX_LEAST else FIRST_READ)) for at, size in pairs if at]
    return []


def _skipped(top: Sequence[Box]) -> list[Place]:
    # The box's own name may be the first half of the magic.
    return [(box.start - 4, box.end) for box in top if box.kind in SKIPPED]


def _among_pictures(source: Source, top: Sequence[Box]) -> list[Place]:
    """Search the first SEARCH_BYTES of pictures; where blocks lie on a grid, ask the rest only at its steps."""
    # Budget of its own: a long clip without blocks must not cost the other formats their reading.
    scan = Source(source.descriptor, source.size, SEARCH_BUDGET)
    found: list[Place] = []
    for mdat in [box for box in top if box.kind == b"mdat"][:MAX_MDATS]:
        near = min(mdat.end, mdat.start + SEARCH_BYTES)
        found += _searched(scan, mdat.start, near)
        if found and (step := _grid(found)):
            found += _probed(scan, near, mdat.end, step)
    return found[:MAX_BLOCKS]


def _searched(scan: Source, start: int, end: int) -> list[Place]:
    found: list[Place] = []
    for at in range(start, end, CHUNK):
        chunk = scan.read(at, min(CHUNK + HEAD, end - at))
        for match in AMONG_PICTURES.finditer(chunk):
            if match.start() < CHUNK:
                found.append(_place(at + match.start(), match[0]))
    return found


def _grid(found: list[Place]) -> int:
    """The step all blocks lie on, counted from the start of the file; 0 when there is none."""
    joined = STEP_MOST
    for start, _ in found:
        joined |= start
    step = joined & -joined
    return step if step >= STEP_LEAST else 0


def _probed(scan: Source, start: int, end: int, step: int) -> list[Place]:
    first = -(-start // step) * step
    places = range(first, end, step)[:MAX_PROBES]
    return [_place(at, head) for at in places if AMONG_PICTURES.match(head := scan.read(at, HEAD))]


def _place(at: int, head: bytes) -> Place:
    return at, at + int.from_bytes(head[:4], "big")
