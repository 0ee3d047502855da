"""A printed clock is believed only when it runs with the pictures, and a day is only sure when nothing else fits."""

from datetime import datetime, timedelta

import pytest

from worker.footage.overlay.clock import Clock, clock_of
from worker.footage.overlay.running import Running, Shown, Told, Unclear, running

START = datetime(2026, 3, 14, 14, 23, 5)  # noqa: DTZ001 - a camera's clock has no zone


def told(*stills: tuple[float, str]) -> list[Told]:
    return [Told(t, clock_of(line)) for t, line in stills]


def ticking(*stills: tuple[float, float], pattern: str = "%Y/%m/%d %H:%M:%S", start: datetime = START) -> list[Told]:
    """Stills at t whose clock has advanced so many seconds."""
    return told(*((t, f"{start + timedelta(seconds=ahead):{pattern}}") for t, ahead in stills))


def test_a_clock_that_runs_is_read_at_the_first_still() -> None:
    found = running(ticking((0, 0), (10, 10), (20, 20)), 3)
    assert isinstance(found, Running)
    assert (found.shown[0], found.others) == (Shown(0, START, is_dated=True), ())


@pytest.mark.parametrize(
    ("ahead", "accepted"),
    [(8, False), (9, True), (10, True), (11, True), (12, False), (-10, False), (0, False), (70, False), (3610, False)],
)
def test_the_middle_still_may_differ_by_a_second_and_a_half(ahead: float, accepted: bool) -> None:
    assert isinstance(running(ticking((0, 0), (10, ahead), (20, 20)), 3), Running) is accepted


@pytest.mark.parametrize(("t", "accepted"), [(9.5, True), (10.5, True), (8.4, False), (11.6, False)])
def test_the_second_a_display_cuts_off_is_no_jump(t: float, accepted: bool) -> None:
    assert isinstance(running(ticking((0, 0), (t, 10), (20, 20)), 3), Running) is accepted


@pytest.mark.parametrize(
    ("stills", "why"),
    [
        ([(0, 0), (10, 0), (20, 0)], Unclear.STANDS),
        ([(0, 0), (10, -10), (20, -20)], Unclear.NOT_MONOTONE),
        ([(0, 0), (10, 20), (20, 40)], Unclear.NOT_MONOTONE),
        ([(0, 0), (10, 10), (20, 3620)], Unclear.NOT_MONOTONE),
        ([(0, 3600), (10, 10), (20, 20)], Unclear.NOT_MONOTONE),
        ([(0, 0), (0.7, 1), (1.4, 1)], Unclear.TOO_SHORT),
        ([(0, 0), (10, 10)], Unclear.TOO_FEW),
        ([(0, 0)], Unclear.TOO_FEW),
        ([], Unclear.TOO_FEW),
    ],
)
def test_a_clock_that_does_not_run_is_not_believed_and_says_why(
    stills: list[tuple[float, float]], why: Unclear
) -> None:
    assert running(ticking(*stills), 3) is why


def test_two_stills_are_enough_where_there_are_no_more() -> None:
    assert isinstance(running(ticking((0, 0), (10, 10)), 2), Running)


def test_a_still_that_could_not_be_read_says_nothing_against_the_others() -> None:
    stills = [*ticking((0, 0), (5, 5), (20, 20)), Told(10, Clock())]
    assert isinstance(running(stills, 4), Running)


@pytest.mark.parametrize("blank", [0.0, 20.0])
def test_the_first_and_the_last_still_must_be_read(blank: float) -> None:
    stills = [one for one in ticking((0, 0), (5, 5), (10, 10), (15, 15), (20, 20)) if one.t != blank]
    assert running([*stills, Told(blank, Clock())], 5) is Unclear.TOO_FEW


@pytest.mark.parametrize(("last", "accepted"), [("14:23:25", True), ("14:23:35", False), ("15:23:25", False)])
def test_a_time_whose_date_is_illegible_speaks_for_or_against_the_others(last: str, accepted: bool) -> None:
    stills = told((0, "2026/03/14 14:23:05"), (10, "2026/03/14 14:23:15"), (20, f"2026/83/14 {last}"))
    assert isinstance(running(stills, 3), Running) is accepted


def test_a_time_without_its_date_may_be_of_the_next_day() -> None:
    found = running(told((0, "2026/03/14 23:59:50"), (5, "2026/03/14 23:59:55"), (20, "00:00:10")), 3)
    assert isinstance(found, Running)
    assert found.shown[-1] == Shown(20, datetime(2026, 3, 15, 0, 0, 10), is_dated=False)  # noqa: DTZ001


def test_one_date_alone_among_times_is_not_enough() -> None:
    assert running(told((0, "2026/03/14 14:23:05"), (10, "14:23:15"), (20, "14:23:25")), 3) is Unclear.TOO_FEW


def test_one_still_that_contradicts_is_not_outvoted() -> None:
    assert running(ticking((0, 0), (5, 5), (10, 47), (15, 15), (20, 20)), 5) is Unclear.NOT_MONOTONE


def test_an_ambiguous_day_stays_ambiguous() -> None:
    start = datetime(2026, 4, 3, 10, 0, 0)  # noqa: DTZ001
    found = running(ticking((0, 0), (10, 10), (20, 20), pattern="%d/%m/%Y %H:%M:%S", start=start), 3)
    assert isinstance(found, Running)
    assert found.shown[0].at == start
    assert found.others == (datetime(2026, 3, 4, 10, 0, 0),)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "pattern"),
    [
        (datetime(2026, 4, 3, 23, 59, 50), "%d/%m/%Y %H:%M:%S"),  # noqa: DTZ001 - the fourth of April follows
        (datetime(2026, 3, 4, 23, 59, 50), "%m/%d/%Y %H:%M:%S"),  # noqa: DTZ001
        (datetime(2026, 3, 12, 23, 59, 50), "%d/%m/%Y %H:%M:%S"),  # noqa: DTZ001 - the thirteenth is no month
        (datetime(2026, 3, 12, 23, 59, 50), "%m/%d/%Y %H:%M:%S"),  # noqa: DTZ001
        (datetime(2026, 1, 31, 23, 59, 50), "%d/%m/%Y %H:%M:%S"),  # noqa: DTZ001 - the month ends
    ],
)
def test_midnight_in_the_clip_says_which_is_the_day(start: datetime, pattern: str) -> None:
    found = running(ticking((0, 0), (10, 10), (20, 20), pattern=pattern, start=start), 3)
    assert isinstance(found, Running)
    assert (found.shown[0].at, found.others) == (start, ())


def test_a_clock_without_seconds_is_believed_once_its_minute_has_changed() -> None:
    changed = ticking((0, 0), (30, 30), (60, 60), pattern="%Y/%m/%d %H:%M")
    still = ticking((0, 0), (10, 10), (20, 20), pattern="%Y/%m/%d %H:%M")
    jumped = ticking((0, 0), (30, 30), (60, 260), pattern="%Y/%m/%d %H:%M")
    assert isinstance(running(changed, 3), Running)
    assert running(still, 3) is Unclear.STANDS
    assert running(jumped, 3) is Unclear.NOT_MONOTONE


def test_stills_may_come_in_any_order() -> None:
    found = running(ticking((20, 20), (0, 0), (10, 10)), 3)
    assert isinstance(found, Running)
    assert found.shown[0].at == START
