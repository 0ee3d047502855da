"""Move an MP4's index before its pictures, in place, so that a browser can begin before it has everything."""

import os
import struct

from worker.footage.descriptors import Writer
from worker.footage.source import Source
from worker.footage.telemetry.boxes import Box, Walk

PIECE = 1024**2
HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})


def index_first(writer: Writer) -> None:
    """Rearrange a file just written by this reader; one whose index already comes first is left alone."""
    source = Source(writer.descriptor, writer.size, 1 << 62)
    top = list(Walk(source).children(0, writer.size))
    moov = next(box for box in top if box.kind == b"moov")
    pictures = next(box for box in top if box.kind == b"mdat")
    if moov.start < pictures.start:
        return
    begin = next(box.end for box in top if box.kind == b"ftyp")
    index = bytearray(source.read(moov.start - 8, moov.length + 8))
    for table in _offset_tables(index):
        _shift(index, table, len(index))
    _make_room(writer, begin, moov.start - 8, len(index))
    writer.seek(begin)
    writer.write(bytes(index))
    os.ftruncate(writer.descriptor, moov.end)


def _offset_tables(index: bytearray) -> list[Box]:
    found: list[Box] = []
    waiting = [(0, len(index))]
    while waiting:
        at, end = waiting.pop()
        while at + 8 <= end:
            size, kind = struct.unpack_from(">I4s", index, at)
            if kind in HOLDERS:
                waiting.append((at + 8, at + size))
            elif kind in {b"stco", b"co64"}:
                found.append(Box(kind, at + 8, at + size))
            at += max(8, size)
    return found


def _shift(index: bytearray, table: Box, distance: int) -> None:
    letter = "I" if table.kind == b"stco" else "Q"
    (count,) = struct.unpack_from(">I", index, table.start + 4)
    shape = f">{count}{letter}"
    moved = [offset + distance for offset in struct.unpack_from(shape, index, table.start + 8)]
    struct.pack_into(shape, index, table.start + 8, *moved)


def _make_room(writer: Writer, begin: int, end: int, distance: int) -> None:
    """From the back, so that nothing is overwritten before it has been moved."""
    at = end
    while at > begin:
        start = max(begin, at - PIECE)
        piece = os.pread(writer.descriptor, at - start, start)
        writer.seek(start + distance)
        writer.write(piece)
        at = start
