"""A record several makers share (Azdome, EEEkit, Lamax, Rove Stealth): text of which every byte is turned with AA.

Opened (layout after ExifTool's public notes): 2 ``XKZD`` FE FE; 8 the time as 14 digits, a byte, 15 letters of a label;
38 N/S and DDMMmmmm, E/W and DDDMMmmmm; then eight digits of kilometres an hour, or a sign with four digits that are not
understood and three of kilometres an hour. Without a fix a record has its time and no place. The zone is not stated.
"""

import re

from worker.footage.telemetry import freegps
from worker.footage.telemetry.freegps import Reading

SHUT_MAGIC = b"\xf2\xe1\xf0\xeeTT"
MAGIC_AT = 2
OPENED = bytes(byte ^ 0xAA for byte in range(256))
LONGEST = 320
TIME = re.compile(rb".{8}(\d{14})", re.DOTALL)
PLACE = re.compile(rb".{38}([NS])(\d{8})([EW])(\d{9})(?:(\d{8})|[+-]\d{4}(\d{3}))?", re.DOTALL)


def is_shut(record: bytes) -> bool:
    """Whether a record has the enciphered mark where it must be."""
    return record[MAGIC_AT : MAGIC_AT + len(SHUT_MAGIC)] == SHUT_MAGIC


def of_record(record: bytes) -> list[Reading]:
    """The reading of one record, still shut; none when it is something else."""
    text = record[:LONGEST].translate(OPENED)
    told = TIME.match(text) if is_shut(record) else None
    at = freegps.printed_clock(told[1]) if told else None
    if at is None:
        return []
    where = PLACE.match(text)
    if where is None:
        return [Reading(at)]
    place = freegps.unpacked(int(where[2]) / 1e4, int(where[4]) / 1e4, where[1] + where[3])
    speed = where[5] or where[6]
    return [Reading(at, place, None if speed is None else int(speed) / 3.6)]
