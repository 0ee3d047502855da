"""The chain of those who are asked: letters name the offence that was noticed, and who has answered is not asked."""

from dataclasses import replace

from tests.conftest import House
from tests.made.cases import NOW, a_case, an_officer
from tests.made.notices import BEN, HELD, chain_of, letters_of, looked_up, post, replied
from tests.made.outcomes import DAY, NOTHING, NOTICE, claimed, made_final, recorded
from triage.case import Case
from triage.notice import KeeperAnswer
from triage.steps import allegation, letter, notice


def noticed_with_a_second_offence_dropped(house: House) -> Case:
    """A notice for the phone, and then no further action on the red light; the keeper has been asked."""
    case, officer = a_case(house), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "red_light", by=officer)
    for number, order in enumerate((NOTICE, NOTHING), start=1):
        held = recorded(house, two, officer, replace(order, allegation=two.allegations[number - 1].id))
        made_final(house, held, at=NOW + number * HELD)
    looked_up(house, case)
    post(house, case)
    return case


def offence_of(house: House, case: Case, kind: str) -> str:
    """The offence that this letter of the case names."""
    (one,) = (each for each in letters_of(house, case) if each.kind == kind)
    with house.units.as_of(NOW + 26 * DAY).open() as unit:
        return letter.letter_facts(unit, one.id).offence_title


def test_a_reminder_and_the_next_request_name_the_offence_of_the_notice(house: House) -> None:
    case = noticed_with_a_second_offence_dropped(house)
    with house.units.as_of(NOW + 25 * DAY).open() as unit:
        notice.watch(unit, chain_of(house, case)[0].id)
    replied(house, chain_of(house, case)[0], KeeperAnswer.NAMED_DRIVER, BEN, at=NOW + 26 * DAY)
    asked = offence_of(house, case, "s172_alone")
    assert offence_of(house, case, "reminder") == offence_of(house, case, "requirement_next") == asked


def test_a_reminder_that_has_not_left_is_recalled_when_the_answer_comes(house: House) -> None:
    case = noticed_with_a_second_offence_dropped(house)
    with house.units.as_of(NOW + 25 * DAY).open() as unit:
        notice.watch(unit, chain_of(house, case)[0].id)
    (reminder,) = (one for one in letters_of(house, case) if one.kind == "reminder")
    with house.units.as_of(NOW + 25 * DAY).open() as unit:
        letter.printed(unit, reminder.id, sha256="0" * 64, pages=2, channel="test")
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=NOW + 26 * DAY)
    assert {one.kind: one.state for one in letters_of(house, case)}["reminder"] == "void"
