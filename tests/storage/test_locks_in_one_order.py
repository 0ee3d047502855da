"""Whoever needs a case and what hangs on it takes the case first, so that two of them wait and neither is killed."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from threading import Event
from uuid import UUID

import pytest

from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import NOW, a_case, an_officer, london
from tests.made.notices import a_notice, letters_of, looked_up, post
from triage.actor import Officer
from triage.case import Case
from triage.errors import NotAllowedNow
from triage.post import ReturnReason
from triage.record import Letter
from triage.steps import letter, returned, withdraw

BACK = london(2026, 11, 20)
Step = Callable[[Unit, Letter, Officer], object]


def meanwhile(house: House, case: Case, step: Callable[[Unit], object], then: Callable[[Unit], object]) -> Future[None]:
    """Begin a step while somebody holds its case, who goes on to what hangs on it: a circle would kill one of them."""
    begun = Event()

    def begin() -> None:
        with house.units.as_of(BACK).open() as unit:
            begun.set()
            step(unit)

    with ThreadPoolExecutor(1) as other:
        with house.units.as_of(BACK).open() as unit:
            unit.cases.get_locked(case.id)
            waiting = other.submit(begin)
            begun.wait(5)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            then(unit)
        return waiting


def test_an_approval_waits_for_the_decision_that_overtakes_it(house: House) -> None:
    case, boss = a_case(house), an_officer(house, "Sgt 7 Charlie", "supervisor")
    with house.units.as_of(NOW).open() as unit:
        unit.proposals.leave(case.id, ("For the test.",), once="for the test")
        (proposal,) = unit.proposals.list_waiting()

    def approve(unit: Unit) -> None:
        letter.approve(unit, proposal.id, case.version, by=boss)

    approved = meanwhile(house, case, approve, lambda unit: unit.proposals.overtake(case.id))
    with pytest.raises(NotAllowedNow, match="already been overtaken"):
        approved.result(5)


STEPS: dict[str, Step] = {
    "returned": lambda unit, one, boss: returned.enter_return(
        unit, one.reference, date(2026, 11, 20), ReturnReason.GONE_AWAY, by=boss
    ),
    "served": lambda unit, one, boss: returned.serve_in_person(unit, one.id, date(2026, 11, 20), "4711", by=boss),
    "settled": lambda unit, one, boss: returned.settle_service(unit, one.id, stands=True, by=boss),
    "withdrawn": lambda unit, one, boss: withdraw.withdraw_letter(unit, one.id, "wrong_recipient", by=boss),
}


@pytest.mark.parametrize("name", STEPS)
def test_what_is_entered_about_a_letter_waits_for_a_reply_to_it(house: House, name: str) -> None:
    case, boss = a_notice(house, offence="red_light"), an_officer(house, "Sgt 7 Charlie", "supervisor")
    looked_up(house, case)
    post(house, case, at=london(2026, 11, 17))
    (one,) = letters_of(house, case)
    if name == "settled":
        with house.units.as_of(london(2026, 11, 28)).open() as unit:
            returned.enter_return(unit, one.reference, date(2026, 11, 28), ReturnReason.GONE_AWAY, by=boss)

    def hold(unit: Unit) -> UUID:
        return unit.post.get_locked(one.id).letter.id

    entered = meanwhile(house, case, lambda unit: STEPS[name](unit, one, boss), hold)
    assert entered.result(5) is None
