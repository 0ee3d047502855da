"""A letter waits for the keeper on the day, goes to whom the look-up allows, and stops where it does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conftest import House
from tests.made.cases import ANN as REPORTER
from tests.made.cases import NOW, a_case, a_keeper, an_officer
from tests.made.notices import (
    ANN,
    BEN,
    LEASING,
    a_notice,
    chain_of,
    decided,
    happened,
    letters_of,
    looked_up,
    post,
    tasks_of,
)
from tests.made.outcomes import DAY, followed
from triage.errors import BadAnswer
from triage.job import JobKind
from triage.keeper import ALLOWS, Entry, KeeperState, Party
from triage.notice import RequirementState
from triage.outcome import Outcome
from triage.steps import keeper
from triage.steps import letter as step
from triage.submission import Submitter, Vehicle
from triage.worklist import TaskKind

LOOK_UP, NO_LETTER = TaskKind.KEEPER_LOOKUP, TaskKind.NO_LETTER_POSSIBLE
BOB = Submitter("Bob Other", "bob@example.org")


def states(house: House, case: object) -> list[str]:
    return [one.state for one in letters_of(house, case)]  # type: ignore[arg-type]


def test_a_notice_waits_until_somebody_has_looked_the_keeper_up(house: House) -> None:
    case = a_notice(house, offence="red_light")
    assert states(house, case) == ["waiting"]
    assert tasks_of(house, case)[LOOK_UP].due_on == case.last_post
    with house.units.open() as unit:
        assert [one.kind for one in unit.jobs.list_unfinished() if one.subject == case.id].count(JobKind.KEEPER) == 1
    assert looked_up(house, case)
    (letter,) = letters_of(house, case)
    assert (letter.state, letter.party_id is None, letter.requirement_id is None) == ("queued", False, False)
    assert tasks_of(house, case) == {}


def test_the_look_up_for_an_offence_without_notice_has_the_forces_own_days(house: House) -> None:
    case = a_notice(house, offence="mobile_phone")
    assert tasks_of(house, case)[LOOK_UP].due_on == date(2026, 11, 30)


@pytest.mark.parametrize("state", [one for one in KeeperState if one is not KeeperState.UNKNOWN])
def test_each_state_sends_the_letter_or_gives_somebody_something_to_do(house: House, state: KeeperState) -> None:
    case = a_notice(house, offence="red_light")
    looked_up(house, case, state)
    (letter,) = letters_of(house, case)
    allowed = ALLOWS[state]
    expected = "queued" if allowed.letter else "waiting" if allowed.task is LOOK_UP else "void"
    assert letter.state == expected
    assert set(tasks_of(house, case)) == ({allowed.task} if allowed.task else set())
    with house.units.open() as unit:
        assert (unit.cases.get(case.id).lane == "restricted") == allowed.restricted
        assert unit.history.broken(case.id) is None


def test_a_keeper_known_on_that_day_needs_no_second_look_up_and_one_of_another_day_does(house: House) -> None:
    a_keeper(house, "AB12 CDE")
    known = a_notice(house)
    assert states(house, known) == ["queued"]
    a_keeper(house, "XY12 ZZZ", on=date(2026, 11, 13))
    other = a_notice(house, registration="XY12 ZZZ")
    assert states(house, other) == ["waiting"]


def test_one_look_up_serves_every_case_of_the_vehicle_on_that_day(house: House) -> None:
    first, second = a_notice(house), a_notice(house, says="The same car, the phone again.")
    looked_up(house, first)
    assert states(house, first) == states(house, second) == ["queued"]
    assert tasks_of(house, first) == tasks_of(house, second) == {}


def test_the_same_entry_twice_changes_nothing(house: House) -> None:
    case = a_notice(house)
    assert looked_up(house, case)
    assert not looked_up(house, case)
    assert happened(house, case.id, "keeper_entered") == happened(house, case.id, "letter_queued") == 1


def test_a_vehicle_sold_before_the_day_is_looked_up_again_and_the_other_keeper_is_asked(house: House) -> None:
    case = a_notice(house, offence="red_light")
    looked_up(house, case, KeeperState.SOLD)
    assert (states(house, case), set(tasks_of(house, case))) == (["waiting"], {LOOK_UP})
    looked_up(house, case, KeeperState.FOUND, BEN)
    (letter,) = letters_of(house, case)
    with house.units.open() as unit:
        assert unit.identity.get_party(letter.party_id).name == BEN.name  # type: ignore[arg-type]
    assert tasks_of(house, case) == {}


def test_a_protected_keeper_takes_the_case_out_of_everybodys_sight(house: House) -> None:
    case = a_notice(house)
    looked_up(house, case, KeeperState.PROTECTED)
    with house.units.open() as unit:
        assert unit.cases.get(case.id).lane == "restricted"
    assert happened(house, case.id, "case_restricted") == 1


def test_a_death_stops_every_letter_about_the_vehicle_whatever_its_state(house: House) -> None:
    a_keeper(house, "AB12 CDE", name=ANN.name, address=ANN.address)
    asked, queued = a_notice(house, offence="red_light"), a_case(house, person=BOB, says="Again with a phone.")
    post(house, asked)
    decided(house, queued, Outcome.WARNING_LETTER)
    looked_up(house, asked, KeeperState.DECEASED, at=NOW + timedelta(days=1))
    assert states(house, asked) == ["sent"]
    assert states(house, queued) == ["void"]
    assert [one.state for one in chain_of(house, asked)] == [RequirementState.STOPPED]
    assert set(tasks_of(house, asked)) == {NO_LETTER}
    assert happened(house, asked.id, "keeper_deceased") == 1


def test_a_printed_letter_to_somebody_who_died_is_recalled(house: House) -> None:
    a_keeper(house, "AB12 CDE", name=ANN.name, address=ANN.address)
    case = a_notice(house)
    (letter,) = letters_of(house, case)
    with house.units.as_of(NOW).open() as unit:
        unit.letters.printed(letter.id, sha256="0" * 64, pages=2, channel="test")
    looked_up(house, case, KeeperState.DECEASED)
    assert states(house, case) == ["void"]
    with house.units.open() as unit:
        assert JobKind.RECALL in [one.kind for one in unit.jobs.list_unfinished() if one.subject == letter.id]


def test_a_letter_decided_after_the_death_was_entered_never_leaves(house: House) -> None:
    case = a_case(house)
    looked_up(house, case, KeeperState.DECEASED)
    decided(house, case)
    assert states(house, case) == ["void"]


def ladder(house: House, second_keeper: Party) -> tuple[int, str]:
    """A first warning to Ann, then a second offence by another reporter whose look-up finds this keeper."""
    earlier = NOW - timedelta(days=40)
    a_keeper(house, on=earlier.date() - timedelta(days=2), name=ANN.name, address=ANN.address, at=earlier)
    first = a_case(house, at=earlier, occurred_at=(earlier - timedelta(days=2)).isoformat())
    decided(house, first, Outcome.WARNING_LETTER, at=earlier)
    post(house, first, at=earlier)
    second = a_case(house, person=BOB)
    decided(house, second, Outcome.WARNING_LETTER)
    looked_up(house, second, KeeperState.FOUND, second_keeper)
    (letter,) = letters_of(house, second)
    assert letter.state == "queued"
    return letter.step, letter.rule


def test_a_second_warning_to_the_same_keeper_keeps_its_level(house: House) -> None:
    assert ladder(house, ANN)[0] == 1


def test_the_level_falls_when_the_earlier_warning_was_to_another_keeper(house: House) -> None:
    step, rule = ladder(house, BEN)
    assert (step, "Fell from step 1 to 0" in rule) == (0, True)


def test_a_marker_of_the_register_is_a_finding_and_the_case_is_ranked_again(house: House) -> None:
    case = a_case(house)
    looked_up(house, case, KeeperState.COMPANY, LEASING)
    with house.units.open() as unit:
        found = {one.kind: one.value for one in unit.findings.list_for(case.submission_id)}
        kinds = [one.kind for one in unit.jobs.list_unfinished() if one.subject == case.id]
    assert (found["keeper_kind"], found["clone_or_theft_marker"]) == ("company", False)
    assert JobKind.PRIORITISE in kinds


def test_there_is_no_keeper_to_enter_where_no_plate_was_seen(house: House) -> None:
    case = a_case(house, registration="", description="A cyclist in a red jacket", person=REPORTER)
    with pytest.raises(BadAnswer):
        looked_up(house, case)


def test_a_notice_decided_again_before_the_look_up_is_looked_up_again(house: House) -> None:
    case, boss = a_notice(house, offence="red_light"), an_officer(house, "Sgt 7 Charlie", "supervisor")
    followed(house, case, boss, Outcome.NO_FURTHER_ACTION, "no_offence", at=NOW + DAY)
    assert tasks_of(house, case) == {}
    followed(house, case, boss, Outcome.NOTICE, "offence_seen", at=NOW + 2 * DAY)
    assert states(house, case) == ["void", "waiting"]
    assert tasks_of(house, case)[LOOK_UP].due_on == case.last_post
    with house.units.open() as unit:
        asked = [one for one in unit.jobs.list_unfinished() if one.kind is JobKind.KEEPER]
    assert len(asked) == 2, "the register is asked anew"


MOVED = Party("Ann Sample", ("9 Corrected Road", "Birmingham", "ZZ99 9ZZ"))


@pytest.mark.parametrize("is_printed", [False, True])
def test_a_corrected_address_takes_the_unsent_letter_back_and_another_goes_there(
    house: House, is_printed: bool
) -> None:
    case = a_notice(house, offence="red_light")
    looked_up(house, case)
    if is_printed:
        with house.units.as_of(NOW).open() as unit:
            step.printed(unit, letters_of(house, case)[0].id, sha256="0" * 64, pages=2, channel="test")
    assert looked_up(house, case, party=MOVED)
    right, wrong = sorted(letters_of(house, case), key=lambda one: one.state)
    assert (wrong.state, right.state) == ("void", "queued")
    with house.units.open() as unit:
        assert right.party_id is not None
        assert unit.identity.get_party(right.party_id).address == MOVED.address
    assert [one.state for one in chain_of(house, case)] == [RequirementState.STOPPED, RequirementState.WAITING]


def test_an_address_that_is_corrected_back_goes_to_a_person(house: House) -> None:
    case = a_notice(house, offence="red_light")
    for party in (ANN, MOVED, ANN):
        looked_up(house, case, party=party)
    assert states(house, case) == ["void", "void"]
    assert set(tasks_of(house, case)) == {NO_LETTER}


def test_a_keeper_found_to_be_protected_after_all_gets_no_letter(house: House) -> None:
    case = a_notice(house, offence="red_light")
    looked_up(house, case)
    looked_up(house, case, KeeperState.PROTECTED)
    assert set(states(house, case)) == {"void"}
    assert set(tasks_of(house, case)) == {NO_LETTER}


def test_a_death_stops_the_reminders_of_every_case_and_each_has_its_task(house: House) -> None:
    sent, case = a_notice(house), a_notice(house, says="The same car, the phone again.")
    looked_up(house, sent)
    post(house, sent)
    looked_up(house, case, KeeperState.DECEASED)
    assert [one.state for one in chain_of(house, sent)] == [RequirementState.STOPPED]
    assert set(tasks_of(house, sent)) == set(tasks_of(house, case)) == {NO_LETTER}


def test_nobody_who_has_died_is_told_that_a_letter_is_taken_back(house: House) -> None:
    case, boss = a_notice(house, offence="red_light"), an_officer(house, "Sgt 7 Charlie", "supervisor")
    looked_up(house, case)
    post(house, case)
    looked_up(house, case, KeeperState.DECEASED, at=NOW + DAY)
    followed(house, case, boss, Outcome.NO_FURTHER_ACTION, "no_offence", at=NOW + 2 * DAY)
    assert states(house, case) == ["withdrawn"]


def test_the_register_answers_about_the_plate_it_was_asked_for_and_overrules_nobody(house: House) -> None:
    case, entry = a_notice(house, offence="red_light"), Entry(KeeperState.FOUND, LEASING)
    with house.units.as_of(NOW).open() as unit:
        assert not keeper.register_said(unit, replace(case, vehicle=Vehicle("ZZ12 ZZZ")), entry)
    looked_up(house, case)
    with house.units.as_of(NOW).open() as unit:
        assert not keeper.register_said(unit, case, entry)
    other = a_notice(house, registration="XY12 ZZZ")
    with house.units.as_of(NOW).open() as unit:
        assert keeper.register_said(unit, other, entry)
    assert states(house, other) == ["queued"]
