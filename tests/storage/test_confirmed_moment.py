"""An officer confirms when and where: the clock, the rank and the letters follow, and everything said stays."""

from datetime import date, datetime, timedelta

import pytest

from tests.conftest import House
from tests.made.cases import NOW, PLAYED, WATCHED, a_keeper, a_report, an_officer
from tests.made.outcomes import DAY, claimed, made_final, now_is, recorded
from triage.actor import Officer
from triage.case import Case
from triage.confirmed import confirmed_moment
from triage.errors import (
    BadAnswer,
    ConflictOfInterest,
    NotAllowedNow,
    NotPermitted,
    NotReviewed,
    SomeoneElseWasFirst,
    TriageError,
)
from triage.finding import Finding
from triage.outcome import Outcome
from triage.steps import allegation, decide, extract, letter, moment, prioritise, review, seal, watch
from triage.steps.another import Seen, open_another
from triage.steps.facts import answers_of

TYPED = datetime.fromisoformat("2026-11-14T08:15:00+00:00")
BEFORE = TYPED - DAY
LATER = TYPED + DAY
GPS = Finding("recorded_at", {"printed": "2026-11-13T08:15:00", "zone": "UTC", "t": 0.0}, "gopro-gpmf", "reader", "1")


def a_light(house: House, *found: Finding, registration: str = "RL11 RED") -> Case:
    """A red light, typed for 14 November 2026, whose footage says this."""
    sent = a_report(house, offence="red_light", registration=registration)
    with house.units.as_of(NOW).open() as unit:
        extract.record_extraction(
            unit, sent.footage[0].id, verdict="ok", verdict_words="", findings=(*found, PLAYED), derived=()
        )
        (case,) = unit.cases.list_for_submission(sent.submission_id)
        return prioritise.prioritise(unit, case.id)


def confirmed(house: House, case: Case, at: datetime, officer: Officer, *, why: str = "", now: datetime = NOW) -> Case:
    with house.units.as_of(now).open() as unit:
        version = unit.cases.get(case.id).version
        return moment.confirm_moment(unit, case.id, version, at, why, by=officer)


def events(house: House, case: Case) -> list[dict[str, object]]:
    with house.units.open() as unit:
        return [dict(one.payload) for one in unit.history.list_for(case.id) if one.action == "moment_confirmed"]


def days_of(case: Case) -> tuple[date, date, date | None]:
    (one,) = case.allegations
    return one.offence_on, case.offence_on, case.last_post


def test_the_day_the_clock_and_the_rank_follow_and_the_answers_stay(house: House) -> None:
    case, officer = a_light(house), an_officer(house)
    claimed(house, case, officer)
    told = confirmed(house, case, BEFORE, officer, why="The shop clock in the picture says Friday.")
    assert days_of(told) == (date(2026, 11, 13), date(2026, 11, 13), date(2026, 11, 25))
    assert told.service_deadline == date(2026, 11, 27)
    assert "Counted from Friday 13 November 2026: an officer confirmed the moment" in str(told.rank)
    with house.units.as_of(NOW).open() as unit:
        assert answers_of(unit.submissions.get(case.submission_id)).occurred_at == TYPED
        stands = confirmed_moment(unit.findings.list_for(case.submission_id, case_id=case.id))
        extract.add_findings(unit, case.id, (GPS,))
        again = prioritise.prioritise(unit, case.id)
    assert stands is not None
    assert (stands.word.by, stands.word.why) == (officer.name, "The shop clock in the picture says Friday.")
    assert (again.version, again.claimed_by) == (told.version, officer.id), "no machine moves what a person confirmed"
    assert events(house, case) == [
        {"offence_on": "2026-11-13", "before": "2026-11-14", "earliest": "2026-11-14", "rests_on": "by_hand"}
    ]


def test_a_later_day_than_the_earliest_credible_one_needs_a_reason_and_both_days_stay_on_record(house: House) -> None:
    case, officer = a_light(house, GPS), an_officer(house)
    assert case.allegations[0].offence_on == date(2026, 11, 13)
    claimed(house, case, officer)
    with pytest.raises(BadAnswer, match="a later day gives the notice more time"):
        confirmed(house, case, TYPED, officer)
    assert now_is(house, case).allegations[0].offence_on == date(2026, 11, 13)
    told = confirmed(house, case, TYPED, officer, why="The newspaper on the seat is Saturday's.")
    assert days_of(told)[0] == date(2026, 11, 14)
    earlier = confirmed(house, case, BEFORE, officer)
    assert days_of(earlier)[0] == date(2026, 11, 13)
    with pytest.raises(BadAnswer, match="more time"):
        confirmed(house, case, TYPED, officer)
    again = confirmed(house, case, TYPED, officer, why="The newspaper on the seat is Saturday's.")
    assert (again.occurred_at, days_of(again)[0]) == (TYPED, date(2026, 11, 14))
    assert [(one["before"], one["offence_on"], one["rests_on"]) for one in events(house, case)] == [
        ("2026-11-13", "2026-11-14", "reporter"),
        ("2026-11-14", "2026-11-13", "satellites"),
        ("2026-11-13", "2026-11-14", "reporter"),
    ]


def test_an_offence_or_a_vehicle_that_is_added_counts_from_the_same_day(house: House) -> None:
    case, officer = a_light(house, GPS), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit:
        two = allegation.allege(unit, case.id, version, "careless_due_care", by=officer)
        other = open_another(unit, case.id, Seen("red_light", registration="CD34 EFG"), by=officer)
    assert {one.offence_on for one in (*two.allegations, *other.allegations)} == {date(2026, 11, 13)}
    moved = confirmed(house, case, TYPED, officer, why="Seen on the station clock.")
    assert {one.offence_on for one in moved.allegations} == {date(2026, 11, 14)}
    assert now_is(house, other).occurred_at == TYPED, "another vehicle has a moment of its own to confirm"


def test_only_the_officer_who_holds_the_case_as_it_stands_confirms_anything(house: House) -> None:
    case, officer, other = a_light(house), an_officer(house), an_officer(house, "PC 2 Baker")
    clerk, own = an_officer(house, "Ines Hale", "process"), an_officer(house, registrations=("RL11RED",))

    def refused(refusal: type[TriageError], sentence: str, by: Officer, *, stale_by: int = 0) -> None:
        version = now_is(house, case).version - stale_by
        placed = moment.Placed("A4123 Hagley Road West", "Birmingham")
        with house.units.as_of(NOW).open() as unit, pytest.raises(refusal, match=sentence):
            moment.confirm_moment(unit, case.id, version, TYPED, "", by=by)
        with house.units.as_of(NOW).open() as unit, pytest.raises(refusal, match=sentence):
            moment.confirm_place(unit, case.id, version, placed, by=by)

    refused(NotReviewed, "not yours at the moment", officer)
    claimed(house, case, officer)
    refused(NotReviewed, "not yours at the moment", other)
    refused(NotPermitted, "Your role does not allow this", clerk)
    refused(ConflictOfInterest, "Your own vehicle", own)
    refused(SomeoneElseWasFirst, "acted on this case first", officer, stale_by=1)
    first = recorded(house, case, officer, decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence"))
    refused(NotAllowedNow, "undo it before you change them", officer)
    made_final(house, first)
    refused(NotAllowedNow, "This report has been decided", officer)


def test_a_sealed_case_says_so_and_a_stale_page_says_who_was_first(house: House) -> None:
    case, officer = a_light(house), an_officer(house, "PC 7 Marsh")
    version = claimed(house, case, officer).version
    confirmed(house, case, TYPED, officer)
    with house.units.as_of(NOW).open() as unit, pytest.raises(SomeoneElseWasFirst) as first:
        moment.confirm_moment(unit, case.id, version, BEFORE, "Friday.", by=officer)
    assert (first.value.who, first.value.when) == ("PC 7 Marsh", NOW)
    with house.units.as_of(NOW).open() as unit:
        seal.seal(unit, case.id, "private", by=officer)
    with pytest.raises(NotAllowedNow, match="This case is sealed"):
        confirmed(house, case, TYPED, officer)


def test_an_impossible_moment_is_refused_in_words(house: House) -> None:
    case, officer = a_light(house), an_officer(house)
    claimed(house, case, officer)
    for at, now, sentence in (
        (NOW + timedelta(seconds=1), NOW, "in the future"),
        (NOW + timedelta(minutes=1), NOW + DAY, "later than the report was received"),
        (NOW - timedelta(days=500), NOW, "more than a year"),
        (TYPED - timedelta(minutes=20), NOW, "not the one the reporter gave"),
    ):
        with pytest.raises(BadAnswer, match=sentence):
            confirmed(house, case, at, officer, now=now)
    assert events(house, case) == []


def test_a_last_day_that_comes_again_is_told_of_again(house: House) -> None:
    case, sergeant = a_light(house, GPS), an_officer(house, "PS 9 Baker", "supervisor")
    confirming = confirmed(house, claimed(house, case, sergeant), LATER - DAY, sergeant, why="Seen on a clock.")
    confirmed(house, confirming, BEFORE - timedelta(days=7), sergeant, why="A week earlier.")
    late = NOW + 3 * DAY
    with house.units.as_of(late).open() as unit:
        assert unit.cases.get(case.id).last_post == date(2026, 11, 18)
        prioritise.pass_last_day(unit, case.id)
        assert unit.cases.get(case.id).lane == "rescue"
        watch.tell_past_deadline(unit, case.id)
        review.claim(unit, case.id, sergeant)
    back = confirmed(house, case, BEFORE, sergeant, why="It was the Friday after all.", now=late)
    assert (back.overdue_at, back.lane, back.last_post) == (None, "queue", date(2026, 11, 25))
    with house.units.as_of(late).open() as unit:
        assert "last_day" not in {one.kind for one in unit.alarms.list_open() if one.subject == case.id}
    with house.units.as_of(NOW + 20 * DAY).open() as unit:
        prioritise.pass_last_day(unit, case.id)
        assert watch.tell_past_deadline(unit, case.id)
        kinds = {one.kind for one in unit.alarms.list_open() if one.subject == case.id}
    assert {"last_day", "deadline_passed"} <= kinds


def test_letters_name_the_confirmed_minute_road_and_town(house: House) -> None:
    case, officer = a_light(house, GPS), an_officer(house)
    a_keeper(house, "RL11 RED", on=date(2026, 11, 13))
    claimed(house, case, officer)
    told = confirmed(house, case, BEFORE, officer)
    with house.units.as_of(NOW).open() as unit:
        placed = moment.Placed("A456 Hagley Road", "Halesowen", "The sign in the picture.")
        told = moment.confirm_place(unit, case.id, told.version, placed, by=officer)
        typed = answers_of(unit.submissions.get(case.submission_id)).place
    assert (typed.road, typed.town) == ("A4123 Hagley Road West", "Birmingham")
    made_final(house, recorded(house, told, officer, decide.Order(Outcome.NOTICE, "offence_seen", viewing=WATCHED)))
    with house.units.as_of(NOW).open() as unit:
        (notice,) = unit.letters.list_for_case(case.id)
        facts = letter.letter_facts(unit, notice.id)
    assert (facts.offence_at, facts.road, facts.town) == (BEFORE, "A456 Hagley Road", "Halesowen")


def test_a_place_that_is_not_the_reporters_needs_a_reason(house: House) -> None:
    case, officer = a_light(house), an_officer(house)
    version = claimed(house, case, officer).version
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadAnswer, match="Say why the place"):
        moment.confirm_place(unit, case.id, version, moment.Placed("A456", "Halesowen"), by=officer)
    with house.units.as_of(NOW).open() as unit, pytest.raises(BadAnswer, match="leave out house numbers"):
        moment.confirm_place(unit, case.id, version, moment.Placed("12 Hagley Road", "Halesowen", "Sign."), by=officer)
    with house.units.as_of(NOW).open() as unit:
        as_typed = moment.Placed("A4123 Hagley Road West", "Birmingham")
        told = moment.confirm_place(unit, case.id, version, as_typed, by=officer)
        lines = {one.action: one.payload for one in unit.history.list_for(case.id)}
    assert (told.place.road, lines["place_confirmed"]) == ("A4123 Hagley Road West", {"rests_on": "reporter"})
