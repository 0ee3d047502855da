"""The reporter's pin beside the positions of the footage."""

from math import inf, nan

import pytest

from triage.clock_claim import Source
from triage.finding import Finding
from triage.whereabouts import (
    Agreement,
    Along,
    Passed,
    Position,
    compare,
    metres_between,
    passed_at,
    seen_on,
    tracks_of,
)

PIN = Position(52.4718, -2.0049)
DEGREE_M = 111_195.08  # of latitude, on a sphere of the mean radius


def north(metres: float) -> Position:
    return Position(PIN.lat + metres / DEGREE_M, PIN.lon)


def place(at: Position, source: str = "gopro-gpmf", confidence: float | None = None) -> Finding:
    return Finding("place", {"lat": at.lat, "lon": at.lon}, source, "reader", "1", confidence)


@pytest.mark.parametrize(
    ("metres", "agreement"),
    [
        (0.0, Agreement.AGREE),
        (149.0, Agreement.AGREE),
        (151.0, Agreement.NEAR),
        (999.0, Agreement.NEAR),
        (1001.0, Agreement.DISAGREE),
        (400_000.0, Agreement.DISAGREE),
    ],
)
def test_the_distance_from_the_pin_says_whether_they_agree(metres: float, agreement: Agreement) -> None:
    found = compare(PIN, tracks_of([place(north(metres))]))
    assert found.agreement is agreement
    assert found.metres == pytest.approx(metres, abs=0.5)
    assert found.disagrees is (agreement is Agreement.DISAGREE)


def test_a_degree_of_longitude_is_shorter_in_the_north() -> None:
    assert metres_between(Position(52.0, -2.0), Position(52.0, -1.0)) == pytest.approx(68_460, rel=0.001)
    assert metres_between(Position(90.0, 0.0), Position(-90.0, 0.0)) == pytest.approx(20_015_115, rel=0.001)


@pytest.mark.parametrize(("pin", "found"), [(None, [place(PIN)]), (PIN, []), (None, [])])
def test_without_a_pin_or_a_position_nothing_is_compared(pin: Position | None, found: list[Finding]) -> None:
    told = compare(pin, tracks_of(found))
    assert (told.agreement, told.metres, told.disagrees) == (Agreement.UNKNOWN, None, False)


def test_gps_is_believed_before_the_picture_and_the_header_whatever_their_order() -> None:
    found = [place(north(5_000), "overlay"), place(north(9_000), "container location"), place(PIN)]
    for order in (found, found[::-1]):
        told = compare(PIN, tracks_of(order))
        assert [one.seen.source for one in told.compared] == [Source.SATELLITES, Source.OVERLAY, Source.CONTAINER]
        assert told.agreement is Agreement.AGREE
        assert told.disagrees, "the others are elsewhere, and that is shown"


@pytest.mark.parametrize(
    ("seconds", "lat", "speed"),
    [
        (-15.0, 52.0, 10.0),  # the nearest end, but no further than 15 s from it
        (0.0, 52.0, 10.0),
        (1.0, 52.001, 15.0),
        (2.0, 52.002, 20.0),
        (2.5, 52.0025, None),
        (18.0, 52.003, None),
    ],
)
def test_between_two_fixes_the_way_is_shared_in_proportion(seconds: float, lat: float, speed: float | None) -> None:
    track = [
        Passed(3.0, Position(52.003, -2.0)),
        Passed(0.0, Position(52.0, -2.0), 10.0),
        Passed(2.0, Position(52.002, -2.0), 20.0),
    ]
    found = passed_at(track, seconds)
    assert found is not None
    assert found.at.lat == pytest.approx(lat)
    assert found.speed_mps == (None if speed is None else pytest.approx(speed))


@pytest.mark.parametrize(("seconds", "known"), [(-16.0, False), (19.0, False), (50.0, False), (99.0, True)])
def test_in_a_tunnel_nobody_knows_where_the_camera_was(seconds: float, known: bool) -> None:
    track = [Passed(t, Position(52.0 + t / 1000, -2.0)) for t in (0.0, 3.0, 99.0)]
    assert (passed_at(track, seconds) is not None) is known
    assert passed_at([], 1.0) is None


def test_a_track_says_where_it_was_at_the_mark_and_without_one_where_it_came_nearest() -> None:
    track = [Passed(0.0, north(-2_000)), Passed(60.0, north(-20)), Passed(70.0, north(400))]
    marked = seen_on(track, "gopro-gpmf", 70.0, PIN)
    assert marked is not None
    assert (marked.at, marked.along) == (north(400), Along.MOMENT)
    nearest = seen_on(track, "gopro-gpmf", None, PIN)
    assert nearest is not None
    assert (nearest.at, nearest.along) == (north(-20), Along.NEAREST)
    assert seen_on(track, "gopro-gpmf", None, None) is None
    assert seen_on(track, "gopro-gpmf", 500.0, PIN) is None


@pytest.mark.parametrize(
    "value",
    [
        *(None, 5, "words", [], {}, {"lat": 52.0}, {"lat": "52", "lon": -2}, {"lat": True, "lon": 1}),
        *({"lat": nan, "lon": 0.0}, {"lat": inf, "lon": 0.0}, {"lat": 91.0, "lon": 0.0}, {"lat": 0.0, "lon": 181.0}),
    ],
)
def test_places_of_another_shape_are_left_out(value: object) -> None:
    assert tracks_of([Finding("place", value, "GPS", "reader", "1")]) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(("confidence", "counted"), [(None, 1), (0.5, 1), (0.49, 0)])
def test_a_position_that_was_barely_legible_is_left_out(confidence: float | None, counted: int) -> None:
    assert len(tracks_of([place(PIN, "overlay", confidence)])) == counted
