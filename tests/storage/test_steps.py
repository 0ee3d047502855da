"""The road as steps take it, on a real database: from a draft to a letter that left."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from storage.staff import hashed
from tests.conftest import House
from triage.actor import Officer
from triage.errors import MarkNotPlayed, NotAllowedNow, NotReviewed, SomeoneElseWasFirst
from triage.finding import Finding
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide, extract, feedback, prioritise, receive, review
from triage.submission import Submitter
from triage.viewing import Viewing

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ANSWERS = {
    "offence": "mobile_phone",
    "says": "The driver held a phone to the ear all along the road.",
    "occurred_at": "2026-11-14T08:15:00+00:00",
    "road": "A4123 Hagley Road West",
    "town": "Birmingham",
    "registration": "AB12 CDE",
}
WATCHED = Viewing(played=((0.0, 6.0),))


def a_case(house: House, *, at: datetime = NOW, **answers: object):
    with house.units.as_of(at).open() as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        footage = receive.keep_footage(
            unit, draft.id, uuid4(), filename="a.mp4", media_type="video/mp4", sha256=uuid4().hex * 2, size=10
        )
        unit.identity.keep_submitter(draft.id, Submitter("Ann Example", "ann@example.com"))
        receive.keep_answers(unit, draft.id, ANSWERS | answers)
        sent = receive.receive(unit, draft.id, signed_name="Ann Example")
    with house.units.as_of(at).open() as unit:
        extract.record_extraction(
            unit,
            footage.id,
            verdict="ok",
            verdict_words="The video was read completely.",
            findings=(Finding("plays", True, "footage", "reader", "1"),),
            derived=(),
        )
    with house.units.as_of(at).open() as unit:
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        return prioritise.prioritise(unit, case.id)


def an_officer(house: House, name: str = "PC 1 Able", role: str = "officer") -> Officer:
    with house.units.open() as unit:
        return unit.staff.get(unit.staff.add(name.replace(" ", ""), name, role, "-"))


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
