"""Akaso's plain freeGPS layout and the wide one.

| from the `f` of freeGPS | plain | wide | what |
|---|---|---|---|
| hour, minute, second | 44 | 44 | 32 bits each, little-endian |
| status | 56 | 56 | a letter and three zeros |
| latitude, N/S | 60, 64 | 60, 68 | float or 64-bit float, DDDMM.MMMM; a letter and three zeros |
| longitude, E/W | 68, 72 | 76, 84 | the same |
| speed, course | 76, 80 | 92, 100 | km/h or knots; degrees, half a turn off behind `x.xx` |
| year, month, day | 84 | 108 | with or without the century |
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import Reader, freegps, in_skipped_boxes, is_nowhere, near_birmingham, points_of
from worker.footage.telemetry import akaso

AT = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the camera's clock states no zone


def plain(status: bytes = b"A", head: bytes = b"20130325A", lat: float = 5228.8, month: int = 3) -> bytes:
    """56 km/h, course 271.5."""
    return freegps(
        (12, head),
        (44, struct.pack("<3I", 8, 15, 30)),
        (56, status),
        (60, struct.pack("<f", lat)),
        (64, b"N"),
        (68, struct.pack("<f", 154.0)),
        (72, b"W"),
        (76, struct.pack("<ff3I", 56.0, 271.5, 2026, month, 14)),
    )


def wide(status: bytes = b"A", lat: float = 5228.8, month: int = 3) -> bytes:
    """30 knots, course 271.5."""
    return freegps(
        (12, b"20130815.01"),
        (44, struct.pack("<3I", 8, 15, 30)),
        (56, status),
        (60, struct.pack("<d", lat)),
        (68, b"N"),
        (76, struct.pack("<d", 154.0)),
        (84, b"W"),
        (92, struct.pack("<dd3I", 30.0, 271.5, 26, month, 14)),
    )


@pytest.mark.parametrize(
    ("read", "block", "mps"), [(akaso.read_plain, plain(), 56 / 3.6), (akaso.read_wide, wide(), 15.4333)]
)
def test_a_block_gives_place_speed_course_and_clock(read: Reader, block: bytes, mps: float) -> None:
    (point,) = points_of(read, in_skipped_boxes(block))
    assert near_birmingham(point)
    assert (point.speed_mps, point.course, point.at) == (pytest.approx(mps, abs=1e-3), 271.5, AT)


def test_behind_x_dot_xx_the_course_is_half_a_turn_off() -> None:
    (point,) = points_of(akaso.read_plain, in_skipped_boxes(plain(head=b"x.xx")))
    assert point.course == 91.5


@pytest.mark.parametrize(("read", "block"), [(akaso.read_plain, plain(b"V")), (akaso.read_wide, wide(b"V"))])
def test_a_block_without_a_fix_has_no_place(read: Reader, block: bytes) -> None:
    (point,) = points_of(read, in_skipped_boxes(block))
    assert (is_nowhere(point), point.at) == (True, AT)


@pytest.mark.parametrize(
    "block",
    [plain()[:90], plain(lat=5262.0), plain(month=13), wide()[:110], wide(lat=9100.0), wide(month=0), plain(b"B")],
)
def test_cut_short_off_the_earth_or_undated_nothing_is_claimed(block: bytes) -> None:
    for read in (akaso.read_plain, akaso.read_wide):
        assert points_of(read, in_skipped_boxes(block)) == []
