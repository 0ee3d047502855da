"""LigoGPS in transport streams: plain lines in private units, or a plain table behind the last packet.

Layouts after public notes. A unit: the mode in small letters, a colon, and the line. A table: its length, ``SKIP``,
``LIGOGPSINFO`` (or ``LCAIGPSINFO``), five flags, a number of four bytes, slots of 132 bytes, ``####`` or ``&&&&``, its
length again, big-endian; lengths count the whole table, and what is before it is whole packets. The enciphered twins of
both are left alone.
"""

import re

from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.clip import Clip
from worker.footage.telemetry.ligo import of_slots, point_of
from worker.footage.telemetry.ts import Unit

NAME, TABLE_NAME = "ligo-ts", "ligo-ts-trailer"
MODE = re.compile(rb"[a-z]{2,12}:(?=20\d\d/)")
ENDS = (b"####", b"&&&&")
MAGICS = (b"SKIPLIGOGPSINFO", b"SKIPLCAIGPSINFO")
HEAD, LEAST, MOST = 28, 36, 8 * 1024**2


def decode(unit: Unit) -> list[TelemetryPoint]:
    """The point of a unit; none when it holds something else."""
    mode = MODE.match(unit.body)
    found = point_of(unit.body[mode.end() :].split(b"\0")[0], unit.t, NAME) if mode else None
    return [found] if found else []


def read(clip: Clip) -> list[TelemetryPoint]:
    """One point a slot of the table behind the packets, timed by its clock from the first."""
    if clip.container != "mpegts":
        return []
    end = clip.source.read(clip.source.size - 8, 8)
    length = int.from_bytes(end[4:], "big")
    if end[:4] not in ENDS or not LEAST <= length <= min(MOST, clip.source.size):
        return []
    table = clip.source.read(clip.source.size - length, length)
    if table[:4] != end[4:] or table[4:19] not in MAGICS:
        return []
    return of_slots(table[HEAD:], TABLE_NAME)
