"""Private units of a transport stream (ISO/IEC 13818-1), each timed by the picture sent before it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from worker.footage.source import Source

PACKETS_A_READ = 40_000
TS_SYNC, TS_PACKET, M2TS_PACKET = 0x47, 188, 192
PRIVATE_STREAM_1, PRIVATE_STREAM_2 = 0xBD, 0xBF
MAX_UNIT = 2048
MAX_PRIVATE_PIDS = 8
Rows = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Unit:
    """One private unit: the stream it belongs to, seconds after the first picture, and at most MAX_UNIT bytes."""

    pid: int
    t: float
    body: bytes


@dataclass
class _Listening:
    """What the scan carries from packet to packet."""

    started: float | None = None
    now: float = 0.0
    pids: set[int] = field(default_factory=set)
    begun: dict[int, tuple[float, bytearray]] = field(default_factory=dict)


def private_units(source: Source) -> Iterator[Unit]:
    """Every private unit, whatever its stream: cameras leave theirs out of the programme's table."""
    step, first = (TS_PACKET, 0) if source.read(0, 1) == b"\x47" else (M2TS_PACKET, 4)
    scan = Source(source.descriptor, source.size, source.size)
    heard = _Listening()
    for offset in range(0, scan.size, PACKETS_A_READ * step):
        for packet in _interesting(scan.read(offset, PACKETS_A_READ * step), step, first, heard.pids):
            yield from _take(heard, packet)
    for pid, (t, body) in heard.begun.items():
        yield Unit(pid, t, bytes(body))


def _interesting(chunk: bytes, step: int, first: int, pids: set[int]) -> list[bytes]:
    """Packets that begin a picture, and all of the streams that carry private units; ``pids`` gathers those."""
    rows: Rows = np.frombuffer(chunk[: len(chunk) // step * step], np.uint8).reshape(-1, step)[:, first:]
    synced = rows[:, 0] == TS_SYNC
    pid = (rows[:, 1].astype(np.uint16) & 0x1F) << 8 | rows[:, 2]
    # Sound and tables begin units a hundred times a second; the start code after the header tells them apart.
    code_at = np.where((rows[:, 3] & 0x20) != 0, 5 + rows[:, 4].astype(np.int64), 4)
    index = np.flatnonzero(synced & ((rows[:, 1] & 0x40) != 0) & (code_at < 178))
    at = code_at[index]
    starts = (rows[index, at] == 0) & (rows[index, at + 1] == 0) & (rows[index, at + 2] == 1)
    kind = rows[index, at + 3]
    private = starts & ((kind == PRIVATE_STREAM_1) | (kind == PRIVATE_STREAM_2))
    for number in np.unique(pid[index[private]]):
        if len(pids) < MAX_PRIVATE_PIDS:
            pids.add(int(number))
    wanted = synced & np.isin(pid, list(pids))
    wanted[index[starts & ((kind & 0xF0) == 0xE0)]] = True
    return [bytes(row) for row in rows[wanted]]


def _take(heard: _Listening, packet: bytes) -> Iterator[Unit]:
    pid, begins = int.from_bytes(packet[1:3], "big") & 0x1FFF, bool(packet[1] & 0x40)
    content = _payload(packet)
    if pid not in heard.pids:
        stamp = _picture_time(content)
        if stamp is not None:
            heard.started = stamp if heard.started is None else heard.started
            heard.now = max(0.0, stamp - heard.started)
        return
    if begins:
        if pid in heard.begun:
            t, body = heard.begun.pop(pid)
            yield Unit(pid, t, bytes(body))
        found = _body(content)
        if found is not None:
            heard.begun[pid] = (heard.now, bytearray(found))
    elif pid in heard.begun and len(heard.begun[pid][1]) < MAX_UNIT:
        heard.begun[pid][1].extend(content)


def _payload(packet: bytes) -> bytes:
    if not packet[3] & 0x10:
        return b""
    return packet[5 + packet[4] :] if packet[3] & 0x20 else packet[4:]


def _body(content: bytes) -> bytes | None:
    """What follows the header of a private unit: six bytes, or with the optional header of private stream 1."""
    if content[:3] != b"\0\0\1" or len(content) < 9:
        return None
    if content[3] == PRIVATE_STREAM_2:
        return content[6:]
    return content[9 + content[8] :] if content[3] == PRIVATE_STREAM_1 else None


def _picture_time(content: bytes) -> float | None:
    """The presentation time of a picture's packet in seconds (33 bits at 90 kHz, ISO/IEC 13818-1, 2.4.3.7)."""
    if len(content) < 14 or content[3] & 0xF0 != 0xE0 or not content[7] & 0x80:
        return None
    a, b, c = content[9], int.from_bytes(content[10:12], "big"), int.from_bytes(content[12:14], "big")
    return ((a >> 1 & 7) << 30 | b >> 1 << 15 | c >> 1) / 90_000
