"""Four hundred days of sweeps: the stored order is always the right one, and no day passes without an alarm.

Both clock changes lie inside, and a sweep that is down for three days twice, once over a change of the clocks.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from uuid import UUID

import pytest

from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import a_case
from triage.calendar import at_london
from triage.case import Case
from triage.priority import allegation_key
from triage.steps.facts import clock_of, escalation_of
from triage.steps.prioritise import prioritise
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.sweeps import watch_days

FIRST = date(2025, 10, 1)  # clocks change on 26 October 2025, 29 March 2026 and 25 October 2026
DAYS = 400
SAMPLE = 60  # of `make test`: over the first change of the clock and the first days without a sweep
DOWN = {date(2025, 10, 25) + timedelta(days=n) for n in range(3)} | {
    date(2026, 6, 5) + timedelta(days=n) for n in range(3)
}
EVERY = 15
OFFENCES = ("careless_due_care", "mobile_phone", "obstruction", "red_light", "ped_crossing_stop", "dangerous")
# Near midnight on both sides, in the hour the clock repeats and in the one it skips.
HOURS = (time(0, 5), time(23, 50), time(1, 30), time(12, 0))


@pytest.fixture
def home(house: House) -> WorkerHouse:
    """What a worker process would keep."""
    return house_of(house.settings, house.units)


def arrivals(days: int) -> Iterator[tuple[date, str, datetime]]:
    """On every fifteenth day a report of that day, of each offence and hour in turn."""
    offences, hours = cycle(OFFENCES), cycle(HOURS)
    for number in range(0, days - 20, EVERY):
        day = FIRST + timedelta(days=number)
        yield day, next(offences), at_london(day, next(hours))


def key_of(unit: Unit, case: Case) -> int:
    """The key that the facts give now, with nothing of it taken from the row."""
    policy = unit.policy.on(unit.today)
    step = escalation_of(unit, case, policy).step
    return min(
        allegation_key(
            policy.offence(one.offence), clock_of(case, one, policy).due_at, one.strength, step, policy.rank
        )[0]
        for one in case.allegations
    )


def must_be_told(case: Case, today: date) -> set[str]:
    """The alarms that a case must have had on the evening of a day on which the sweep ran."""
    (one,) = case.allegations
    assert case.due_at is not None
    last_day = case.last_post or case.due_at.astimezone(UTC).date()
    return {
        kind
        for kind, is_so in (
            ("last_day", today > last_day),
            ("deadline_passed", case.service_deadline is not None and today > case.service_deadline),
            ("six_months", one.summary_limit is not None and today >= one.summary_limit - timedelta(days=30)),
        )
        if is_so
    }


@pytest.mark.parametrize("days", [SAMPLE, pytest.param(DAYS, marks=pytest.mark.proof)])
def test_the_order_is_right_after_every_sweep_and_no_deadline_passes_without_an_alarm(
    house: House, home: WorkerHouse, days: int
) -> None:
    due, cases, warned = {day: (offence, at) for day, offence, at in arrivals(days)}, [], set()
    for number in range(days):
        today = FIRST + timedelta(days=number)
        evening = at_london(today, time(22, 0))
        if today in due:
            offence, at = due[today]
            received = max(at, evening)
            made = a_case(
                house,
                at=received,
                offence=offence,
                occurred_at=at.isoformat(),
                registration=f"AB{number % 90 + 10} CDE",
            )
            cases.append(made.id)
        if today in DOWN:
            continue
        watch_days(replace(home, units=house.units.as_of(evening)))
        with house.units.as_of(evening).open() as unit:
            told = alarms_of(unit)
            check_order(unit)
            for case in unit.cases.list_by_ids(cases):
                wanted = must_be_told(case, today)
                assert wanted <= told.get(case.id, set()), (today, case.allegations[0])
                early = told.get(case.id, set()) & {"last_day", "deadline_passed", "six_months"} - wanted
                assert not early, (today, early, case.allegations[0])
                warned |= {case.id} if "filter_at_risk" in told.get(case.id, set()) else set()
        if number % 50 == 0:
            ranking_again_changes_nothing(house, evening, cases)
    with house.units.open() as unit:
        in_filter = {
            one.id
            for one in unit.cases.list_by_ids(cases)
            if unit.policy.on(FIRST).offence(one.allegations[0].offence).in_filter
        }
    assert warned >= in_filter  # nobody decided any of them, so each filter offence was announced before its day


def alarms_of(unit: Unit) -> dict[UUID, set[str]]:
    """The kinds of alarm each case has had."""
    told: dict[UUID, set[str]] = {}
    for one in unit.alarms.list_open(5_000):
        told.setdefault(one.subject, set()).add(one.kind)
    return told


def check_order(unit: Unit) -> None:
    """What is stored equals what the facts give, and the queue serves it in that order."""
    waiting = unit.cases.list_by_ids(unit.queue.top(1_000))
    assert [one.rank_key for one in waiting] == [key_of(unit, one) for one in waiting]
    assert list(waiting) == sorted(waiting, key=lambda one: (one.rank_key or 0, one.id))


def ranking_again_changes_nothing(house: House, at: datetime, cases: list[UUID]) -> None:
    """The rank never depends on the present: asking again leaves key and version as they were."""
    for case_id in cases:
        with house.units.as_of(at).open() as unit:
            before = unit.cases.get(case_id)
            after = prioritise(unit, case_id)
            assert (after.rank_key, after.due_at) == (before.rank_key, before.due_at)
            assert after.version == before.version or after.lane != before.lane
