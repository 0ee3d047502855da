"""The queue gives each case to one officer, in rank order, and never what must not be given."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import House
from tests.made.cases import NOW, a_case, an_officer
from triage.actor import PRODUCT
from triage.errors import ConflictOfInterest, NotAllowedNow, SomeoneElseWasFirst
from triage.steps import review


def run_as_owner(house: House, statement: str) -> None:
    owner = create_engine(house.owner_url)
    with owner.begin() as connection:
        connection.execute(text(statement))
    owner.dispose()


def test_the_lowest_key_is_served_first(house: House) -> None:
    parked = a_case(house, offence="ped_crossing_stop", registration="XX11 AAA")
    phone = a_case(house, offence="mobile_phone", registration="XX11 BBB")
    officer = an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        assert unit.queue.top() == (phone.id, parked.id)
        first, second, third = (review.claim_next(unit, officer) for _ in range(3))
    assert first is not None
    assert second is not None
    assert (first.id, second.id, third) == (phone.id, parked.id, None)


def test_twenty_officers_at_once_are_given_twenty_cases(house: House) -> None:
    cases = {a_case(house, registration=f"XX{number:02} ABC").id for number in range(12)}
    officers = [an_officer(house, f"PC {number}") for number in range(20)]
    given: list[UUID | None] = []

    def claim(number: int) -> None:
        with house.units.as_of(NOW).open() as unit:
            found = review.claim_next(unit, officers[number])
            given.append(None if found is None else found.id)

    together = [threading.Thread(target=claim, args=(number,)) for number in range(20)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    taken = [one for one in given if one is not None]
    assert len(taken) == len(set(taken))
    # A claimer that finds a row locked goes on to the next one, so at the end all are taken or asked for again.
    with house.units.as_of(NOW).open() as unit:
        while (found := review.claim_next(unit, officers[0])) is not None:
            taken.append(found.id)
    assert set(taken) == cases


def test_a_lease_that_ran_out_is_anybodys_and_its_heartbeat_fails(house: House) -> None:
    case, first, second = a_case(house), an_officer(house), an_officer(house, "PC 2 Baker")
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, first)
    with house.units.as_of(NOW).open() as unit, pytest.raises(SomeoneElseWasFirst, match="PC 1 Able"):
        review.claim(unit, case.id, second)
    run_as_owner(house, "UPDATE \"case\" SET lease_until = now() - interval '1 second'")
    with house.units.as_of(NOW).open() as unit:
        assert review.claim_next(unit, second) is not None
        assert not review.keep_claim(unit, case.id, first)
        assert review.keep_claim(unit, case.id, second)
        assert [one.name for one in unit.queue.held()] == ["PC 2 Baker"]


def test_an_officer_is_never_served_their_own_vehicle(house: House) -> None:
    case = a_case(house, registration="XX11 OWN")
    officer = an_officer(house, registrations=("XX11OWN",))
    with house.units.as_of(NOW).open() as unit:
        assert review.claim_next(unit, officer) is None
        with pytest.raises(ConflictOfInterest):
            review.claim(unit, case.id, officer)


@pytest.mark.parametrize("state", ["sealed_at", "held_until"])
def test_what_cannot_be_acted_on_never_reaches_an_officer(house: House, state: str) -> None:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        unit.cases.save(replace(case, **{state: NOW}), by=PRODUCT, action=state)  # type: ignore[arg-type]
        assert review.claim_next(unit, officer) is None
        with pytest.raises(NotAllowedNow):
            review.claim(unit, case.id, officer)


def test_the_first_page_walks_the_index(house: House) -> None:
    run_as_owner(house, FILLED)
    with house.units.open() as unit:
        assert "ix_case_queue" in unit.queue.plan_of_top()
        plan = unit.queue.plan_of_claim(UUID(int=1), unit.today)
    assert "ix_case_queue" in plan
    assert "Sort" not in plan


FILLED = """
INSERT INTO submission (id, token_hash, answers, created_at, expires_at)
SELECT gen_random_uuid(), decode(md5(n::text), 'hex'), '{}', now(), now() FROM generate_series(1, 5000) AS n;
INSERT INTO "case" (id, submission_id, position, stage, lane, version, open, rank_key, registration_typed, registration,
    vehicle, place, occurred_at, offence_on, received_at, policy_version)
SELECT gen_random_uuid(), id, 1, 'prioritised', 'queue', 1, true, random() * 100000, '', '', '{}', '{}', now(),
    current_date, now(), 1 FROM submission;
ANALYZE "case";
"""
