"""The keeper's form is about the plate that stood on the page when somebody looked it up."""

from dataclasses import replace

import pytest

from tests.api.staff_house import Seat, a_case, seated, text_of
from tests.conftest import House
from tests.made.notices import BEN, chain_of, decided, letters_of, looked_up, post, replied
from triage.actor import PRODUCT
from triage.notice import KeeperAnswer
from triage.outcome import Outcome
from triage.post import ReturnReason
from triage.steps import returned

FOUND = {"state": "found", "name": "Ann Sample", "line": ["1 Example Street", "Birmingham"], "postcode": "ZZ99 9ZZ"}


@pytest.fixture
def clerk(staffed: House, staff_url: str) -> Seat:
    """Somebody of the process team in front of the web."""
    return seated(staffed, staff_url, "process", name="Ines Hale")


def test_a_keeper_was_booked_to_the_plate_that_had_been_corrected_meanwhile(staffed: House, clerk: Seat) -> None:
    case = a_case(staffed, registration="KF10 AAA")
    with staffed.units.open() as unit:
        now = unit.now
    decided(staffed, case, Outcome.NOTICE, at=now)
    address = f"/keepers/{case.reference}/1"
    assert 'name="registration" value="KF10AAA"' in clerk.get(address).text
    with staffed.units.open() as unit:
        read = unit.cases.get_locked(case.id)
        corrected = replace(read, vehicle=replace(read.vehicle, registration="KF10 BBB"))
        unit.cases.save(corrected, by=PRODUCT, action="prioritised")
    refused = clerk.post(address, registration="KF10AAA", **FOUND)
    assert (refused.status_code, "The registration was corrected meanwhile" in text_of(refused)) == (409, True)
    assert [one.state for one in letters_of(staffed, case)] == ["waiting"]
    assert clerk.post(address, registration="KF10BBB", **FOUND).status_code == 303
    assert [one.state for one in letters_of(staffed, case)] == ["queued"]


def test_whoever_was_named_can_be_asked_again_from_the_form_once_their_request_came_back(
    staffed: House, clerk: Seat
) -> None:
    case = a_case(staffed, registration="KF20 AAA")
    with staffed.units.open() as unit:
        now = unit.now
    decided(staffed, case, Outcome.NOTICE, at=now)
    looked_up(staffed, case, at=now)
    post(staffed, case, at=now)
    replied(staffed, chain_of(staffed, case)[0], KeeperAnswer.HIRED, BEN, at=now)
    address = f"/keepers/{case.reference}/1"
    assert "ask again" not in text_of(clerk.get(address))
    post(staffed, case, at=now)
    (asked,) = (one for one in letters_of(staffed, case) if one.kind == "requirement_next")
    with staffed.units.as_of(now).open() as unit:
        returned.enter_return(
            unit, asked.reference, unit.today, ReturnReason.GONE_AWAY, by=unit.staff.get(clerk.staff_id)
        )
    assert "Hirer, link 2: ask again at another address" in text_of(clerk.get(address))
    again = {"registration": "KF20AAA", **FOUND, "state": f"again:{chain_of(staffed, case)[1].id}"}
    assert clerk.post(address, **again | {"name": ""}).status_code == 422
    assert clerk.post(address, **again).status_code == 303
    assert [one.state.value for one in chain_of(staffed, case)] == ["replied", "returned", "waiting"]
    assert clerk.post(address, **again).status_code == 422
