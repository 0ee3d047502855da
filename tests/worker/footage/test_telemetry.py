"""Positions from bytes put together by hand from the public layouts."""

import os
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.made.hostile import FTYP, box, movie_box
from worker.footage.facts import TelemetryPoint
from worker.footage.source import Source, TooMuch
from worker.footage.telemetry import gpmf
from worker.footage.telemetry.boxes import MAX_BOXES, Sample, Walk
from worker.footage.telemetry.clip import degrees
from worker.footage.telemetry.gopro import of_payload
from worker.footage.telemetry.nmea import points_of
from worker.footage.telemetry.registry import Told, read_telemetry

SECOND = Sample(0, 0, 10.0, 1.0)
Reader = Callable[[bytes, str], Told]


@pytest.fixture
def told(tmp_path: Path) -> Reader:
    """Scan bytes as if they were a file of that container."""

    def scan(content: bytes, container: str = "mov") -> Told:
        path = tmp_path / "file"
        path.write_bytes(content)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return read_telemetry(Source(descriptor, len(content)), container)
        finally:
            os.close(descriptor)

    return scan


def key(name: bytes, kind: bytes, width: int, content: bytes) -> bytes:
    """One GPMF key: name, type, width, count, content padded to four bytes."""
    count = len(content) // width
    return name + kind + struct.pack(">BH", width, count) + content + bytes(-len(content) % 4)


def nested(name: bytes, content: bytes) -> bytes:
    """A GPMF key that holds keys."""
    return name + b"\0" + struct.pack(">BH", 1, len(content)) + content


def gps5_payload(fix: int, rows: list[tuple[int, int, int, int, int]], name: bytes = b"Hero7 Black") -> bytes:
    """What a HERO5 to HERO10 writes each second."""
    stream = (
        key(b"GPSF", b"L", 4, struct.pack(">I", fix))
        + key(b"GPSU", b"U", 16, b"230614091500.250")
        + key(b"SCAL", b"l", 4, struct.pack(">5i", 10_000_000, 10_000_000, 1000, 1000, 100))
        + key(b"GPS5", b"l", 20, b"".join(struct.pack(">5i", *row) for row in rows))
    )
    return nested(b"DEVC", key(b"DVNM", b"c", 1, name) + nested(b"STRM", stream))


BIRMINGHAM = (524_800_000, -19_000_000, 140_000, 13_410, 1_350)


def test_gopro_positions_are_spread_over_the_second_at_full_rate() -> None:
    points = of_payload(gps5_payload(3, [BIRMINGHAM, BIRMINGHAM]), SECOND)
    assert points == [
        TelemetryPoint(
            datetime(2023, 6, 14, 9, 15, 0, 250_000, UTC), 10.0, 52.48, -1.9, 13.41, None, True, "gopro-gpmf"
        ),
        TelemetryPoint(
            datetime(2023, 6, 14, 9, 15, 0, 750_000, UTC), 10.5, 52.48, -1.9, 13.41, None, True, "gopro-gpmf"
        ),
    ]


@pytest.mark.parametrize(
    ("gpsf", "is_fix"), [(0, False), (1, False), (2, True), (3, True), (4, False), (2**32 - 1, False)]
)
def test_a_gopro_position_is_a_fix_only_when_gpsf_says_two_or_three(gpsf: int, is_fix: bool) -> None:
    (point,) = of_payload(gps5_payload(gpsf, [BIRMINGHAM]), SECOND)
    assert point.fix is is_fix
    assert (point.lat is not None, point.lon is not None) == (is_fix, is_fix)


def test_gps9_carries_its_own_time_and_fix_and_wins_over_gps5() -> None:
    rows = [
        struct.pack(">7i2H", 524_800_000, -19_000_000, 0, 5_000, 0, 8_930, 33_300_500, 120, 3),
        struct.pack(">7i2H", 524_800_000, -19_000_000, 0, 5_000, 0, 8_930, 33_300_600, 9_999, 0),
    ]
    stream = (
        key(b"TYPE", b"c", 1, b"lllllllSS")
        + key(b"SCAL", b"l", 4, struct.pack(">9i", 10_000_000, 10_000_000, 1000, 1000, 100, 1, 1000, 100, 1))
        + key(b"GPS9", b"?", 32, b"".join(rows))
    )
    payload = gps5_payload(3, [BIRMINGHAM] * 18)[8:] + nested(b"STRM", stream)
    first, second = of_payload(nested(b"DEVC", payload), SECOND)
    assert first.at == datetime(2024, 6, 13, 9, 15, 0, 500_000, UTC)
    assert (first.lat, first.lon, first.speed_mps, first.fix) == (52.48, -1.9, 5.0, True)
    assert (second.lat, second.lon, second.fix) == (None, None, False)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"DEVC",
        b"DEVC\0\1\xff\xff",
        nested(b"DEVC", nested(b"STRM", key(b"GPS5", b"l", 20, bytes(40)))),
        nested(b"DEVC", nested(b"STRM", key(b"SCAL", b"l", 4, bytes(4)) + key(b"GPS5", b"l", 20, bytes(40)))),
        gps5_payload(3, [(2**31 - 1,) * 5]),
        gps5_payload(3, [(0, 0, 0, 0, 0)]),
    ],
)
def test_gpmf_that_means_nothing_gives_no_place(payload: bytes) -> None:
    assert all(point.lat is None and not point.fix for point in of_payload(payload, SECOND))


def test_gpmf_with_too_many_keys_is_refused() -> None:
    with pytest.raises(TooMuch):
        list(gpmf.devices(nested(b"DEVC", b"ABCDc\1\0\0" * gpmf.MAX_KEYS)))


def test_a_gopro_track_is_found_through_its_tables(told: Reader) -> None:
    payload = gps5_payload(2, [BIRMINGHAM])
    found = told(a_movie_with_data(b"gpmd", b"meta", [payload, payload]), "mov")
    assert (found.make, found.model) == ("GoPro", "Hero7 Black")
    assert [point.t for point in found.points] == [0.0, 1.001]


def a_movie_with_data(fourcc: bytes, handler: bytes, samples: list[bytes]) -> bytes:
    """An MP4 whose one track holds these samples, 1001 ticks of 1/1000 s each, in one chunk behind the index."""

    def whole(offset: int) -> bytes:
        count = struct.pack(">I", len(samples))
        table = box(
            b"stbl",
            box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(fourcc, bytes(8)))
            + box(b"stts", bytes(4) + struct.pack(">I", 1) + count + struct.pack(">I", 1001))
            + box(b"stsc", bytes(4) + struct.pack(">II", 1, 1) + count + struct.pack(">I", 1))
            + box(b"stsz", bytes(8) + count + b"".join(struct.pack(">I", len(one)) for one in samples))
            + box(b"stco", bytes(4) + struct.pack(">II", 1, offset)),
        )
        head = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, 2002) + bytes(4))
        media = head + box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", table)
        return FTYP + box(b"moov", box(b"trak", box(b"mdia", media)))

    start = len(whole(0)) + 8
    return whole(start) + box(b"mdat", b"".join(samples))


def freegps(status: bytes = b"ANE\0", *, hemispheres: tuple[float, float] = (5228.8, 154.0), lead: int = 44) -> bytes:
    """A Novatek block: 14 March 2026, 08:15:30 by the camera's clock, 30 knots, course 271.5."""
    body = struct.pack("<6I", 8, 15, 30, 26, 3, 14) + status + struct.pack("<4f", *hemispheres, 30.0, 271.5)
    return (b"freeGPS " + struct.pack("<I", 76)).ljust(lead, b"\0") + body + bytes(100)


@pytest.mark.parametrize("lead", [44, 16, 12])
def test_a_freegps_block_is_read_wherever_the_firmware_begins_it(told: Reader, lead: int) -> None:
    (point,) = told(FTYP + box(b"free", freegps(b"ANW\0", lead=lead)) + movie_box(), "mov").points
    assert point.lat == pytest.approx(52.48, abs=1e-5)
    assert point.lon == pytest.approx(-1.9, abs=1e-5)
    assert point.speed_mps == pytest.approx(15.4333, abs=1e-3)
    assert point.course == 271.5
    assert point.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # the camera's clock states no zone
    assert point.fix


def test_a_freegps_block_without_a_fix_has_no_place(told: Reader) -> None:
    (point,) = told(FTYP + box(b"free", freegps(b"V\0\0\0")) + movie_box(), "mov").points
    assert (point.fix, point.lat, point.lon, point.speed_mps) == (False, None, None, None)


@pytest.mark.parametrize("odd", [(float("nan"), 154.0), (float("inf"), 154.0), (99_999.0, 154.0), (5228.8, -1e30)])
def test_a_freegps_block_with_impossible_numbers_has_no_place(told: Reader, odd: tuple[float, float]) -> None:
    (point,) = told(FTYP + box(b"free", freegps(hemispheres=odd)) + movie_box(), "mov").points
    assert (point.fix, point.lat, point.lon) == (False, None, None)


def test_the_gps_index_of_the_movie_box_names_the_blocks(told: Reader) -> None:
    block = bytes(4) + freegps()
    pictures = box(b"mdat", bytes(1000) + block + bytes(500) + block)
    first = len(FTYP) + 8 + 1000
    index = struct.pack(">6I", 0x101, 3, first, 512, first + len(block) + 500, 512) + struct.pack(">II", 0, 0)
    found = told(FTYP + pictures + box(b"moov", box(b"gps ", index)), "mov").points
    assert [(point.t, point.fix) for point in found] == [(0.0, True), (1.0, True)]
    assert {point.source for point in found} == {"novatek-freegps"}


def ts_packet(pid: int, payload: bytes) -> bytes:
    """A transport packet that begins a unit, stuffed to 188 bytes."""
    stuffing = 184 - len(payload)
    field = bytes([stuffing - 1]) + (b"\0" + b"\xff" * (stuffing - 2) if stuffing > 1 else b"") if stuffing else b""
    return struct.pack(">BHB", 0x47, 0x4000 | pid, 0x30 if stuffing else 0x10) + field + payload


def picture_at(seconds: float) -> bytes:
    """A picture's first packet with its presentation time."""
    ticks = int(seconds * 90_000)
    stamp = struct.pack(">BHH", 0x21 | ticks >> 29 & 0xE, ticks >> 14 & 0xFFFE | 1, ticks << 1 & 0xFFFE | 1)
    return ts_packet(0x100, b"\0\0\1\xe0\0\0\x80\x80\5" + stamp + bytes(60))


def test_transport_stream_blocks_are_timed_by_the_pictures_before_them(told: Reader) -> None:
    body = struct.pack("<6I", 8, 15, 30, 26, 3, 14) + b"ANE\0" + struct.pack("<4f", 5228.8, 154.0, 0.0, 0.0)
    gps = ts_packet(0x300, b"\0\0\1\xbf" + struct.pack(">H", 1008) + body + bytes(60))
    stream = picture_at(7.0) + gps + picture_at(8.5) + gps
    found = told(stream, "mpegts").points
    assert [point.t for point in found] == [0.0, 1.5]
    assert found[0].lat == pytest.approx(52.48, abs=1e-5)
    m2ts = b"".join(bytes(4) + stream[at : at + 188] for at in range(0, len(stream), 188))
    assert [point.t for point in told(m2ts, "mpegts").points] == [0.0, 1.5]


def test_an_nmea_log_gives_every_position_and_marks_the_one_without_a_fix() -> None:
    log = (
        b"[1760000000000]$GPRMC,081530.50,A,5228.8000,N,00154.0000,W,30.0,271.5,140326,,,A*00\r\n"
        b"$GPGGA,081530.50,5228.8000,N,00154.0000,W,1,9,1.0,140.0,M,48.0,M,,*00\r\n"
        b"[1760000001250]$GPRMC,081531.50,V,,,,,,,140326,,,N*53\r\n"
    )
    first, second = points_of(log, "test")
    assert first.at == datetime(2026, 3, 14, 8, 15, 30, 500_000, UTC)
    assert (first.lat, first.lon) == (pytest.approx(52.48), pytest.approx(-1.9))
    assert (second.t, second.fix, second.lat) == (1.25, False, None)


@pytest.mark.parametrize(
    ("packed", "expected"), [(5228.8, 52.48), (-154.0, -1.9), (0.0, 0.0), (30.0, 0.5), (17959.9999, 179.99999833)]
)
def test_degrees_and_minutes_become_degrees(packed: float, expected: float) -> None:
    assert degrees(packed) == pytest.approx(expected)


def test_more_boxes_than_a_camera_writes_stop_the_scan_and_are_reported(told: Reader) -> None:
    found = told(FTYP + box(b"free") * (MAX_BOXES + 1), "mov")
    assert found.points == []
    assert found.refused == "more boxes than any camera writes"


def test_a_budget_of_bytes_ends_the_scan(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(100))
    descriptor = os.open(path, os.O_RDONLY)
    source = Source(descriptor, 100, budget=60)
    assert len(source.read(0, 60)) == 60
    with pytest.raises(TooMuch):
        source.read(60, 1)
    os.close(descriptor)


def test_a_box_may_not_reach_beyond_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(box(b"moov", box(b"trak", bytes(8), claimed=9999)))
    descriptor = os.open(path, os.O_RDONLY)
    walk = Walk(Source(descriptor, path.stat().st_size))
    (moov,) = walk.children(0, path.stat().st_size)
    (trak,) = walk.children(moov.start, moov.end)
    assert trak.end == moov.end
    os.close(descriptor)
