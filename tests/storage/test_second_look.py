"""While a bad-faith marker stands about a reporter, one person's word sends no letter: a second person confirms it."""

from datetime import datetime

import pytest

from tests.conftest import House
from tests.made.cases import NOW, a_case, a_keeper, an_officer, london
from tests.made.notices import HELD, happened, letters_of, tasks_of
from tests.made.outcomes import DAY, NOTHING, NOTICE, RED_LIGHT, WARN, claimed, made_final, now_is, recorded
from triage.actor import Officer
from triage.case import Case, Stage
from triage.errors import (
    BadAnswer,
    ConflictOfInterest,
    NotAllowedNow,
    NotPermitted,
    SomeoneElseWasFirst,
    TooLateToProsecute,
    TriageError,
)
from triage.outcome import Outcome
from triage.record import Decision
from triage.steps import decide, marker, review, second_look, watch
from triage.steps.feedback import tell
from triage.steps.seal import seal
from triage.worklist import TaskKind

LOOK = TaskKind.SECOND_LOOK


def boss_of(house: House, name: str = "Sgt 7 Charlie") -> Officer:
    return an_officer(house, name, "supervisor")


def a_marked_case(house: House) -> Case:
    """A red light of 14 November, reported by somebody who is marked for bad faith, its keeper known."""
    case = a_case(house, **RED_LIGHT)
    a_keeper(house, "RL11 RED")
    with house.units.as_of(NOW).open() as unit:
        marker.set_bad_faith(unit, case, "The last clip was staged.", by=boss_of(house))
    return case


def held_over(house: House, case: Case, officer: Officer, order: decide.Order = NOTICE) -> Decision:
    """A decision of this officer whose hold has run out."""
    claimed(house, case, officer)
    held = recorded(house, case, officer, order)
    made_final(house, held)
    return held


def confirmed(house: House, held: Decision, by: Officer, *, at: datetime = NOW + DAY) -> None:
    with house.units.as_of(at).open() as unit:
        second_look.confirm(unit, held.id, unit.cases.get(held.case_id).version, by=by)


@pytest.mark.parametrize("order", [WARN, NOTICE])
def test_a_letter_about_a_marked_reporters_case_leaves_only_when_a_second_person_has_confirmed_it(
    house: House, order: decide.Order
) -> None:
    case, officer = a_marked_case(house), an_officer(house)
    held = held_over(house, case, officer, order)
    made_final(house, held, at=NOW + 2 * HELD)
    waiting = tasks_of(house, case)[LOOK]
    assert (waiting.subject, waiting.not_staff, waiting.due_on) == (held.id, officer.id, case.last_post)
    assert letters_of(house, case) == ()
    assert (now_is(house, case).stage, now_is(house, case).open) == (Stage.PRIORITISED, False)
    assert happened(house, case.id, "second_look_asked") == 1
    with house.units.as_of(NOW + DAY).open() as unit:
        assert tell(unit, case.id).told_class is None
    confirmed(house, held, boss_of(house))
    assert [one.state for one in letters_of(house, case)] == ["queued"]
    assert now_is(house, case).stage is Stage.DECIDED
    assert LOOK not in tasks_of(house, case)
    with house.units.open() as unit:
        assert not [one for one in unit.alarms.list_open() if one.kind == "second_look"]


@pytest.mark.parametrize("order", [NOTHING, decide.Order(Outcome.REFERRED, "collision")])
def test_what_sends_no_letter_needs_no_second_look(house: House, order: decide.Order) -> None:
    case = a_marked_case(house)
    held_over(house, case, an_officer(house), order)
    assert LOOK not in tasks_of(house, case)
    assert now_is(house, case).stage is Stage.DECIDED


def test_nobody_elses_case_needs_a_second_look_and_no_marker_lowers_a_rank(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    a_keeper(house, "RL11 RED")
    held_over(house, case, an_officer(house))
    assert tasks_of(house, case).keys().isdisjoint({LOOK})
    marked = a_case(house, at=NOW + DAY, offence="red_light", registration="RL22 RED")
    before = marked.rank_key
    with house.units.as_of(NOW + DAY).open() as unit:
        marker.set_bad_faith(unit, marked, "The last clip was staged.", by=boss_of(house))
    assert now_is(house, marked).rank_key == before


def test_a_marker_that_ends_meanwhile_leaves_the_answer_to_a_person(house: House) -> None:
    case, officer = a_marked_case(house), an_officer(house)
    held = held_over(house, case, officer)
    made_final(house, held, at=NOW + 200 * DAY)
    assert letters_of(house, case) == ()
    assert LOOK in tasks_of(house, case)


def refused(house: House, held: Decision, by: Officer, at: datetime, version: int | None = None) -> type[TriageError]:
    """With what a confirmation is turned away."""
    with house.units.as_of(at).open() as unit, pytest.raises(TriageError) as refusal:
        second_look.confirm(unit, held.id, unit.cases.get(held.case_id).version if version is None else version, by=by)
    return refusal.type


def test_only_another_supervisor_who_read_the_case_as_it_stands_confirms(house: House) -> None:
    case, sergeant = a_marked_case(house), boss_of(house)
    held = held_over(house, case, sergeant)
    boss, own = boss_of(house, "Sgt 8 Delta"), an_officer(house, "Sgt 9 Echo", "supervisor", registrations=("RL11RED",))
    assert refused(house, held, sergeant, NOW + DAY) is NotPermitted
    assert refused(house, held, an_officer(house), NOW + DAY) is NotPermitted
    assert refused(house, held, own, NOW + DAY) is ConflictOfInterest
    assert refused(house, held, boss, NOW + DAY, version=now_is(house, case).version - 1) is SomeoneElseWasFirst
    confirmed(house, held, boss)
    assert refused(house, held, boss, NOW + DAY) is NotAllowedNow


def test_a_sealed_case_is_not_confirmed(house: House) -> None:
    case = a_marked_case(house)
    held = held_over(house, case, an_officer(house))
    with house.units.as_of(NOW + DAY).open() as unit:
        seal(unit, case.id, "private", by=boss_of(house))
    assert refused(house, held, boss_of(house), NOW + DAY) is NotAllowedNow


@pytest.mark.parametrize(
    ("at", "refusal"),
    [(london(2026, 11, 25, 23, 59), None), (london(2026, 11, 26, 0, 1), TooLateToProsecute)],
)
def test_a_notice_is_confirmed_until_the_end_of_its_last_post(
    house: House, at: datetime, refusal: type[TriageError] | None
) -> None:
    case = a_marked_case(house)
    held = held_over(house, case, an_officer(house))
    if refusal is None:
        confirmed(house, held, boss_of(house), at=at)
    else:
        assert refused(house, held, boss_of(house), at) is refusal
        assert letters_of(house, case) == ()


def test_a_warning_is_confirmed_after_that_day_too(house: House) -> None:
    case = a_marked_case(house)
    held = held_over(house, case, an_officer(house), WARN)
    confirmed(house, held, boss_of(house), at=london(2026, 12, 2))
    assert len(letters_of(house, case)) == 1


def test_a_second_look_that_nobody_takes_cannot_lapse_in_silence(house: House) -> None:
    case = a_marked_case(house)
    held = held_over(house, case, an_officer(house))
    with house.units.as_of(NOW + DAY).open() as unit:
        (alarm,) = [one for one in unit.alarms.list_open() if one.kind == "second_look"]
        assert "by Wednesday 25 November 2026" in alarm.words
        with pytest.raises(NotAllowedNow, match="ends with the second look"):
            review.close_alarm(unit, alarm.id, "Seen.", by=boss_of(house))
    with house.units.as_of(london(2026, 11, 26)).open() as unit:
        (late,) = unit.watch.list_late_tasks(unit.today)
        assert watch.tell_late(unit, late)
    with house.units.as_of(london(2026, 11, 26)).open() as unit:
        version = unit.cases.get(case.id).version
        second_look.send_back(unit, held.id, version, "Nobody looked in time.", by=boss_of(house))
        assert unit.cases.list_past_last_day(unit.today) == (case.id,)


def test_what_is_sent_back_waits_for_a_person_again_with_a_note_why(house: House) -> None:
    case, officer, boss = a_marked_case(house), an_officer(house), boss_of(house)
    held = held_over(house, case, officer)
    with house.units.as_of(NOW + DAY).open() as unit:
        version = unit.cases.get(case.id).version
        with pytest.raises(BadAnswer):
            second_look.send_back(unit, held.id, version, " ", by=boss)
        second_look.send_back(unit, held.id, version, "The light is not in the picture.", by=boss)
        found = unit.findings.list_for(case.submission_id, case_id=case.id)
    said = [one.value for one in found if one.kind == second_look.SENT_BACK]
    assert [one["words"] for one in said if isinstance(one, dict)] == ["The light is not in the picture."]
    assert (now_is(house, case).open, now_is(house, case).outcome) == (True, None)
    made_final(house, held, at=NOW + 2 * DAY)
    assert letters_of(house, case) == ()
    claimed(house, case, officer, at=NOW + 2 * DAY)
    again = recorded(house, case, officer, WARN, at=NOW + 2 * DAY)
    made_final(house, again, at=NOW + 2 * DAY + HELD)
    assert tasks_of(house, case)[LOOK].subject == again.id
