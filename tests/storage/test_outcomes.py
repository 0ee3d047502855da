"""What may follow a decision: another mind, an end of the notice, a task, a restriction, and nothing half done."""

from datetime import datetime
from uuid import UUID

import pytest

from tests.conftest import House
from tests.made.cases import NOW, WATCHED, a_case, an_officer, london
from tests.made.notices import (
    HELD,
    a_clerk,
    a_notice,
    chain_of,
    decided,
    happened,
    letters_of,
    looked_up,
    post,
    replied,
    tasks_of,
)
from tests.made.outcomes import (
    DAY,
    NOTICE,
    RED_LIGHT,
    WARN,
    claimed,
    disposal_of,
    followed,
    made_final,
    now_is,
    recorded,
    states_of,
)
from triage.case import Case, Stage
from triage.errors import (
    BadAnswer,
    NotAllowedNow,
    NotPermitted,
    ReasonMissing,
    SomeoneElseWasFirst,
    TooLateToProsecute,
    UnknownOffence,
)
from triage.job import JobKind
from triage.notice import KeeperAnswer
from triage.outcome import Outcome
from triage.steps import decide, feedback, notice, review
from triage.steps.supersede import follow
from triage.worklist import TaskKind


@pytest.mark.parametrize(("at", "allowed"), [(london(2026, 11, 25, 23, 59), True), (london(2026, 11, 26, 0, 0), False)])
def test_a_notice_can_be_decided_to_the_last_minute_of_the_last_posting_day(
    house: House, at: datetime, allowed: bool
) -> None:
    case, officer = a_case(house, **RED_LIGHT), an_officer(house)
    assert case.last_post == london(2026, 11, 25).date()
    claimed(house, case, officer, at=at)
    if allowed:
        assert recorded(house, case, officer, NOTICE, at=at)
        return
    with pytest.raises(TooLateToProsecute):
        recorded(house, case, officer, NOTICE, at=at)
    assert now_is(house, case).held_until is None


def test_the_notice_is_superseded_before_its_batch_left_and_its_letter_never_leaves(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case)
    looked_up(house, case)
    sergeant = an_officer(house, "Sgt 7 Charlie", "supervisor")
    later = followed(house, case, sergeant, Outcome.WARNING_LETTER, "less_serious", at=NOW + DAY)
    assert states_of(house, case) == {"notice": "void", "warning": "queued"}
    assert [link.state for link in chain_of(house, case)] == ["stopped"]
    assert TaskKind.AWAIT_REPLY not in tasks_of(house, case)
    assert (now_is(house, case).outcome, disposal_of(house, case)) == ("warning_letter", "Warning Letter")
    with house.units.open() as unit:
        told = unit.history.list_for(case.id)
        assert unit.decisions.get(later.id).supersedes is not None
    assert str(later.supersedes) in {str(line.payload.get("supersedes")) for line in told}


def test_a_letter_that_has_left_is_taken_back_in_writing(house: House) -> None:
    case = a_case(house)
    looked_up(house, case)
    decided(house, case, Outcome.WARNING_LETTER)
    post(house, case)
    sergeant = an_officer(house, "Sgt 7 Charlie", "supervisor")
    followed(house, case, sergeant, Outcome.NO_FURTHER_ACTION, "not_public_interest", at=NOW + 3 * DAY)
    assert states_of(house, case) == {"warning": "withdrawn", "letter_withdrawn": "queued"}
    assert disposal_of(house, case) == "NFA"


def test_an_officer_may_change_their_own_mind_only_while_nothing_has_left(house: House) -> None:
    case, officer, other = a_case(house), an_officer(house), an_officer(house, "PC 2 Baker")
    looked_up(house, case)
    claimed(house, case, officer)
    made_final(house, recorded(house, case, officer, WARN))
    for who in (other, a_clerk(house)):
        with pytest.raises(NotPermitted):
            followed(house, case, who, Outcome.NO_FURTHER_ACTION, "no_offence", at=NOW + DAY)
    post(house, case, at=NOW + DAY)
    with pytest.raises(NotAllowedNow, match="has left"):
        followed(house, case, officer, Outcome.NO_FURTHER_ACTION, "no_offence", at=NOW + DAY)


def test_two_people_cannot_supersede_the_same_decision(house: House) -> None:
    case = a_case(house)
    decided(house, case, Outcome.NO_FURTHER_ACTION)
    first, second = (an_officer(house, name, "supervisor") for name in ("Sgt 7 Charlie", "Sgt 8 Dean"))
    version = now_is(house, case).version
    with house.units.as_of(NOW + DAY).open() as unit:
        follow(unit, case.id, version, WARN, by=first)
    with house.units.as_of(NOW + DAY).open() as unit, pytest.raises(SomeoneElseWasFirst, match="Sgt 7 Charlie"):
        follow(unit, case.id, version, WARN, by=second)
    with house.units.as_of(NOW + DAY).open() as unit, pytest.raises(NotAllowedNow, match="held at the moment"):
        follow(unit, case.id, version + 1, WARN, by=second)


def test_an_undone_superseding_decision_leaves_the_one_before_standing(house: House) -> None:
    case = a_case(house)
    first = decided(house, case, Outcome.NO_FURTHER_ACTION)
    sergeant = an_officer(house, "Sgt 7 Charlie", "supervisor")
    with house.units.as_of(NOW + DAY).open() as unit:
        held = follow(unit, case.id, unit.cases.get(case.id).version, WARN, by=sergeant)
        decide.undo(unit, held.id, by=sergeant)
    made_final(house, held, at=NOW + DAY + HELD)
    done = now_is(house, case)
    assert (done.stage, done.outcome) == (Stage.DECIDED, "no_further_action")
    assert letters_of(house, case) == ()
    assert (
        followed(house, case, sergeant, Outcome.WARNING_LETTER, "first_time", at=NOW + 2 * DAY).supersedes == first.id
    )


def test_what_the_reporter_is_told_changes_with_the_decision_and_waits_for_a_notice(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case, Outcome.NO_FURTHER_ACTION)
    sergeant = an_officer(house, "Sgt 7 Charlie", "supervisor")

    def told(at: datetime) -> str | None:
        with house.units.as_of(at).open() as unit:
            return feedback.tell(unit, case.id).told_class

    assert told(NOW + HELD) == "no_further_action"
    looked_up(house, case)
    followed(house, case, sergeant, Outcome.NOTICE, "offence_seen", at=NOW + DAY)
    (notice,) = post(house, case, at=NOW + 2 * DAY)
    assert notice.served_on is not None
    assert told(NOW + 2 * DAY + HELD) == "no_further_action", "never before the notice is served"
    assert told(NOW + 5 * DAY) == "formal_action"


def test_a_reporter_hears_again_when_the_decision_changes_back(house: House) -> None:
    case, boss = a_case(house), an_officer(house, "Sgt 7 Charlie", "supervisor")
    decided(house, case, Outcome.WARNING_LETTER)
    changes = ((Outcome.NO_FURTHER_ACTION, "no_offence"), (Outcome.WARNING_LETTER, "first_time"))
    for number, (outcome, reason) in enumerate(((None, ""), *changes)):
        at = NOW + (number + 1) * DAY
        if outcome is not None:
            followed(house, case, boss, outcome, reason, at=at)
        for _twice in range(2):
            with house.units.as_of(at + HELD).open() as unit:
                feedback.tell(unit, case.id)
    with house.units.open() as unit:
        mails = [one for one in unit.messages.list_for(case.submission_id) if one.case_id == case.id]
    assert len(mails) == 3


def test_a_notice_ends_in_a_course_a_penalty_and_court_once_the_driver_is_named(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    clerk, at = a_clerk(house), NOW + 7 * DAY
    with pytest.raises(NotAllowedNow, match="The driver has not been named yet"):
        followed(house, case, clerk, Outcome.EDUCATION_COURSE, at=at)
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=at)
    for outcome, disposal in (
        (Outcome.EDUCATION_COURSE, "Education"),
        (Outcome.FIXED_PENALTY, "Fixed Penalty"),
        (Outcome.COURT, "Court"),
    ):
        at += DAY
        followed(house, case, clerk, outcome, at=at)
        assert (now_is(house, case).outcome, disposal_of(house, case)) == (outcome.value, disposal)
    with pytest.raises(NotAllowedNow, match="cannot follow"):
        followed(house, case, clerk, Outcome.WARNING_LETTER, "first_time", at=at + DAY)
    states = {one.kind: one.state for one in letters_of(house, case)}
    assert (states["notice"], states["course_offer"], states["conditional_offer"]) == ("sent", "void", "void")
    assert TaskKind.CONCLUDE not in tasks_of(house, case)


def test_a_cyclist_is_served_in_person_and_no_letter_goes_to_anybody(house: House) -> None:
    case = a_case(house, offence="cycling_careless", registration="", description="A racing bicycle")
    officer = an_officer(house)
    claimed(house, case, officer)
    with pytest.raises(ReasonMissing, match="Say how it is served"):
        recorded(house, case, officer, NOTICE)
    handed = decide.Order(
        Outcome.NOTICE, "offence_seen", viewing=WATCHED, other_service="Handed to the rider by PC 1 on Broad Street"
    )
    held = recorded(house, case, officer, handed)
    made_final(house, held)
    assert letters_of(house, case) == ()
    with house.units.open() as unit:
        assert unit.decisions.get(held.id).other_service == "Handed to the rider by PC 1 on Broad Street"
        assert "Broad Street" not in str(unit.history.list_for(case.id))
        job = unit.jobs.find_for(case.id, JobKind.FEEDBACK)
    assert job is not None
    assert job.run_after is not None
    assert job.run_after > london(2026, 11, 28), "never told before it was served"


def test_false_plates_stop_every_letter_to_the_keeper_of_the_copied_plate(house: House) -> None:
    case = a_case(house)
    looked_up(house, case)
    decided(house, case)
    sergeant = an_officer(house, "Sgt 7 Charlie", "supervisor")
    followed(house, case, sergeant, Outcome.FALSE_PLATES, "cloned", at=NOW + DAY)
    assert set(states_of(house, case).values()) == {"void"}
    with pytest.raises(NotAllowedNow, match="no letter goes to its keeper"):
        followed(house, case, sergeant, Outcome.WARNING_LETTER, "first_time", at=NOW + 2 * DAY)
    with house.units.open() as unit:
        (marker,) = unit.markers.list_about(case.registration)
    assert (marker.kind.value, marker.set_by, case.reference in marker.why) == ("cloned", None, True)


def test_the_keeper_of_a_copied_plate_is_told_that_the_notice_they_got_is_taken_back(house: House) -> None:
    case = a_notice(house)
    looked_up(house, case)
    post(house, case)
    sergeant = an_officer(house, "Sgt 7 Charlie", "supervisor")
    followed(house, case, sergeant, Outcome.FALSE_PLATES, "cloned", at=NOW + DAY)
    assert sorted(states_of(house, case).values()) == ["queued", "withdrawn"]


@pytest.mark.parametrize(
    ("at", "due"),
    [(NOW, NOW + 2 * DAY), (london(2026, 11, 24), london(2026, 11, 25)), (NOW + 30 * DAY, NOW + 32 * DAY)],
)
def test_a_referral_opens_a_task_before_the_clock_that_runs_on(house: House, at: datetime, due: datetime) -> None:
    case, sergeant = a_case(house, **RED_LIGHT), an_officer(house, "Sgt 7 Charlie", "supervisor")
    claimed(house, case, sergeant, at=at)
    held = recorded(house, case, sergeant, decide.Order(Outcome.REFERRED, "collision"), at=at)
    made_final(house, held, at=at + HELD)
    task = tasks_of(house, case)[TaskKind.REFERRAL]
    assert (task.subject, task.due_on) == (held.id, due.date())


@pytest.mark.parametrize(("days", "open_"), [(9, True), (10, False)])
def test_a_referral_stops_no_clock(house: House, days: int, open_: bool) -> None:
    case, sergeant = a_case(house, **RED_LIGHT), an_officer(house, "Sgt 7 Charlie", "supervisor")
    decided(house, case, Outcome.REFERRED, reason="collision")
    if open_:
        assert followed(house, case, sergeant, Outcome.NOTICE, "offence_seen", at=NOW + days * DAY)
        return
    with pytest.raises(TooLateToProsecute):
        followed(house, case, sergeant, Outcome.NOTICE, "offence_seen", at=NOW + days * DAY)


def test_a_case_for_professional_standards_is_restricted_with_a_task(house: House) -> None:
    case = a_case(house)
    decided(house, case, Outcome.REFERRED, reason="professional_standards")
    done = now_is(house, case)
    assert (done.lane, TaskKind.REFERRAL in tasks_of(house, case)) == ("restricted", True)
    with house.units.open() as unit, pytest.raises(NotPermitted):
        review.may_read(unit, done, an_officer(house, "PC 2 Baker"))


def test_a_section_59_warning_is_recommended_and_nothing_is_sent(house: House) -> None:
    case, officer = a_case(house), an_officer(house)
    claimed(house, case, officer)
    held = recorded(house, case, officer, decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence", recommends_s59=True))
    made_final(house, held)
    assert tasks_of(house, case)[TaskKind.SECTION_59].subject == held.id
    assert letters_of(house, case) == ()


def test_an_emergency_vehicle_is_exempted_with_its_reason(house: House) -> None:
    case = a_case(house, **RED_LIGHT)
    decided(house, case, Outcome.EMERGENCY_EXEMPTION, reason="emergency_response")
    assert (now_is(house, case).outcome, disposal_of(house, case)) == ("emergency_exemption", "NFA")


def test_a_keeper_who_kept_silent_is_decided_on_the_decided_case(house: House) -> None:
    case = a_case(house)
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    silent = _fall_silent(house, case)
    one = silent.allegations[-1]
    assert (one.offence, one.open, silent.stage) == ("fail_identify", True, Stage.DECIDED)
    at = NOW + 40 * DAY
    followed(house, case, a_clerk(house), Outcome.COURT, at=at)
    done = now_is(house, case)
    assert [each.open for each in done.allegations] == [False, False]
    assert (done.outcome, disposal_of(house, case)) == ("court", "Court")
    assert states_of(house, case)["s172_alone"] == "sent", "what was asked stays asked"


def _fall_silent(house: House, case: Case) -> Case:

    for days in (25, 32):
        with house.units.as_of(NOW + days * DAY).open() as unit:
            notice.watch(unit, chain_of(house, case)[0].id)
    return now_is(house, case)


def test_every_refusal_leaves_nothing_half_done(house: House) -> None:
    case, officer = a_case(house, **RED_LIGHT), an_officer(house)
    claimed(house, case, officer)
    before = now_is(house, case)
    refused: list[tuple[decide.Order, type[Exception]]] = [
        (decide.Order(Outcome.NOTICE, "offence_seen"), Exception),
        (decide.Order(Outcome.COURT), NotPermitted),
        (decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence", allegation=UUID(int=1)), BadAnswer),
        (decide.Order(Outcome.NO_FURTHER_ACTION, "no_offence", offence="jaywalking"), UnknownOffence),
    ]
    for order, kind in refused:
        with pytest.raises(kind):
            recorded(house, case, officer, order)
    assert now_is(house, case) == before
    assert happened(house, case.id, "decided") == 0


def test_a_plate_found_copied_after_court_was_chosen_ends_as_false_plates_and_marks_the_vehicle(house: House) -> None:
    case, clerk = a_case(house, **RED_LIGHT), a_clerk(house)
    decided(house, case)
    looked_up(house, case)
    post(house, case)
    replied(house, chain_of(house, case)[0], KeeperAnswer.I_WAS_DRIVING, at=NOW + 7 * DAY)
    followed(house, case, clerk, Outcome.COURT, at=NOW + 7 * DAY)
    followed(house, case, clerk, Outcome.FALSE_PLATES, "cloned", at=NOW + 40 * DAY)
    assert (now_is(house, case).outcome, disposal_of(house, case)) == ("false_plates", "Other Action Taken")
    assert states_of(house, case)["notice"] == "withdrawn"
    with house.units.as_of(NOW + 41 * DAY).open() as unit:
        assert [one.kind for one in unit.markers.list_about("RL11RED")] == ["cloned"]
