"""The road as steps take it, on a real database: from a draft to a letter that left."""

from datetime import timedelta

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, an_officer
from triage.errors import MarkNotPlayed, NotAllowedNow, NotReviewed, SomeoneElseWasFirst
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide, feedback, review


def test_a_report_reaches_the_queue_with_a_rank_and_reasons(house: House) -> None:
    case = a_case(house)
    assert (case.stage, case.lane, case.open, case.tier) == ("prioritised", "queue", True, 1)
    assert case.rank_key is not None
    assert "filter" in str(case.rank)


def test_the_second_officer_is_told_who_was_first(house: House) -> None:
    case = a_case(house)
    first, second = an_officer(house), an_officer(house, "PC 2 Baker")
    with house.units.as_of(NOW).open() as unit:
        assert review.claim_next(unit, first).id == case.id
    with house.units.as_of(NOW).open() as unit:
        assert review.claim_next(unit, second) is None
        with pytest.raises(NotReviewed):
            decide.record(unit, case.id, case.version, decide.Order(Outcome.WARNING_LETTER), by=second)
    order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
    with house.units.as_of(NOW).open() as unit:
        decide.record(unit, case.id, case.version, order, by=first)
    with house.units.as_of(NOW).open() as unit, pytest.raises(SomeoneElseWasFirst) as refused:
        decide.record(unit, case.id, case.version, order, by=second)
    assert refused.value.who == "PC 1 Able"


def test_a_warning_wants_the_mark_played(house: House) -> None:
    case, officer = a_case(house, mark_s=20.0), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
    order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
    with house.units.as_of(NOW).open() as unit, pytest.raises(MarkNotPlayed):
        decide.record(unit, case.id, case.version, order, by=officer)


def test_an_undone_decision_goes_back_and_a_final_one_does_not(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    order = decide.Order(Outcome.NO_FURTHER_ACTION, reason="no_offence", viewing=WATCHED)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        held = decide.record(unit, case.id, case.version, order, by=officer)
    with house.units.as_of(NOW + timedelta(seconds=5)).open() as unit:
        opened = decide.undo(unit, held.id, by=officer)
        assert opened.open
    with house.units.as_of(NOW + timedelta(seconds=11)).open() as unit:
        decide.finalise(unit, held.id)
        assert unit.cases.get(case.id).stage == "prioritised"
        again = decide.record(unit, case.id, opened.version, order, by=officer)
    with house.units.as_of(NOW + timedelta(seconds=30)).open() as unit:
        with pytest.raises(NotAllowedNow):
            decide.undo(unit, again.id, by=officer)
        decide.finalise(unit, again.id)
        decide.finalise(unit, again.id)
        told = feedback.tell(unit, case.id)
    assert (told.stage, told.told_class) == ("decided", "no_further_action")
    with house.units.open() as unit:
        assert unit.history.broken(case.id) is None
        assert unit.history.count(case.id, "finalised") == 1
        assert unit.jobs.find_for(again.id, JobKind.FINALISE) is not None
