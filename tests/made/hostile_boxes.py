"""Hostile MP4 and QuickTime files: boxes, tables and edit lists that lie (ISO/IEC 14496-12)."""

import struct
import zlib
from collections.abc import Callable, Mapping

from tests.made.hostile import FTYP, box, giant_picture, huge_data_track, huge_tables, many_empty_boxes, nested

PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"udta"})
MOST = b"\xff\xff\xff\xff"
Change = Callable[[bytes], bytes]


def rebuilt(boxes: bytes, changes: Mapping[bytes, Change]) -> bytes:
    """The same boxes with some contents changed and every length around them mended."""
    made, at = b"", 0
    while at + 8 <= len(boxes):
        size, kind = struct.unpack_from(">I4s", boxes, at)
        content = boxes[at + 8 : at + size]
        if kind in PARENTS:
            content = rebuilt(content, changes)
        made += box(kind, changes.get(kind, bytes)(content))
        at += size
    return made


def changed(kind: bytes, change: Change) -> Callable[[bytes], bytes]:
    """A clip's every box of one kind with other content."""
    return lambda clip: rebuilt(clip, {kind: change})


def table(kind: bytes, *numbers: int) -> Callable[[bytes], bytes]:
    """A clip's every table of one kind with these 32-bit numbers behind version and flags."""
    return changed(kind, lambda _: bytes(4) + struct.pack(f">{len(numbers)}I", *numbers))


def patched(kind: bytes, offset: int, new: bytes) -> Callable[[bytes], bytes]:
    """A clip with bytes overwritten ``offset`` bytes into every box of one kind."""
    return changed(kind, lambda old: old[:offset] + new + old[offset + len(new) :])


def moov_with(content: bytes) -> Callable[[bytes], bytes]:
    """A clip whose movie box holds something more."""
    return changed(b"moov", lambda old: old + content)


def recursion(depth: int) -> bytes:
    """A movie within a movie within a movie."""
    inner = b""
    for _ in range(depth):
        inner = box(b"moov", box(b"trak", inner))
    return FTYP + inner


def compressed_movie(size: int) -> bytes:
    """QuickTime's compressed movie header: a kilobyte that claims to become ``size`` bytes, and does."""
    packed = struct.pack(">I", size) + zlib.compress(bytes(size), 9)
    return FTYP + box(b"moov", box(b"cmov", box(b"dcom", b"zlib") + box(b"cmvd", packed)))


def compressed_movie_in_itself(clip: bytes, depth: int) -> bytes:
    """A compressed header that unpacks to a compressed header, again and again."""
    movie = box(b"moov", b"")
    for _ in range(depth):
        packed = struct.pack(">I", len(movie)) + zlib.compress(movie)
        movie = box(b"moov", box(b"cmov", box(b"dcom", b"zlib") + box(b"cmvd", packed)))
    return clip[: clip.index(b"moov") - 4] + movie


def external_pictures(location: bytes) -> Callable[[bytes], bytes]:
    """A movie that says its pictures lie in another file."""
    return table_of_places(box(b"url ", bytes(4) + location + b"\0"))


def table_of_places(entry: bytes) -> Callable[[bytes], bytes]:
    """A clip whose data reference table has this one entry."""
    return changed(b"dref", lambda _: bytes(4) + struct.pack(">I", 1) + entry)


def alias(path: bytes) -> bytes:
    """A Macintosh alias with an absolute path (type 2) and a Unix path (type 18)."""
    parts = b"".join(
        struct.pack(">HH", kind, len(path)) + path + bytes(len(path) % 2) for kind in (2, 18)
    ) + struct.pack(">HH", 0xFFFF, 0)
    return box(b"alis", bytes(4) + bytes(4) + struct.pack(">H", 150 + len(parts)) + bytes(144) + parts)


def played_again(clip: bytes, times: int) -> bytes:
    """A second of film whose edit list plays it so many times."""
    edit = struct.pack(">IiI", 1000, 0, 0x10000)
    return rebuilt(clip, {b"elst": lambda _: bytes(4) + struct.pack(">I", times) + edit * times})


def fragments(count: int) -> bytes:
    """Movie fragments without end, each announcing four thousand million samples."""
    run = box(b"trun", b"\0\0\2\1" + MOST + bytes(4))
    traf = box(b"traf", box(b"tfhd", b"\0\2\0\0" + struct.pack(">I", 1)) + run)
    return box(b"moof", box(b"mfhd", bytes(8)) + traf) * count


BOXES: dict[str, Callable[[bytes], bytes]] = {
    "16k by 16k in the header": lambda clip: giant_picture(clip, 16_384, 16_384),
    "65k by 65k in the header": giant_picture,
    "a picture of 0 by 0": lambda clip: giant_picture(clip, 0, 0),
    "every table claims everything": huge_tables,
    "a data track claims everything": lambda _: huge_data_track(),
    "four thousand million samples of one byte": table(b"stsz", 1, 0xFFFFFFFF),
    "four thousand million pictures in one entry": table(b"stts", 1, 0xFFFFFFFF, 1),
    "each picture lasts four thousand million ticks": table(b"stts", 1, 25, 0xFFFFFFFF),
    "a jump of years": table(b"stts", 3, 10, 512, 1, 0x7FFFFFFF, 14, 512),
    "each picture lasts nothing": table(b"stts", 1, 25, 0),
    "no times at all": table(b"stts", 0),
    "times run backward": table(b"ctts", 25, *(n for i in range(25) for n in (1, 25_000 - i * 1000))),
    "every time the same": table(b"ctts", 25, *(n for i in range(25) for n in (1, (25 - i) * 512))),
    "chunks of four thousand million samples": table(b"stsc", 1, 1, 0xFFFFFFFF, 1),
    "chunks count backward": table(b"stsc", 3, 9, 1, 1, 5, 1, 1, 1, 1, 1),
    "samples all in one place": table(b"stco", 25, *([48] * 25)),
    "samples outside the file": table(b"stco", 25, *([0xFFFFFFF0] * 25)),
    "samples inside the index": lambda clip: table(b"stco", 25, *([clip.index(b"moov")] * 25))(clip),
    "no key picture": table(b"stss", 0),
    "every picture is a key picture": table(b"stss", 25, *range(1, 26)),
    "key pictures that do not exist": table(b"stss", 3, 0, 4_000_000_000, 7),
    "an edit list without end": table(b"elst", 0xFFFFFFFF, 1000, 0, 0x10000),
    "fifty thousand edits": lambda clip: rebuilt(clip, {b"elst": lambda _: bytes(4) + struct.pack(">I", 50_000)
        + struct.pack(">IiI", 1, 0, 0x10000) * 50_000}),
    "edits that play it again and again": lambda clip: played_again(clip, 400),
    "a movie of no length": lambda clip: patched(b"mdhd", 16, bytes(4))(patched(b"mvhd", 16, bytes(4))(clip)),
    "a movie of two hundred years": lambda clip: patched(b"mdhd", 12, b"\0\0\0\1" + MOST)(clip),
    "a clock of no ticks": lambda clip: patched(b"mdhd", 12, bytes(4))(patched(b"mvhd", 12, bytes(4))(clip)),
    "a matrix of nonsense": patched(b"tkhd", 40, MOST * 9),
    "two hundred nested boxes": lambda _: nested(200),
    "ten thousand nested boxes": lambda _: nested(10_000),
    "a movie within a movie": lambda _: recursion(300),
    "four megabytes of empty boxes": lambda _: many_empty_boxes(4 * 1024**2),
    "empty movies": lambda _: FTYP + box(b"moov") * 100_000,
    "empty tracks": lambda _: FTYP + box(b"moov", box(b"trak") * 100_000),
    "empty user boxes": moov_with(box(b"udta", box(b"free") * 100_000)),
    "empty fragments": lambda clip: clip + box(b"moof") * 30_000,
    "fragments that claim everything": lambda clip: clip + fragments(2000),
    "a compressed movie of thirty megabytes": lambda _: compressed_movie(30 * 1024**2),
    "a compressed movie in itself": lambda clip: compressed_movie_in_itself(clip, 200),
    "a box of seven bytes": lambda _: FTYP + box(b"moov", box(b"trak", claimed=7)),
    "a box of 2^63": lambda _: FTYP + b"\0\0\0\1moov" + struct.pack(">Q", 2**63),
    "a box of 2^63 after the clip": lambda clip: clip + b"\0\0\0\1free" + struct.pack(">Q", 2**63 - 1) + bytes(64),
    "a fragment cut short": lambda clip: clip + box(b"moof", bytes(100), claimed=5000),
    "a box of minus one": lambda clip: clip + b"\0\0\0\1mdat" + b"\xff" * 8,
    "pictures in another file": external_pictures(b"file:///etc/passwd"),
    "pictures on another machine": external_pictures(b"http://127.0.0.1:1/x.mp4"),
    "pictures behind an alias": table_of_places(alias(b"/etc/passwd")),
    "a codec nobody has": patched(b"stsd", 12, b"zzzz"),
    "a codec configuration of zeros": changed(b"stsd", lambda old: old[:100] + bytes(len(old) - 100)),
    "a handler of two million letters": patched(b"hdlr", 24, b"x" * 2_000_000),
    "a title of two million letters": moov_with(
        box(b"udta", box(b"\xa9nam", b"\x1e\x84\x80\0" + b"<script>" * 250_000))),
    "a thousand tracks": lambda clip: rebuilt(clip, {b"moov": lambda old: old + old[108:] * 40}),
}  # fmt: skip
