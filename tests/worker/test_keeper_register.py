"""The register of keepers behind one interface: nobody, a file, or invented ones, and what a worker does with each."""

from datetime import date
from pathlib import Path

import pytest

from storage.production import UnsafeProduction, refuse_unsafe
from storage.settings import Settings
from tests.conftest import House
from tests.made.cases import NOW
from tests.made.notices import a_notice, letters_of, tasks_of
from triage.job import JobKind
from triage.keeper import KeeperState
from triage.worklist import TaskKind
from worker.house import house_of
from worker.outside.keeper_register import CsvRegister, InventedRegister, NoRegister, RegisterOutOfReach, register_of
from worker.tasks import WORK
from worker.work import perform

DAY = date(2026, 11, 14)
HEAD = "registration,offence_date,state,name,address_1,address_2,postcode\n"
ANN = "AB12 CDE,2026-11-14,found,Ann Sample,1 Example Street,Birmingham,ZZ99 9ZZ\n"


def looked_up(house: House, **settings: object) -> str:
    """What the worker made of one look-up, with these settings."""
    case = a_notice(house)
    home = house_of(Settings.model_validate(house.settings.model_dump() | settings), house.units)
    with house.units.open() as unit:
        (job,) = [one for one in unit.jobs.list_unfinished() if one.kind is JobKind.KEEPER]
    state = perform(home, job.id, WORK, as_of=NOW)
    home.launcher.close()
    (letter,) = letters_of(house, case)
    assert (TaskKind.KEEPER_LOOKUP in tasks_of(house, case)) == (letter.state == "waiting")
    return f"{state} {letter.state}"


def test_without_a_register_a_person_is_waited_for(house: House) -> None:
    assert looked_up(house) == "done waiting"
    assert NoRegister().look_up("AB12CDE", DAY) is None


def test_the_invented_register_sends_the_letter_on(house: House) -> None:
    assert looked_up(house, keeper_register="invented") == "done queued"


def test_the_file_is_read_again_for_every_question(house: House, tmp_path: Path) -> None:
    file = tmp_path / "keepers.csv"
    file.write_text(HEAD + ANN)
    assert looked_up(house, keeper_register="csv", keeper_register_file=file) == "done queued"


def test_a_file_that_is_gone_is_tried_again(house: House, tmp_path: Path) -> None:
    gone = tmp_path / "gone.csv"
    assert looked_up(house, keeper_register="csv", keeper_register_file=gone) == "waiting waiting"
    with pytest.raises(RegisterOutOfReach):
        CsvRegister(gone).look_up("AB12CDE", DAY)


@pytest.mark.parametrize(
    ("lines", "registration", "day", "found"),
    [
        (ANN, "AB12CDE", DAY, "Ann Sample"),
        (ANN, "AB12CDE", date(2026, 11, 15), None),  # another day is another keeper
        (ANN, "KX19RJV", DAY, None),
        (ANN + ANN.replace("Ann", "Ben"), "AB12CDE", DAY, "Ben Sample"),  # the last line counts
        (ANN.replace("ZZ99 9ZZ", "nowhere"), "AB12CDE", DAY, None),  # left to a person
        ("", "AB12CDE", DAY, None),
    ],
)
def test_what_the_file_says_of_a_vehicle_on_a_day(
    tmp_path: Path, lines: str, registration: str, day: date, found: str | None
) -> None:
    file = tmp_path / "keepers.csv"
    file.write_text(HEAD + lines)
    entry = CsvRegister(file).look_up(registration, day)
    assert (None if entry is None else entry.party.name) == found


def test_an_invented_keeper_is_always_the_same_and_lives_nowhere() -> None:
    first, second = (InventedRegister().look_up("AB12CDE", day) for day in (DAY, date(2026, 1, 1)))
    assert first == second
    assert (first.state, first.party.address[-1]) == (KeeperState.FOUND, "ZZ99 9ZZ")


@pytest.mark.parametrize(("name", "kind"), [("none", NoRegister), ("csv", CsvRegister), ("invented", InventedRegister)])
def test_the_settings_choose(name: str, kind: type, tmp_path: Path) -> None:
    chosen = Settings.model_validate({"keeper_register": name, "keeper_register_file": tmp_path / "k.csv"})
    assert isinstance(register_of(chosen), kind)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"mode": "production", "allow_as_of": False, "keeper_register": "invented"}, "OPSNAP_KEEPER_REGISTER"),
        ({"keeper_register": "csv"}, "OPSNAP_KEEPER_REGISTER_FILE"),
    ],
)
def test_production_is_refused_invented_keepers_and_csv_a_missing_file(
    house: House, changed: dict[str, object], named: str
) -> None:
    with pytest.raises(UnsafeProduction, match=named):
        refuse_unsafe(Settings.model_validate(house.settings.model_dump() | changed))
