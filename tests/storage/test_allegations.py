"""What is alleged: a second offence, a corrected label, an exception, each with its own clock."""

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, an_officer, london
from tests.made.notices import (
    HELD,
)
from tests.made.outcomes import DAY, NOTICE, RED_LIGHT, claimed, disposal_of, made_final, now_is, recorded, states_of
from triage.case import Case, Stage
from triage.deadline import Standing, standing
from triage.errors import (
    BadAnswer,
    NotLawful,
    NotReviewed,
    SomeoneElseWasFirst,
    TooLateToProsecute,
    UnknownOffence,
)
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import allegation, decide, prioritise, review
from triage.steps.facts import clock_of


def test_a_second_offence_has_its_own_clock_and_its_own_decision(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "red_light", by=officer)
    phone, light = two.allegations
    assert (phone.last_post, light.last_post is not None, two.last_post) == (None, True, light.last_post)
    first = recorded(house, two, officer, decide.Order(Outcome.WARNING_LETTER, "first_time", viewing=WATCHED,
                                                       allegation=phone.id))  # fmt: skip
    still = now_is(house, case)
    assert (still.claimed_by, still.held_until, still.outcome) == (officer.id, None, None)
    made_final(house, first)
    half = now_is(house, case)
    assert (half.stage, [one.open for one in half.allegations]) == (Stage.PRIORITISED, [False, True])
    assert half.version == still.version, "whoever decides the other offence is not refused by this"
    second = recorded(house, half, officer, NOTICE)
    assert second.allegation_id == light.id
    made_final(house, second, at=NOW + 2 * HELD)
    done = now_is(house, case)
    assert (done.stage, done.outcome, done.claimed_by) == (Stage.DECIDED, "notice", None)
    assert states_of(house, case).keys() == {"warning", "notice"}
    assert disposal_of(house, case) == "Notice Issued"


def test_a_half_decided_case_that_is_given_back_is_ranked_by_what_is_left(house: House) -> None:
    case, officer = a_case(house, **RED_LIGHT), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "seat_belt_driver", by=officer)
    first = recorded(house, two, officer, decide.Order(Outcome.WARNING_LETTER, "first_time", viewing=WATCHED,
                                                       allegation=two.allegations[0].id))  # fmt: skip
    with house.units.as_of(NOW).open() as unit:
        review.skip(unit, case.id, officer, "not_sure")
    made_final(house, first)
    with house.units.as_of(NOW + HELD).open() as unit:
        assert unit.jobs.find_for(case.id, JobKind.PRIORITISE) is not None
        ranked = prioritise.prioritise(unit, case.id)
    assert (ranked.open, ranked.last_post, ranked.tier) == (True, None, 1)
    with house.units.as_of(NOW + HELD).open() as unit:
        found = review.claim_next(unit, an_officer(house, "PC 2 Baker"))
    assert found is not None
    assert found.id == case.id


def test_an_undone_first_decision_opens_its_offence_again_and_leaves_the_other(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "red_light", by=officer)
    one, other = (replaced.id for replaced in two.allegations)
    first = recorded(house, two, officer, decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence", allegation=one))
    second = recorded(house, two, officer, decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence", allegation=other))
    with house.units.as_of(NOW).open() as unit:
        opened = decide.undo(unit, first.id, by=officer)
    assert (opened.open, opened.held_until) == (True, None)
    made_final(house, second)
    half = now_is(house, case)
    assert (half.stage, [each.open for each in half.allegations]) == (Stage.PRIORITISED, [True, False])


@pytest.mark.parametrize(
    ("offence", "refusal", "sentence"),
    [
        ("mobile_phone", BadAnswer, "is alleged in this report already"),
        ("jaywalking", UnknownOffence, "There is no offence called jaywalking"),
        ("fail_identify", BadAnswer, "is not on the list of offences that can be added"),
    ],
)
def test_what_cannot_be_alleged_is_said(house: House, offence: str, refusal: type[Exception], sentence: str) -> None:
    case, officer = a_case(house), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit, pytest.raises(refusal, match=sentence):
        allegation.allege(unit, case.id, version, offence, by=officer)


def test_a_seventh_offence_a_stale_page_and_an_unclaimed_case_are_refused(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotReviewed):
        allegation.allege(unit, case.id, case.version, "red_light", by=officer)
    version = claimed(house, case, officer).version
    for offence in ("red_light", "red_x", "solid_white", "stop_sign", "obstruction"):
        with house.units.as_of(NOW).open() as unit:
            version = allegation.allege(unit, case.id, version, offence, by=officer).version
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadAnswer, match="at most 6 offences"):
        allegation.allege(unit, case.id, version, "door", by=officer)
    with house.units.as_of(NOW).open() as unit, pytest.raises(SomeoneElseWasFirst):
        allegation.allege(unit, case.id, version - 1, "door", by=officer)


def test_an_obstruction_that_is_a_dangerous_position_kept_the_notices_clock_all_along(house: House) -> None:
    case, officer = a_case(house, offence="obstruction", registration="OB11 STR"), an_officer(house)
    assert case.last_post is not None, "unconfirmed, it carries the earliest clock of what it could be"
    version = claimed(house, case, officer).version
    held = recorded(house, case, officer, decide.Order(Outcome.NOTICE, "offence_seen", offence="dangerous_position",
                                                       viewing=WATCHED))  # fmt: skip
    made_final(house, held)
    done = now_is(house, case)
    assert (done.version > version, done.allegations[0].offence) == (True, "dangerous_position")
    assert states_of(house, case) == {"notice": "waiting"}


def test_a_careless_driver_who_was_on_the_phone_needs_no_notice_once_it_is_confirmed(house: House) -> None:
    case, officer = a_case(house, offence="careless_due_care", registration="CA11 RES"), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        told = allegation.confirm(unit, case.id, version, case.allegations[0].id, "mobile_phone", by=officer)
    (one,) = told.allegations
    assert (one.confirmed, one.last_post, told.last_post) == (True, None, None)
    assert one.summary_limit == london(2027, 5, 14).date()
    after_fourteen_days = NOW + 20 * DAY
    claimed(house, told, officer, at=after_fourteen_days)
    made_final(house, recorded(house, told, officer, NOTICE, at=after_fourteen_days), at=after_fourteen_days + HELD)
    assert states_of(house, case) == {"s172_alone": "waiting"}


def test_a_phone_offence_that_turns_out_careless_takes_the_notices_dates_with_it(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    assert case.last_post is None
    claimed(house, case, officer)
    recorded(house, case, officer, decide.Order(Outcome.NOTICE, "offence_seen", offence="careless_due_care",
                                                viewing=WATCHED))  # fmt: skip
    dated = now_is(house, case)
    assert dated.last_post is not None
    assert dated.last_post == dated.allegations[0].last_post


def test_an_exception_is_recorded_with_why_and_opens_a_late_notice_but_not_after_six_months(house: House) -> None:
    case, officer = a_case(house, **RED_LIGHT), an_officer(house, "Sgt 7 Charlie", "supervisor")
    late = NOW + 20 * DAY
    version = claimed(house, case, officer, at=late).version
    with pytest.raises(TooLateToProsecute):
        recorded(house, case, officer, NOTICE, at=late)
    (one,) = case.allegations

    def rely(code: str, why: str) -> Case:
        with house.units.as_of(late).open() as unit:
            return allegation.record_exception(unit, case.id, version, one.id, code, why, by=officer)

    with pytest.raises(BadAnswer, match="Choose the exception"):
        rely("bad_weather", "It rained.")
    with pytest.raises(BadAnswer):
        rely("accident", " ")
    relied = rely("accident", "The car hit the bollard and stopped.")
    with house.units.as_of(late).open() as unit:
        clock = clock_of(relied, relied.allegations[0], unit.policy.on(unit.today))
        assert standing(clock, unit.now) is Standing.EXCEPTION
        assert standing(clock, london(2027, 5, 15)) is Standing.EXPIRED
        assert "hit the bollard" in str(unit.findings.list_for(case.submission_id))
        assert "bollard" not in str(unit.history.list_for(case.id))
    with pytest.raises(TooLateToProsecute, match="six months"):
        recorded(house, case, officer, NOTICE, at=london(2027, 5, 15))
    made_final(house, recorded(house, case, officer, NOTICE, at=late), at=late + HELD)
    with house.units.open() as unit:
        kept = unit.decisions.find_standing(case.id)
    assert kept is not None
    assert kept.exception == "accident"


def test_before_the_last_post_an_exception_changes_nothing(house: House) -> None:
    case, officer = a_case(house, **RED_LIGHT), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        relied = allegation.record_exception(
            unit, case.id, version, case.allegations[0].id, "accident", "There was a collision.", by=officer
        )
    assert (relied.last_post, relied.rank_key, relied.lane) == (case.last_post, case.rank_key, case.lane)
    assert recorded(house, case, officer, NOTICE).exception is None


def test_an_offence_without_a_notice_needs_no_exception(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit, pytest.raises(NotLawful, match="needs no notice"):
        allegation.record_exception(unit, case.id, version, case.allegations[0].id, "accident", "x", by=officer)
