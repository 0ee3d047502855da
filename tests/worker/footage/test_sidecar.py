"""A log beside a video: whose it is, and where its points stand on the clip's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.footage.facts import TelemetryPoint
from worker.footage.sidecar import Log, TracklessClip, are_alike, began_by, joined

BEGAN = datetime(2026, 3, 14, 8, 15, 30, tzinfo=UTC)


def points(count: int, *, began: datetime | None = BEGAN, step: float = 1.0) -> tuple[TelemetryPoint, ...]:
    """A drive north, one point a step."""
    return tuple(
        TelemetryPoint(
            at=began + timedelta(seconds=number * step) if began else None,
            t=number * step,
            lat=52.48 + number / 1e4,
            lon=-1.9,
            speed_mps=10.0,
            course=0.0,
            fix=True,
            source="nmea-log",
        )
        for number in range(count)
    )


def clip(name: str = "ride.mp4", seconds: float | None = 30.0, began: datetime | None = None) -> TracklessClip:
    return TracklessClip(name, seconds, (began,) if began else ())


def track(one: TracklessClip, logs: list[Log], *, is_only_clip: bool) -> tuple[TelemetryPoint, ...]:
    """The points of whatever log was joined."""
    match = joined(one, logs, is_only_clip=is_only_clip)
    return match.points if match else ()


@pytest.mark.parametrize(
    ("video", "log", "alike"),
    [
        ("FILE260314-081530F.mp4", "FILE260314-081530F.NMEA", True),
        ("20260314_081530_NF.mp4", "20260314_081530_N.gps", True),
        ("20260314_081530_NR.mp4", "20260314_081530_NF.gps", True),
        ("C:\\DCIM\\ride.MP4", "Ride.gpx", True),
        ("ride-1.mp4", "ride-2.gpx", False),
        ("20260314_081530_NF.mp4", "20260314_081630_NF.gps", False),
        ("ride.mp4", "another.gpx", False),
        ("ride.mp4", "ride-to-work.gpx", False),
    ],
)
def test_a_log_belongs_to_the_video_that_is_named_like_it(video: str, log: str, alike: bool) -> None:
    assert are_alike(video, log) is alike


def test_a_log_of_the_clip_alone_begins_with_its_first_picture() -> None:
    found = track(clip(), [Log("ride.gps", points(30))], is_only_clip=False)
    assert [point.t for point in found] == [float(number) for number in range(30)]
    assert {point.source for point in found} == {"sidecar nmea-log"}


def test_the_only_log_belongs_to_the_only_clip_whatever_their_names() -> None:
    assert track(clip(), [Log("track.gpx", points(30))], is_only_clip=True)
    assert track(clip(), [Log("track.gpx", points(30))], is_only_clip=False) == ()


@pytest.mark.parametrize(("count", "fits"), [(24, False), (27, True), (35, True), (37, False), (600, False)])
def test_a_log_much_longer_or_shorter_than_its_clip_cannot_be_placed_without_a_clock(count: int, fits: bool) -> None:
    found = track(clip(), [Log("ride.gpx", points(count, began=None))], is_only_clip=True)
    assert bool(found) is fits


def test_a_log_of_a_whole_ride_is_cut_to_the_clip_by_both_clocks() -> None:
    found = track(clip(began=BEGAN + timedelta(seconds=100.5)), [Log("ride.gpx", points(600))], is_only_clip=True)
    assert (found[0].t, found[0].lat, found[-1].t) == (0.5, pytest.approx(52.4901), 29.5)
    assert len(found) == 30


def test_two_clips_share_one_log_where_the_clocks_say_so() -> None:
    log = Log("track.gpx", points(600))
    for seconds in (60, 300):
        found = track(clip(began=BEGAN + timedelta(seconds=seconds)), [log], is_only_clip=False)
        assert found[0].lat == pytest.approx(52.48 + seconds / 1e4)


@pytest.mark.parametrize("off", [-3600, 3600, 590, -20])
def test_clocks_that_do_not_overlap_place_nothing(off: int) -> None:
    late = clip(began=BEGAN + timedelta(seconds=off))
    assert track(late, [Log("track.gpx", points(600))], is_only_clip=True) == ()


@pytest.mark.parametrize(
    ("off", "belongs"),
    [
        (timedelta(hours=-1), True),  # local time where the header promises UTC
        (timedelta(hours=14), True),
        (timedelta(hours=15), False),
        (timedelta(days=-3), False),
        (timedelta(days=-3650), True),  # a clock that was never set
    ],
)
def test_a_log_of_another_day_is_not_taken_for_being_as_long_as_the_only_clip(off: timedelta, belongs: bool) -> None:
    found = track(clip(began=BEGAN + off), [Log("track.gpx", points(30))], is_only_clip=True)
    assert bool(found) is belongs


def test_a_clock_without_zone_is_not_compared() -> None:
    log = Log("track.gpx", points(600, began=BEGAN.replace(tzinfo=None)))
    assert track(clip(began=BEGAN), [log], is_only_clip=True) == ()


def test_a_log_of_a_whole_card_gives_the_lines_that_name_the_video() -> None:
    log = Log("GPSData000001.txt", points(90), {"NO1F.MP4": (0, 29), "NO2F.MP4": (30, 59)})
    found = track(clip("no2f.mp4"), [log], is_only_clip=True)
    assert (len(found), found[0].t, found[0].lat) == (30, 0.0, pytest.approx(52.483))
    assert track(clip("NO3F.MP4"), [log], is_only_clip=True) == ()


def test_of_two_logs_the_one_named_like_the_clip_is_taken_and_two_of_the_same_name_give_nothing() -> None:
    mine, other = Log("ride.gps", points(30)), Log("other.gps", points(31))
    assert len(track(clip(), [other, mine], is_only_clip=True)) == 30
    assert track(clip(), [other, Log("another.gps", points(30))], is_only_clip=True) == ()
    assert track(clip(), [mine, Log("ride.nmea", points(30))], is_only_clip=True) == ()


def test_an_empty_log_or_a_clip_of_unknown_length_gives_nothing() -> None:
    assert track(clip(), [Log("ride.gps", ())], is_only_clip=True) == ()
    assert track(clip(seconds=None, began=BEGAN), [Log("ride.gps", points(30))], is_only_clip=True) == ()
    assert track(clip(), [], is_only_clip=True) == ()


@pytest.mark.parametrize(
    ("printed", "zone", "began"),
    [
        ("2026-03-14T08:15:30", "UTC", BEGAN),
        ("2026-03-14T08:15:30", None, None),
        ("2026-03-14T08:15:30", "+01:00", None),
        ("no time", "UTC", None),
        (12, "UTC", None),
    ],
)
def test_only_a_clock_that_says_utc_says_when_a_clip_began(
    printed: object, zone: object, began: datetime | None
) -> None:
    assert began_by(printed, zone) == began
