"""No last day goes by in silence, and what is left is a person's to choose."""

from datetime import timedelta

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, a_keeper, a_report, an_officer, london, read_as_playable
from triage.errors import NotPermitted, TooLateToProsecute
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide, letter, prioritise, review
from triage.steps.letter import posting_day

# Offence on Saturday 14 November 2026: served by the 28th, posted by Wednesday the 25th, decided by the 24th.
LAST_POST_DAY = london(2026, 11, 25)


def test_a_notice_case_goes_to_the_rescue_list_the_day_after_its_last_post(house: House) -> None:
    case = a_case(house, offence="careless_due_care")
    assert (case.last_post, case.decision_due) == (LAST_POST_DAY.date(), LAST_POST_DAY.date() - timedelta(days=1))
    for day, late in ((LAST_POST_DAY, False), (LAST_POST_DAY + timedelta(days=1), True)):
        with house.units.as_of(day).open() as unit:
            assert (case.id in unit.cases.list_past_last_day(unit.today)) is late
            prioritise.pass_last_day(unit, case.id)
            prioritise.pass_last_day(unit, case.id)
            assert (unit.cases.get(case.id).lane == "rescue") is late
            assert unit.alarms.count_open() == int(late)
    with house.units.as_of(LAST_POST_DAY + timedelta(days=1)).open() as unit:
        assert unit.jobs.find_for(case.id, JobKind.PROPOSE) is not None
        with pytest.raises(NotPermitted):
            review.claim(unit, case.id, an_officer(house))


def test_an_obstruction_is_not_lost_on_the_day_it_would_be_had_it_been_a_dangerous_position(house: House) -> None:
    case, officer = a_case(house, offence="obstruction", registration="AB14 OBS"), an_officer(house)
    assert case.last_post == LAST_POST_DAY.date()  # of the dangerous position that it could be
    lane = case.lane  # the queue, or the audit lane by the lot of its id
    with house.units.as_of(LAST_POST_DAY + timedelta(days=1)).open() as unit:
        prioritise.pass_last_day(unit, case.id)
        assert (unit.cases.get(case.id).lane, unit.alarms.count_open()) == (lane, 1)
        assert prioritise.prioritise(unit, case.id).lane == lane
        served = review.claim_next(unit, officer, lane=lane)
        assert served is not None
        assert served.id == case.id


def test_an_offence_without_a_notice_is_told_of_after_the_forces_own_promise(house: House) -> None:
    case = a_case(house, offence="seat_belt_driver")
    assert case.last_post is None
    with house.units.as_of(NOW + timedelta(days=15)).open() as unit:
        assert unit.cases.list_past_last_day(unit.today) == (case.id,)
        prioritise.pass_last_day(unit, case.id)
        assert unit.cases.get(case.id).lane == "queue"  # it can still be prosecuted for six months
        assert unit.alarms.count_open() == 1


def test_a_notice_decided_too_late_is_refused_in_words(house: House) -> None:
    case, sergeant = a_case(house, offence="careless_due_care"), an_officer(house, "PS 9", "supervisor")
    with house.units.as_of(LAST_POST_DAY + timedelta(days=1)).open() as unit:
        review.claim(unit, case.id, sergeant)
        order = decide.Order(Outcome.NOTICE, reason="offence_seen", viewing=WATCHED)
        with pytest.raises(TooLateToProsecute, match="A supervisor may serve it another way"):
            decide.record(unit, case.id, case.version, order, by=sergeant)


def test_a_notice_that_missed_its_post_is_not_posted_and_somebody_is_told(house: House) -> None:
    case, officer = a_case(house, offence="careless_due_care"), an_officer(house)
    a_keeper(house)
    with house.units.as_of(LAST_POST_DAY).open() as unit:
        review.claim_next(unit, officer)
        order = decide.Order(Outcome.NOTICE, reason="offence_seen", viewing=WATCHED)
        held = decide.record(unit, case.id, case.version, order, by=officer)
    with house.units.as_of(LAST_POST_DAY + timedelta(minutes=1)).open() as unit:
        decide.finalise(unit, held.id)
        (notice,) = unit.letters.list_for_case(case.id)
        assert letter.letter_facts(unit, notice.id).kind == "notice"
        assert letter.may_leave(unit, notice.id, posting_day(unit)) is not None
    with house.units.as_of(LAST_POST_DAY + timedelta(days=1)).open() as unit:
        assert letter.may_leave(unit, notice.id, posting_day(unit)) is None
        assert [one.kind for one in unit.alarms.list_open()] == ["missed_post"]


def test_words_that_point_to_a_threat_alarm_at_once_and_wait_for_nothing(house: House) -> None:
    sent = a_report(house, says="He got out with a baseball bat and threatened me.")
    with house.units.open() as unit:  # no worker has run: the footage has not been read
        (alarm,) = unit.alarms.list_open()
        assert (alarm.kind, sent.reference in alarm.words) == ("urgent", True)
    case = read_as_playable(house, sent)
    with house.units.open() as unit:
        assert case.lane == "urgent"
        assert [one.kind for one in unit.alarms.list_open()] == ["urgent"]
