"""Kenwood: text in a `udta` box, and text behind the last box (the block stands in test_novatek.py).

`udta`: `VIDEO`, 22 `U`; a record: FE FE, 14 digits, a byte, 14 digits, a byte, `N` 8 digits, `W` 9 digits (DDDMMmmmm),
sign and 4 digits of altitude, 3 digits of km/h, accelerations. Trailer: 14 `C`; a record of 121 bytes: `GPSDATA--`, 14
digits, then seven fields of 14 letters: latitude, longitude, speed, unknown, three accelerations.
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import is_nowhere, near_birmingham, points_of
from tests.made.hostile import FTYP, box, movie_box
from worker.footage.telemetry import kenwood

HEAD = b"VIDEO" + b"U" * 22
FIRST = b"\xfe\xfe20260314081530.20260314081531\x03N52288000W001540000+0140056+006+009+004"
SECOND = b"\xfe\xfe20260314081532.20260314081533\x03" + bytes(30)
FIELDS = (b"N52.4800000000", b"W1.90000000000", b"56.00000000000", b".0000000000000", b"0.019999999553")
AT = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the camera's clock states no zone


def udta(*records: bytes) -> bytes:
    """A clip with the text in an outermost box."""
    return FTYP + box(b"mdat", bytes(64)) + movie_box() + box(b"udta", HEAD + b"".join(records))


def trailer_record(second: int = 30, lat: bytes = FIELDS[0], lon: bytes = FIELDS[1]) -> bytes:
    """121 bytes."""
    record = b"GPSDATA--202603140815%02d" % second + lat + lon + b"".join(FIELDS[2:]) + FIELDS[4] * 2
    return record.ljust(121, b"0")


def trailer(*records: bytes) -> bytes:
    """A clip with the text behind its last box."""
    return FTYP + box(b"mdat", bytes(64)) + movie_box() + b"C" * 14 + b"".join(records)


def test_the_text_of_a_udta_box_gives_place_speed_and_the_cameras_clock() -> None:
    first, second = points_of(kenwood.read_udta, udta(FIRST, SECOND))
    assert near_birmingham(first)
    assert (first.speed_mps, first.at, first.t) == (pytest.approx(56 / 3.6, abs=1e-3), AT, 0.0)
    assert (is_nowhere(second), second.t) == (True, 2.0)


def test_the_text_is_found_inside_the_movie_box_too() -> None:
    content = FTYP + box(b"moov", box(b"udta", HEAD + FIRST))
    assert near_birmingham(points_of(kenwood.read_udta, content)[0])


def test_the_text_behind_the_last_box_gives_degrees_and_no_speed_for_its_unit_is_unknown() -> None:
    first, second = points_of(kenwood.read_trailer, trailer(trailer_record(), trailer_record(31, b"0" * 14, b"0" * 14)))
    assert near_birmingham(first)
    assert (first.speed_mps, first.at) == (None, AT)
    assert (is_nowhere(second), second.t) == (True, 1.0)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (udta(FIRST[:30]), 0),
        (udta(FIRST[:45]), 1),
        (FTYP + box(b"udta", HEAD[:26] + FIRST), 0),
        (trailer(trailer_record()[:20]), 0),
        (trailer(trailer_record()[:40]), 1),
        (FTYP + movie_box() + b"C" * 13 + trailer_record(), 0),
        (FTYP + struct.pack(">I", 8), 0),
    ],
)
def test_records_cut_short_or_without_their_head_give_no_place(content: bytes, count: int) -> None:
    points = points_of(kenwood.read_udta, content) + points_of(kenwood.read_trailer, content)
    assert len(points) == count
    assert all(is_nowhere(point) for point in points)
