"""A time typed as London's clock shows it becomes one instant, also on the two nights when the clock is changed."""

from datetime import UTC, date, datetime

import pytest
from starlette.requests import Request

from api.public.address import client_address
from api.public.clock import SKIPPED, earliest_in_time_on, instant_of, is_repeated, notice_days_left, parts_of
from api.public.forms import WhenForm
from storage.settings import Settings
from tests.triage.shipped import policy
from triage.deadline import last_post

POLICY = policy()


def typed(day: str, hour: str, minute: str = "30") -> WhenForm:
    year, month, number = day.split("-")
    return WhenForm(year=year, month=month, day=number, hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2026-01-15", "8", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        ("2026-06-15", "8", datetime(2026, 6, 15, 7, 30, tzinfo=UTC)),
        ("2026-10-25", "0", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("2026-10-25", "1", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25", "2", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        ("2026-03-29", "0", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("2026-03-29", "2", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_londons_clock_is_read_as_an_instant_and_written_back_as_typed(day: str, hour: str, expected: datetime) -> None:
    instant, problems = instant_of(typed(day, hour))
    assert (instant, problems) == (expected, ())
    assert parts_of(expected) == typed(str(int(day[:4])) + "-" + str(int(day[5:7])) + "-" + str(int(day[8:])), hour)


def test_the_hour_that_spring_leaves_out_is_refused_with_a_sentence() -> None:
    instant, (problem,) = instant_of(typed("2026-03-29", "1"))
    assert instant is None
    assert (problem.field, str(problem)) == ("hour", SKIPPED)


@pytest.mark.parametrize(("hour", "twice"), [(0, True), (1, True), (2, False), (23, False)])
def test_only_the_hour_that_autumn_repeats_is_said_to_be_repeated(hour: int, twice: bool) -> None:
    assert is_repeated(datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) is twice


def test_both_a_wrong_date_and_a_wrong_time_are_said_at_once() -> None:
    _, problems = instant_of(WhenForm(day="31", month="2", year="2026", hour="25", minute="0"))
    assert [one.field for one in problems] == ["day", "hour"]


@pytest.mark.parametrize("today", [date(2026, 4, 7), date(2026, 11, 14), date(2026, 12, 29)])
def test_the_earliest_day_in_time_is_the_first_whose_last_post_is_still_to_come(today: date) -> None:
    earliest = earliest_in_time_on(today, POLICY)
    assert last_post(earliest, POLICY.holidays) >= today
    assert last_post(date.fromordinal(earliest.toordinal() - 1), POLICY.holidays) < today


def test_days_left_are_said_for_what_needs_a_notice_only() -> None:
    at, now = datetime(2026, 11, 13, 12, 0, tzinfo=UTC), datetime(2026, 11, 14, 12, 0, tzinfo=UTC)
    assert notice_days_left("red_light", at, now, POLICY) == 11
    assert notice_days_left("seat_belt_driver", at, now, POLICY) is None
    assert notice_days_left("", at, now, POLICY) is None


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("198.51.100.1", "", "", "198.51.100.1"),
        ("198.51.100.1", "203.0.113.9", "", "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.2", "192.0.2.1, 203.0.113.9", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.2", "192.0.2.1, 203.0.113.9, 10.0.0.3", "10.0.0.0/8", "203.0.113.9"),
        ("10.0.0.2", "nonsense", "10.0.0.2", "10.0.0.2"),
        ("::ffff:198.51.100.1", "", "", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "", "", "2001:db8:1:2::/64"),
    ],
)
def test_a_sender_is_believed_only_as_far_as_a_named_proxy_wrote_it(
    peer: str, forwarded: str, trusted: str, expected: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "headers": headers, "client": (peer, 1)})
    assert client_address(request, Settings(trusted_proxies=trusted)) == expected
