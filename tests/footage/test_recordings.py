"""Real recordings and device files: each gives a typed result, and the reviewed positions."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from worker.footage.facts import Extraction, TelemetryPoint
from worker.footage.read import read_file
from worker.footage.verdict import Verdict

pytestmark = pytest.mark.footage
FOOTAGE = Path(os.environ.get("OPSNAP_SHARED", "../shared")) / "footage"

# Verdict, pictures, positions and fixes of every file, reviewed by hand.
EXPECTED: dict[str, tuple[Verdict, int | None, int, int]] = {
    "70mai/synthetic-70mai.mp4": (Verdict.NO_PICTURE, None, 10, 9),
    "70mai/synthetic-happy.txt": (Verdict.LOCATION_LOG, None, 0, 0),
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


def summary(extraction: Extraction) -> tuple[Verdict, int | None, int, int]:
    """What the table above says of a file."""
    pictures = extraction.container.frame_count if extraction.container else None
    fixes = sum(point.fix for point in extraction.points)
    return extraction.verdict, pictures, len(extraction.points), fixes


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_recording_gives_its_reviewed_result(name: str) -> None:
    assert summary(read_file(FOOTAGE / name)) == EXPECTED[name]


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


def near(point: TelemetryPoint, lat: float, lon: float) -> bool:
    """Within 1e-5 degrees, about a metre."""
    return point.lat == pytest.approx(lat, abs=1e-5) and point.lon == pytest.approx(lon, abs=1e-5)


def test_hero5_karma_says_where_the_aircraft_was() -> None:
    extraction = read_file(FOOTAGE / "gopro/hero5-karma.mp4")
    first, last = extraction.points[0], extraction.points[-1]
    assert near(first, 33.1253680, -117.3310641)
    assert near(last, 33.1260030, -117.3314762)
    assert first.at == datetime(2017, 4, 17, 19, 27, 57, 368_000, UTC)
    assert (first.t, first.speed_mps, first.course) == (0.0, 0.59, 334.35)
    assert extraction.container is not None
    assert (extraction.container.make, extraction.container.model) == ("GoPro", "HERO5")
    assert extraction.container.duration_s == pytest.approx(12.079, abs=0.01)
    assert extraction.container.created_at == "2017-04-17T19:27:57"


def test_hero5_trimmed_is_read_at_eighteen_positions_a_second() -> None:
    points = read_file(FOOTAGE / "gopro/hero5-trimmed.mp4").points
    assert near(points[0], 33.1264969, -117.3273542)
    assert near(points[-1], 33.1265052, -117.3273654)
    assert points[0].at == datetime(2017, 4, 17, 17, 31, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "index", "lat", "lon"),
    [
        ("novatek/2e-drive-730.mp4", 0, 50.0, 30.0),
        ("novatek/2e-drive-730.mp4", 1, 50.0000977, 30.0001017),
        ("novatek/2e-drive-730.mp4", 2, 50.0002035, 30.0001994),
        ("novatek/novatek.TS", 0, 50.0, 30.0),
        ("novatek/novatek.TS", 9, 50.0009033, 30.0008993),
        ("viofo/synthetic-viofo.mp4", 0, 50.1234538, 30.6543213),
        ("viofo/synthetic-viofo.mp4", 2, 50.1250000, 30.6560018),
        ("70mai/synthetic-70mai.mp4", 3, 50.0008333, 30.0008333),
        ("blackvue/synthetic.mp4", 4, 50.0000667, 30.0001333),
        ("garmin/synthetic-pndm.mp4", 4, 50.0004000, 30.0004000),
        ("thinkware/front.mp4", 9, 50.0009000, 30.0009000),
        ("mivue/real-anonymized.NMEA", 0, -23.0, 150.0),
        ("wolfbox/synthetic-wolfbox-a.mp4", 1, 50.0, 30.0),
    ],
)
def test_other_cameras_give_their_reviewed_positions(name: str, index: int, lat: float, lon: float) -> None:
    assert near(read_file(FOOTAGE / name).points[index], lat, lon)


def test_every_watchable_recording_becomes_playable(tmp_path: Path) -> None:
    for name, (verdict, *_) in EXPECTED.items():
        if verdict is Verdict.OK:
            extraction = read_file(FOOTAGE / name, outputs={"playable": tmp_path / "p", "frames": tmp_path / "f"})
            assert [made.role for made in extraction.derivatives] == ["playable", "frames"]
