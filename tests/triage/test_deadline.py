"""When it is too late: the published vectors, both clock changes, and an extra holiday in mid-case."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypedDict, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.triage.shipped import VECTORS, at, holidays, json_of, policy
from triage.deadline import (
    Clock,
    Standing,
    came_too_late,
    clock_for,
    days_left,
    decision_due,
    earliest_clock,
    is_out_of_time,
    keeper_reply_due,
    last_post,
    plausible_clocks,
    presumed_served,
    service_deadline,
    standing,
    summary_limit,
)
from triage.errors import UnknownOffence
from triage.policy import Policy


class NipVector(TypedDict):
    offence: str
    service_deadline: str
    last_safe_first_class_post: str
    day_number: int
    deemed_served: str
    summary_limit_6m: str
    why: str


NIP_VECTORS = cast(list[NipVector], json_of(VECTORS / "nip_vectors.json"))


@pytest.mark.parametrize("vector", NIP_VECTORS, ids=lambda vector: vector["why"])
def test_the_notice_clock_equals_the_published_vector(vector: NipVector) -> None:
    offence_on = date.fromisoformat(vector["offence"])
    post = last_post(offence_on, holidays())
    assert service_deadline(offence_on).isoformat() == vector["service_deadline"]
    assert post.isoformat() == vector["last_safe_first_class_post"]
    assert (post - offence_on).days == vector["day_number"]
    assert presumed_served(post, holidays()).isoformat() == vector["deemed_served"]
    limit = summary_limit(offence_on, policy().offence("red_light"))
    assert limit is not None
    assert limit.isoformat() == vector["summary_limit_6m"]


@given(st.dates(date(2024, 1, 1), date(2028, 12, 1)))
def test_last_post_is_the_latest_posting_day_that_works(offence_on: date) -> None:
    deadline = service_deadline(offence_on)
    days = [offence_on + timedelta(days=n) for n in range(15)]
    working = [day for day in days if _is_posted(day) and presumed_served(day, holidays()) <= deadline]
    assert last_post(offence_on, holidays()) == max(working)


def test_last_post_is_right_for_every_day_of_five_years() -> None:
    day = date(2024, 1, 1)
    while day < date(2028, 12, 10):
        post = last_post(day, holidays())
        following = next(d for n in range(1, 9) if _is_posted(d := post + timedelta(days=n)))
        assert presumed_served(post, holidays()) <= service_deadline(day) < presumed_served(following, holidays())
        assert 8 <= (post - day).days <= 12
        day += timedelta(days=1)


def _is_posted(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays()


@pytest.mark.parametrize(
    ("offence_on", "lead_days", "due"),
    [
        (date(2025, 11, 5), 0, date(2025, 11, 17)),
        (date(2025, 11, 5), 1, date(2025, 11, 14)),  # a Monday's post is decided on Friday
        (date(2025, 11, 5), 2, date(2025, 11, 13)),
        (date(2025, 12, 15), 1, date(2025, 12, 22)),
        (date(2026, 3, 23), 1, date(2026, 3, 30)),
        (date(2025, 12, 18), 2, date(2025, 12, 23)),  # over Christmas
    ],
)
def test_the_decision_is_due_the_lead_days_before_the_last_post(offence_on: date, lead_days: int, due: date) -> None:
    assert decision_due(offence_on, holidays(), lead_days) == due


def test_an_extra_holiday_declared_in_mid_case_moves_the_last_post_and_the_rank() -> None:
    before = policy()
    after = replace(before, holidays=before.holidays | {date(2025, 11, 18)})
    clocks = [_clock("red_light", date(2025, 11, 5), "2025-11-06 12:00", which) for which in (before, after)]
    assert [clock.last_post for clock in clocks] == [date(2025, 11, 17), date(2025, 11, 14)]
    assert clocks[0].service_deadline == clocks[1].service_deadline == date(2025, 11, 19)
    assert clocks[1].due_at < clocks[0].due_at


def test_a_notice_case_is_due_at_five_in_london_in_winter_and_summer() -> None:
    assert _clock("red_light", date(2025, 11, 5)).due_at == at("2025-11-14 17:00")
    assert _clock("red_light", date(2025, 6, 2)).due_at == at("2025-06-11 16:00")


def test_both_clock_changes_leave_the_due_hour_on_londons_wall() -> None:
    assert _clock("red_light", date(2025, 3, 21)).due_at == at("2025-04-01 16:00")  # winter offence, summer deadline
    assert _clock("red_light", date(2025, 10, 17)).due_at == at("2025-10-28 17:00")  # and the other way


def test_a_phone_case_is_promised_fourteen_days_from_receipt_to_the_second() -> None:
    clock = _clock("mobile_phone", date(2025, 6, 1), "2025-06-02 20:00:07")
    assert clock.due_at == at("2025-06-16 20:00:07")
    assert (clock.service_deadline, clock.last_post, clock.decision_due) == (None, None, None)
    assert clock.s172_applies
    assert not clock.nip_required


def test_dangerous_driving_has_no_six_month_limit() -> None:
    assert _clock("dangerous", date(2025, 6, 1)).summary_limit is None


def test_a_dangerous_position_is_parking_that_carries_the_notice_clock() -> None:
    assert _clock("dangerous_position", date(2025, 11, 5)).last_post == date(2025, 11, 17)
    assert _clock("obstruction", date(2025, 11, 5)).last_post is None


@pytest.mark.parametrize(
    ("now", "where", "left"),
    [
        ("2025-11-14 12:00", Standing.OPEN, 3),
        ("2025-11-17 00:00", Standing.POST_TODAY, 0),
        ("2025-11-17 23:59", Standing.POST_TODAY, 0),
        ("2025-11-18 00:00", Standing.RESCUE, -1),
        ("2025-11-19 23:59", Standing.RESCUE, -2),
        ("2025-11-20 00:00", Standing.EXPIRED, -3),
    ],
)
def test_a_notice_case_stands_where_its_day_says(now: str, where: Standing, left: int) -> None:
    clock = _clock("red_light", date(2025, 11, 5))
    assert standing(clock, at(now)) is where
    assert days_left(clock, at(now).date()) == left


@pytest.mark.parametrize(
    ("now", "where"),
    [
        ("2025-11-06 12:00", Standing.NO_NOTICE_NEEDED),
        ("2025-11-20 12:00", Standing.NO_NOTICE_NEEDED),  # the fifteenth day means nothing here
        ("2026-05-05 12:00", Standing.NO_NOTICE_NEEDED),
        ("2026-05-06 00:00", Standing.EXPIRED),
    ],
)
def test_a_phone_case_expires_after_six_months_and_not_before(now: str, where: Standing) -> None:
    assert standing(_clock("mobile_phone", date(2025, 11, 5)), at(now)) is where


def test_the_keepers_28_days_begin_with_the_day_of_service() -> None:
    assert keeper_reply_due(date(2025, 11, 19)) == date(2025, 12, 16)


def test_an_unconfirmed_parking_case_carries_the_notice_clock_it_could_have() -> None:
    obstruction = policy().offence("obstruction")
    clock = earliest_clock([obstruction], date(2025, 11, 5), at("2025-11-12 09:00"), policy())
    assert clock.offence == "dangerous_position"


def test_the_submitters_label_alone_never_makes_a_case_out_of_time() -> None:
    red_light = [policy().offence("red_light")]
    clocks = plausible_clocks(red_light, date(2025, 11, 5), at("2025-11-30 09:00"), policy())
    assert standing(_clock("red_light", date(2025, 11, 5)), at("2025-11-30 09:00")) is Standing.EXPIRED
    assert not is_out_of_time(clocks, at("2025-11-30 09:00"))  # the pelican crossing needs no notice
    assert is_out_of_time(clocks, at("2026-05-06 09:00"))


@pytest.mark.parametrize(("received", "late"), [("2025-11-17 23:59", False), ("2025-11-18 00:00", True)])
def test_a_report_received_after_the_last_post_came_too_late(received: str, late: bool) -> None:
    assert came_too_late(_clock("red_light", date(2025, 11, 5)), at(received)) is late


def test_an_offence_the_policy_does_not_know_is_named() -> None:
    with pytest.raises(UnknownOffence, match="jaywalking"):
        policy().offence("jaywalking")


def _clock(slug: str, offence_on: date, received: str = "2025-11-06 12:00", which: Policy | None = None) -> Clock:
    chosen = which or policy()
    return clock_for(chosen.offence(slug), offence_on, at(received), chosen)
