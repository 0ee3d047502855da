"""London days, business days, and both clock changes."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from tests.triage.shipped import at, holidays
from triage.calendar import (
    add_business_days,
    add_months,
    at_london,
    business_days_before,
    day_in_words,
    is_business_day,
    london_day,
)
from triage.errors import NotAnInstant


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-06-09 22:59", date(2025, 6, 9)),
        ("2025-06-09 23:30", date(2025, 6, 10)),
        ("2025-01-09 23:59", date(2025, 1, 9)),
        ("2025-03-29 23:59", date(2025, 3, 29)),  # the night before the clocks go forward
        ("2025-03-30 22:59", date(2025, 3, 30)),
        ("2025-03-30 23:00", date(2025, 3, 31)),  # and the first night after it
        ("2025-10-25 23:00", date(2025, 10, 26)),  # the day the clocks go back has 25 hours
        ("2025-10-26 23:59", date(2025, 10, 26)),
        ("2025-10-27 00:00", date(2025, 10, 27)),
    ],
)
def test_an_instant_belongs_to_the_day_on_londons_wall(instant: str, day: date) -> None:
    assert london_day(at(instant)) == day


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NotAnInstant):
        london_day(datetime(2025, 6, 9, 23, 30))  # noqa: DTZ001


def test_a_time_in_another_zone_is_refused() -> None:
    with pytest.raises(NotAnInstant):
        london_day(datetime(2025, 6, 9, 23, 30, tzinfo=timezone(timedelta(hours=1))))


@pytest.mark.parametrize(
    ("day", "wall_time", "instant"),
    [
        (date(2025, 1, 15), time(17, 0), "2025-01-15 17:00"),
        (date(2025, 6, 12), time(17, 0), "2025-06-12 16:00"),
        (date(2025, 3, 30), time(17, 0), "2025-03-30 16:00"),
        (date(2025, 10, 26), time(17, 0), "2025-10-26 17:00"),
        (date(2025, 10, 26), time(1, 30), "2025-10-26 00:30"),  # twice on the wall: the first pass
        (date(2025, 3, 30), time(1, 30), "2025-03-30 01:30"),  # never on the wall
    ],
)
def test_a_wall_time_in_london_is_one_instant(day: date, wall_time: time, instant: str) -> None:
    assert at_london(day, wall_time) == at(instant)
    assert at_london(day, wall_time).tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2025, 12, 24), True),
        (date(2025, 12, 25), False),
        (date(2025, 12, 26), False),
        (date(2025, 12, 27), False),  # Saturday
        (date(2025, 12, 29), True),
        (date(2026, 4, 6), False),  # Easter Monday
    ],
)
def test_weekends_and_bank_holidays_are_not_business_days(day: date, is_one: bool) -> None:
    assert is_business_day(day, holidays()) is is_one


def test_business_days_are_counted_over_christmas_both_ways() -> None:
    assert add_business_days(date(2025, 12, 23), 2, holidays()) == date(2025, 12, 29)
    assert business_days_before(date(2025, 12, 29), 2, holidays()) == date(2025, 12, 23)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 6, 30), 6, date(2025, 12, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_months_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_a_day_is_written_the_same_in_every_locale() -> None:
    assert day_in_words(date(2025, 6, 16)) == "Monday 16 June 2025"
