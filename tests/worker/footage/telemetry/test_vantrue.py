"""Vantrue N4 and S1 in freeGPS blocks, N2S in a `gpmd` track.

| N4, from the `f` of freeGPS | S1 | N2S, from the sample's start | what |
|---|---|---|---|
| 12, 76 | 64 | 96 | hour, minute, second and year - 2000, month, day; S1 year first; N2S 16 bits, then bytes |
| 24, 36, 52 | 60 | 120 | status, N/S, E/W; N2S status, E/W, N/S |
| 28, 44 | 92, 88 | 128, 123 | latitude, longitude: 64-bit; float; degrees, minutes, (zero,) 6000ths of a minute |
| 60, 68 | 96, 100 | 132, 134 | speed, course |
| 100 | | | a space and the RMC sentence |
"""

import struct
from datetime import UTC, datetime

import pytest

from tests.made.dashcam import freegps, in_a_track, in_skipped_boxes, is_nowhere, near_birmingham, points_of, put
from worker.footage.telemetry import vantrue

AT = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the binary clocks state no zone
RMC = b" $GNRMC,081530.000,A,5228.80000,N,00154.00000,W,30.000,271.50,140326,,,A*75\r\n"
VOID = b" $GNRMC,081530.000,V,,,,,,,140326,,,N*53\r\n"


def n4(
    status: bytes = b"A", lat: float = 5228.8, text: bytes = b"", clock: tuple[int, int, int] = (8, 15, 30)
) -> bytes:
    """The binary part and whatever stands behind it."""
    return freegps(
        (12, struct.pack("<3I", *clock)),
        (24, status),
        (28, struct.pack("<d", lat)),
        (36, b"N"),
        (44, struct.pack("<d", 154.0)),
        (52, b"W"),
        (60, struct.pack("<dd", 30.0, 271.5)),
        (76, struct.pack("<3I", 26, 3, 14)),
        (100, text),
    )


def s1(marks: bytes = b"ANW\0", name: bytes = b"horsontech") -> bytes:
    """The longitude comes first."""
    clock = struct.pack("<6I", 26, 3, 14, 8, 15, 30)
    return freegps((44, name), (60, marks), (64, clock), (88, struct.pack("<4f", 154.0, 5228.8, 30.0, 271.5)))


def n2s(marks: bytes = b"AWN", size: int = 160) -> bytes:
    """52 degrees 28.8 minutes and 1 degree 54 minutes; the speed's unit is in dispute."""
    return put(
        160,
        (0, b"FMAS"),
        (72, b"OFNIMMASSAMM"),
        (96, struct.pack("<H5B", 2026, 3, 14, 8, 15, 30)),
        (120, marks),
        (123, struct.pack("<BBxH", 1, 54, 0)),
        (128, struct.pack("<BBH", 52, 28, 4800)),
        (132, struct.pack("<HH", 35, 271)),
    )[:size]


def test_n4_with_its_sentence_is_dated_in_utc() -> None:
    (point,) = points_of(vantrue.read_n4, in_skipped_boxes(n4(text=RMC)))
    assert near_birmingham(point)
    assert (point.speed_mps, point.course) == (pytest.approx(15.4333, abs=1e-3), 271.5)
    assert point.at == AT.replace(tzinfo=UTC)


def test_n4_without_its_sentence_keeps_the_cameras_clock() -> None:
    (point,) = points_of(vantrue.read_n4, in_skipped_boxes(n4()))
    assert (near_birmingham(point), point.at) == (True, AT)


@pytest.mark.parametrize("text", [b"", VOID])
def test_n4_without_a_fix_has_no_place(text: bytes) -> None:
    (point,) = points_of(vantrue.read_n4, in_skipped_boxes(n4(b"V", text=text)))
    assert is_nowhere(point)


def test_s1_gives_place_speed_and_course() -> None:
    fix, no_fix = points_of(vantrue.read_s1, in_skipped_boxes(s1(), s1(b"VNW\0")))
    assert near_birmingham(fix)
    assert (fix.speed_mps, fix.course, fix.at) == (pytest.approx(15.4333, abs=1e-3), 271.5, AT)
    assert is_nowhere(no_fix)


def test_n2s_gives_place_and_course_and_leaves_the_disputed_speed() -> None:
    fix, no_fix = points_of(vantrue.read_n2s, in_a_track(b"gpmd", b"meta", n2s(), n2s(b"VWN")))
    assert near_birmingham(fix)
    assert (fix.speed_mps, fix.course, fix.at) == (None, 271, AT)
    assert (is_nowhere(no_fix), no_fix.t) == (True, 1.0)


def test_cut_short_undated_or_under_another_name_nothing_is_claimed() -> None:
    blocks = (n4()[:80], n4(lat=5260.5), n4(clock=(24, 0, 0)), s1()[:100], s1(name=b"another"), s1(b"A??\0"))
    for read in (vantrue.read_n4, vantrue.read_s1):
        assert points_of(read, in_skipped_boxes(*blocks)) == []
    assert points_of(vantrue.read_n2s, in_a_track(b"gpmd", b"meta", n2s(size=159), b"FMAS" + bytes(300))) == []
