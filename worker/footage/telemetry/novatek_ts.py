"""Novatek cameras that write transport streams: the same block a second, as private packets of PID 0x300."""

import numpy as np
import numpy.typing as npt

from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source
from worker.footage.telemetry.clip import MAX_POINTS, Clip
from worker.footage.telemetry.novatek import BODY, of_bodies

NAME = "novatek-ts"
GPS_PID = 0x300
PRIVATE_STREAM_2 = b"\x00\x00\x01\xbf"  # ISO/IEC 13818-1: content follows six bytes of header
PACKETS_A_READ = 40_000
TS_SYNC = 0x47


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a private packet, timed by the picture sent before it."""
    if clip.container != "mpegts":
        return []
    step, first = (188, 0) if clip.source.read(0, 1) == b"\x47" else (192, 4)
    bodies: list[bytes] = []
    times: list[float] = []
    started: float | None = None
    now = 0.0
    scan = Source(clip.source.descriptor, clip.source.size, clip.source.size)
    for offset in range(0, scan.size, PACKETS_A_READ * step):
        for packet in _interesting(scan.read(offset, PACKETS_A_READ * step), step, first):
            stamp = _picture_time(packet)
            if stamp is not None:
                started = stamp if started is None else started
                now = max(0.0, stamp - started)
            elif len(bodies) < MAX_POINTS and (body := _body(packet)):
                bodies.append(body)
                times.append(now)
    return of_bodies(bodies, NAME, times)


def _interesting(chunk: bytes, step: int, first: int) -> list[bytes]:
    """Packets that begin a unit: of the GPS PID, or of any with a picture's start code."""
    rows: npt.NDArray[np.uint8] = np.frombuffer(chunk[: len(chunk) // step * step], np.uint8).reshape(-1, step)
    rows = rows[:, first:]
    begins = (rows[:, 0] == TS_SYNC) & ((rows[:, 1] & 0x40) != 0)
    pid = (rows[:, 1].astype(np.uint16) & 0x1F) << 8 | rows[:, 2]
    # Sound and tables begin units a hundred times a second; the start code after the header tells them apart.
    picture = np.zeros(len(rows), bool)
    has_adaptation = (rows[:, 3] & 0x20) != 0
    code_at = np.where(has_adaptation, 5 + rows[:, 4].astype(np.int64), 4)
    fits = begins & (code_at < 170)
    index = np.flatnonzero(fits)
    at = code_at[index]
    picture[index] = (
        (rows[index, at] == 0)
        & (rows[index, at + 1] == 0)
        & (rows[index, at + 2] == 1)
        & ((rows[index, at + 3] & 0xF0) == 0xE0)
    )
    return [bytes(row) for row in rows[begins & ((pid == GPS_PID) | picture)]]


def _payload(packet: bytes) -> bytes:
    return packet[5 + packet[4] :] if packet[3] & 0x20 else packet[4:]


def _picture_time(packet: bytes) -> float | None:
    """The presentation time of a picture's packet in seconds (33 bits at 90 kHz, ISO/IEC 13818-1, 2.4.3.7)."""
    header = _payload(packet)
    if len(header) < 14 or header[3] & 0xF0 != 0xE0 or not header[7] & 0x80:
        return None
    a, b, c = header[9], int.from_bytes(header[10:12], "big"), int.from_bytes(header[12:14], "big")
    return ((a >> 1 & 7) << 30 | b >> 1 << 15 | c >> 1) / 90_000


def _body(packet: bytes) -> bytes | None:
    content = _payload(packet)
    return content[6 : 6 + BODY.size] if content.startswith(PRIVATE_STREAM_2) else None
