"""The ladder of warnings through the real steps: climbed by two people, and by nobody and nothing else."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import a_case, a_keeper, an_officer, london
from tests.made.notices import decided, letters_of
from triage.case import Case
from triage.outcome import Outcome
from triage.record import Letter
from triage.steps import contest, letter, post, prioritise, returned, withdraw
from triage.steps.facts import escalation_of
from triage.submission import Submitter

ANN = Submitter("Ann Example", "ann@example.com")
BOB = Submitter("Bob Other", "bob@example.org")
BEA = Submitter("Bea Example", "bea@example.com")  # of Ann's household: the same last name
FIRST, SECOND, THIRD = london(2026, 3, 2), london(2026, 4, 13), london(2026, 6, 1)
OFFENCE = "obstruction"


def reported(house: House, at: datetime, person: Submitter, **answers: object) -> Case:
    """A report of the day before; the keeper of the vehicle is the same unless the test says otherwise."""
    happened = (at - timedelta(days=1)).isoformat()
    return a_case(house, at=at, person=person, offence=OFFENCE, occurred_at=happened, **answers)


def warned(
    house: House, at: datetime, person: Submitter, *, is_posted: bool = True, keeper: str = "A Sample"
) -> Letter:
    """A warning on a report, printed on the day and posted on it, too."""
    case = reported(house, at, person)
    a_keeper(house, on=case.offence_on, name=keeper, at=at)
    decided(house, case, Outcome.WARNING_LETTER, at=at)
    (one,) = letters_of(house, case)
    with house.units.as_of(at + timedelta(hours=1)).open() as unit:
        letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="print_folder")
        if is_posted:
            left(unit, house, one)
        return unit.letters.get(one.id)


def left(unit: Unit, house: House, one: Letter) -> None:
    """It leaves with a batch of its own on the day of the unit."""
    clerk = an_officer(house, "Ines Hale", "process")
    batch = post.make_batch(unit, [one.id], by=clerk)
    post.batch_left(unit, batch.id, unit.today, "AB 1234 5678 9GB", by=clerk)


def step_of(house: House, at: datetime, person: Submitter, *, keeper: str = "A Sample", **answers: object) -> int:
    """The escalation step of a new report."""
    case = reported(house, at, person, **answers)
    a_keeper(house, on=case.offence_on, name=keeper, at=at)
    with house.units.as_of(at).open() as unit:
        return escalation_of(unit, case, unit.policy.on(unit.today)).step


def level_of(house: House, one: Letter) -> str:
    with house.units.open() as unit:
        level = letter.letter_facts(unit, one.id).level
        return "" if level is None else level.value


def test_two_people_climb_from_the_first_warning_to_the_final_one(house: House) -> None:
    rungs = [warned(house, FIRST, ANN), warned(house, SECOND, BOB), warned(house, THIRD, ANN)]
    assert [one.step for one in rungs] == [0, 1, 2]
    assert [level_of(house, one) for one in rungs] == ["1", "2", "final"]
    assert all(f"level {level}" in one.rule for level, one in zip(("1", "2", "final"), rungs, strict=True))


@pytest.mark.parametrize("again", [ANN, BEA], ids=["one person", "one household"])
def test_one_person_or_one_household_stays_on_the_first_rung(house: House, again: Submitter) -> None:
    assert [warned(house, at, who).step for at, who in ((FIRST, ANN), (SECOND, again), (THIRD, ANN))] == [0, 0, 0]


@pytest.mark.parametrize(
    ("days_after_posting", "step"),
    [(1, 0), (2, 0), (3, 1)],  # posted on a Monday, presumed served on the Wednesday
)
def test_only_what_happens_after_delivery_escalates(house: House, days_after_posting: int, step: int) -> None:
    earlier = warned(house, FIRST, ANN)
    assert earlier.served_on == date(2026, 3, 4)
    at = FIRST + timedelta(days=days_after_posting + 1)  # reported on the day after
    assert step_of(house, at, BOB) == step


def test_a_warning_that_was_printed_and_not_posted_raises_nothing(house: House) -> None:
    assert warned(house, FIRST, ANN, is_posted=False).state == "printed"
    assert step_of(house, SECOND, BOB) == 0


def test_a_warning_to_another_keeper_raises_nothing(house: House) -> None:
    warned(house, FIRST, ANN)
    assert step_of(house, SECOND, BOB, keeper="Somebody Else") == 0


@pytest.mark.parametrize(("at", "step"), [(london(2027, 3, 5), 1), (london(2027, 3, 6), 0)])
def test_a_warning_counts_for_twelve_months_from_its_delivery(house: House, at: datetime, step: int) -> None:
    warned(house, FIRST, ANN)  # presumed delivered on 4 March 2026
    assert step_of(house, at, BOB) == step


def test_two_reports_of_one_event_do_not_escalate_each_other(house: House) -> None:
    earlier = warned(house, FIRST, ANN)
    second = reported(house, SECOND, BOB)
    a_keeper(house, on=second.offence_on, at=SECOND)
    with house.units.as_of(SECOND).open() as unit:
        first = unit.cases.get(earlier.case_id)
        linked = replace(second, incident_id=first.incident_id or first.id)
        unit.cases.save(replace(first, incident_id=linked.incident_id), by=an_officer(house).actor, action="linked")
        assert escalation_of(unit, second, unit.policy.on(unit.today)).step == 1
        assert escalation_of(unit, linked, unit.policy.on(unit.today)).step == 0


def test_a_returned_warning_leaves_the_ladder_and_the_rank_falls(house: House) -> None:
    earlier = warned(house, FIRST, ANN)
    case = reported(house, SECOND, BOB)
    a_keeper(house, on=case.offence_on, at=SECOND)
    with house.units.as_of(SECOND).open() as unit:
        before = prioritise.prioritise(unit, case.id)
    clerk = an_officer(house, "Ines Hale", "process")
    with house.units.as_of(SECOND).open() as unit:
        returned.enter_return(unit, earlier.reference, unit.today, "gone_away", by=clerk)
    with house.units.as_of(SECOND).open() as unit:
        assert f"prioritise:{case.id}:returned:{earlier.id}" in {job.once for job in unit.jobs.list_unfinished()}
        after = prioritise.prioritise(unit, case.id)
        assert escalation_of(unit, after, unit.policy.on(unit.today)).step == 0
    assert before.rank_key is not None
    assert after.rank_key is not None
    assert after.rank_key > before.rank_key


def test_a_warning_contested_successfully_or_withdrawn_leaves_the_ladder(house: House) -> None:
    first, second = warned(house, FIRST, ANN), warned(house, SECOND, BOB)
    assert step_of(house, THIRD, ANN) == 2
    boss = an_officer(house, "PS 9 Supervisor", "supervisor")
    with house.units.as_of(SECOND + timedelta(days=3)).open() as unit:
        entered = contest.enter(unit, second.id, unit.today, "It was not me.", by=boss)
        contest.decide(unit, entered.id, "upheld", "not_shown", by=boss)
    assert step_of(house, THIRD + timedelta(days=7), BOB) == 1
    with house.units.as_of(THIRD).open() as unit:
        withdraw.withdraw_letter(unit, first.id, "sent_in_error", by=boss)
    assert step_of(house, THIRD + timedelta(days=14), BOB) == 0
