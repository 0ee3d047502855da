"""Whoever stands in a case neither posts its letters, nor enters what came of them, nor takes them back."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from storage.unit import Unit
from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper, an_officer, london
from tests.made.notices import ANN, a_clerk, chain_of, decided, letters_of, looked_up, post, replied
from tests.made.outcomes import DAY, RED_LIGHT, followed
from triage.actor import Officer
from triage.case import Case
from triage.errors import ConflictOfInterest
from triage.keeper import Entry, KeeperState
from triage.notice import KeeperAnswer, OfferState
from triage.outcome import Outcome
from triage.post import ReturnReason
from triage.steps import contest, keeper, letter, notice, offer, returned, withdraw
from triage.steps import post as batches

CERTIFICATE = "AB 1234 5678 9GB"
AT = NOW + 7 * DAY
OWN = "Your own vehicle"


@pytest.fixture
def case(house: House) -> Case:
    """A posted notice about a red light."""
    made = a_case(house, **RED_LIGHT)  # type: ignore[arg-type]
    decided(house, made)
    looked_up(house, made)
    post(house, made)
    return made


def stands_in_it(house: House, role: str) -> Officer:
    return an_officer(house, "Rhys Near", role, registrations=("RL11RED",))


def enters_keeper(unit: Unit, case: Case, by: Officer) -> None:
    entry = Entry(KeeperState.FOUND, ANN)
    keeper.enter(unit, case.id, entry, by=by.actor, source="person", entered_by=by.id)


def enters_reply(unit: Unit, case: Case, by: Officer) -> None:
    (link,) = unit.requirements.list_for_case(case.id)
    notice.reply(unit, link.id, notice.Reply(KeeperAnswer.NOT_KNOWN, unit.today), by=by)


def enters_return(unit: Unit, case: Case, by: Officer) -> None:
    (one,) = unit.letters.list_for_case(case.id)
    returned.enter_return(unit, one.reference, unit.today, ReturnReason.GONE_AWAY, by=by)


def serves(unit: Unit, case: Case, by: Officer) -> None:
    (one,) = unit.letters.list_for_case(case.id)
    returned.serve_in_person(unit, one.id, unit.today, "4711", by=by)


def settles(unit: Unit, case: Case, by: Officer) -> None:
    (one,) = unit.letters.list_for_case(case.id)
    returned.settle_service(unit, one.id, stands=True, by=by)


def withdraws(unit: Unit, case: Case, by: Officer) -> None:
    (one,) = unit.letters.list_for_case(case.id)
    withdraw.withdraw_letter(unit, one.id, "sent_in_error", by=by)


def contests(unit: Unit, case: Case, by: Officer) -> None:
    (one,) = unit.letters.list_for_case(case.id)
    contest.enter(unit, one.id, unit.today, "It was not my vehicle.", by=by)


def declines(unit: Unit, case: Case, by: Officer) -> None:
    unit.proposals.leave(case.id, ("Known.",), once=str(uuid4()))
    (one,) = (each for each in unit.proposals.list_waiting() if each.case_id == case.id)
    letter.decline(unit, one.id, "Not this one.", by=by)


@pytest.mark.parametrize(
    ("does", "role"),
    [
        (enters_keeper, "process"),
        (enters_reply, "process"),
        (enters_return, "process"),
        (settles, "process"),
        (serves, "supervisor"),
        (withdraws, "supervisor"),
        (contests, "supervisor"),
        (declines, "supervisor"),
    ],
)
def test_somebody_wrote_in_the_case_of_their_own_vehicle(
    house: House, case: Case, does: Callable[[Unit, Case, Officer], None], role: str
) -> None:
    near = stands_in_it(house, role)
    with house.units.as_of(AT).open() as unit, pytest.raises(ConflictOfInterest, match=OWN):
        does(unit, case, near)


def test_somebody_entered_that_their_own_penalty_was_paid(house: House, case: Case) -> None:
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=AT)
    followed(house, case, a_clerk(house), Outcome.FIXED_PENALTY, at=AT)
    near = stands_in_it(house, "process")
    with house.units.open() as unit:
        (made,) = unit.offers.list_for_case(case.id)
    with house.units.as_of(AT + DAY).open() as unit, pytest.raises(ConflictOfInterest, match=OWN):
        offer.answered(unit, made.id, OfferState.PAID, unit.today, by=near)


def test_somebody_certified_the_posting_of_a_letter_about_their_own_vehicle(house: House) -> None:
    clerk, at = a_clerk(house), london(2026, 11, 17, 15)
    printed = {}
    for registration in ("RL11 RED", "AB12 CDE"):
        a_keeper(house, registration)
        made = a_case(house, offence="obstruction", registration=registration)
        decided(house, made, Outcome.WARNING_LETTER)
        (one,) = letters_of(house, made)
        printed[registration] = one
        with house.units.as_of(at).open() as unit:
            letter.printed(unit, one.id, sha256="0" * 64, pages=2, channel="test")
    near = stands_in_it(house, "process")
    own, other = printed["RL11 RED"], printed["AB12 CDE"]
    with house.units.as_of(at).open() as unit:
        with pytest.raises(ConflictOfInterest, match=own.reference):
            batches.make_batch(unit, [own.id, other.id], by=near)
        batch = batches.make_batch(unit, None, by=near)
        assert [one.letter.id for one in unit.post.list_in_batch(batch.id)] == [other.id]
        second = batches.make_batch(unit, [own.id], by=clerk)
        with pytest.raises(ConflictOfInterest, match=own.reference):
            batches.batch_left(unit, second.id, date(2026, 11, 17), CERTIFICATE, by=near)
        batches.batch_left(unit, second.id, date(2026, 11, 17), CERTIFICATE, by=clerk)
