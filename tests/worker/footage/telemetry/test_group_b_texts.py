"""Positions printed into subtitles, and logs sent beside a video."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.worker.footage.telemetry import samples_b as bytes_of
from tests.worker.footage.telemetry.hand_made import movie, told
from worker.footage.sniff import sniff
from worker.footage.source import Source
from worker.footage.telemetry import gpx
from worker.footage.telemetry.registry import videos_in_log
from worker.footage.verdict import Verdict

CLOCK = datetime(2026, 3, 14, 8, 15, 30, tzinfo=UTC)
ROADHAWK = (
    b".;;;;D?JL;6+;;;D;R?;4;;;;DBB;;O;;;=D;L;;HO71G>F;-?=J-F:FNJJ;DPP-JF3F;;PL=DBRLBF0F;=?DNF-RD-PF;N;?=JF;;?D=F:*6F~"
)


def subtitle(line: bytes) -> bytes:
    """An MP4 with one subtitle."""
    return movie(b"tx3g", b"sbtl", [bytes_of.text(line)])


@pytest.mark.parametrize(
    ("line", "speed"),
    [
        (bytes_of.MINI, 10.0),
        (bytes_of.DJI, 10.0),
        (b"[iso: 100] [latitude: 52.480000] [longitude: -1.900000] [rel_alt: 6.0]", None),
        (b"Lat:52.48000 Lon:-1.90000 Alt:140 m Yaw:12", None),
        (b"2026-03-14 08:15:30 N:52.48000 W:1.90000 36 km/h", 10.0),
        (b"N 52.480000 W 1.900000 10 mph", 4.4704),
        (b"$GPRMC,081530.00,A,5228.8000,N,00154.0000,W,,,140326,,,A*00", None),
    ],
)
def test_a_printed_position_is_read(line: bytes, speed: float | None, tmp_path: Path) -> None:
    (point,) = told(subtitle(line), tmp_path)
    assert (point.lat, point.lon) == (pytest.approx(52.48, abs=1e-5), pytest.approx(-1.9, abs=1e-5))
    assert point.speed_mps == (None if speed is None else pytest.approx(speed, abs=1e-3))


def test_only_a_line_that_states_utc_has_a_zone(tmp_path: Path) -> None:
    assert told(subtitle(bytes_of.MINI), tmp_path)[0].at == CLOCK
    printed = told(subtitle(b"2026-03-14 08:15:30 N:52.48000 W:1.90000"), tmp_path)
    assert printed[0].at == CLOCK.replace(tzinfo=None)


@pytest.mark.parametrize(
    "line",
    [
        b"Lat:52.48 Lon:-1.9",
        b"N:52.480 W:1.900",
        b"Ratio 1.33333 to 2.66666",
        b"lat: 52.48000",
        b"GPS (-1.9, 52.4)",
        b"P 52.480000 Q 1.900000",
    ],
)
def test_any_two_numbers_are_no_position(line: bytes, tmp_path: Path) -> None:
    assert told(subtitle(line), tmp_path) == []


def test_a_printed_line_without_a_fix_has_no_place(tmp_path: Path) -> None:
    (point,) = told(subtitle(b"V,140326,081530.000,,,,,000.0,;"), tmp_path)
    assert (point.fix, point.lat, point.at) == (False, None, CLOCK)


def test_roadhawks_letters_are_turned_back(tmp_path: Path) -> None:
    (point,) = told(subtitle(ROADHAWK), tmp_path)
    # 53 degrees 30.6683 minutes north, 6 degrees 41.9749 minutes west, as the published example decodes.
    assert (point.lat, point.lon) == (pytest.approx(53.511138, abs=1e-5), pytest.approx(-6.699582, abs=1e-5))
    assert point.at == datetime(2013, 2, 5, 8, 21, 38, tzinfo=UTC)


@pytest.mark.parametrize("moved", [3, 100, 200])
def test_a_text_of_which_every_letter_is_moved_alike_is_moved_back(moved: int, tmp_path: Path) -> None:
    disguised = b"\0" + bytes((letter + moved) & 0xFF for letter in bytes_of.RMC) + b"\n"
    (point,) = told(movie(b"tx3g", b"sbtl", [disguised]), tmp_path)
    assert point.lat == pytest.approx(52.48, abs=1e-5)


def test_a_gpx_log_gives_places_clocks_and_nothing_from_its_comments(tmp_path: Path) -> None:
    first, second = told(bytes_of.GPX, tmp_path)
    assert (first.lat, first.lon, first.at, first.speed_mps) == (52.48, -1.9, CLOCK, 10.5)
    assert (second.lat, second.t, second.course) == (52.4801, 1.5, 271.5)


@pytest.mark.parametrize(
    "evil",
    [
        b'<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE gpx SYSTEM "file:///etc/passwd">',
        b'<!ENTITY % x SYSTEM "file:///etc/passwd">',
    ],
)
def test_a_gpx_log_that_declares_anything_is_refused(evil: bytes) -> None:
    document = bytes_of.GPX.replace(b"<gpx", evil + b"<gpx", 1)
    assert sniff(document, len(document)).verdict is Verdict.PLAYLIST
    assert gpx.points_of(document) == []
    assert gpx.points_of(bytes_of.GPX + bytes(5000) + evil) == []


@pytest.mark.parametrize("piece", [b"<trkpt ", b"<trkpt lat='", b"<!--", b"<trkpt lat='1' lon='1'>", b"<gpx <gpx "])
def test_a_long_broken_gpx_log_is_read_in_bounded_time(piece: bytes) -> None:
    assert len(gpx.points_of(b"<gpx >" + piece * 30_000)) <= 50_000


def test_a_gpx_point_off_the_earth_or_without_numbers_has_no_place() -> None:
    points = gpx.points_of(b"<gpx ><trkpt lat='91' lon='1'/><trkpt lat='x' lon='1'/><trkpt lon='1'/><trkpt a=''/>")
    assert [point.fix for point in points] == [False] * 4


def test_a_log_of_a_whole_card_says_which_points_belong_to_which_video(tmp_path: Path) -> None:
    first, lost, last = told(bytes_of.CARD_LOG, tmp_path)
    assert (first.lat, first.lon, first.speed_mps, first.course) == (52.48, -1.9, 10.0, 271.5)
    assert first.at == datetime(2026, 3, 14, 8, 15, 30)  # noqa: DTZ001  # known to run eight hours off
    assert (lost.fix, lost.t, last.t) == (False, 1.0, 60.0)
    with (tmp_path / "file").open("rb") as log:
        videos = videos_in_log(Source(log.fileno(), len(bytes_of.CARD_LOG)))
    assert videos == {"NO20260314-081530-000001F.MP4": (0, 0), "NO20260314-081630-000002F.MP4": (2, 2)}


def test_a_log_of_a_drive_takes_five_seconds_a_line_even_for_lines_it_cannot_read(tmp_path: Path) -> None:
    first, lost, last = told(bytes_of.SESSION_LOG, tmp_path)
    assert (first.lat, first.speed_mps, first.at) == (
        52.48,
        pytest.approx(15.4333, abs=1e-3),
        CLOCK.replace(tzinfo=None),
    )
    assert (lost.fix, lost.t, last.t, last.lat) == (False, 5.0, 15.0, 52.481)


def test_an_escort_map_gives_kilometres_an_hour_in_utc(tmp_path: Path) -> None:
    first, lost = told(bytes_of.ESCORT, tmp_path)
    assert (first.lat, first.speed_mps, first.at, first.source) == (pytest.approx(52.48), 10.0, CLOCK, "escort-map")
    assert (lost.fix, lost.lat, lost.t) == (False, None, 1.0)


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (bytes_of.GPX, Verdict.LOCATION_LOG),
        (b"\xef\xbb\xbf" + bytes_of.GPX, Verdict.LOCATION_LOG),
        (b"$GPSCAMTIME 20260314081530\n" + bytes_of.RMC, Verdict.LOCATION_LOG),
        (bytes_of.ESCORT, Verdict.LOCATION_LOG),
        (bytes_of.SESSION_LOG, Verdict.LOCATION_LOG),
        (bytes_of.shaking(), Verdict.MOVEMENT_LOG),
        (bytes_of.shaking(3), Verdict.NOT_A_VIDEO),
        (bytes(200), Verdict.NOT_A_VIDEO),
        (b'<?xml version="1.0"?><MPD>', Verdict.PLAYLIST),
        (b"A, as in apple: 140326", Verdict.NOT_A_VIDEO),
    ],
)
def test_a_log_is_known_by_its_first_lines(content: bytes, verdict: Verdict) -> None:
    assert sniff(content[:4096], len(content)).verdict is verdict


def test_a_log_of_shaking_is_no_position(tmp_path: Path) -> None:
    assert told(bytes_of.shaking(), tmp_path) == []
