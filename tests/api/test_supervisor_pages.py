"""The supervisors' pages over HTTP: approvals, failed work, alarms, and figures."""

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest

from tests.api.staff_house import FINDINGS, Seat, a_case, footage_of, path_of, seated, text_of
from tests.conftest import House
from tests.made.cases import an_officer
from tests.made.web import running
from triage.case import Case
from triage.finding import Finding, JsonValue
from triage.job import JobKind
from triage.outcome import Outcome
from triage.plate_agreement import PLATE_READ, PlateRead
from triage.steps import decide, letter
from triage.steps.review import claim
from triage.steps.seal import seal

# Everything an automatic letter wants to know, as look-ups would have found it.
KNOWN: dict[str, JsonValue] = {
    **dict.fromkeys(("in_area", "make_agrees", "colour_agrees"), True),
    **dict.fromkeys(("same_incident_report", "keeper_changed", "clone_or_theft_marker"), False),
    **dict.fromkeys(("emergency_vehicle", "trade_or_foreign_mark", "looks_under_18", "letter_bar"), False),
    "keeper_kind": "person",
    "metres_from_home": 900,
}
LOOKED_UP = tuple(Finding(kind, value, "register", "test", "1") for kind, value in KNOWN.items())


def a_proposal(house: House, registration: str) -> tuple[Case, UUID]:
    """A case that nobody could review in time, with a letter proposed for it."""
    with house.units.open() as unit:
        long_ago = unit.now - timedelta(days=17)
    read = PlateRead(registration, 0.95, 0.9998, seen=8)
    plate = Finding(PLATE_READ, read.value(registration), "plates", "reader", "1", read.confidence)
    found = (*(one for one in FINDINGS if one.kind != "plate_read"), plate, *LOOKED_UP)
    case = a_case(house, at=long_ago, offence="ped_crossing_stop", registration=registration, found=found)
    with house.units.open() as unit:
        answer = letter.propose_automatic(unit, case.id)
        assert answer, answer.because
        (proposal,) = [one for one in unit.proposals.list_waiting() if one.case_id == case.id]
        return unit.cases.get(case.id), proposal.id


def test_a_supervisor_sees_what_an_automatic_letter_rests_on(staffed: House, staff_url: str) -> None:
    case, _ = a_proposal(staffed, "AA11 AAA")
    seat = seated(staffed, staff_url, "supervisor")
    answer = seat.get("/approvals")
    for words in (case.reference, "95 % sure", "grey Vauxhall Corsa", "make and colour agree", "AA11 AAA"):
        assert words in text_of(answer)
    assert f"/footage/{footage_of(staffed, case).id}/poster" in answer.text
    with staffed.units.open() as unit:
        assert "proposal" in {one.what for one in unit.history.list_looks(case.id)}


def test_an_approved_letter_is_a_held_decision_and_leaves_once(staffed: House, staff_url: str) -> None:
    case, proposal_id = a_proposal(staffed, "BB11 BBB")
    seat = seated(staffed, staff_url, "supervisor")
    url = f"/approvals/{proposal_id}/approve"
    assert seat.post(url, version=case.version).headers["location"] == "/approvals"
    assert seat.post(url, version=case.version).status_code == 409
    with staffed.units.open() as unit:
        decision = unit.decisions.find_standing(case.id)
        assert decision is not None
        assert (decision.automatic, decision.outcome) == (True, Outcome.WARNING_LETTER)
        decide.finalise(unit, decision.id)
        assert [one.kind for one in unit.letters.list_for_case(case.id)] == ["automatic_advice"]


def test_a_letter_for_a_case_that_changed_is_not_approved(staffed: House, staff_url: str) -> None:
    case, proposal_id = a_proposal(staffed, "CC11 CCC")
    seat = seated(staffed, staff_url, "supervisor")
    assert seat.post(f"/approvals/{proposal_id}/approve", version=case.version - 1).status_code == 409


def test_a_letter_for_a_case_that_was_sealed_or_taken_since_is_not_approved(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url, "supervisor")
    officer = an_officer(staffed, "PC 4711 Example")
    for number, is_sealed in enumerate((True, False)):
        case, proposal_id = a_proposal(staffed, f"CD1{number} CCC")
        with staffed.units.open() as unit:
            if is_sealed:
                seal(unit, case.id, "private", by=officer)
            else:
                claim(unit, case.id, officer)
            version = unit.cases.get(case.id).version
        assert seat.post(f"/approvals/{proposal_id}/approve", version=version).status_code == 409
        with staffed.units.open() as unit:
            assert unit.decisions.list_for(case.id) == ()


def test_declining_wants_a_reason_and_leaves_the_case_to_a_person(staffed: House, staff_url: str) -> None:
    case, proposal_id = a_proposal(staffed, "DD11 DDD")
    seat = seated(staffed, staff_url, "supervisor")
    url = f"/approvals/{proposal_id}/decline"
    assert seat.post(url, version=case.version, why=" ").status_code == 422
    assert seat.post(url, version=case.version, why="Somebody should watch it.").status_code == 303
    assert case.reference not in seat.get("/approvals").text
    with staffed.units.open() as unit:
        assert unit.history.count(case.id, "automatic_declined") == 1
        assert unit.decisions.find_standing(case.id) is None


def a_dead_job(house: House, case: Case) -> UUID:
    with house.units.open() as unit:
        job = unit.jobs.find_for(footage_of(house, case).id, JobKind.EXTRACT)
        assert job is not None
        taken = unit.jobs.take(job.id, seconds=60)
        assert taken is not None
        unit.jobs.park(taken, "LauncherDied: it said /where")
    return job.id


def test_failed_work_is_shown_in_plain_words_and_can_be_tried_again(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, is_read=False)
    job_id = a_dead_job(staffed, case)
    seat = seated(staffed, staff_url, "supervisor")
    page = text_of(seat.get("/problems"))
    for words in ("Read the footage", case.reference, "The program that reads footage stopped.", "Tried 1 times"):
        assert words in page
    assert "/where" not in page
    assert "Reading was given up" in text_of(seat.get(path_of(case)))
    assert seat.post(f"/jobs/{job_id}/retry").headers["location"] == "/problems"
    assert seat.post(f"/jobs/{job_id}/retry").status_code == 404
    with staffed.units.open() as unit:
        assert (unit.jobs.get(job_id).state, unit.jobs.get(job_id).attempt) == ("waiting", 0)


def alarm_id_of(house: House, case: Case) -> UUID:
    with house.units.open() as unit:
        (alarm,) = [one for one in unit.alarms.list_open() if one.subject == case.id]
    return alarm.id


@pytest.mark.parametrize(
    ("said", "status"), [("", 422), ("done", 422), ("x" * 60 + "1", 422), ("Log 4471 of 14 Nov", 303)]
)
def test_an_urgent_referral_closes_only_with_a_log_number(
    staffed: House, staff_url: str, said: str, status: int
) -> None:
    case = a_case(staffed, in_danger_now=True)
    seat = seated(staffed, staff_url, "supervisor")
    page = text_of(seat.get("/problems"))
    assert f"{case.reference}: The reporter says somebody is in danger now." in page
    assert "Control-room log number" in page
    assert seat.post(f"/alarms/{alarm_id_of(staffed, case)}/close", log_number=said).status_code == status
    with staffed.units.open() as unit:
        assert unit.history.count(case.id, "urgent_closed") == (status == 303)


def test_another_alarm_closes_with_what_was_done_and_is_gone(staffed: House, staff_url: str) -> None:
    case = a_case(staffed)
    with staffed.units.open() as unit:
        unit.alarms.sound("last_day", case.id, f"{case.reference}: nobody decided.", once=f"last_day:{case.id}")
    seat = seated(staffed, staff_url, "supervisor")
    url = f"/alarms/{alarm_id_of(staffed, case)}/close"
    assert seat.post(url, log_number="Given to PC Able.").status_code == 303
    assert seat.post(url, log_number="Given to PC Able.").status_code == 404


def decided(house: House, seat: Seat, number: int) -> None:
    for place in range(number):
        case = a_case(house, registration=f"ST{place:02} ATS", verdict="truncated")
        with house.units.open() as unit:
            officer = unit.staff.get(seat.staff_id)
            unit.queue.claim(case.id, officer.id, lease_seconds=300)
            order = decide.Order(Outcome.NO_FURTHER_ACTION, reason="no_offence")
            decide.finalise(unit, decide.record(unit, case.id, case.version, order, by=officer).id)


def test_figures_are_words_and_a_file_and_say_when_there_are_too_few(staffed: House, staff_url: str) -> None:
    seat = seated(staffed, staff_url, "supervisor")
    decided(staffed, seat, 2)
    page = text_of(seat.get("/performance"))
    for words in ("Waiting", "Due within 72 hours", "Past their last day", "too few to say", "against 85 %"):
        assert words in page
    answer = seat.get("/performance.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    header, *months = list(csv.reader(io.StringIO(answer.text)))
    assert header[:4] == ["month", "submissions", "turned_away", "decided"]
    assert sum(int(one[3]) for one in months) >= 2


def test_only_those_who_steer_see_what_waits(staffed: House, staff_url: str) -> None:
    for role, steers in (("supervisor", True), ("auditor", True), ("officer", False), ("observer", False)):
        page = text_of(seated(staffed, staff_url, role).get("/performance"))
        assert ("Due within 72 hours" in page) is steers
        assert "Positive, of all reports" in page


def test_every_staff_page_says_when_footage_is_read_without_confinement(house: House) -> None:
    with running(house, "staff", allow_unconfined="true") as url:
        seat = seated(house, url, "supervisor")
        for path in ("/queue", "/approvals", "/problems", "/performance"):
            assert "Footage is read without confinement." in text_of(seat.get(path))


def test_an_urgent_report_is_told_to_every_open_page_and_names_no_case_to_an_administrator(
    staffed: House, staff_url: str
) -> None:
    sergeant, keeper_of_machines = (seated(staffed, staff_url, role) for role in ("supervisor", "administrator"))
    before = sergeant.get("/alarms.json").json()["urgent"]
    case = a_case(staffed, is_read=False, says="He had a knife and threatened me.")
    told = sergeant.get("/alarms.json").json()
    assert told["urgent"] == before + 1
    assert any(case.reference in one["sentence"] for one in told["newest"])
    assert case.reference not in keeper_of_machines.get("/alarms.json").text
    assert seated(staffed, staff_url, "officer").get("/alarms.json").status_code == 403
