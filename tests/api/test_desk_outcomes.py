"""What follows on the desk over HTTP: another offence, another label, an exception, another mind, a notice's end."""

import re
from datetime import timedelta

import httpx
import pytest

from tests.api.staff_house import Seat, a_case, again, path_of, seated, text_of
from tests.conftest import House
from triage.case import Case
from triage.job import JobKind
from triage.outcome import Outcome
from triage.steps import decide
from triage.worklist import TaskKind


def claimed(house: House, seat: Seat, *, days_ago: int = 0, **answers: str) -> Case:
    """A case that this person has open, reported some days ago."""
    at = None
    if days_ago:
        with house.units.open() as unit:
            at = unit.now - timedelta(days=days_ago)
    case = a_case(house, at=at, **answers)
    assert seat.post(f"{path_of(case)}/claim").status_code == 303
    return again(house, case)


def made_final(house: House, case: Case) -> None:
    """The hold of every decision of a case runs out."""
    with house.units.open() as unit:
        for one in unit.decisions.list_for(case.id):
            decide.finalise(unit, one.id)


def decided(house: House, url: str, seat: Seat, **fields: str) -> Case:
    """A case that is decided and final."""
    case = claimed(house, seat)
    assert seat.record(case, **fields).status_code == 303
    made_final(house, case)
    return again(house, case)


def allege(seat: Seat, case: Case, offence: str, act: str = "add") -> httpx.Response:
    about = case.allegations[0].id
    return seat.post(f"{path_of(case)}/allege", version=case.version, about=about, offence=offence, act=act)


def chosen(page: str) -> list[str]:
    """What the record form has ticked."""
    return re.findall(r'name="(outcome|reason|s59)"[^>]* checked', page)


def test_a_second_offence_is_shown_with_its_clock_and_decided_before_the_next_case(
    staffed: House, staff_url: str
) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    added = allege(seat, case, "red_light")
    assert added.status_code == 303
    page = seat.get(added.headers["location"])
    shown = text_of(page)
    assert "each on its own clock" in shown
    for words in ("phone", "Review by", "red", "Post by"):
        assert words.lower() in shown.lower()
    assert chosen(page.text) == []
    case = again(staffed, case)
    phone, light = case.allegations
    first = seat.record(case, about=phone.id, then="next")
    assert first.headers["location"] == path_of(case), "the other offence of this case comes before the next case"
    case = again(staffed, case)
    made_final(staffed, case)
    second = seat.record(case, about=light.id, offence="red_light", outcome="notice", reason="offence_seen")
    assert second.status_code == 303, "the first decision became final meanwhile and refused nothing"
    made_final(staffed, case)
    done = again(staffed, case)
    assert (done.stage, done.outcome) == ("decided", "notice")


@pytest.mark.parametrize(
    ("offence", "act", "status", "sentence"),
    [
        ("mobile_phone", "add", 422, "is alleged in this report already"),
        ("flying", "add", 422, "There is no offence called flying"),
        ("fail_identify", "add", 422, "is not on the list"),
        ("red_light", "steal", 422, "Choose whether the offence is added or corrected."),
    ],
)
def test_an_offence_that_cannot_be_added_is_said_on_the_desk(
    staffed: House, staff_url: str, offence: str, act: str, status: int, sentence: str
) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    answer = allege(seat, case, offence, act)
    assert (answer.status_code, sentence in text_of(answer)) == (status, True)
    assert again(staffed, case) == case


def test_offences_are_only_changed_by_whoever_has_the_case_and_on_the_page_as_it_is(
    staffed: House, staff_url: str
) -> None:
    seat, other = seated(staffed, staff_url), seated(staffed, staff_url, name="PC 2 Baker")
    case = claimed(staffed, seat)
    assert allege(other, case, "red_light").status_code == 409
    assert allege(seat, case, "red_light").status_code == 303
    stale = allege(seat, case, "door")
    assert (stale.status_code, "changed while you looked at it" in text_of(stale)) == (409, True)


def test_correcting_the_label_changes_the_clock(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat, offence="careless_due_care", registration="CA11 RES")
    assert "Notice must reach the keeper by" in text_of(seat.get(path_of(case)))
    assert allege(seat, case, "mobile_phone", "correct").status_code == 303
    assert "No notice is needed; review promised by" in text_of(seat.get(path_of(case)))


def test_an_exception_wants_its_code_and_why_and_then_stands_on_the_clock(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url, "supervisor", name="Sgt 7 Charlie")
    case = claimed(staffed, seat, days_ago=20, offence="red_light", registration="EX11 CEP")
    late = seat.record(case, outcome="notice", reason="offence_seen", offence="red_light")
    assert (late.status_code, "can no longer be served inside the 14 days" in text_of(late)) == (422, True)

    def rely(**fields: str) -> httpx.Response:
        return seat.post(f"{path_of(case)}/exception", version=case.version, about=case.allegations[0].id, **fields)

    assert "Choose the exception" in text_of(rely(exception="weather", why="It rained."))
    assert rely(exception="accident", why="").status_code == 422
    assert rely(exception="accident", why="It hit the bollard and stopped.").status_code == 303
    assert "Exception relied on: an accident" in text_of(seat.get(path_of(case)))
    case = again(staffed, case)
    assert seat.record(case, outcome="notice", reason="offence_seen", offence="red_light").status_code == 303


def test_a_rider_is_served_in_person_and_the_form_asks_how(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat, offence="cycling_careless", registration="", description="A racing bicycle")
    page = seat.get(path_of(case))
    assert "Served how, when it cannot go by post" in text_of(page)
    fields = {"outcome": "notice", "reason": "offence_seen", "offence": "cycling_careless"}
    refused = seat.record(case, **fields, s59="yes")
    assert (refused.status_code, "Say how it is served" in text_of(refused)) == (422, True)
    assert chosen(refused.text) == ["outcome", "reason", "s59"], "what was chosen stays"
    assert seat.record(case, **fields, other_service="Handed to the rider on Broad Street").status_code == 303


def test_a_recommended_section_59_warning_becomes_a_supervisors_task(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = decided(staffed, staff_url, seat, s59="yes")
    with staffed.units.open() as unit:
        assert [one.kind for one in unit.worklist.list_for_case(case.id) if one.kind is TaskKind.SECTION_59]


def test_a_supervisor_supersedes_on_the_same_desk_and_may_undo(staffed: House, staff_url: str) -> None:
    officer = seated(staffed, staff_url)
    case = decided(staffed, staff_url, officer, outcome="no_further_action", reason="no_offence")
    sergeant = seated(staffed, staff_url, "supervisor", name="Sgt 7 Charlie")
    page = sergeant.get(path_of(case))
    assert "Stands: No further action, by PC 1 Able on" in text_of(page)
    assert "Record in its place" in text_of(page)
    assert chosen(page.text) == []
    fields = {"version": again(staffed, case).version, "about": case.allegations[0].id, "played": "0.0-6.0"}
    fields |= {"outcome": "warning_letter", "reason": "first_time", "offence": "mobile_phone"}
    unplayed = sergeant.post(f"{path_of(case)}/supersede", **(fields | {"played": ""}))
    assert (unplayed.status_code, "Play the marked moment" in text_of(unplayed)) == (422, True)
    assert sergeant.post(f"{path_of(case)}/supersede", **fields).status_code == 303
    held = sergeant.get(path_of(case))
    assert "held at the moment" in text_of(held)
    assert "Record in its place" not in text_of(held)
    with staffed.units.open() as unit:
        standing = unit.decisions.find_standing(case.id)
        assert standing is not None
        assert unit.jobs.find_for(standing.id, JobKind.FINALISE) is not None
    assert sergeant.post(f"/decisions/{standing.id}/undo").status_code == 303
    assert again(staffed, case).outcome == "no_further_action"


def test_an_officer_sees_no_other_persons_decision_as_theirs_to_change(staffed: House, staff_url: str) -> None:
    case = decided(staffed, staff_url, seated(staffed, staff_url))
    other = seated(staffed, staff_url, name="PC 2 Baker")
    page = other.get(path_of(case))
    assert "Record in its place" not in text_of(page)
    fields = {
        "version": case.version,
        "outcome": "no_further_action",
        "reason": "no_offence",
        "offence": "mobile_phone",
    }
    answer = other.post(f"{path_of(case)}/supersede", **fields)
    assert (answer.status_code, "Somebody else recorded the decision" in text_of(answer)) == (403, True)
    assert other.post(f"{path_of(case)}/conclude", **fields).status_code == 403


def test_an_officer_changes_their_own_mind_before_the_letter_leaves(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = decided(staffed, staff_url, seat)
    assert "Record in its place" in text_of(seat.get(path_of(case)))
    fields = {
        "version": case.version,
        "outcome": "no_further_action",
        "reason": "no_offence",
        "offence": "mobile_phone",
    }
    assert seat.post(f"{path_of(case)}/supersede", **fields).status_code == 303
    made_final(staffed, case)
    assert again(staffed, case).outcome == "no_further_action"
    with staffed.units.open() as unit:
        assert {one.state for one in unit.letters.list_for_case(case.id)} == {"void"}


def test_two_people_meet_over_a_decided_case_and_the_second_is_told(staffed: House, staff_url: str) -> None:
    case = decided(staffed, staff_url, seated(staffed, staff_url), outcome="no_further_action", reason="no_offence")
    first = seated(staffed, staff_url, "supervisor", name="Sgt 7 Charlie")
    second = seated(staffed, staff_url, "supervisor", name="Sgt 8 Dean")
    fields = {"version": case.version, "outcome": "other", "reason": "cloned", "offence": "mobile_phone"}
    assert first.post(f"{path_of(case)}/supersede", **fields).status_code == 303
    answer = second.post(f"{path_of(case)}/supersede", **fields)
    assert (answer.status_code, "Sgt 7 Charlie was first. They recorded “False plates”" in text_of(answer)) == (
        409,
        True,
    )


def test_whoever_handles_replies_concludes_and_learns_what_is_missing(staffed: House, staff_url: str) -> None:
    officer = seated(staffed, staff_url)
    case = decided(staffed, staff_url, officer, outcome="notice", reason="offence_seen")
    clerk = seated(staffed, staff_url, "process", name="Ines Hale")
    page = clerk.get(path_of(case))
    assert "The notice has not been served yet." in text_of(page)
    fields = {"version": case.version, "outcome": "court", "offence": "mobile_phone"}
    early = clerk.post(f"{path_of(case)}/conclude", **fields)
    assert (early.status_code, "The notice has not been served yet." in text_of(early)) == (409, True)
    dropped = fields | {"outcome": "no_further_action", "reason": "no_independent_evidence"}
    assert clerk.post(f"{path_of(case)}/conclude", **dropped).status_code == 303
    with staffed.units.open() as unit:
        held = unit.decisions.find_standing(case.id)
    assert held is not None
    assert held.outcome is Outcome.NO_FURTHER_ACTION
    assert f"/conclusions/{held.id}/undo" in clerk.get(path_of(case)).text
    assert clerk.post(f"/conclusions/{held.id}/undo").status_code == 303
    assert again(staffed, case).outcome == "notice"


def test_an_unknown_offence_of_the_page_is_said(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url)
    case = claimed(staffed, seat)
    assert seat.record(case, about="not an id").status_code == 422
    assert seat.get(f"{path_of(case)}?about=00000000-0000-4000-8000-000000000000").status_code == 422
