"""Gaps, doubled pictures and a changing rate are told from the presentation times alone."""

from fractions import Fraction

import pytest

from worker.footage.facts import PaceFacts
from worker.footage.pace import pace_of

NTSC = Fraction(1, 30_000)
MILLISECONDS = Fraction(1, 1000)


def even(count: int, step: int, first: int = 0) -> list[int]:
    """So many pictures, all a step apart."""
    return [first + number * step for number in range(count)]


@pytest.mark.parametrize("pts", [[], [0], [0, 1001]])
def test_two_pictures_have_no_pace(pts: list[int]) -> None:
    assert pace_of(pts, NTSC) is None


def test_an_even_clip_has_a_step_and_nothing_else() -> None:
    assert pace_of(even(100, 1001), NTSC) == PaceFacts(step_s=0.033367)


def test_the_order_of_the_file_does_not_matter() -> None:
    assert pace_of([0, 3003, 1001, 2002, 6006, 4004, 5005], NTSC) == PaceFacts(step_s=0.033367)


def test_thirty_pictures_a_second_in_whole_milliseconds_are_even() -> None:
    assert pace_of([round(number * 1000 / 30) for number in range(90)], MILLISECONDS) == PaceFacts(step_s=0.033)


@pytest.mark.parametrize(("missing", "gaps"), [(1, 0), (2, 1), (30, 1)])
def test_a_gap_is_two_missing_pictures_or_more(missing: int, gaps: int) -> None:
    pts = [*even(50, 1000), *even(50, 1000, first=50_000 + missing * 1000)]
    pace = pace_of(pts, NTSC)
    assert pace is not None
    assert pace.gaps == gaps


def test_the_longest_gap_says_how_long_and_when() -> None:
    pts = [*even(10, 40), *even(10, 40, first=1000), *even(10, 40, first=5000)]
    pace = pace_of([one + 777 for one in pts], MILLISECONDS)
    assert pace == PaceFacts(step_s=0.04, gaps=2, longest_gap_s=3.64, longest_gap_at_s=1.36)


def test_pictures_of_the_same_time_are_counted_and_are_no_change_of_rate() -> None:
    assert pace_of([*even(40, 40), 80, 120], MILLISECONDS) == PaceFacts(step_s=0.04, duplicates=2)


def test_a_clip_that_stands_still_has_no_step() -> None:
    assert pace_of([5, 5, 5], MILLISECONDS) == PaceFacts(duplicates=2)


def test_a_phone_that_slows_down_in_the_dark_varies() -> None:
    pace = pace_of([*even(60, 33), *even(60, 42, first=2000)], MILLISECONDS)
    assert pace is not None
    assert (pace.is_variable, pace.gaps) == (True, 0)


def test_a_jump_of_years_is_one_gap() -> None:
    pace = pace_of([*even(5, 3000), 2**62], Fraction(1, 90_000))
    assert pace is not None
    assert (pace.gaps, pace.longest_gap_at_s) == (1, 0.133333)
