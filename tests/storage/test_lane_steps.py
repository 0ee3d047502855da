"""Lanes, conflicts, seals, incidents and hand-overs as steps, on a real database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import House
from tests.made.cases import ANN, NOW, PLAYED, a_case, a_report, an_officer, read_as_playable
from triage.actor import Officer
from triage.case import Case, Stage
from triage.errors import (
    BadAnswer,
    ConflictOfInterest,
    NotAllowedNow,
    NotPermitted,
    ReasonMissing,
    SomeoneElseWasFirst,
)
from triage.outcome import Outcome
from triage.steps import confirm, decide, prioritise, refer, review, seal
from triage.submission import Submitter

BOB = Submitter("Bob Other", "bob@example.com")
FAILED = replace(PLAYED, value=False)


def now(house: House, case: Case) -> Case:
    with house.units.as_of(NOW).open() as unit:
        return unit.cases.get(case.id)


def actions(house: House, case: Case) -> list[str]:
    with house.units.as_of(NOW).open() as unit:
        return [line.action for line in unit.history.list_for(case.id)]


def staff_member(house: House, name: str, role: str = "officer", **own: object) -> Officer:
    with house.units.open() as unit:
        added = unit.staff.add(name.replace(" ", "-").lower(), name, role, "-", **own)  # type: ignore[arg-type]
        return unit.staff.get(added)


@pytest.mark.parametrize(("days", "is_served"), [(0, True), (8, True), (9, False)])
def test_a_case_past_its_last_post_is_not_served_even_before_a_sweep_has_seen_it(
    house: House, days: int, is_served: bool
) -> None:
    # Offence on Saturday 14 November: the last first-class post that arrives in time leaves on Thursday the 26th.
    case, officer = a_case(house, offence="careless_due_care"), an_officer(house)
    assert case.last_post is not None
    at = NOW + timedelta(days=(case.last_post - NOW.date()).days - 8 + days)
    with house.units.as_of(at).open() as unit:
        assert (review.claim_next(unit, officer) is not None) is is_served


@pytest.mark.parametrize(("days", "is_served"), [(0, True), (1, False)])
def test_a_case_whose_six_months_are_over_is_not_served(house: House, days: int, is_served: bool) -> None:
    case, officer = a_case(house), an_officer(house)
    run_as_owner(house, 'UPDATE "case" SET last_post = NULL')
    limit = next(one.summary_limit for one in case.allegations)
    assert limit is not None
    with house.units.as_of(NOW + timedelta(days=(limit - NOW.date()).days + days)).open() as unit:
        assert (review.claim_next(unit, officer) is not None) is is_served


def run_as_owner(house: House, statement: str) -> None:
    owner = create_engine(house.owner_url)
    with owner.begin() as connection:
        connection.execute(text(statement))
    owner.dispose()


def test_a_declared_conflict_closes_the_case_for_good(house: House) -> None:
    case, officer, other = a_case(house), an_officer(house), an_officer(house, "PC 2 Baker")
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        review.declare_conflict(unit, case.id, officer)
        assert review.claim_next(unit, officer) is None
        with pytest.raises(ConflictOfInterest, match="You know somebody"):
            review.claim(unit, case.id, officer)
        assert review.claim_next(unit, other) is not None
    assert actions(house, case)[-2:] == ["conflict_declared", "claimed"]


def test_whoever_has_the_reporters_address_or_name_is_not_served_the_case(house: House) -> None:
    case = a_case(house, person=Submitter("Jo Marsh", "jo@example.com"))
    same_name = staff_member(house, "PC 4471 Jo Marsh")
    only_surname = staff_member(house, "PC 12 Marsh")
    with house.units.as_of(NOW).open() as unit:
        assert review.claim_next(unit, same_name) is None
        with pytest.raises(ConflictOfInterest, match="your name"):
            review.may_read(unit, unit.cases.get(case.id), same_name)
        assert review.claim_next(unit, only_surname) is not None


def test_ones_own_report_is_restricted_and_closed_to_oneself_even_as_a_supervisor(house: House) -> None:
    reporter = staff_member(house, "PS 7 Able", "supervisor", email="Own@example.com")
    case = a_case(house, person=Submitter("Someone Else", "own@example.com"))
    assert case.lane == "restricted"
    with house.units.as_of(NOW).open() as unit, pytest.raises(ConflictOfInterest, match="sent this report"):
        review.claim(unit, case.id, reporter)


@pytest.mark.parametrize(
    ("person", "registration"),
    [
        (Submitter("Ann Example", "ann@example.police.uk"), "AB12 CDE"),
        (ANN, "BX20 POL"),
    ],
)
def test_the_forces_people_and_vehicles_go_to_the_restricted_lane(
    house: House, person: Submitter, registration: str
) -> None:
    case, officer = a_case(house, person=person, registration=registration), an_officer(house)
    assert case.lane == "restricted"
    with house.units.as_of(NOW).open() as unit:
        assert review.claim_next(unit, officer) is None
        with pytest.raises(NotPermitted):
            review.claim(unit, case.id, officer)


def test_a_decision_is_refused_to_whoever_stands_in_the_case(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        unit.staff.declare_conflict(case.id, officer.id)
        order = decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence")
        with pytest.raises(ConflictOfInterest):
            decide.record(unit, case.id, case.version, order, by=officer)


def test_only_a_supervisor_takes_over_a_living_claim(house: House) -> None:
    case, first, second = a_case(house), an_officer(house), an_officer(house, "PC 2 Baker")
    boss = an_officer(house, "PS 3 Chief", "supervisor")
    with house.units.open() as unit:
        review.claim(unit, case.id, first)
    with house.units.open() as unit, pytest.raises(SomeoneElseWasFirst, match="PC 1 Able"):
        review.take_over(unit, case.id, second)
    with house.units.open() as unit:
        assert review.take_over(unit, case.id, boss).claimed_by == boss.id
    with house.units.open() as unit:
        line = unit.history.list_for(case.id)[-1]
    assert (line.action, line.payload) == ("taken_over", {"from": str(first.id), "lapsed": False})


def test_anybody_takes_over_a_claim_that_ran_out_and_history_says_from_whom(house: House) -> None:
    case, first, second = a_case(house), an_officer(house), an_officer(house, "PC 2 Baker")
    with house.units.open() as unit:
        review.claim(unit, case.id, first)
    run_as_owner(house, "UPDATE \"case\" SET lease_until = now() - interval '1 second'")
    with house.units.open() as unit:
        review.take_over(unit, case.id, second)
        line = unit.history.list_for(case.id)[-1]
    assert (line.action, line.payload) == ("taken_over", {"from": str(first.id), "lapsed": True})


def test_giving_back_is_no_skip_and_the_case_may_come_again(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        review.release(unit, case.id, officer)
        again = review.claim_next(unit, officer)
        assert again is not None
        review.skip(unit, case.id, officer, "technical")
        assert review.claim_next(unit, officer) is None
        (counted,) = unit.queue.count_skips(NOW - timedelta(days=1))
    assert (counted.actor, counted.why, counted.number) == (str(officer.id), "technical", 1)


def unplayable(house: House) -> Case:
    return read_as_playable(house, a_report(house), plays=FAILED)


def test_yes_closes_with_the_reason_the_list_named_and_undo_brings_it_back(house: House) -> None:
    case, officer = unplayable(house), an_officer(house)
    assert case.lane == "confirm"
    with house.units.as_of(NOW).open() as unit:
        decision = confirm.confirm(unit, case.id, case.version, by=officer)
        assert (decision.outcome.value, decision.reason) == ("no_further_action", "unplayable")
        decide.undo(unit, decision.id, by=officer)
    assert (now(house, case).lane, now(house, case).open) == ("confirm", True)


def test_no_sends_it_to_the_queue_and_ranking_again_leaves_it_there(house: House) -> None:
    case, officer = unplayable(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        confirm.keep(unit, case.id, case.version, by=officer)
        prioritise.prioritise(unit, case.id)
    assert now(house, case).lane == "queue"
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotAllowedNow):
        confirm.confirm(unit, case.id, now(house, case).version, by=officer)


def test_a_second_officers_answer_to_the_same_row_is_refused(house: House) -> None:
    case, first, second = unplayable(house), an_officer(house), an_officer(house, "PC 2 Baker")
    with house.units.as_of(NOW).open() as unit:
        confirm.keep(unit, case.id, case.version, by=first)
    with house.units.as_of(NOW).open() as unit, pytest.raises(SomeoneElseWasFirst):
        confirm.confirm(unit, case.id, case.version, by=second)


def test_a_withdrawn_report_is_confirmed_by_a_person_or_goes_on(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit:
        confirm.reporter_withdrew(unit, case.id, by=officer)
        assert review.claim_next(unit, officer) is None
        waiting = unit.cases.get(case.id)
        assert waiting.lane == "confirm"
        assert [one.reason for one in confirm.reasons(unit, waiting)] == ["withdrawn"]
        confirm.keep(unit, case.id, waiting.version, by=officer)
        assert review.claim_next(unit, officer) is not None
    assert "withdrawn" in actions(house, case)


def test_an_officers_key_alarms_in_the_same_transaction_and_a_log_number_sends_it_on(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    boss = an_officer(house, "PS 3 Chief", "supervisor")
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        refer.refer_urgent(unit, case.id, "He is still driving and cannot keep his lane", by=officer)
        (alarm,) = unit.alarms.list_open()
        assert "cannot keep his lane" in alarm.words
        assert (unit.cases.get(case.id).lane, unit.cases.get(case.id).claimed_by) == ("urgent", None)
        with pytest.raises(NotPermitted):
            refer.urgent_handled(unit, case.id, "WMP-123", by=officer)
        with pytest.raises(BadAnswer):
            refer.urgent_handled(unit, case.id, "told them", by=boss)
        refer.urgent_handled(unit, case.id, "WMP-123", by=boss)
        assert unit.alarms.list_open() == ()
        prioritise.prioritise(unit, case.id)
        assert unit.cases.get(case.id).lane == "queue"
        refer.refer_urgent(unit, case.id, "He came back", by=officer)
        assert unit.cases.get(case.id).lane == "urgent"
        assert len(unit.alarms.list_open()) == 1


def test_closing_the_alarm_from_the_list_of_problems_sends_the_case_on_as_well(house: House) -> None:
    case, boss = a_case(house, says="He had a knife."), an_officer(house, "PS 3 Chief", "supervisor")
    assert case.lane == "urgent"
    with house.units.as_of(NOW).open() as unit:
        (alarm,) = unit.alarms.list_open()
        review.close_alarm(unit, alarm.id, "log 42", by=boss)
        assert unit.cases.get(case.id).lane == "queue"


def test_a_sealed_case_leaves_the_queue_but_its_clock_is_still_watched(house: House) -> None:
    case, officer = a_case(house, offence="careless_due_care"), an_officer(house)
    boss = an_officer(house, "PS 3 Chief", "supervisor")
    with house.units.as_of(NOW).open() as unit:
        review.claim_next(unit, officer)
        with pytest.raises(ReasonMissing):
            seal.seal(unit, case.id, "", by=officer)
        sealed = seal.seal(unit, case.id, "distressing", by=officer)
        assert (sealed.open, sealed.claimed_by) == (False, None)
        assert [one.kind for one in unit.alarms.list_open()] == ["sealed"]
        assert unit.queue.list_sealed() == (case.id,)
        with pytest.raises(NotPermitted):
            seal.unseal(unit, case.id, "I am curious", by=officer)
    late = NOW + timedelta(days=20)
    with house.units.as_of(late).open() as unit:
        assert case.id in unit.cases.list_past_last_day(unit.today)
        prioritise.pass_last_day(unit, case.id)
        assert "last_day" in [one.kind for one in unit.alarms.list_open()]
        opened = seal.unseal(unit, case.id, "Blurred copy made", by=boss)
        assert opened.open
        assert "sealed" not in [one.kind for one in unit.alarms.list_open()]


def test_two_people_about_one_event_are_linked_both_ways_and_both_rank_higher(house: House) -> None:
    first = a_case(house)
    second = a_case(house, person=BOB, occurred_at="2026-11-14T08:24:00+00:00")
    with house.units.as_of(NOW).open() as unit:
        again = prioritise.prioritise(unit, first.id)
        second = unit.cases.get(second.id)
    # Received in the same instant: either gives the event its id, and both have the same.
    assert again.incident_id == second.incident_id
    assert again.incident_id in (first.id, second.id)
    assert first.rank_key is not None
    assert again.rank_key is not None
    assert again.rank_key < first.rank_key
    assert (again.lane, second.lane) == ("queue", "queue")
    assert "linked" in actions(house, again)
    assert "linked" in actions(house, second)


@pytest.mark.parametrize(
    ("occurred_at", "registration", "is_linked"),
    [
        ("2026-11-14T08:25:00+00:00", "AB12 CDE", True),
        ("2026-11-14T08:25:01+00:00", "AB12 CDE", False),
        ("2026-11-14T08:20:00+00:00", "XX99 XXX", False),
        ("2026-11-14T08:20:00+00:00", "", True),
    ],
)
def test_one_event_is_the_same_vehicle_or_place_within_ten_minutes(
    house: House, occurred_at: str, registration: str, is_linked: bool
) -> None:
    a_case(house)
    other = a_case(house, person=BOB, occurred_at=occurred_at, registration=registration, description="no plate")
    assert (other.incident_id is not None) is is_linked


def test_the_same_person_twice_is_a_duplicate_and_a_person_confirms_it(house: House) -> None:
    first = a_case(house)
    second = a_case(house, at=NOW + timedelta(hours=1))
    assert (first.lane, second.lane, second.incident_id) == ("queue", "confirm", None)
    with house.units.as_of(NOW).open() as unit:
        assert prioritise.prioritise(unit, first.id).lane == "queue"
        assert [one.reason for one in confirm.reasons(unit, unit.cases.get(second.id))] == ["duplicate"]
    assert second.stage is Stage.PRIORITISED
