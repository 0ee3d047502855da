"""The lanes, sealing and leaving a case over HTTP: who may, what is said, and what nobody sees any more."""

import pytest

from tests.api.staff_house import a_case, again, footage_of, path_of, seated, text_of
from tests.conftest import House
from tests.made.web import running
from triage.finding import Finding

UNPLAYABLE = (Finding("plays", False, "footage", "reader", "1", 0.9),)


def test_the_confirm_list_says_what_speaks_against_each_who_says_so_and_how_sure(
    staffed: House, staff_url: str
) -> None:
    case, seat = a_case(staffed, found=UNPLAYABLE, registration="CO11 AAA"), seated(staffed, staff_url)
    page = seat.get("/lanes/confirm")
    assert case.reference in page.text
    for words in ("The footage does not play", "Source: footage, 90 % sure", "The footage cannot be played"):
        assert words in text_of(page)
    assert f"/footage/{footage_of(staffed, case).id}/poster" in page.text


def test_yes_closes_offers_undo_and_undo_comes_back_to_the_list(staffed: House, staff_url: str) -> None:
    case, seat = a_case(staffed, found=UNPLAYABLE, registration="CO11 BBB"), seated(staffed, staff_url)
    base = f"/lanes/confirm/{case.reference}/1"
    assert seat.post(f"{base}/yes", version=case.version).headers["location"] == "/lanes/confirm"
    assert again(staffed, case).outcome == "no_further_action"
    page = seat.get("/lanes/confirm").text
    assert f"recorded for {case.reference}" in page
    undo = page.split('action="/decisions/')[1].split('"')[0]
    assert seat.post(f"/decisions/{undo}", then="confirm").headers["location"] == "/lanes/confirm"
    back = again(staffed, case)
    assert (back.lane, back.outcome, back.claimed_by) == ("confirm", None, None)
    assert seat.post(f"{base}/no", version=case.version).status_code == 409
    assert seat.post(f"{base}/no", version=back.version).headers["location"] == "/lanes/confirm"
    assert again(staffed, case).lane == "queue"


def test_an_urgent_case_shows_its_reason_and_closes_only_with_a_log_number(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, says="He came at me with a knife.", registration="UR11 GNT")
    boss = seated(staffed, staff_url, "supervisor")
    page = text_of(boss.get("/lanes/urgent"))
    assert case.reference in page
    assert "The words of the report contain “knife”" in page
    assert "Here for" in page
    url = f"/lanes/urgent/{case.reference}/1"
    assert boss.post(url, log_number="rang them").status_code == 422
    assert boss.post(url, log_number="WM-0912").headers["location"] == "/lanes/urgent"
    assert again(staffed, case).lane == "queue"


def test_what_is_sealed_is_hidden_everywhere_at_once_and_a_supervisor_opens_it(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, registration="SE11 LED")
    footage = footage_of(staffed, case)
    seat, boss = seated(staffed, staff_url), seated(staffed, staff_url, "supervisor")
    assert seat.get(f"/footage/{footage.id}/poster").status_code == 200
    assert seat.post(f"{path_of(case)}/seal", why="indecent").headers["location"] == "/queue?told=sealed"
    for role in ("original", "playable", "poster", "strip", "frames", "telemetry"):
        assert boss.get(f"/footage/{footage.id}/{role}").status_code == 404
    assert case.reference not in seat.get("/queue").text
    assert "This case is sealed." in text_of(seat.get(path_of(case)))
    page = boss.get("/lanes/restricted").text
    assert case.reference in page
    assert str(footage.id) not in page
    assert seat.post(f"{path_of(case)}/unseal", why="let me see").status_code == 403
    assert boss.post(f"{path_of(case)}/unseal", why="Seen with the unit").headers["location"] == "/lanes/restricted"
    assert seat.get(f"/footage/{footage.id}/poster").status_code == 200


@pytest.mark.parametrize(
    ("way", "fields", "told", "status"),
    [
        ("release", {}, "Given back", 200),
        ("conflict", {}, "closed to you", 403),
        ("urgent", {"words": "He is drunk and driving on"}, "The duty supervisor has been alarmed", 200),
        ("standards", {}, "Only those who may see restricted cases", 403),
        ("withdrew", {}, "stands on the confirm list", 200),
    ],
)
def test_each_way_of_leaving_says_what_it_did(
    staffed: House, staff_url: str, way: str, fields: dict[str, str], told: str, status: int
) -> None:
    case, seat = a_case(staffed, registration=f"LE11 {way[:3].upper()}"), seated(staffed, staff_url)
    seat.post(f"{path_of(case)}/claim")
    answer = seat.post(f"{path_of(case)}/{way}", **fields)
    assert told in text_of(seat.get(answer.headers["location"]))
    assert again(staffed, case).claimed_by is None
    assert seat.get(path_of(case)).status_code == status


def test_a_supervisor_sees_who_holds_what_and_takes_it_over(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, registration="HE11 LDD")
    seat, boss = seated(staffed, staff_url, name="PC 5 Holder"), seated(staffed, staff_url, "supervisor")
    seat.post(f"{path_of(case)}/claim")
    assert f"{path_of(case)}/take-over" not in seat.get("/queue").text
    page = boss.get("/queue").text
    assert f"{path_of(case)}/take-over" in page
    assert "PC 5 Holder" in page
    assert boss.post(f"{path_of(case)}/take-over").headers["location"] == path_of(case)
    assert again(staffed, case).claimed_by == boss.staff_id
    assert seat.post(f"{path_of(case)}/heartbeat").status_code == 409


def test_skips_and_over_claims_are_shown_to_supervisors_only(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, offence="dangerous", registration="OV11 ERR")
    seat, boss = seated(staffed, staff_url, name="PC 6 Skipper"), seated(staffed, staff_url, "supervisor")
    seat.post(f"{path_of(case)}/claim")
    seat.post(f"{path_of(case)}/skip", why="needs_expertise")
    boss.post(f"{path_of(case)}/claim")
    boss.record(again(staffed, case), offence="careless_due_care")
    assert seat.get("/queue/over-claims").status_code == 403
    page = text_of(boss.get("/queue/over-claims"))
    assert "PC 6 Skipper Needs special knowledge 1" in page
    assert "Dangerous driving 1 0 1 0 0 too few to say" in page


def test_the_desk_shows_the_other_vehicles_and_the_other_witness(house: House) -> None:
    first = a_case(house, registration="EV11 ENT")
    with house.units.open() as unit:
        occurred_at = unit.cases.get(first.id).occurred_at.isoformat()
    other = a_case(house, registration="EV11 ENT", occurred_at=occurred_at, email="bob@example.com")
    with running(house, "staff") as url:
        page = text_of(seated(house, url).get(path_of(other)))
    assert f"Also reported by another person: {first.reference}" in page
