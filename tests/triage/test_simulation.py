"""The simulator: equal seeds agree, nothing is counted twice, and the rank keeps its promises on a year of reports."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.triage.shipped import at, policy
from tests.triage.simulated import a_year, calibration, gain, simulated
from triage.arrivals import Arrival
from triage.deadline import clock_for, earliest_clock
from triage.errors import BadAnswer
from triage.simulation import Desk, Discipline, Fate, Ledger, Wish, simulate

DISCIPLINES = list(Discipline)
MONDAY = date(2025, 11, 17)  # the last posting day of an offence on Wednesday 5 November


class Once(dict[int, Fate]):
    """Fates that refuse a second one for the same report."""

    def __setitem__(self, number: int, fate: Fate) -> None:
        assert number not in self
        super().__setitem__(number, fate)


def an_arrival(
    number: int,
    received_at: datetime,
    offence: str = "red_light",
    offence_on: date = date(2025, 11, 5),
    minutes: float = 10.0,
    *,
    machine_finds: bool = False,
    p: float = 0.7,
) -> Arrival:
    one = policy().offence(offence)
    clocks = (offence_on, received_at, policy())
    own, binding = clock_for(one, *clocks), earliest_clock([one], *clocks)
    return Arrival(number, one, received_at, own, binding, p, 0, minutes, not machine_finds, True, machine_finds)


def worked(
    discipline: Discipline, *arrivals: Arrival, days: Mapping[date, float], promise_binds: bool = True
) -> Ledger:
    ledger = Ledger(received=list(arrivals), fates=Once())
    constants = replace(calibration().constants, promise_binds=promise_binds)
    desk = Desk(discipline, policy(), constants, ledger)
    for one in arrivals:
        desk.take_in(one)
    for day, minutes in days.items():
        desk.work(day, minutes)
    desk.leave(at("2026-12-01 00:00"))
    return ledger


def test_equal_seeds_give_equal_results_and_others_do_not() -> None:
    wish = Wish(400, 2, 2, Discipline.KEY)
    assert simulated(wish, 7) == simulated(wish, 7)
    assert simulated(wish, 7) != simulated(wish, 8)


def test_the_three_orders_of_work_meet_the_same_reports_and_officers() -> None:
    results = [simulated(Wish(600, 2, 2, one), 3) for one in DISCIPLINES]
    assert len({(one.received, one.filter_received, one.minutes_present) for one in results}) == 1
    assert len({one.value_pct for one in results}) == 3


@pytest.mark.parametrize("discipline", DISCIPLINES)
@pytest.mark.parametrize(("volume", "officers"), [(1, 1), (300, 4), (900, 1)])
def test_percentages_are_percentages_and_the_counts_add_up(discipline: Discipline, volume: int, officers: int) -> None:
    result = simulated(Wish(volume, officers, 2, discipline), 2)
    for figure in (result.filter_in_time_pct, result.value_pct, result.lost_pct, result.positive_pct):
        assert figure is None or 0 <= figure <= 100
    assert sum(result.fates.values()) == result.received
    assert result.positives <= result.fates[Fate.REVIEWED] + result.fates[Fate.REVIEWED_LATE]
    assert 0 <= result.minutes_worked <= result.minutes_present + 400
    if result.age_p50_days is not None and result.age_p90_days is not None:
        assert 0 <= result.age_p50_days <= result.age_p90_days


def test_with_officers_enough_only_what_came_too_late_is_lost() -> None:
    result = simulated(Wish(300, 40, 3, Discipline.KEY))
    assert result.fates[Fate.WAITING] == 0
    assert result.lost_pct is not None
    assert result.lost_pct < 2


def test_no_report_at_all_leaves_nothing_to_count() -> None:
    result = simulated(Wish(1, 1, 1, Discipline.KEY, surge={1: 0.001}))
    assert (result.received, result.value_pct, result.age_p50_days) == (0, None, None)


def test_nothing_is_opened_before_it_came_in() -> None:
    early, late = an_arrival(0, at("2025-11-14 10:00")), an_arrival(1, at("2025-11-17 14:00"))
    ledger = worked(Discipline.KEY, early, late, days={MONDAY: 480})
    assert ledger.ages[0] == pytest.approx(2 + 23 / 24)  # Friday ten o'clock to Monday nine
    assert 0 <= ledger.ages[1] < 0.001


def test_a_report_that_comes_after_closing_time_waits_for_the_next_day() -> None:
    ledger = worked(
        Discipline.KEY,
        an_arrival(0, at("2025-11-12 18:00")),
        days={date(2025, 11, 12): 100, date(2025, 11, 13): 100},
    )
    assert ledger.ages[0] == pytest.approx(15 / 24)
    assert ledger.minutes_worked == 10


@pytest.mark.parametrize("discipline", DISCIPLINES)
@pytest.mark.parametrize(("day", "fate"), [(MONDAY, Fate.REVIEWED), (MONDAY + timedelta(days=1), Fate.OUT_OF_TIME)])
def test_a_notice_can_be_decided_on_its_last_posting_day_and_not_after(
    discipline: Discipline, day: date, fate: Fate
) -> None:
    ledger = worked(discipline, an_arrival(0, at("2025-11-06 10:00")), days={day: 100})
    assert ledger.fates == {0: fate}


def test_what_is_too_late_costs_todays_practice_two_minutes_and_the_product_none() -> None:
    late = an_arrival(0, at("2025-11-18 08:00"))
    spent = {one: worked(one, late, days={date(2025, 11, 18): 100}) for one in DISCIPLINES}
    assert {one: ledger.minutes_worked for one, ledger in spent.items()} == {
        Discipline.KEY: 0,
        Discipline.FIFO: 2,
        Discipline.FILTER_EDF: 0,
    }
    assert {ledger.fates[0] for ledger in spent.values()} == {Fate.LATE_ON_ARRIVAL}


def test_the_screen_saves_a_review_and_todays_practice_has_none() -> None:
    found = an_arrival(0, at("2025-11-06 10:00"), machine_finds=True)
    spent = {one: worked(one, found, days={date(2025, 11, 6): 100}) for one in DISCIPLINES}
    assert [spent[one].minutes_worked for one in DISCIPLINES] == [0.5, 10, 0.5]
    assert [spent[one].fates[0] for one in DISCIPLINES] == [Fate.CONFIRMED, Fate.REVIEWED, Fate.CONFIRMED]


def test_each_order_of_work_opens_its_own_first() -> None:
    received = [at("2025-11-07 10:00"), at("2025-11-07 11:00"), at("2025-11-07 12:00")]
    first_in = an_arrival(0, received[0], "obstruction", date(2025, 11, 6))
    first_due = an_arrival(1, received[1], "careless_due_care", date(2025, 11, 5))
    most_harm = an_arrival(2, received[2], "red_light", date(2025, 11, 6))
    opened = {
        one: list(worked(one, first_in, first_due, most_harm, days={date(2025, 11, 10): 100}).ages)
        for one in DISCIPLINES
    }
    assert opened == {Discipline.FIFO: [0, 1, 2], Discipline.FILTER_EDF: [1, 2, 0], Discipline.KEY: [2, 1, 0]}


def test_a_review_under_way_at_closing_time_is_finished_and_its_minutes_come_off_the_next_day() -> None:
    several = [an_arrival(n, at("2025-11-06 08:00"), minutes=70) for n in range(3)]
    first, second = date(2025, 11, 6), date(2025, 11, 7)
    assert len(worked(Discipline.KEY, *several, days={first: 100}).ages) == 2
    assert len(worked(Discipline.KEY, *several, days={first: 100, second: 40}).ages) == 2
    assert len(worked(Discipline.KEY, *several, days={first: 100, second: 41}).ages) == 3


@pytest.mark.parametrize(("promise_binds", "fate"), [(True, Fate.OUT_OF_TIME), (False, Fate.REVIEWED_LATE)])
def test_a_phone_case_leaves_the_queue_after_its_promise_unless_the_calibration_says_otherwise(
    promise_binds: bool, fate: Fate
) -> None:
    phone = an_arrival(0, at("2025-11-03 10:00"), "mobile_phone", date(2025, 11, 3))
    ledger = worked(Discipline.KEY, phone, days={date(2025, 11, 18): 100}, promise_binds=promise_binds)
    assert ledger.fates == {0: fate}


def test_a_surge_brings_its_factor_in_its_month_alone() -> None:
    calm, surged = (simulated(Wish(1000, 8, 2, Discipline.KEY, surge), 4).received for surge in ({}, {2: 3.0}))
    assert surged == pytest.approx(2 * calm, rel=0.2)


def test_more_over_claims_leave_fewer_positive_outcomes() -> None:
    few, many = (simulated(Wish(500, 8, 2, Discipline.KEY, over_claim=one), 4) for one in (0.0, 0.6))
    assert few.positives > 1.5 * many.positives


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"volume": 0}, "The reports a month must be a whole number from 1 to 50,000, not 0."),
        ({"volume": -5}, "not -5."),
        ({"officers": 0}, "The number of officers must be a whole number from 1 to 500, not 0."),
        ({"months": 25}, "from 1 to 24, not 25."),
        ({"surge": {13: 2.0}}, "There is no month 13 in a run of 12 months."),
        ({"surge": {0: 2.0}}, "There is no month 0 in a run of 12 months."),
        ({"surge": {1: 0.0}}, "more than 0 and at most 20, not 0."),
        ({"over_claim": 1.5}, "between 0 and 1"),
        ({"over_claim": float("nan")}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_a_sentence(wrong: dict[str, object], says: str) -> None:
    fine: dict[str, object] = {"volume": 100, "officers": 2, "months": 12, "discipline": Discipline.KEY}
    with pytest.raises(BadAnswer, match=says.replace(".", r"\.")) as refused:
        Wish(**(fine | wrong))  # type: ignore[arg-type]
    assert refused.value.field == next(iter(wrong))


def test_progress_is_told_as_a_share_that_grows_to_one() -> None:
    told: list[float] = []
    simulate(Wish(30, 1, 1, Discipline.KEY), policy(), calibration(), random.Random(1), told.append)
    assert told == sorted(told)
    assert told[-1] == 1


SEED = 1  # one year of each; the heavy proof has twenty


def test_at_ordinary_volume_the_filter_is_reviewed_in_time_and_value_is_far_above_first_in_first_out() -> None:
    """A sample; tests/proof/test_simulator_targets.py has all twenty seeds."""
    in_time = a_year(2400, Discipline.KEY, SEED).filter_in_time_pct
    assert in_time is not None
    assert in_time >= 99
    assert gain(2400, Discipline.FIFO, SEED) >= 15


def test_when_even_the_filter_overflows_the_rank_obtains_more_than_the_deadline_alone() -> None:
    assert gain(5000, Discipline.FILTER_EDF, SEED) >= 8
