"""What was played is counted once, and the marked moment must be among it."""

import pytest

from triage.errors import BadAnswer
from triage.viewing import Viewing, parse_ranges


@pytest.mark.parametrize(
    ("played", "seconds"),
    [
        ((), 0.0),
        (((0.0, 5.0),), 5.0),
        (((0.0, 5.0), (3.0, 6.0)), 6.0),
        (((7.0, 9.0), (0.0, 1.0)), 3.0),
        (((0.0, 9.0), (2.0, 3.0)), 9.0),
    ],
)
def test_seconds_seen_twice_are_counted_once(played: tuple[tuple[float, float], ...], seconds: float) -> None:
    assert Viewing(played).seconds == seconds


@pytest.mark.parametrize(
    ("mark", "seen"), [(4.4, False), (4.5, True), (5.0, True), (8.0, True), (8.5, True), (8.6, False)]
)
def test_the_mark_is_played_with_half_a_second_of_grace(mark: float, seen: bool) -> None:
    assert Viewing(((5.0, 8.0),), mark).mark_played is seen


@pytest.mark.parametrize(("end", "seen"), [(0.9, False), (1.0, True)])
def test_without_a_mark_something_must_have_been_watched(end: float, seen: bool) -> None:
    assert Viewing(((0.0, end),)).mark_played is seen


def test_ranges_are_read_as_the_player_writes_them() -> None:
    assert parse_ranges("0.0-5.2,7-9.5") == ((0.0, 5.2), (7.0, 9.5))
    assert parse_ranges("") == ()


@pytest.mark.parametrize("text", ["5-3", "a-b", "-1-3", "1-2-3", "1e9-2", "0-1," * 501])
def test_what_no_player_writes_is_refused(text: str) -> None:
    with pytest.raises(BadAnswer):
        parse_ranges(text)
