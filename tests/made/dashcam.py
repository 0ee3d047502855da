"""Containers for what a camera hides in a clip, and a reader's points from bytes; what is hidden is the test's own."""

import struct
import tempfile
from collections.abc import Callable

from tests.made.hostile import FTYP, box, movie_box
from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source
from worker.footage.telemetry.clip import Clip

Reader = Callable[[Clip], list[TelemetryPoint]]
GRID = 0x8000  # cameras begin a block on such a boundary of the file


def points_of(read: Reader, content: bytes, container: str = "mov") -> list[TelemetryPoint]:
    """What one reader finds in a file of these bytes."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return read(Clip(Source(file.fileno(), len(content)), container))


def in_skipped_boxes(*blocks: bytes) -> bytes:
    """A clip whose freeGPS blocks stand between the outermost boxes: the box's name begins each."""
    return FTYP + b"".join(struct.pack(">I", 4 + len(block)) + block for block in blocks) + movie_box()


def in_a_track(fourcc: bytes, handler: bytes, *samples: bytes) -> bytes:
    """A clip whose one track holds these samples, one a second, in one chunk behind the index."""

    def whole(offset: int) -> bytes:
        count = struct.pack(">I", len(samples))
        table = box(
            b"stbl",
            box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(fourcc, bytes(8)))
            + box(b"stts", bytes(4) + struct.pack(">I", 1) + count + struct.pack(">I", 1000))
            + box(b"stsc", bytes(4) + struct.pack(">II", 1, 1) + count + struct.pack(">I", 1))
            + box(b"stsz", bytes(8) + count + b"".join(struct.pack(">I", len(one)) for one in samples))
            + box(b"stco", bytes(4) + struct.pack(">II", 1, offset)),
        )
        head = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, 1000 * len(samples)) + bytes(4))
        media = head + box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", table)
        return FTYP + box(b"moov", box(b"trak", box(b"mdia", media)))

    return whole(len(whole(0)) + 8) + box(b"mdat", b"".join(samples))


def among_pictures(*blocks: bytes, grid: int = GRID, before: int = 0) -> bytes:
    """A clip whose blocks lie unnamed among its pictures on boundaries of the file, the first after ``before``."""
    film = bytearray(FTYP + bytes(8))
    for number, block in enumerate(blocks, start=1):
        film += b"\x65" * (before + number * grid - len(film))
        film += (struct.pack(">I", 0x4000) + block).ljust(0x4000, b"\0")
    mdat = len(film) - len(FTYP)
    film[len(FTYP) : len(FTYP) + 8] = struct.pack(">I4s", mdat, b"mdat")
    return bytes(film) + movie_box()


def put(size: int, *pieces: tuple[int, bytes], fill: bytes = b"\0") -> bytes:
    """Bytes of a size with pieces at their offsets, as a table of the layout gives them."""
    whole = bytearray(fill * size)
    for at, piece in pieces:
        whole[at : at + len(piece)] = piece
    return bytes(whole)


def freegps(*pieces: tuple[int, bytes], size: int = 400) -> bytes:
    """A ``freeGPS `` block with pieces at their offsets from its first letter; what it says it holds is all of it."""
    return put(size, (0, b"freeGPS "), (8, struct.pack("<I", size - 12)), *pieces)


def near_birmingham(point: TelemetryPoint, within: float = 1e-5) -> bool:
    """Whether a point is at 52.48 N, 1.9 W (5228.8 and 00154.0 as receivers print it), where these tests drive."""
    if point.lat is None or point.lon is None:
        return False
    return point.fix and abs(point.lat - 52.48) <= within and abs(point.lon + 1.9) <= within


def is_nowhere(point: TelemetryPoint) -> bool:
    """Whether a point has neither a fix nor anything that only a fix could tell."""
    return (point.fix, point.lat, point.lon, point.speed_mps, point.course) == (False, None, None, None, None)
