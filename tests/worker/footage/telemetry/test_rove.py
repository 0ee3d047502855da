"""Rove R2-4K: an `ssmd` track of 32-byte samples (Stealth 4K stands with the cipher it shares).

| at | what |
|---|---|
| 0, 8 | latitude, longitude, 64-bit floats, DDDMM.MMMM; 2^32 - 1 without a fix |
| 20 | knots, 16 bits |
| 22 | year - 2000, month, day, hour, minute, second, a byte each |
| 28 | FF 01 01 00 with a fix, FF 00 FF FF without |
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import in_a_track, is_nowhere, near_birmingham, points_of
from worker.footage.telemetry import rove

FIX, NO_FIX = b"\xff\x01\x01\0", b"\xff\0\xff\xff"


def sample(lat: float = 5228.8, lon: float = -154.0, status: bytes = FIX, second: int = 30) -> bytes:
    """08:15 on 14 March 2026 at 30 knots."""
    return struct.pack("<dd4xH6B4s", lat, lon, 30, 26, 3, 14, 8, 15, second, status)


def clip(*samples: bytes) -> bytes:
    """A track of them."""
    return in_a_track(b"ssmd", b"meta", *samples)


def test_a_sample_gives_place_speed_and_the_cameras_clock() -> None:
    first, second = points_of(rove.read_r2, clip(sample(), sample(4294967295.0, 4294967295.0, NO_FIX, 31)))
    assert near_birmingham(first)
    assert first.speed_mps == pytest.approx(15.4333, abs=1e-3)
    assert first.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the sample states no zone
    assert (is_nowhere(second), second.t) == (True, 1.0)


@pytest.mark.parametrize("status", [NO_FIX, bytes(4), b"\xff\x01\x02\0"])
def test_a_sample_that_does_not_say_it_has_a_fix_has_no_place(status: bytes) -> None:
    (point,) = points_of(rove.read_r2, clip(sample(status=status)))
    assert is_nowhere(point)


@pytest.mark.parametrize(
    "samples",
    [
        (sample()[:31],),
        (sample(), bytes(12)),
        (bytes(32),),
        (sample(lat=5261.0),),
        (sample(lon=float("inf")),),
        (sample(second=77),),
    ],
)
def test_a_track_with_any_other_sample_is_not_claimed(samples: tuple[bytes, ...]) -> None:
    assert points_of(rove.read_r2, clip(*samples)) == []
