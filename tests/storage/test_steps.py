"""The road as steps take it, on a real database: from a draft to a letter that left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, an_officer
from tests.made.notices import decided
from tests.made.outcomes import recorded
from triage.actor import Officer
from triage.errors import MarkNotPlayed, NotAllowedNow, NotReviewed, SomeoneElseWasFirst
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide, feedback, review
from triage.steps.seal import seal


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


def test_an_undo_that_waits_for_the_finaliser_finds_the_decision_final(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    order = decide.Order(Outcome.NO_FURTHER_ACTION, reason="no_offence", viewing=WATCHED)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        held = decide.record(unit, case.id, case.version, order, by=officer)
    begun = Event()
    with ThreadPoolExecutor(1) as other:
        with house.units.as_of(NOW + timedelta(seconds=11)).open() as unit:
            decide.finalise(unit, held.id)
            undone = other.submit(_undo, house, held.id, officer, begun)
            begun.wait(5)
            # It has begun before the hold was over, and now waits for the row that this transaction holds.
            with pytest.raises(TimeoutError):
                undone.result(0.3)
        with pytest.raises(NotAllowedNow, match="final"):
            undone.result(5)


def _undo(house: House, decision_id: UUID, officer: Officer, begun: Event) -> None:
    with house.units.as_of(NOW + timedelta(seconds=9)).open() as unit:
        begun.set()
        decide.undo(unit, decision_id, by=officer)


def test_a_decided_report_takes_no_second_decision_while_one_is_held_or_it_is_sealed(house: House) -> None:
    case, boss = a_case(house), an_officer(house, "Sgt 7 Charlie", "supervisor")
    decided(house, case, Outcome.NO_FURTHER_ACTION)
    order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=WATCHED)
    at = NOW + timedelta(minutes=1)
    recorded(house, case, boss, order, at=at)
    with pytest.raises(NotAllowedNow, match="held at the moment"):
        recorded(house, case, boss, order, at=at)
    sealed = a_case(house, registration="SE41 LED")
    decided(house, sealed, Outcome.NO_FURTHER_ACTION)
    with house.units.as_of(at).open() as unit:
        seal(unit, sealed.id, "private", by=boss)
    with pytest.raises(NotAllowedNow, match="sealed"):
        recorded(house, sealed, boss, order, at=at)
