"""A second look over HTTP: the work list leads to it, the page says who recorded what, and two people stand behind."""

from datetime import timedelta

from tests.api.staff_house import Seat, a_case, again, path_of, seated, text_of
from tests.api.test_supervisor_pages import a_proposal
from tests.conftest import House
from triage.case import Case, Stage
from triage.record import Decision
from triage.steps import decide, marker


def a_warning_held_over(house: House, url: str, registration: str) -> tuple[Case, Decision, Seat]:
    """A warning that a sergeant recorded about a marked reporter's case, its hold over."""
    sergeant = seated(house, url, "supervisor", name="PS 5 Sender")
    case = a_case(house, registration=registration, email=f"{registration[:4].lower()}@example.com")
    sergeant.post(f"{path_of(case).replace('/review/', '/markers/')}/reporter", why="The last clip was staged.")
    sergeant.post(f"{path_of(case)}/claim")
    sergeant.record(again(house, case))
    with house.units.open() as unit:
        held = unit.decisions.find_standing(case.id)
        assert held is not None
    with house.units.as_of(held.final_at + timedelta(seconds=1)).open() as unit:
        decide.finalise(unit, held.id)
    return again(house, case), held, sergeant


def test_a_second_person_finds_confirms_and_ends_it(staffed: House, staff_url: str) -> None:
    case, held, sergeant = a_warning_held_over(staffed, staff_url, "SL11 AAA")
    url = f"/approvals/looks/{held.id}"
    own = text_of(sergeant.get("/approvals"))
    assert case.reference in own
    assert "You recorded this decision" in own
    assert "Somebody else has to do this" in text_of(sergeant.get("/work?kind=second_look"))
    assert sergeant.post(f"{url}/confirm", version=case.version).status_code == 403
    boss = seated(staffed, staff_url, "supervisor", name="PS 6 Second")
    assert 'href="/approvals"' in boss.get("/work?kind=second_look").text
    page = text_of(boss.get("/approvals"))
    for words in (case.reference, "PS 5 Sender", "The last clip was staged.", "Warning letter"):
        assert words in page
    assert "A decision waits for a second look" in text_of(boss.get("/problems"))
    assert boss.post(f"{url}/confirm", version=case.version - 1).status_code == 409
    assert boss.post(f"{url}/confirm", version=case.version).headers["location"] == "/approvals"
    assert case.reference not in boss.get("/approvals").text
    assert again(staffed, case).stage is Stage.DECIDED
    assert "Second look taken" in text_of(boss.get(f"{path_of(case)}/history"))
    with staffed.units.open() as unit:
        assert "second_look" in {one.what for one in unit.history.list_looks(case.id)}
        assert len(unit.letters.list_for_case(case.id)) == 1


def test_what_is_sent_back_wants_a_reason_and_is_undecided_again(staffed: House, staff_url: str) -> None:
    case, held, _ = a_warning_held_over(staffed, staff_url, "SL22 BBB")
    boss = seated(staffed, staff_url, "supervisor", name="PS 6 Second")
    url = f"/approvals/looks/{held.id}/back"
    assert boss.post(url, version=case.version, why="").status_code == 422
    assert boss.post(url, version=case.version, why="It is another car.").status_code == 303
    assert again(staffed, case).open
    assert "It is another car." in text_of(boss.get(path_of(case)))


def test_an_automatic_letter_is_stopped_when_the_reporter_is_marked_during_its_hold(
    staffed: House, staff_url: str
) -> None:
    case, proposal_id = a_proposal(staffed, "SL33 CCC")
    boss = seated(staffed, staff_url, "supervisor")
    assert boss.post(f"/approvals/{proposal_id}/approve", version=case.version).status_code == 303
    with staffed.units.open() as unit:
        held = unit.decisions.find_standing(case.id)
        assert held is not None
        marker.set_bad_faith(unit, case, "The last clip was staged.", by=unit.staff.get(boss.staff_id))
        decide.finalise(unit, held.id)
        assert unit.letters.list_for_case(case.id) == ()
        assert unit.decisions.find_standing(case.id) is None
