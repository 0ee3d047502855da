"""Positions in tracks and boxes of MP4: each layout by its documented offsets, without a fix, and cut short."""

import math
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.made.hostile import box
from tests.worker.footage.telemetry import samples_b as bytes_of
from tests.worker.footage.telemetry.hand_made import boxes, movie, told
from worker.footage.facts import TelemetryPoint
from worker.footage.telemetry.boxes import Sample
from worker.footage.telemetry.gopro import of_payload

UTC_CLOCK = datetime(2026, 3, 14, 8, 15, 30, tzinfo=UTC)
PRINTED = UTC_CLOCK.replace(tzinfo=None)
KNOTS_30 = 15.4333


def is_near(point: TelemetryPoint, lat: float = 52.48, lon: float = -1.9) -> bool:
    """Within 1e-5 degrees, about a metre."""
    return point.fix and point.lat == pytest.approx(lat, abs=1e-5) and point.lon == pytest.approx(lon, abs=1e-5)


@pytest.mark.parametrize(
    ("content", "source", "at", "speed", "course"),
    [
        (boxes(bytes_of.mai_block(), box(b"moov")), "70mai-freegps", None, 10.0, 271.0),
        (bytes_of.maibox(bytes_of.maibox_record(0)), "70mai-gps-box", None, 10.0, None),
        (bytes_of.garmin_uuid(bytes_of.uuid_record()), "garmin-uuid", UTC_CLOCK, 13.4112, None),
        (movie(b"tx3g", b"sbtl", [bytes_of.pndm()]), "garmin-pndm", None, 13.4112, None),
        (movie(b"gpmd", b"meta", [bytes_of.wolfbox_older()]), "wolfbox", None, KNOTS_30, 271.5),
        (movie(b"gpmd", b"meta", [bytes_of.wolfbox_newer()]), "wolfbox", PRINTED, KNOTS_30, 271.5),
        (movie(b"ssmd", b"meta", [bytes_of.sstar_40()]), "sstar-ssmd", None, 10.0, 272.0),
        (movie(b"ssmd", b"meta", [bytes_of.sstar_32()]), "sstar-ssmd", None, 10.0, 272.0),
        (movie(b"mp4s", b"tvxt", [bytes_of.vueroid()]), "vueroid", PRINTED, 10.0, None),
        (movie(b"camm", b"camm", [bytes_of.camm_6()]), "camm", None, 5.0, 36.87),
        (movie(b"camm", b"camm", [bytes_of.camm_5()]), "camm", None, None, None),
        (movie(b"RVMI", b"data", [bytes_of.rvmi()]), "rvmi", None, 10.0, 272.0),
        (bytes_of.ligo_json(), "ligo-json", UTC_CLOCK, KNOTS_30, None),
        (bytes_of.ligo_trailer(bytes_of.ligo_line()), "ligo-trailer", PRINTED, 10.0, 271.5),
        (boxes(box(b"moov"), box(b"udat", bytes_of.denver_line())), "denver-log", PRINTED, 10.0, 271.0),
        (boxes(box(b"udat", bytes_of.RMC), box(b"moov")), "udat-nmea", UTC_CLOCK, KNOTS_30, 271.5),
        (
            bytes_of.insta360(bytes_of.insta_position()),
            "insta360",
            UTC_CLOCK.replace(microsecond=250_000),
            10.0,
            271.5,
        ),
    ],
)
def test_a_documented_layout_gives_place_clock_speed_and_course(
    content: bytes, source: str, at: datetime | None, speed: float | None, course: float | None, tmp_path: Path
) -> None:
    (point,) = told(content, tmp_path)
    assert is_near(point)
    assert (point.source, point.at, point.t) == (source, at, 0.0)
    assert point.speed_mps == (None if speed is None else pytest.approx(speed, abs=1e-3))
    assert point.course == (None if course is None else pytest.approx(course, abs=1e-2))


NO_PLACE = 4294967295.0


@pytest.mark.parametrize(
    "content",
    [
        boxes(bytes_of.mai_block(b"V"), box(b"moov")),
        bytes_of.maibox(bytes_of.maibox_record(0, fix=0)),
        bytes_of.maibox(bytes_of.maibox_record(0, letters=b"\0\0")),
        bytes_of.garmin_uuid(bytes_of.uuid_record(lat=-180.0, lon=-180.0)),
        movie(b"tx3g", b"sbtl", [bytes_of.pndm(0, 0)]),
        movie(b"gpmd", b"meta", [bytes_of.wolfbox_older(status=0)]),
        movie(b"gpmd", b"meta", [bytes_of.wolfbox_newer(month=0)]),
        movie(b"ssmd", b"meta", [bytes_of.sstar_40(0x047E, NO_PLACE, NO_PLACE)]),
        movie(b"ssmd", b"meta", [bytes_of.sstar_40(0x057E, NO_PLACE, -1.9)]),
        movie(b"ssmd", b"meta", [bytes_of.sstar_40(0x057E, math.nan, math.nan)]),
        movie(b"ssmd", b"meta", [bytes_of.sstar_32(0x087E)]),
        movie(b"ssmd", b"meta", [bytes_of.sstar_32(lat=5260.0)]),
        movie(b"mp4s", b"tvxt", [bytes(72)]),
        movie(b"camm", b"camm", [bytes_of.camm_6(fix=0)]),
        movie(b"RVMI", b"data", [bytes_of.rvmi(0, 0)]),
        bytes_of.ligo_json("V"),
        bytes_of.ligo_trailer(bytes_of.ligo_line(letters=b"??")),
        boxes(box(b"moov"), box(b"udat", bytes_of.denver_line(b"0"))),
        bytes_of.insta360(bytes_of.insta_position(b"V", b"\0", b"\0")),
    ],
)
def test_a_position_without_a_fix_has_no_place_and_no_speed(content: bytes, tmp_path: Path) -> None:
    (point,) = told(content, tmp_path)
    assert (point.fix, point.lat, point.lon, point.speed_mps, point.course) == (False, None, None, None, None)


@pytest.mark.parametrize(
    "sample",
    [
        lambda size: movie(b"ssmd", b"meta", [bytes_of.sstar_40()[:size]]),
        lambda size: movie(b"mp4s", b"tvxt", [bytes_of.vueroid()[:size]]),
        lambda size: movie(b"camm", b"camm", [bytes_of.camm_6()[:size]]),
        lambda size: movie(b"RVMI", b"data", [bytes_of.rvmi()[:size]]),
        lambda size: movie(b"gpmd", b"meta", [bytes_of.wolfbox_older()[:size]]),
        lambda size: bytes_of.maibox(bytes_of.maibox_record(0)[:size]),
        lambda size: bytes_of.garmin_uuid(bytes_of.uuid_record()[:size]),
        lambda size: bytes_of.insta360(bytes_of.insta_position()[:size]),
        lambda size: bytes_of.ligo_trailer(bytes_of.ligo_line())[: size - 400],
        lambda size: bytes_of.ligo_json()[: -100 - size],
        lambda size: boxes(box(b"udat", bytes_of.denver_line()[:size]), box(b"moov")),
    ],
)
def test_a_layout_that_is_cut_short_gives_nothing(sample: Callable[[int], bytes], tmp_path: Path) -> None:
    assert all(told(sample(size), tmp_path) == [] for size in (1, 8, 15, 19))


def test_two_positions_are_timed_by_their_own_clock(tmp_path: Path) -> None:
    for content in (
        bytes_of.maibox(bytes_of.maibox_record(3), bytes_of.maibox_record(8)),
        bytes_of.garmin_uuid(bytes_of.uuid_record(), bytes_of.uuid_record(bytes_of.SECONDS + 5)),
        bytes_of.insta360(bytes_of.insta_position(), bytes_of.insta_position(later=5)),
        bytes_of.ligo_trailer(bytes_of.ligo_line(30), b"", bytes_of.ligo_line(35)),
    ):
        first, second = told(content, tmp_path)
        assert second.t - first.t == 5.0


def test_letters_and_flags_of_the_other_hemispheres_turn_the_signs(tmp_path: Path) -> None:
    for content in (
        bytes_of.maibox(bytes_of.maibox_record(0, letters=b"SE")),
        movie(b"mp4s", b"tvxt", [bytes_of.vueroid(0, 1)]),
        bytes_of.ligo_trailer(bytes_of.ligo_line(letters=b"SE")),
        bytes_of.insta360(bytes_of.insta_position(north=b"S", east=b"E")),
    ):
        assert is_near(told(content, tmp_path)[0], -52.48, 1.9)


def test_70mai_blocks_with_minutes_of_sixty_are_in_an_unknown_layout_and_give_nothing(tmp_path: Path) -> None:
    blocks = boxes(bytes_of.mai_block(), bytes_of.mai_block(lat=526_500_000), box(b"moov"))
    assert told(blocks, tmp_path) == []


def test_an_enciphered_line_is_read_only_in_the_track_where_it_is_not_shifted_too(tmp_path: Path) -> None:
    locked = bytes_of.ligo_enciphered(bytes_of.ligo_line(unit=b""))
    (point,) = told(movie(b"ssmd", b"meta", [locked]), tmp_path)
    assert is_near(point)
    assert (point.at, point.speed_mps) == (PRINTED, pytest.approx(36 * 1852 / 3600, abs=1e-3))
    assert told(movie(b"gpmd", b"meta", [locked]), tmp_path) == []
    assert told(boxes(box(b"mdat", bytes(64))) + bytes(40) + locked, tmp_path) == []


def test_an_enciphered_line_that_names_its_unit_keeps_its_place_and_loses_its_speed(tmp_path: Path) -> None:
    (point,) = told(movie(b"ssmd", b"meta", [bytes_of.ligo_enciphered(bytes_of.ligo_line())]), tmp_path)
    assert is_near(point)
    assert point.speed_mps is None


def test_a_track_of_mixed_sizes_or_a_foreign_word_is_not_sigmastars(tmp_path: Path) -> None:
    assert told(movie(b"ssmd", b"meta", [bytes_of.sstar_40(), bytes_of.sstar_32()]), tmp_path) == []
    assert told(movie(b"ssmd", b"meta", [bytes_of.sstar_40(0x1234)]), tmp_path) == []


def gopro_payload(dilution: int) -> bytes:
    """A second of GPS5 with a three-dimensional fix, one position, and this dilution times 100."""
    stream = (
        b"GPSFL\4\0\1\0\0\0\3"
        + b"GPSPS\2\0\1"
        + dilution.to_bytes(2, "big")
        + b"\0\0SCALl\4\0\5"
        + b"".join(number.to_bytes(4, "big") for number in (10**7, 10**7, 1000, 1000, 100))
        + b"GPS5l\x14\0\1"
        + b"".join(number.to_bytes(4, "big", signed=True) for number in (524_800_000, -19_000_000, 0, 5000, 500))
    )
    held = b"STRM\0\1" + len(stream).to_bytes(2, "big") + stream
    return b"DEVC\0\1" + len(held).to_bytes(2, "big") + held


@pytest.mark.parametrize(("dilution", "is_fix"), [(120, True), (9998, True), (9999, False)])
def test_a_gopro_position_of_unknown_precision_is_no_fix(dilution: int, is_fix: bool) -> None:
    (point,) = of_payload(gopro_payload(dilution), Sample(0, 0, 0.0, 1.0))
    assert point.fix is is_fix
    assert is_near(point) is is_fix


def test_the_older_wolfbox_goes_by_its_clock_for_its_track_claims_a_wrong_pace(tmp_path: Path) -> None:
    def at(hour: int, minute: int, second: int, status: int = 1) -> bytes:
        sample = bytes_of.wolfbox_older(status)
        return sample[:16] + struct.pack("<3I", hour, minute, second) + sample[28:]

    samples = [at(0, 0, 0, 0), at(0, 0, 0, 0), at(23, 59, 58), at(23, 59, 59), at(0, 0, 1)]
    assert [point.t for point in told(movie(b"gpmd", b"meta", samples), tmp_path)] == [0.0, 1.0, 2.0, 3.0, 5.0]
