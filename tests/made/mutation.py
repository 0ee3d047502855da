"""Seeded damage to whole files: flipped bits, false lengths, splices, cuts, and the four letters of containers."""

import random
import re
from pathlib import Path

from tests.made.hostile import draw_clip

LETTERS = (
    b"ftyp moov mvhd trak tkhd mdia mdhd hdlr minf stbl stsd stts ctts stsc stsz stco co64 stss elst edts udta meta "
    b"mdat moof traf trun tfhd free skip wide uuid cmov dcom cmvd dref alis url  avc1 hvc1 encv mp4a gpmd camm text "
    b"tx3g sbtl gps  freeG ilst keys tmcd RIFF LIST AVI  hdrl avih strh strf idx1 movi JUNK 00dc 01wb DEVC STRM GPS5 "
    b"GPS9 SCAL GPSU GPSF GPSP"
).split(b" ")
NUMBERS = (
    b"\0\0\0\0",
    b"\0\0\0\1",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\xff\xff\xff\xff",
    b"\0\0\xff\xff",
    b"\xff" * 8,
)
# Where a container's lengths stand: four bytes before four letters (MP4), four behind them (RIFF).
FOUR = re.compile(rb"[A-Za-z0-9 ]{4}")
DRAWN = (
    ("mp4", "libx264", "yuv420p"),
    ("mp4", "libx265", "yuv420p"),
    ("mov", "mjpeg", "yuvj420p"),
    ("matroska", "libx264", "yuv420p"),
    ("webm", "libvpx", "yuv420p"),
    ("mpegts", "libx264", "yuv420p"),
    ("avi", "mjpeg", "yuvj420p"),
)


def drawn_seedlings(folder: Path, pictures: int = 12) -> dict[str, bytes]:
    """A small clip in every container and codec that cameras use."""
    seedlings = {}
    for container, codec, pixels in DRAWN:
        options = {"x265-params": "log-level=none:pools=none"} if codec == "libx265" else {}
        path = folder / f"{container}-{codec}"
        draw_clip(path, container=container, codec=codec, pixel_format=pixels, pictures=pictures, options=options,
                  sound=container in {"mp4", "mpegts"})  # fmt: skip
        seedlings[path.name] = path.read_bytes()
    return seedlings


def mutated(whole: bytes, others: list[bytes], draw: random.Random) -> bytes:
    """One damaged copy: one to six wounds, each drawn from all kinds."""
    hurt = bytearray(whole)
    for _ in range(draw.choice((1, 1, 2, 3, 6))):
        if hurt:
            draw.choice(WOUNDS)(hurt, others, draw)
    return bytes(hurt)


def _flip(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    for _number in range(draw.choice((1, 8, 64))):
        hurt[draw.randrange(len(hurt))] ^= 1 << draw.randrange(8)


def _overwrite(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    at = draw.randrange(len(hurt))
    new = draw.choice(NUMBERS) if draw.random() < 0.6 else draw.randbytes(draw.randrange(1, 40))
    hurt[at : at + len(new)] = new


def _lie(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    """A false length beside four letters, or false numbers shortly behind them."""
    start = draw.randrange(len(hurt))
    found = FOUR.search(hurt, start) or FOUR.search(hurt)
    if found:
        at = max(0, found.start() + draw.choice((-4, -4, 4, 8, 12, 16)))
        new = draw.choice(NUMBERS) if draw.random() < 0.7 else draw.randrange(2**20).to_bytes(4, "big")
        hurt[at : at + len(new)] = new


def _rename(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    found = FOUR.search(hurt, draw.randrange(len(hurt)))
    at = found.start() if found else draw.randrange(len(hurt))
    hurt[at : at + 4] = draw.choice(LETTERS)


def _splice(hurt: bytearray, others: list[bytes], draw: random.Random) -> None:
    other = draw.choice(others)
    start = draw.randrange(len(other) + 1)
    piece = other[start : start + draw.choice((8, 64, 512, 8192))]
    at = draw.randrange(len(hurt) + 1)
    hurt[at : at + (len(piece) if draw.random() < 0.5 else 0)] = piece


def _cut(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    del hurt[draw.randrange(len(hurt)) :]


def _drop(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    at = draw.randrange(len(hurt))
    del hurt[at : at + draw.choice((1, 4, 188, 4096))]


def _repeat(hurt: bytearray, _: list[bytes], draw: random.Random) -> None:
    at = draw.randrange(len(hurt))
    piece = bytes(hurt[at : at + draw.choice((8, 32, 188, 2048))])
    hurt[at:at] = piece * draw.choice((1, 3, 50))


WOUNDS = (_flip, _flip, _overwrite, _overwrite, _lie, _lie, _lie, _rename, _splice, _cut, _drop, _repeat)
