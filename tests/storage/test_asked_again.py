"""A request that came back is made again of whoever a later look-up finds, once, and as a notice only in time."""

from datetime import date

import pytest

from tests.conftest import House
from tests.made.cases import an_officer, london
from tests.made.notices import (
    ANN,
    BEN,
    a_clerk,
    a_notice,
    chain_of,
    letters_of,
    looked_up,
    post,
    replied,
    tasks_of,
)
from tests.made.outcomes import followed
from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, NotAllowedNow, NotPermitted
from triage.keeper import Party
from triage.notice import KeeperAnswer, RequirementState
from triage.outcome import Outcome
from triage.post import ReturnReason
from triage.steps import ask_again, returned
from triage.worklist import TaskKind

MOVED = Party(ANN.name, ("9 Example Street", "Birmingham", "ZZ99 9ZZ"))
RETURNED, WAITING = RequirementState.RETURNED, RequirementState.WAITING


def came_back(house: House, offence: str, on: date) -> Case:
    """A request to Ann that was posted on 17 November and came back on that day."""
    case = a_notice(house, offence=offence)
    looked_up(house, case)
    post(house, case, at=london(2026, 11, 17))
    (one,) = letters_of(house, case)
    with house.units.as_of(london(on.year, on.month, on.day)).open() as unit:
        returned.enter_return(unit, one.reference, on, ReturnReason.GONE_AWAY, by=a_clerk(house))
    return case


@pytest.mark.parametrize("party", [MOVED, BEN], ids=["another address", "another keeper"])
def test_a_request_that_came_back_was_never_made_of_anybody_else(house: House, party: Party) -> None:
    case, at = came_back(house, "mobile_phone", date(2026, 11, 20)), london(2026, 11, 23)
    looked_up(house, case, party=party, at=at)
    assert [(one.kind, one.state) for one in letters_of(house, case)] == [
        ("s172_alone", "returned"),
        ("s172_alone", "queued"),
    ]
    assert [one.state for one in chain_of(house, case)] == [RETURNED, WAITING]
    assert tasks_of(house, case) == {}
    looked_up(house, case, party=party, at=at)
    assert sum(one.state == "queued" for one in letters_of(house, case)) == 1
    post(house, case, at=at)
    assert tasks_of(house, case)[TaskKind.AWAIT_REPLY].due_on == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("back_on", "found_on", "kind", "left"),
    [
        (date(2026, 11, 20), date(2026, 11, 25), "notice", set()),
        (date(2026, 11, 20), date(2026, 11, 26), "s172_alone", {TaskKind.SERVE_ANOTHER_WAY}),
        (date(2026, 11, 28), date(2026, 11, 30), "s172_alone", {TaskKind.SERVICE_IN_DOUBT}),
    ],
)
def test_a_notice_is_posted_again_only_until_its_last_post(
    house: House, back_on: date, found_on: date, kind: str, left: set[TaskKind]
) -> None:
    case = came_back(house, "red_light", back_on)
    looked_up(house, case, party=BEN, at=london(found_on.year, found_on.month, found_on.day))
    assert letters_of(house, case)[-1].kind == kind
    assert [one.state for one in chain_of(house, case)] == [RETURNED, WAITING]
    assert set(tasks_of(house, case)) == left


def test_nobody_is_asked_again_about_what_was_decided_otherwise(house: House) -> None:
    case = came_back(house, "mobile_phone", date(2026, 11, 20))
    boss = an_officer(house, "Sgt 7 Charlie", "supervisor")
    followed(house, case, boss, Outcome.NO_FURTHER_ACTION, "no_offence", at=london(2026, 11, 21))
    looked_up(house, case, party=BEN, at=london(2026, 11, 23))
    assert len(letters_of(house, case)) == 1


def named_and_back(house: House, *, on: date = date(2026, 12, 4)) -> Case:
    """Ann named Ben in time; the request to Ben was posted on 1 December and came back."""
    case = a_notice(house, offence="mobile_phone")
    looked_up(house, case)
    post(house, case, at=london(2026, 11, 17))
    replied(house, chain_of(house, case)[0], KeeperAnswer.NAMED_DRIVER, BEN, at=london(2026, 11, 30))
    post(house, case, at=london(2026, 12, 1))
    (one,) = (each for each in letters_of(house, case) if each.kind == "requirement_next")
    with house.units.as_of(london(on.year, on.month, on.day)).open() as unit:
        returned.enter_return(unit, one.reference, on, ReturnReason.GONE_AWAY, by=a_clerk(house))
    return case


def asked_elsewhere(house: House, case: Case, party: Party, by: Officer, number: int = 1) -> None:
    with house.units.as_of(london(2026, 12, 7)).open() as unit:
        ask_again.ask_elsewhere(unit, case.id, chain_of(house, case)[number].id, party, by=by)


BEN_MOVED = Party(BEN.name, ("5 Invented Close", "Dudley", "ZZ99 9ZZ"))


def test_whoever_was_named_is_asked_again_where_they_live_now(house: House) -> None:
    case, clerk = named_and_back(house), a_clerk(house)
    assert set(tasks_of(house, case)) == {TaskKind.NO_LETTER_POSSIBLE}
    asked_elsewhere(house, case, BEN_MOVED, clerk)
    assert tasks_of(house, case) == {}
    assert [one.state for one in chain_of(house, case)] == [RequirementState.REPLIED, RETURNED, WAITING]
    post(house, case, at=london(2026, 12, 7))
    again = chain_of(house, case)[2]
    assert (again.served_on, again.reply_due) == (date(2026, 12, 9), date(2027, 1, 5))
    with house.units.as_of(london(2026, 12, 8)).open() as unit:
        assert unit.identity.get_party(again.party_id).capacity == "driver"
        with pytest.raises(NotAllowedNow, match="somebody has been asked since"):
            ask_again.ask_elsewhere(unit, case.id, chain_of(house, case)[1].id, MOVED, by=clerk)


def test_nobody_is_asked_again_at_the_same_address_or_once_the_notice_has_gone(house: House) -> None:
    case, clerk = named_and_back(house), a_clerk(house)
    with pytest.raises(BadAnswer, match="at this address before"):
        asked_elsewhere(house, case, BEN, clerk)
    with pytest.raises(NotAllowedNow, match="No request to them came back"):
        asked_elsewhere(house, case, BEN_MOVED, clerk, number=0)
    boss = an_officer(house, "Sgt 7 Charlie", "supervisor")
    with pytest.raises(NotPermitted):
        asked_elsewhere(house, case, BEN_MOVED, boss)
    followed(house, case, boss, Outcome.NO_FURTHER_ACTION, "no_offence", at=london(2026, 12, 5))
    with pytest.raises(NotAllowedNow):
        asked_elsewhere(house, case, BEN_MOVED, clerk)
