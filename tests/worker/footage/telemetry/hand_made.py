"""Containers put together by hand for bytes of makers: an MP4 with one data track, packets of a transport stream."""

import os
import struct
from pathlib import Path

from tests.made.hostile import FTYP, box
from worker.footage.facts import TelemetryPoint
from worker.footage.sniff import HEAD_BYTES, sniff
from worker.footage.source import Source
from worker.footage.telemetry.registry import read_log, read_telemetry


def told(content: bytes, folder: Path) -> list[TelemetryPoint]:
    """The points of a file of these bytes, read as the product reads it."""
    path = folder / "file"
    path.write_bytes(content)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        container = sniff(content[:HEAD_BYTES], len(content)).demuxer
        source = Source(descriptor, len(content))
        return read_telemetry(source, container).points if container else read_log(source)
    finally:
        os.close(descriptor)


def movie(fourcc: bytes, handler: bytes, samples: list[bytes], *, more: bytes = b"") -> bytes:
    """An MP4 whose one track holds these samples, a second each, in one chunk behind the index, then ``more``."""

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
        media = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, 1000 * len(samples)) + bytes(4))
        media += box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", table)
        return FTYP + box(b"moov", box(b"trak", box(b"mdia", media)))

    start = len(whole(0)) + 8
    return whole(start) + box(b"mdat", b"".join(samples)) + more


def boxes(*inside: bytes) -> bytes:
    """An MP4 of these outermost boxes and nothing to watch."""
    return FTYP + b"".join(inside)


def picture_packet(seconds: float) -> bytes:
    """A picture's first packet with its presentation time (ISO/IEC 13818-1, 2.4.3.7)."""
    ticks = int(seconds * 90_000)
    stamp = struct.pack(">BHH", 0x21 | ticks >> 29 & 0xE, ticks >> 14 & 0xFFFE | 1, ticks << 1 & 0xFFFE | 1)
    return _packet(0x100, b"\0\0\1\xe0\0\0\x80\x80\5" + stamp + bytes(60), begins=True)


def private_packets(body: bytes, pid: int = 0x300) -> bytes:
    """A private unit (stream 0xBF) cut into as many packets as it needs."""
    unit = b"\0\0\1\xbf" + struct.pack(">H", len(body)) + body
    return b"".join(_packet(pid, unit[at : at + 184], begins=at == 0) for at in range(0, len(unit), 184))


def _packet(pid: int, payload: bytes, *, begins: bool) -> bytes:
    stuffing = 184 - len(payload)
    field = bytes([stuffing - 1]) + (b"\0" + b"\xff" * (stuffing - 2) if stuffing > 1 else b"") if stuffing else b""
    return struct.pack(">BHB", 0x47, (0x4000 if begins else 0) | pid, 0x30 if stuffing else 0x10) + field + payload


def stream(*bodies: bytes, pid: int = 0x300) -> bytes:
    """A transport stream: before each body a picture, the first at 7 s, then one a second."""
    packets = b"".join(picture_packet(7.0 + number) + private_packets(body, pid) for number, body in enumerate(bodies))
    return packets + picture_packet(7.0 + len(bodies)) * 3
