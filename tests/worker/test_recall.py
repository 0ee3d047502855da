"""A letter that must not leave: taken out of the print folder, or a hand is sent to take it out of the bag."""

from datetime import timedelta

import pytest

from storage.jobs import Job
from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper
from tests.made.notices import decided, letters_of
from triage.job import JobKind
from triage.outcome import Outcome
from triage.record import Letter
from triage.steps import withdraw
from worker.house import house_of
from worker.tasks import WORK
from worker.work import perform

LATER = NOW + timedelta(hours=1)


def job_of(house: House, one: Letter, kind: JobKind) -> Job:
    with house.units.open() as unit:
        job = unit.jobs.find_for(one.id, kind)
    assert job is not None
    return job


def a_printed_letter(house: House) -> Letter:
    """A warning that the worker has put into the print folder."""
    a_keeper(house)
    case = a_case(house, offence="obstruction")
    decided(house, case, Outcome.WARNING_LETTER)
    (one,) = letters_of(house, case)
    home = house_of(house.settings, house.units)
    assert perform(home, job_of(house, one, JobKind.LETTER).id, WORK, as_of=LATER) == "done"
    return one


@pytest.mark.parametrize(("is_taken", "alarms"), [(False, 0), (True, 1)], ids=["in the folder", "taken by the printer"])
def test_a_recalled_letter_leaves_the_folder_or_somebody_is_told(house: House, is_taken: bool, alarms: int) -> None:
    one = a_printed_letter(house)
    paper = house.settings.print_out / f"{one.reference}.pdf"
    assert paper.exists()
    if is_taken:
        paper.unlink()
    with house.units.as_of(LATER).open() as unit:
        assert withdraw.recall_for(unit, one.decision_id) == 1
    home = house_of(house.settings, house.units)
    assert perform(home, job_of(house, one, JobKind.RECALL).id, WORK, as_of=LATER) == "done"
    assert not paper.exists()
    with house.units.open() as unit:
        assert [alarm.kind for alarm in unit.alarms.list_open()].count("take_out") == alarms
        assert unit.letters.get(one.id).state == "void"


def test_a_letter_that_was_stopped_before_it_was_printed_never_reaches_the_folder(house: House) -> None:
    a_keeper(house)
    case = a_case(house, offence="obstruction")
    decided(house, case, Outcome.WARNING_LETTER)
    (one,) = letters_of(house, case)
    with house.units.as_of(LATER).open() as unit:
        withdraw.recall_for(unit, one.decision_id)
        assert unit.jobs.find_for(one.id, JobKind.RECALL) is None
    perform(house_of(house.settings, house.units), job_of(house, one, JobKind.LETTER).id, WORK, as_of=LATER)
    assert list(house.settings.print_out.glob("*.pdf")) == []
