"""Novatek's plain layout, those who begin it elsewhere, and the relatives that frame other numbers alike.

| from the `f` of freeGPS | plain | Viofo | Kenwood | what |
|---|---|---|---|---|
| hour, minute, second, year - 2000, month, day | 44 | 12 | 60 | 32 bits each, little-endian |
| status, hemispheres, zero | 68 | 36 | 84 | `ANW` |
| latitude, longitude | 72, 76 | 40, 44 | 88, 92 | floats, DDDMM.MMMM |
| speed, course | 80, 84 | 48, 52 | 96, 100 | floats, knots and degrees |
"""

import struct
from datetime import datetime

import pytest

from tests.made.dashcam import (
    Reader,
    among_pictures,
    freegps,
    in_skipped_boxes,
    is_nowhere,
    near_birmingham,
    points_of,
)
from tests.made.hostile import FTYP, box
from worker.footage.telemetry import akaso, freegps_scan, kenwood, novatek, novatek_kin

CLOCK = struct.pack("<6I", 8, 15, 30, 26, 3, 14)
NUMBERS = struct.pack("<4f", 5228.8, 154.0, 30.0, 271.5)
AT = datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the camera's clock states no zone
BASES = [(novatek.read, 44), (novatek.read, 16), (novatek.read, 12), (kenwood.read_block, 60)]
KIN = (novatek_kin.read_iqs, novatek_kin.read_transcend, novatek_kin.read_rexing)


def block(base: int = 44, marks: bytes = b"ANW\0", numbers: bytes = NUMBERS, clock: bytes = CLOCK) -> bytes:
    """A block whose clock begins at ``base``."""
    return freegps((base, clock), (base + 24, marks), (base + 28, numbers))


def iqs(marks: bytes = b"ANW\0") -> bytes:
    """IQS names itself at 12 and writes whole numbers: degrees times 10,000,000, hundredths of metres a second."""
    numbers = struct.pack("<3if", 524_800_000, -19_000_000, 1_543, 142_000.0)
    return freegps((12, b"IQS_A7_20150417"), (44, CLOCK), (68, marks), (72, numbers))


def transcend(marks: bytes = b"ANW\0") -> bytes:
    """Transcend's body cameras write floats of plain degrees, and kilometres an hour."""
    return block(marks=marks, numbers=struct.pack("<4f", 52.48, 1.9, 55.56, 271.5))


def rexing(marks: bytes = b"ANW\0", version: bytes = b"3.01.054") -> bytes:
    """Rexing V1-4K: 187.98216 + 3 x 52.48 and 2199.19874 + 2 x 1.9; only a box elsewhere tells it."""
    scaled = block(marks=marks, numbers=struct.pack("<4f", 345.422163, 2202.998737, 30.0, 271.5))
    told = box(b"frea", box(b"tima", bytes(4)) + box(b"ver ", version))
    return FTYP + told + in_skipped_boxes(scaled)[len(FTYP) :]


@pytest.mark.parametrize(("read", "base"), BASES)
def test_a_block_is_read_where_its_maker_begins_it(read: Reader, base: int) -> None:
    (point,) = points_of(read, in_skipped_boxes(block(base)))
    assert near_birmingham(point)
    assert point.speed_mps == pytest.approx(15.4333, abs=1e-3)
    assert (point.course, point.at) == (271.5, AT)


@pytest.mark.parametrize("year", [26, 2026])
def test_a_year_is_the_same_with_and_without_its_century(year: int) -> None:
    clock = struct.pack("<6I", 8, 15, 30, year, 3, 14)
    assert points_of(kenwood.read_block, in_skipped_boxes(block(60, clock=clock)))[0].at == AT


@pytest.mark.parametrize(("read", "base"), BASES)
@pytest.mark.parametrize("marks", [b"V\0\0\0", b"VNW\0", b"V  \0"])
def test_a_block_without_a_fix_has_its_time_and_no_place(read: Reader, base: int, marks: bytes) -> None:
    (found,) = points_of(read, in_skipped_boxes(block(base, marks))) or [None]
    assert found is None or (is_nowhere(found) and found.at == AT)


@pytest.mark.parametrize(
    "clock",
    [(24, 0, 0, 26, 3, 14), (8, 60, 0, 26, 3, 14), (8, 15, 30, 26, 13, 14), (8, 15, 30, 1970, 3, 14), (0,) * 6],
)
def test_a_fix_at_an_impossible_time_is_not_this_layout(clock: tuple[int, ...]) -> None:
    assert points_of(novatek.read, in_skipped_boxes(block(clock=struct.pack("<6I", *clock)))) == []


def test_a_receiver_that_has_not_woken_is_kept_as_a_second_without_a_place() -> None:
    asleep, awake = block(marks=b"V\0\0\0", clock=bytes(24)), block()
    first, second = points_of(novatek.read, in_skipped_boxes(asleep, awake))
    assert (is_nowhere(first), first.at, first.t) == (True, None, 0.0)
    assert (near_birmingham(second), second.t) == (True, 1.0)


@pytest.mark.parametrize("length", [0, 12, 40, 68, 75, 87])
def test_a_block_cut_short_gives_nothing(length: int) -> None:
    assert points_of(novatek.read, FTYP + struct.pack(">I", 4 + length) + block()[:length]) == []


@pytest.mark.parametrize(
    ("read", "content"),
    [(KIN[0], in_skipped_boxes(iqs())), (KIN[1], in_skipped_boxes(transcend())), (KIN[2], rexing())],
)
def test_a_relative_is_read_by_its_own_numbers_and_never_as_the_plain_layout(read: Reader, content: bytes) -> None:
    (point,) = points_of(read, content)
    assert near_birmingham(point, 2e-4 if read is KIN[2] else 1e-5)
    assert point.speed_mps == pytest.approx(15.43, abs=5e-3)
    assert point.at == AT
    assert points_of(novatek.read, content) == []


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (KIN[0], in_skipped_boxes(iqs(b"VNW\0"))),
        (KIN[2], rexing(b"VNW\0")),
    ],
)
def test_a_relative_without_a_fix_has_no_place(read: Reader, content: bytes) -> None:
    assert all(is_nowhere(point) for point in points_of(read, content))


@pytest.mark.parametrize("cut", [b"frea", b"3.01.054"])
def test_a_rexing_that_does_not_name_its_firmware_gives_no_place_rather_than_another(cut: bytes) -> None:
    (point,) = points_of(novatek.read, rexing().replace(cut, b"free" if cut == b"frea" else b"3.01.055"))
    assert (point.at, point.fix, point.lat, point.lon) == (AT, False, None, None)


def test_another_firmware_in_the_same_box_is_no_rexing() -> None:
    assert points_of(novatek_kin.read_rexing, rexing(version=b"3.01.055")) == []


@pytest.mark.parametrize("marks", [b"ANW\0", b"ANE\0"])
def test_places_enciphered_behind_four_zeros_are_never_read_as_plain(marks: bytes) -> None:
    clock = struct.pack("<6I", 14, 39, 44, 2019, 5, 29)
    enciphered = freegps((12, b"YndAkasoCar"), (44, clock), (68, marks), (76, bytes.fromhex("f14e3e3d90dfca40")))
    for read in (novatek.read, kenwood.read_block, akaso.read_plain, akaso.read_wide, *KIN):
        assert points_of(read, in_skipped_boxes(enciphered)) == []


@pytest.mark.parametrize("before", [0, 0x30000])
def test_blocks_nobody_names_are_found_among_the_pictures(before: int) -> None:
    points = points_of(novatek.read, among_pictures(block(), block(marks=b"V\0\0\0"), block(), before=before))
    assert [point.fix for point in points] == [True, False, True]
    assert [point.t for point in points] == [0.0, 1.0, 2.0]


def test_beyond_the_search_blocks_on_the_same_grid_are_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freegps_scan, "SEARCH_BYTES", 0x18000)
    assert len(points_of(novatek.read, among_pictures(*[block()] * 9))) == 9


def test_the_words_alone_among_pictures_are_no_block() -> None:
    assert points_of(novatek.read, FTYP + box(b"mdat", b"\x65" * 100 + block() + b"\x65" * 100)) == []


def test_an_index_that_leads_nowhere_falls_back_to_searching() -> None:
    index = box(b"moov", box(b"gps ", struct.pack(">4I", 0x101, 1, 64, 512)))
    assert len(points_of(novatek.read, among_pictures(block()) + index)) == 1
