"""The ring of ATC records: 52 bytes each from 44 behind the `f` of freeGPS, turned with two keys they carry.

| at | turned with | what |
|---|---|---|
| 13 | byte 20 | hour less one, minute, second |
| 16, 24 | byte 20 | latitude, longitude, 32 bits, degrees times 10,000,000 |
| 21, 29 | nothing | `ATC`, `001` |
| 32, 36 | byte 28 | hundredths of m/s, 32 bits; hundredths of degrees, signed, 16 bits; two zeros |
| 44 | byte 28 | year, 16 bits, month, day; 49 zero |
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import freegps, in_skipped_boxes, is_nowhere, near_birmingham, points_of, put
from worker.footage.telemetry import atc, novatek, novatek_kin


def record(second: int = 30, keys: tuple[int, int] = (0x5A, 0xC3), lon: int = -19_000_000, month: int = 3) -> bytes:
    """Birmingham, or 0, 0 with the longitude 0; the places of the keys are zero before turning."""
    plain = put(
        52,
        (13, bytes((7, 15, second))),
        (16, struct.pack("<i", 524_800_000 if lon else 0)),
        (21, b"ATC"),
        (24, struct.pack("<i", lon)),
        (29, b"001"),
        (32, struct.pack("<ih", 1543, -8850)),
        (44, struct.pack("<HBB", 2026, month, 14)),
    )
    first, second_key = keys
    turned = bytearray(plain)
    for place in (*range(0, 21), *range(24, 28)):
        turned[place] ^= first
    for place in (28, *range(32, 51)):
        turned[place] ^= second_key
    return bytes(turned)


def block(*records: bytes) -> bytes:
    """A block headed like an IQS camera's, as some are."""
    return freegps((12, b"IQS20130306B"), (44, b"".join(records)))


@pytest.mark.parametrize("keys", [(0x5A, 0xC3), (0, 0), (0xFF, 0x01)])
def test_the_newest_record_of_a_ring_is_the_blocks_own(keys: tuple[int, int]) -> None:
    ring = [record(second, keys) for second in (29, 30, 2, 3)]
    (point,) = points_of(atc.read, in_skipped_boxes(block(*ring)))
    assert near_birmingham(point)
    assert (point.speed_mps, point.course) == (15.43, 271.5)
    assert point.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the record states no zone


def test_zero_degrees_are_no_fix() -> None:
    (point,) = points_of(atc.read, in_skipped_boxes(block(record(lon=0))))
    assert is_nowhere(point)


@pytest.mark.parametrize("records", [(record()[:51],), (record(month=13),), (record(second=60),), (bytes(52),)])
def test_records_cut_short_or_undated_give_nothing(records: tuple[bytes, ...]) -> None:
    content = in_skipped_boxes(block(*records)[: 44 + sum(map(len, records))])
    assert points_of(atc.read, content) == []


def test_a_ring_is_never_read_as_the_layouts_it_is_headed_like() -> None:
    for read in (novatek.read, novatek_kin.read_iqs):
        assert points_of(read, in_skipped_boxes(block(record()))) == []
