"""Real recordings and device files: each gives a typed result, and the reviewed positions."""

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from worker.footage.facts import Extraction, TelemetryPoint
from worker.footage.read import read_file
from worker.footage.verdict import Verdict

pytestmark = pytest.mark.footage
KNOT, MILE_AN_HOUR = 1852 / 3600, 0.44704  # metres a second
FOOTAGE = Path(os.environ.get("OPSNAP_SHARED", "../shared")) / "footage"

# Verdict, pictures, positions and fixes of every file, reviewed by hand.
EXPECTED: dict[str, tuple[Verdict, int | None, int, int]] = {
    "70mai/synthetic-70mai.mp4": (Verdict.NO_PICTURE, None, 10, 9),
    "70mai/synthetic-happy.txt": (Verdict.LOCATION_LOG, None, 5, 5),
    "blackvue/synthetic.gps": (Verdict.LOCATION_LOG, None, 5, 4),
    "blackvue/synthetic.mp4": (Verdict.NO_PICTURE, None, 5, 4),
    "garmin/synthetic-pndm.mp4": (Verdict.NO_PICTURE, None, 5, 5),
    "gopro/hero5-karma.mp4": (Verdict.OK, 362, 47, 47),
    "gopro/hero5-trimmed.mp4": (Verdict.OK, 48, 36, 36),
    "mivue/real-anonymized.NMEA": (Verdict.LOCATION_LOG, None, 7, 7),
    "novatek/2e-drive-730.mp4": (Verdict.NO_PICTURE, None, 3, 3),
    "novatek/novatek.TS": (Verdict.OK, 300, 10, 10),
    "plain/clip-h264.mkv": (Verdict.OK, 90, 0, 0),
    "plain/h264-no-gps.mp4": (Verdict.OK, 90, 0, 0),
    "plain/hevc.mp4": (Verdict.OK, 60, 0, 0),
    "thinkware/front.mp4": (Verdict.NO_PICTURE, None, 10, 10),
    "viofo/synthetic-viofo.mp4": (Verdict.NO_PICTURE, None, 3, 3),
    "wolfbox/synthetic-wolfbox-a.mp4": (Verdict.NO_PICTURE, None, 4, 3),
}


@cache
def facts_of(name: str) -> Extraction:
    """What ``opsnap facts`` prints of a file; read once for all tests."""
    return read_file(FOOTAGE / name)


def summary(extraction: Extraction) -> tuple[Verdict, int | None, int, int]:
    """What the table above says of a file."""
    pictures = extraction.container.frame_count if extraction.container else None
    fixes = sum(point.fix for point in extraction.points)
    return extraction.verdict, pictures, len(extraction.points), fixes


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_recording_gives_its_reviewed_result(name: str) -> None:
    assert summary(facts_of(name)) == EXPECTED[name]


def test_no_recording_is_left_out() -> None:
    there = {
        str(path.relative_to(FOOTAGE))
        for path in FOOTAGE.glob("*/*")
        if path.suffix not in ("", ".jpg") and "LICENSE" not in path.name and path.parent.name != "plates-eu"
    }
    assert there == set(EXPECTED)


@pytest.mark.parametrize("path", sorted((FOOTAGE / "plates-eu").glob("*1.*")), ids=lambda path: path.name)
def test_photographs_and_their_notes_are_not_videos(path: Path) -> None:
    assert read_file(path).verdict is (Verdict.NOT_A_VIDEO if path.suffix == ".txt" else Verdict.STILL_IMAGE)


@dataclass(frozen=True)
class Place:
    """What one point must say; ``t`` after the first picture, ``at`` with a zone only where the device states UTC."""

    t: float
    at: datetime | None
    lat: float
    lon: float
    mps: float | None
    course: float | None


def utc(*parts: int) -> datetime:
    """A clock the device states in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def printed(*parts: int) -> datetime:
    """A camera's clock, without zone."""
    return utc(*parts).replace(tzinfo=None)


# The first and the last fix of every file that has any, and which reader found them. The numbers were taken from the
# bytes by hand, with a hex dump and struct, not from the reader: RAW below takes them from there again.
POINTS: dict[str, tuple[str, Place, Place]] = {
    "70mai/synthetic-70mai.mp4": (
        "70mai-freegps",
        Place(0.0, None, 50.0, 30.0, 0.0, 45.0),
        # 500010000 is 5000.10000, fifty degrees and a tenth of a minute.
        Place(8.0, None, 50.0016667, 30.0016667, 0.0, 47.0),
    ),
    "70mai/synthetic-happy.txt": (
        "70mai-log",
        Place(0.0, printed(2023, 11, 14, 22, 13, 20), 50.0, 30.0, 5.0, 90.0),
        Place(4.0, printed(2023, 11, 14, 22, 13, 24), 50.00004, 30.00008, 5.4, 94.0),
    ),
    "blackvue/synthetic.gps": (
        "nmea-log",
        Place(0.0, utc(2023, 11, 14, 12), 50.0, 30.0, 5.0 * KNOT, 90.0),
        Place(4.0, utc(2023, 11, 14, 12, 0, 4), 50 + 0.02 / 60, 30 + 0.04 / 60, 7.0 * KNOT, 94.0),
    ),
    "blackvue/synthetic.mp4": (
        "blackvue-nmea",
        Place(0.0, utc(2021, 10, 11, 18, 15), 50.0, 30.0, 5.0 * KNOT, 90.0),
        Place(5.0, utc(2021, 10, 11, 18, 15, 5), 50 + 0.004 / 60, 30 + 0.008 / 60, 7.0 * KNOT, 94.0),
    ),
    "garmin/synthetic-pndm.mp4": (
        "garmin-pndm",
        Place(0.0, None, 50.0, 30.0, 25 * MILE_AN_HOUR, None),
        Place(4.0, None, 50.0004, 30.0004, 45 * MILE_AN_HOUR, None),
    ),
    "gopro/hero5-karma.mp4": (
        "gopro-karma",
        Place(0.0, utc(2017, 4, 17, 19, 27, 57, 368_000), 33.1253680, -117.3310641, 0.59, 334.35),
        Place(11.7617, utc(2017, 4, 17, 19, 28, 9, 72_000), 33.1260030, -117.3314762, 8.09, 331.15),
    ),
    "gopro/hero5-trimmed.mp4": (
        "gopro-gpmf",
        Place(0.0, utc(2017, 4, 17, 17, 31, 3), 33.1264969, -117.3273542, 0.167, None),
        Place(1.9464, utc(2017, 4, 17, 17, 31, 4, 930_389), 33.1265052, -117.3273654, 1.014, None),
    ),
    "mivue/real-anonymized.NMEA": (
        "nmea-log",
        Place(0.0, utc(2026, 6, 25, 4, 48, 58), -23.0, 150.0, 0.0, 0.0),
        Place(6.0, utc(2026, 6, 25, 4, 49, 4), -23.0, 150.0, 0.09 * KNOT, 169.12),
    ),
    "novatek/2e-drive-730.mp4": (
        "novatek-freegps",
        Place(0.0, printed(2021, 10, 13, 15, 37, 57), 50.0, 30.0, 48.59 * KNOT, 7.0),
        Place(2.0, printed(2021, 10, 13, 15, 37, 59), 50.0002035, 30.0001994, 49.193 * KNOT, 6.81),
    ),
    "novatek/novatek.TS": (
        "novatek-ts",
        Place(0.8667, printed(2021, 3, 18, 15, 39, 34), 50.0, 30.0, 0.01 * KNOT, 70.83),
        Place(8.9667, printed(2021, 3, 18, 15, 39, 43), 50.0009033, 30.0008993, 3.32 * KNOT, 81.39),
    ),
    "thinkware/front.mp4": (
        "subtitle-nmea",
        Place(5.0, utc(2026, 6, 2, 4, 16, 46), 50.0, 30.0, 14.101 * KNOT, 16.87),
        Place(95.0, utc(2026, 6, 2, 4, 16, 56), 50.0009, 30.0009, 19.730 * KNOT, 269.92),
    ),
    "viofo/synthetic-viofo.mp4": (
        "novatek-freegps",
        Place(0.0, printed(2026, 1, 15, 12), 50.1234538, 30.6543213, 30.0 * KNOT, 90.0),
        Place(2.0, printed(2026, 1, 15, 12, 0, 2), 50.1250000, 30.6560018, 32.8 * KNOT, 92.5),
    ),
    "wolfbox/synthetic-wolfbox-a.mp4": (
        "wolfbox",
        Place(1.0, None, 50.0, 30.0, 20.0 * KNOT, 92.0),
        Place(4.0, None, 50 + 0.02 / 60, 30 + 0.02 / 60, 22.0 * KNOT, 92.0),
    ),
}


def assert_is(point: TelemetryPoint, expected: Place) -> None:
    """Degrees within 1e-5 (about a metre), speed within a centimetre a second."""
    assert point.fix
    assert point.lat == pytest.approx(expected.lat, abs=1e-5)
    assert point.lon == pytest.approx(expected.lon, abs=1e-5)
    assert point.t == pytest.approx(expected.t, abs=1e-3)
    assert point.at == expected.at
    assert point.speed_mps == (None if expected.mps is None else pytest.approx(expected.mps, abs=0.01))
    assert point.course == (None if expected.course is None else pytest.approx(expected.course, abs=0.01))


@pytest.mark.parametrize("name", sorted(POINTS))
def test_the_first_and_last_fix_are_the_devices_own(name: str) -> None:
    source, first, last = POINTS[name]
    fixes = [point for point in facts_of(name).points if point.fix]
    assert {point.source for point in fixes} == {source}
    assert_is(fixes[0], first)
    assert_is(fixes[-1], last)


def test_every_recording_with_a_fix_has_its_fixes_reviewed() -> None:
    assert set(POINTS) == {name for name, (_, _, _, fixes) in EXPECTED.items() if fixes}


def packed(value: float) -> float:
    """DDDMM.MMMM in degrees, worked out here again."""
    return value // 100 + value % 100 / 60


# Where the numbers of the first and the last fix stand in the bytes, and what they mean in degrees.
RAW: tuple[tuple[str, int, int, str, Callable[[float], float]], ...] = (
    ("70mai/synthetic-70mai.mp4", 32 + 27, 2144 + 27, "<ii", lambda value: packed(value / 1e5)),
    ("garmin/synthetic-pndm.mp4", 0x205 + 12, 0x205 + 80 + 12, "<ii", lambda value: value * 180 / 2**31),
    ("gopro/hero5-karma.mp4", 0x501A5 + 16, -1, ">ii", lambda value: value / 1e7),
    ("gopro/hero5-trimmed.mp4", 0x13519 + 8, 0x650DB + 8 + 17 * 20, ">ii", lambda value: value / 1e7),
    ("novatek/2e-drive-730.mp4", 0x24 + 72, 0x234 + 72, "<ff", packed),
    ("novatek/novatek.TS", 0x5EDE + 4, 0x3DB22 + 4, "<ff", packed),
    ("viofo/synthetic-viofo.mp4", 0x24 + 72, 0x234 + 40, "<ff", packed),
    ("wolfbox/synthetic-wolfbox-a.mp4", 0x201 + 1040, 0x201 + 3040, "<q8xq", lambda value: packed(value / 1e5)),
)


@pytest.mark.parametrize(("name", "first_at", "last_at", "layout", "meaning"), RAW, ids=[row[0] for row in RAW])
def test_the_reviewed_places_stand_in_the_bytes(
    name: str, first_at: int, last_at: int, layout: str, meaning: Callable[[float], float]
) -> None:
    content = (FOOTAGE / name).read_bytes()
    for at, place in zip((first_at, last_at), POINTS[name][1:], strict=True):
        if at >= 0:
            lat, lon = (meaning(value) for value in struct.unpack_from(layout, content, at))
            assert lat == pytest.approx(place.lat, abs=1e-6)
            assert lon == pytest.approx(place.lon, abs=1e-6)


def test_gopro_positions_come_at_the_receivers_full_rate() -> None:
    for name, rate in (("gopro/hero5-trimmed.mp4", 18.0), ("gopro/hero5-karma.mp4", 4.0)):
        points = facts_of(name).points
        assert (len(points) - 1) / (points[-1].t - points[0].t) == pytest.approx(rate, rel=0.03)


def test_hero5_karma_names_its_camera_and_clock() -> None:
    container = facts_of("gopro/hero5-karma.mp4").container
    assert container is not None
    assert (container.make, container.model) == ("GoPro", "HERO5")
    assert container.duration_s == pytest.approx(12.079, abs=0.01)
    assert container.created_at == "2017-04-17T19:27:57"


# Container, pictures, length, size and codec of every file that can be watched, as a second program lists them.
WATCHED = {
    "gopro/hero5-karma.mp4": ("mov", 12.079, 854, 480, "h264", True),
    "gopro/hero5-trimmed.mp4": ("mov", 2.002, 854, 480, "h264", True),
    "novatek/novatek.TS": ("mpegts", 10.0, 320, 180, "hevc", True),
    "plain/clip-h264.mkv": ("matroska", 3.0, 640, 360, "h264", True),
    "plain/h264-no-gps.mp4": ("mov", 3.0, 640, 360, "h264", False),
    "plain/hevc.mp4": ("mov", 2.0, 640, 360, "hevc", False),
}


@pytest.mark.parametrize("name", sorted(WATCHED))
def test_every_watchable_recording_says_what_its_container_holds(name: str) -> None:
    facts = facts_of(name).container
    assert facts is not None
    told = (facts.format, facts.duration_s, facts.width, facts.height, facts.codec, facts.has_audio)
    assert told == WATCHED[name]


def test_every_watchable_recording_becomes_playable(tmp_path: Path) -> None:
    for name, (verdict, *_) in EXPECTED.items():
        if verdict is Verdict.OK:
            extraction = read_file(FOOTAGE / name, outputs={"playable": tmp_path / "p", "frames": tmp_path / "f"})
            assert [made.role for made in extraction.derivatives] == ["playable", "frames"]
