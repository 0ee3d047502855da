"""INNOVV and XBHT: many records a freeGPS block, from 12 behind its `f`.

| INNOVV, 32 bytes | XBHT, 36 bytes | what |
|---|---|---|
| | 1 | year - 2000, month, day, hour, minute, second, tenth, a byte each |
| 0 | 8 | status, hemispheres |
| 4, 8 | 16, 20 | latitude, longitude: floats DDDMM.MMMM; 32 bits, times 10,000 |
| 12, 16 | 28 | knots, course; a speed of unconfirmed unit |
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import freegps, in_skipped_boxes, is_nowhere, near_birmingham, points_of, put
from worker.footage.telemetry import motorcycles


def innovv(marks: bytes = b"ANW\0", lat: float = 5228.8) -> bytes:
    """32 bytes without a clock."""
    return put(
        32, (0, marks), (4, struct.pack("<4f", lat, 154.0, 30.0, 271.5)), (20, struct.pack("<3i", 195, 48, -352))
    )


def xbht(tenth: int = 0, marks: bytes = b"ANWd", lat: int = 52_288_000, month: int = 3) -> bytes:
    """36 bytes, 14 March 2026, 08:15:30."""
    return put(
        36,
        (1, bytes((26, month, 14, 8, 15, 30, tenth))),
        (8, marks),
        (16, struct.pack("<2I", lat, 1_540_000)),
        (28, struct.pack("<H", 56)),
    )


def block(*records: bytes) -> bytes:
    """The records, then zeros."""
    return freegps((12, b"".join(records)))


def test_innovv_records_share_the_second_and_have_no_clock() -> None:
    first, second, third = points_of(
        motorcycles.read_innovv, in_skipped_boxes(block(innovv(), innovv(b"V00\0")), block(innovv()))
    )
    assert near_birmingham(first)
    assert (first.speed_mps, first.course, first.at) == (pytest.approx(15.4333, abs=1e-3), 271.5, None)
    assert is_nowhere(second)
    assert [first.t, second.t, third.t] == [0.0, 0.5, 1.0]


def test_xbht_records_have_tenths_and_no_speed_for_its_unit_is_unconfirmed() -> None:
    first, second = points_of(motorcycles.read_xbht, in_skipped_boxes(block(xbht(), xbht(5, b"V\0\0\0"))))
    assert near_birmingham(first)
    assert (first.speed_mps, first.course) == (None, None)
    assert first.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the record states no zone
    assert (is_nowhere(second), second.t) == (True, 0.5)


@pytest.mark.parametrize(
    "content",
    [
        block(innovv()[:20])[:40],
        block(innovv(lat=5260.0)),
        block(innovv(lat=float("nan"))),
        block(innovv(b"AXW\0")),
        block(xbht(month=13)),
        block(xbht(lat=52_608_000)),
        block(xbht(tenth=10)),
        block(xbht()[:30])[:42],
    ],
)
def test_cut_short_impossible_or_unmarked_records_give_nothing(content: bytes) -> None:
    for read in (motorcycles.read_innovv, motorcycles.read_xbht):
        assert points_of(read, in_skipped_boxes(content)) == []
