"""History is added to and never changed: not by the product's role, and not unseen by anybody's."""

from uuid import UUID

import pytest
from sqlalchemy import Table, create_engine, text
from sqlalchemy.exc import ProgrammingError

from storage import tables
from tests.conftest import House
from tests.made.cases import a_case

CHANGES = {
    "a flipped payload": "UPDATE history SET payload = '{}' WHERE case_id = :id AND seq = 3",
    "another hand": "UPDATE history SET actor = 'somebody' WHERE case_id = :id AND seq = 1",
    "a moved instant": "UPDATE history SET at = at + interval '1 microsecond' WHERE case_id = :id AND seq = 2",
    "a line taken out": "DELETE FROM history WHERE case_id = :id AND seq = 2",
    "an end cut off": "DELETE FROM history WHERE case_id = :id AND seq = 3",
    "two lines swapped": "UPDATE history SET seq = 7 - seq WHERE case_id = :id AND seq IN (2, 3)",
    "a line slipped in": (
        "INSERT INTO history SELECT case_id, 4, at, actor, role, action, schema_version, payload, hash, hash "
        "FROM history WHERE case_id = :id AND seq = 3"
    ),
}


def broken_at(house: House, case_id: UUID) -> int | None:
    with house.units.open() as unit:
        return unit.history.broken(case_id)


def test_what_was_written_holds_from_first_to_last(house: House) -> None:
    case = a_case(house)
    with house.units.open() as unit:
        lines = unit.history.list_for(case.id)
    assert [one.action for one in lines] == ["received", "extracted", "prioritised"]
    assert broken_at(house, case.id) is None


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_the_owner_of_the_database_is_seen(house: House, change: str) -> None:
    case = a_case(house)
    owner = create_engine(house.owner_url)
    with owner.begin() as connection:
        connection.execute(text(CHANGES[change]), {"id": case.id})
    owner.dispose()
    assert broken_at(house, case.id) is not None


@pytest.mark.parametrize("change", ["UPDATE history SET actor = 'x'", "DELETE FROM history", "TRUNCATE history"])
def test_the_running_product_cannot_change_history_at_all(house: House, change: str) -> None:
    a_case(house)
    with house.units.engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(change))


@pytest.mark.parametrize("kept", [tables.extract.finding, tables.letter.letter_attempt, tables.history.look])
def test_what_is_only_ever_added_to_cannot_be_changed_by_the_product(house: House, kept: Table) -> None:
    with house.units.engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(kept.delete())


def test_history_holds_no_name_address_or_registration(house: House) -> None:
    case = a_case(house)
    with house.units.open() as unit:
        told = "".join(str(one.payload) for one in unit.history.list_for(case.id))
    for personal in ("Ann", "example.com", "AB12", "Hagley"):
        assert personal not in told
