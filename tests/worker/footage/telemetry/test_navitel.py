"""Navitel R600, iBOX iCON and kin: an outermost `gps0` box of 32-byte records, little-endian.

| at | what |
|---|---|
| 0, 8 | latitude, longitude, 64-bit floats, DDDMM.MMMM |
| 16 | altitude, 32 bits |
| 20 | km/h, 16 bits |
| 22 | year - 2000, month, day, hour, minute, second, a byte each |
| 28 | half the course |
| 29 | 01 01 00 |
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import is_nowhere, near_birmingham, points_of
from tests.made.hostile import FTYP, box, movie_box
from worker.footage.telemetry import navitel


def record(second: int = 30, lat: float = 5228.8, lon: float = -154.0, last: bytes = b"\x01\x01\0") -> bytes:
    """08:15 on 14 March 2026, 56 km/h, course 272."""
    return struct.pack("<ddiH7B3s", lat, lon, 140, 56, 26, 3, 14, 8, 15, second, 136, last)


def clip(*records: bytes) -> bytes:
    """Records behind the movie box."""
    return FTYP + box(b"mdat", bytes(16)) + movie_box() + box(b"gps0", b"".join(records))


def test_a_record_gives_place_speed_course_and_the_cameras_clock() -> None:
    first, second = points_of(navitel.read, clip(record(), record(32)))
    assert near_birmingham(first)
    assert (first.speed_mps, first.course) == (pytest.approx(56 / 3.6, abs=1e-3), 272)
    assert first.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the record states no zone
    assert (first.t, second.t) == (0.0, 2.0)


@pytest.mark.parametrize("no_fix", [record(lat=0.0, lon=0.0), record(last=b"\x01\x02\0"), record(last=bytes(3))])
def test_a_record_without_a_fix_or_with_an_unknown_hemisphere_has_no_place(no_fix: bytes) -> None:
    (point,) = points_of(navitel.read, clip(no_fix))
    assert is_nowhere(point)


def test_leftovers_of_the_ring_are_left_out() -> None:
    old, far = record(10), record(32, lat=5229.8)
    points = points_of(navitel.read, clip(record(30), record(31), old, far, record(33)))
    assert [point.t for point in points] == [0.0, 1.0, 3.0]
    assert all(near_birmingham(point) for point in points)


@pytest.mark.parametrize(
    "content",
    [
        clip(),
        clip(record()[:31]),
        clip(bytes(96)),
        clip(bytes(range(7, 63)) * 4),
        clip(record(last=b"\x03\x01\0")),
        clip(record(second=60)),
        clip(record(lat=5260.1)),
        clip(record(lat=float("nan"))),
        clip(record(), bytes(32), bytes(32)),
    ],
)
def test_what_is_no_record_of_this_kind_is_not_claimed(content: bytes) -> None:
    assert points_of(navitel.read, content) == []
