"""Puts a track and the camera's name into a finished MP4 by adding boxes; what the muxer wrote stays as it is."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from demo.scenes import GpsContainer, Scene
from demo.track import fix_at, free_gps_block, gpmf_packet

_UNITY = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_ENGLISH = 0x15C7  # ISO 639-2 "eng" in five-bit letters
_MP4_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_MOVIE_TIMESCALE = 1000


def box(kind: bytes, *parts: bytes) -> bytes:
    """An ISO base media box: size, four letters, contents."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def boxes_in(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(kind, start, end) of the boxes that follow each other in `content`."""
    start = 0
    while start + 8 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, start)
        if size < 8:
            raise ValueError(f"The box {kind!r} has no plain 32-bit size.")
        yield kind, start, start + size
        start += size


def add_track(path: Path, scene: Scene) -> None:
    """Write the scene's track and camera name into the file at `path`, whose last box must be its moov."""
    content = path.read_bytes()
    found = list(boxes_in(content))
    kind, start, end = found[-1]
    if kind != b"moov":
        raise ValueError("The muxer did not leave moov at the end.")
    front, moov = content[:start], content[start + 8 : end]
    extra = b""
    if scene.gps is GpsContainer.NOVATEK:
        front, extra = _with_free_gps(front, scene)
    elif scene.gps is GpsContainer.GPMF:
        front, extra = _with_gpmd(front, scene)
    path.write_bytes(front + box(b"moov", _with_camera_name(moov, scene), extra))


def _with_camera_name(moov: bytes, scene: Scene) -> bytes:
    """The children of moov with QuickTime's maker and model strings in `udta`."""
    named = b"".join(
        box(kind, struct.pack(">HH", len(text), _ENGLISH), text)
        for kind, text in ((b"\xa9mak", scene.maker.encode()), (b"\xa9mod", scene.model.encode()))
    )
    kept, user = b"", b""
    for kind, start, end in boxes_in(moov):
        if kind == b"udta":
            user = moov[start + 8 : end]
        else:
            kept += moov[start:end]
    return kept + box(b"udta", named, user)


def _with_free_gps(front: bytes, scene: Scene) -> tuple[bytes, bytes]:
    """One block a second behind the pictures, and moov's `gps ` index of (offset, size) to them."""
    blocks = [free_gps_block(fix_at(scene, second)) for second in range(int(scene.seconds))]
    places = b""
    for block in blocks:
        places += struct.pack(">II", len(front), len(block))
        front += block
    return front, box(b"gps ", struct.pack(">II", 0x101, len(blocks)), places)


def _with_gpmd(front: bytes, scene: Scene) -> tuple[bytes, bytes]:
    """A second `mdat` with one GPMF packet a second, and the `meta` track that describes it."""
    lengths = [min(1.0, scene.seconds - second) for second in range(int(-(-scene.seconds // 1)))]
    packets = [gpmf_packet(scene, second, length) for second, length in enumerate(lengths)]
    places, place = [], len(front) + 8
    for packet in packets:
        places.append(place)
        place += len(packet)
    track = _meta_track(scene, [round(1000 * length) for length in lengths], [len(p) for p in packets], places)
    return front + box(b"mdat", *packets), track


def _full(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", flags), *parts)


def _meta_track(scene: Scene, lengths: list[int], sizes: list[int], places: list[int]) -> bytes:
    """A `trak` with handler "meta" and sample entry `gpmd`, as GoPro's cameras write it; lengths in milliseconds."""
    created = int((scene.started_at - _MP4_EPOCH).total_seconds()) & 0xFFFFFFFF
    total = sum(lengths)
    number = 2
    header = struct.pack(">IIIII", created, created, number, 0, total) + b"\0" * 16 + _UNITY + struct.pack(">II", 0, 0)
    name = b"GoPro MET"
    handler = b"mhlrmeta" + b"\0" * 12 + bytes([len(name)]) + name
    return box(
        b"trak",
        _full(b"tkhd", header, flags=15),
        box(
            b"mdia",
            _full(b"mdhd", struct.pack(">IIIIHH", created, created, _MOVIE_TIMESCALE, total, _ENGLISH, 0)),
            _full(b"hdlr", handler),
            box(
                b"minf",
                box(b"gmhd", _full(b"gmin", b"\0" * 12), box(b"gpmd", b"\0" * 4)),
                box(b"dinf", _full(b"dref", struct.pack(">I", 1), _full(b"url ", flags=1))),
                _sample_table(lengths, sizes, places),
            ),
        ),
    )


def _sample_table(lengths: list[int], sizes: list[int], places: list[int]) -> bytes:
    """Durations, sizes and file offsets of the packets, one packet to a chunk."""
    entry = box(b"gpmd", b"\0" * 6, struct.pack(">HI", 1, 0))
    return box(
        b"stbl",
        _full(b"stsd", struct.pack(">I", 1), entry),
        _full(b"stts", struct.pack(">I", len(lengths)), *(struct.pack(">II", 1, length) for length in lengths)),
        _full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        _full(b"stsz", struct.pack(">II", 0, len(sizes)), *(struct.pack(">I", size) for size in sizes)),
        _full(b"stco", struct.pack(">I", len(places)), *(struct.pack(">I", place) for place in places)),
    )
