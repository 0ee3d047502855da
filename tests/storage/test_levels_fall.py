"""A warning that has not left goes out at the level that counts when it leaves, never at a graver one."""

from datetime import timedelta

import pytest

from tests.conftest import House
from tests.made.cases import a_keeper, an_officer
from tests.made.notices import decided, happened, letters_of
from tests.storage.test_the_ladder import ANN, BOB, FIRST, SECOND, level_of, reported, warned
from triage.outcome import Outcome
from triage.steps import contest, letter, post, returned, withdraw

LATER = SECOND + timedelta(days=1)


@pytest.mark.parametrize("leaves", ["contested", "returned", "withdrawn"])
def test_a_printed_second_warning_was_posted_after_the_first_was_taken_back(house: House, leaves: str) -> None:
    first, second = warned(house, FIRST, ANN), warned(house, SECOND, BOB, is_posted=False)
    boss, clerk = an_officer(house, "PS 9 Supervisor", "supervisor"), an_officer(house, "Ines Hale", "process")
    with house.units.as_of(LATER).open() as unit:
        batch = post.make_batch(unit, [second.id], by=clerk)
        if leaves == "contested":
            entered = contest.enter(unit, first.id, unit.today, "It was not me.", note="Abroad till now", by=boss)
            contest.decide(unit, entered.id, "upheld", "not_shown", by=boss)
        elif leaves == "returned":
            returned.enter_return(unit, first.reference, unit.today, "gone_away", by=clerk)
        else:
            withdraw.withdraw_letter(unit, first.id, "sent_in_error", by=boss)
        assert unit.post.list_in_batch(batch.id) == ()
        assert any(one.kind == "take_out" for one in unit.alarms.list_open())
    with house.units.open() as unit:
        before, anew = unit.letters.list_for_case(second.case_id)
    assert (before.state, anew.state, anew.step) == ("void", "queued", 0)
    assert (level_of(house, before), level_of(house, anew)) == ("2", "1")
    assert happened(house, second.case_id, "level_fell") == 1


def test_a_warning_on_its_way_to_the_printer_kept_a_level_that_had_fallen(house: House) -> None:
    first, case = warned(house, FIRST, ANN), reported(house, SECOND, BOB)
    a_keeper(house, on=case.offence_on, at=SECOND)
    decided(house, case, Outcome.WARNING_LETTER, at=SECOND)
    (second,) = letters_of(house, case)
    assert (second.state, second.step) == ("queued", 1)
    with house.units.as_of(LATER).open() as unit:
        unit.letters.withdraw(first.id)  # and nobody has looked at the other letters yet
        sent = letter.about_to_send(unit, second.id, "test", posting_on=unit.today, sha256="0" * 64, pages=1)
    assert sent is None
    before, anew = letters_of(house, case)
    assert (before.state, anew.state, anew.step) == ("void", "queued", 0)
    with house.units.as_of(LATER).open() as unit:
        assert letter.about_to_send(unit, anew.id, "test", posting_on=unit.today, sha256="0" * 64, pages=1)
