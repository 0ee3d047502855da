"""What the simulator draws: shares, lags, chances and minutes are the ones the calibration names."""

import copy
import random
from datetime import date, timedelta
from functools import cache
from statistics import mean
from typing import cast

import pytest

from tests.triage.shipped import SHIPPED, holidays, json_of, policy
from tests.triage.simulated import calibration
from triage.arrivals import Arrival, Arrivals, parse_calibration
from triage.calendar import london_day
from triage.deadline import clock_for, earliest_clock
from triage.errors import BadPolicy

FROM = date(2025, 3, 1)  # sixty days on both sides of the spring change
DAYS = 60


@cache
def drawn(over_claim: float = 0.08) -> tuple[Arrival, ...]:
    arrivals = Arrivals(over_claim, calibration(), policy(), random.Random(5))
    return tuple(one for n in range(DAYS) for one in arrivals.on(FROM + timedelta(days=n), 200))


def share(arrivals: list[bool]) -> float:
    return sum(arrivals) / len(arrivals)


def test_as_many_come_as_the_mean_says_and_days_differ() -> None:
    by_day = [sum(london_day(one.received_at) == FROM + timedelta(days=n) for one in drawn()) for n in range(DAYS)]
    assert mean(by_day) == pytest.approx(200, rel=0.1)
    assert min(by_day) < 140
    assert max(by_day) > 260


def test_reports_come_in_order_and_are_numbered_as_they_come() -> None:
    assert [one.number for one in drawn()] == list(range(len(drawn())))
    assert sorted(one.received_at for one in drawn()) == [one.received_at for one in drawn()]


def test_three_in_ten_report_on_the_day_and_the_others_later() -> None:
    lags = [(london_day(one.received_at) - one.own.offence_on).days for one in drawn()]
    assert min(lags) == 0
    assert share([lag == 0 for lag in lags]) == pytest.approx(0.3, abs=0.02)
    # Whole days begun: the mean of an exponential rounded up is 1 / (1 - e^(-1 / 2.2)).
    assert mean(lag for lag in lags if lag) == pytest.approx(2.74, abs=0.1)


def test_over_claims_are_claimed_in_the_filter_and_come_to_nothing() -> None:
    everything = drawn(1.0)
    assert all(one.offence.in_filter and not one.is_real and not one.is_positive for one in everything)
    assert all(one.value == 0 for one in everything)


def test_the_rank_is_not_told_which_reports_are_over_claims() -> None:
    claimed = [one.p for one in drawn(1.0) if one.offence.slug == "careless_due_care"]
    honest = [one.p for one in drawn(0.0) if one.offence.slug == "careless_due_care"]
    assert mean(claimed) == pytest.approx(mean(honest), abs=0.02)


def test_the_chance_that_the_rank_sees_is_an_honest_one() -> None:
    real = [one for one in drawn() if one.is_real]
    for least, most in ((0.5, 0.65), (0.65, 0.8), (0.8, 0.9)):
        band = [one for one in real if least <= one.p < most]
        assert share([one.is_positive for one in band]) == pytest.approx(mean(one.p for one in band), abs=0.03)


def test_a_review_takes_the_minutes_of_the_offence_and_half_where_nothing_comes_of_it() -> None:
    red = [one for one in drawn() if one.offence.slug == "red_light"]
    assert mean(one.minutes for one in red if one.is_positive) == pytest.approx(15, rel=0.06)
    assert mean(one.minutes for one in red if not one.is_positive) == pytest.approx(7.5, rel=0.06)


def test_a_machine_finds_nothing_on_what_ends_in_an_outcome() -> None:
    assert not any(one.machine_finds and one.is_positive for one in drawn())
    failed = [one for one in drawn() if not one.is_positive]
    assert share([one.machine_finds for one in failed]) == pytest.approx(0.8 * 0.2745 / 0.7219, abs=0.03)


def test_one_in_ten_is_a_vehicle_with_an_earlier_letter() -> None:
    assert share([one.escalation_step == 1 for one in drawn()]) == pytest.approx(0.1, abs=0.015)


def test_clocks_are_the_products_own() -> None:
    for one in drawn()[::97]:
        asked = (one.own.offence_on, one.received_at, policy())
        assert one.own == clock_for(one.offence, *asked)
        assert one.binding == earliest_clock([one.offence], *asked)
    assert holidays()


def test_the_shares_of_the_offences_and_the_remainder_are_everything() -> None:
    found = calibration()
    assert sum(found.shares.values()) + found.remainder.share == pytest.approx(1)
    assert found.remainder.share == pytest.approx(0.0526)
    in_filter = sum(part for slug, part in found.shares.items() if policy().offence(slug).in_filter)
    assert in_filter == pytest.approx(0.5536)


@pytest.mark.parametrize(
    ("path", "cell", "names"),
    [
        (("slugs", "Red light"), "red_lamp", "slugs.Red light"),
        (("slugs", "Red light"), "collision", "slugs.Red light"),  # never ranked
        (("slugs", "Blue light"), "red_light", "offence_share.Blue light"),
        (("remainder", "slug"), "", "remainder.slug"),
        (("offence_share", "Red light"), 1.2, "offence_share.Red light"),
        (("simulation", "presence"), 0, "simulation.presence"),
        (("simulation", "arrival_shape"), "ten", "simulation.arrival_shape"),
        (("simulation", "promise_binds"), 1, "simulation.promise_binds"),
        (("nfa_reasons_a_machine_finds",), ["no such reason"], "nfa_reason_share.no such reason"),
    ],
)
def test_a_bad_calibration_names_file_and_field(path: tuple[str, ...], cell: object, names: str) -> None:
    document = copy.deepcopy(cast(dict[str, object], json_of(SHIPPED / "calibration.json")))
    inner = document
    for name in path[:-1]:
        inner = cast(dict[str, object], inner[name])
    inner[path[-1]] = cell
    with pytest.raises(BadPolicy) as refused:
        parse_calibration(document, policy())
    assert (refused.value.file, refused.value.field) == ("calibration.json", names)
