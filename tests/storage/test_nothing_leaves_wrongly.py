"""What was decided otherwise, corrected or taken back is neither posted, handed over nor reminded of."""

from dataclasses import replace
from datetime import date

import pytest

from tests.conftest import House
from tests.made.cases import NOW, a_case, an_officer, london
from tests.made.notices import (
    HELD,
    a_clerk,
    a_notice,
    chain_of,
    decided,
    letters_of,
    looked_up,
    post,
    replied,
    tasks_of,
)
from tests.made.outcomes import DAY, NOTHING, NOTICE, RED_LIGHT, claimed, followed, made_final, recorded, states_of
from triage.actor import Officer
from triage.case import Case
from triage.errors import NotAllowedNow
from triage.notice import KeeperAnswer, OfferState, RequirementState
from triage.outcome import Outcome
from triage.post import ReturnReason
from triage.steps import allegation, decide, letter, notice, offer, returned, withdraw
from triage.worklist import TaskKind

NO_LETTER = TaskKind.NO_LETTER_POSSIBLE


def boss_of(house: House) -> Officer:
    return an_officer(house, "Sgt 7 Charlie", "supervisor")


def with_two_offences(house: House, officer: Officer) -> Case:
    """The phone and the red light, both undecided and both this officer's."""
    case = a_case(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        return allegation.allege(unit, case.id, version, "red_light", by=officer)


def test_a_printed_offer_is_recalled_when_something_else_is_offered(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    clerk, at = a_clerk(house), NOW + 7 * DAY
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=at)
    followed(house, case, clerk, Outcome.EDUCATION_COURSE, at=at)
    (course,) = (one for one in letters_of(house, case) if one.kind == "course_offer")
    with house.units.as_of(at + DAY).open() as unit:
        letter.printed(unit, course.id, sha256="0" * 64, pages=1, channel="test")
        (made,) = unit.offers.list_for_case(case.id)
        offer.answered(unit, made.id, OfferState.INELIGIBLE, unit.today, by=clerk)
    followed(house, case, clerk, Outcome.FIXED_PENALTY, at=at + 2 * DAY)
    assert states_of(house, case)["course_offer"] == "void"


def test_a_notice_that_came_back_is_not_handed_over_once_it_was_superseded(house: House) -> None:
    case, boss = a_case(house, **RED_LIGHT), boss_of(house)
    decided(house, case)
    looked_up(house, case)
    post(house, case, at=london(2026, 11, 17))
    (one,) = letters_of(house, case)
    with house.units.as_of(london(2026, 11, 20)).open() as unit:
        returned.enter_return(unit, one.reference, date(2026, 11, 20), ReturnReason.GONE_AWAY, by=a_clerk(house))
    followed(house, case, boss, Outcome.NO_FURTHER_ACTION, "no_offence", at=london(2026, 11, 21))
    assert tasks_of(house, case) == {}
    with house.units.as_of(london(2026, 11, 23)).open() as unit, pytest.raises(NotAllowedNow, match="taken the place"):
        returned.serve_in_person(unit, one.id, date(2026, 11, 23), "4711", by=boss)


def test_false_plates_on_one_offence_end_the_chain_of_the_other(house: House) -> None:
    officer = an_officer(house)
    case = with_two_offences(house, officer)
    made_final(house, recorded(house, case, officer, replace(NOTICE, allegation=case.allegations[0].id)))
    looked_up(house, case)
    post(house, case)
    false = decide.Order(Outcome.FALSE_PLATES, "cloned", allegation=case.allegations[1].id)
    made_final(house, recorded(house, case, officer, false), at=NOW + 2 * HELD)
    assert [one.state for one in chain_of(house, case)] == [RequirementState.STOPPED]
    with house.units.as_of(NOW + 25 * DAY).open() as unit:
        notice.watch(unit, chain_of(house, case)[0].id)
    assert "reminder" not in states_of(house, case)


def test_no_notice_is_decided_on_a_second_offence_for_a_plate_that_was_found_false(house: House) -> None:
    officer = an_officer(house)
    case = with_two_offences(house, officer)
    false = decide.Order(Outcome.FALSE_PLATES, "cloned", allegation=case.allegations[0].id)
    made_final(house, recorded(house, case, officer, false))
    second = replace(NOTICE, allegation=case.allegations[1].id)
    with pytest.raises(NotAllowedNow, match="No registration is known"):
        recorded(house, case, officer, second, at=NOW + 2 * HELD)
    made_final(house, recorded(house, case, officer, replace(second, registration="ZZ12 ZZZ"), at=NOW + 2 * HELD))
    assert letters_of(house, case)[0].registration == "ZZ12ZZZ"


@pytest.mark.parametrize("is_known", [False, True])
def test_a_letter_about_the_wrong_plate_is_recalled_when_another_offence_corrects_it(
    house: House, is_known: bool
) -> None:
    officer = an_officer(house)
    case = with_two_offences(house, officer)
    made_final(house, recorded(house, case, officer, replace(NOTICE, allegation=case.allegations[0].id)))
    if is_known:
        looked_up(house, case)
    corrected = replace(NOTHING, allegation=case.allegations[1].id, registration="ZZ12 ZZZ")
    made_final(house, recorded(house, case, officer, corrected), at=NOW + 2 * HELD)
    assert states_of(house, case) == {"s172_alone": "void"}
    assert NO_LETTER in tasks_of(house, case)


@pytest.mark.parametrize("is_printed", [False, True])
def test_a_notice_that_a_supervisor_takes_back_ends_its_chain_and_gives_somebody_a_task(
    house: House, is_printed: bool
) -> None:
    case = a_notice(house, offence="red_light")
    looked_up(house, case)
    if not is_printed:
        post(house, case)
    (one,) = letters_of(house, case)
    with house.units.as_of(NOW + DAY).open() as unit:
        withdraw.withdraw_letter(unit, one.id, "wrong_recipient", by=boss_of(house))
    assert [link.state for link in chain_of(house, case)] == [RequirementState.STOPPED]
    assert set(tasks_of(house, case)) == {NO_LETTER}
    assert tasks_of(house, case)[NO_LETTER].due_on == case.last_post
