"""EACHPAI and kin: 56 from the `f` of freeGPS the RMC sentence, every letter moved up by 16, then a zero."""

from datetime import UTC, datetime

import pytest

from tests.made.dashcam import freegps, in_skipped_boxes, is_nowhere, near_birmingham, points_of
from worker.footage.telemetry import shifted_nmea

FIX = b"$GPRMC,081530.000,A,5228.8000,N,00154.0000,W,30.00,271.50,140326,,,A"
VOID = b"$GPRMC,081530.000,V,,,,,,,140326,,,N"


def block(sentence: bytes = FIX, head: bytes = b"ZXSBNXYS", by: int = 16) -> bytes:
    """The header differs from maker to maker."""
    return freegps((12, head), (56, bytes(letter + by for letter in sentence)), size=140)


@pytest.mark.parametrize("head", [b"ZXSBNXYS", b""])
def test_the_moved_sentence_is_read_in_utc(head: bytes) -> None:
    first, second = points_of(shifted_nmea.read, in_skipped_boxes(block(head=head), block(VOID, head)))
    assert near_birmingham(first)
    assert (first.speed_mps, first.course) == (pytest.approx(15.4333, abs=1e-3), 271.5)
    assert first.at == second.at == datetime(2026, 3, 14, 8, 15, 30, tzinfo=UTC)
    assert is_nowhere(second)


def test_the_published_letters_of_a_camera_are_a_sentence() -> None:
    published = bytes.fromhex("345760625d533c4147454542423e4040403c513c")
    assert published.startswith(shifted_nmea.MAGIC)
    assert published.translate(shifted_nmea.MOVED_BACK) == b"$GPRMC,175522.000,A,"


@pytest.mark.parametrize("content", [block(by=15), block(by=0), block()[:90], block(b"$GPGGA,081530.000,5228.8000,N")])
def test_moved_otherwise_cut_short_or_another_sentence_gives_nothing(content: bytes) -> None:
    assert points_of(shifted_nmea.read, in_skipped_boxes(content)) == []
