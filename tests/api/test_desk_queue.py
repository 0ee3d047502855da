"""The queue over HTTP: rank order, lanes, who holds what, pages, and taking the next case."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from api.desk.paging import Cursor, parse_cursor
from api.desk.shape_queue import PAGE_LENGTH
from tests.api.staff_house import a_case, path_of, seated, text_of
from tests.conftest import House
from tests.made.web import running
from triage.errors import BadAnswer
from triage.steps import prioritise


def references(page: str) -> list[str]:
    """The cases of a list, in its order."""
    return re.findall(r'<th scope="row" class="case__ref"><a href="/review/([^/"]+)/', page)


def test_a_filter_offence_stands_before_parking_and_says_why(house: House) -> None:
    parking = a_case(house, offence="ped_crossing_stop", registration="PA11 KED")
    phone = a_case(house)
    with running(house, "staff") as url:
        answer = seated(house, url).get("/queue")
    assert references(answer.text) == [phone.reference, parking.reference]
    for words in (
        "Filter",
        "Harm prevented for an officer's minute",
        "AB12 CDE, grey Vauxhall Corsa",
        "Review by",
        "Ready",
        "Queue 2",
    ):
        assert words in text_of(answer)


def test_the_next_case_is_taken_once_and_an_empty_queue_says_who_holds_it(house: House) -> None:
    case = a_case(house)
    with running(house, "staff") as url:
        first, second = seated(house, url), seated(house, url, name="PC 2 Baker")
        assert first.post("/review").headers["location"] == path_of(case)
        assert first.get("/review").headers["location"] == path_of(case)
        assert second.post("/review").headers["location"] == "/queue?told=nothing"
        said = text_of(second.get("/queue"))
        assert "1 case is held; the next claim ends at" in said
        assert "PC 1 Able since" in said
        assert "With you" in text_of(first.get("/queue"))
        first.record(case, then="next")
        assert "Nothing left here." in text_of(second.get("/queue"))


def test_recording_opens_the_next_case_and_offers_to_undo_the_last(house: House) -> None:
    first, second = a_case(house), a_case(house, offence="ped_crossing_stop", registration="PA11 KED")
    with running(house, "staff") as url:
        seat = seated(house, url)
        seat.post("/review")
        answer = seat.record(first, then="next")
        assert answer.headers["location"] == path_of(second)
        page = seat.get(path_of(second)).text
        assert f"recorded for {first.reference}" in page
        assert "Claimed by you" in page


def test_a_skipped_case_does_not_come_straight_back_to_the_one_who_skipped_it(house: House) -> None:
    case = a_case(house)
    with running(house, "staff") as url:
        seat, other = seated(house, url), seated(house, url)
        seat.post("/review")
        assert seat.post(f"{path_of(case)}/skip", why="not_sure").headers["location"] == "/queue"
        assert seat.post("/review").headers["location"] == "/queue?told=nothing"
        assert other.post("/review").headers["location"] == path_of(case)


def test_ones_own_vehicle_is_never_served(house: House) -> None:
    with running(house, "staff") as url:
        seat = seated(house, url)
        a_case(house, registration="OW11 NED")
        late = seated(house, url, own=("OW11NED",))
        assert late.post("/review").headers["location"] == "/queue?told=nothing"
        assert seat.post("/review").headers["location"].startswith("/review/")


def test_a_long_queue_is_read_page_by_page_without_a_gap(house: House) -> None:
    with house.units.open() as unit:
        now = unit.now
    cases = [
        a_case(house, at=now - timedelta(minutes=number), verdict="truncated") for number in range(PAGE_LENGTH + 3)
    ]
    with running(house, "staff") as url:
        seat = seated(house, url)
        first = seat.get("/queue").text
        more = re.search(r'href="(/queue\?[^"]*after=[^"]+)"', first)
        assert more is not None
        rest = seat.get(more[1].replace("&amp;", "&")).text
    assert sorted(references(first) + references(rest)) == sorted(one.reference for one in cases)
    assert (len(references(first)), len(references(rest))) == (PAGE_LENGTH, 3)
    assert f'<td class="case__place">{PAGE_LENGTH + 1}</td>' in rest


def test_lanes_are_for_those_who_may_open_them(staffed: House, staff_url: str) -> None:
    officer, supervisor = seated(staffed, staff_url), seated(staffed, staff_url, "supervisor")
    for lane, status in (("urgent", 403), ("rescue", 403), ("restricted", 403), ("confirm", 200), ("audit", 200)):
        assert officer.get(f"/lanes/{lane}").status_code == status
        assert supervisor.get(f"/lanes/{lane}").status_code == 200
        assert officer.get(f"/queue?lane={lane}").headers["location"] == f"/lanes/{lane}"
    assert officer.get("/queue?lane=nowhere").status_code == 404
    assert "/lanes/rescue" not in officer.get("/queue").text
    assert "/lanes/rescue" in supervisor.get("/queue").text


def test_a_reference_is_found_however_it_was_typed(staffed: House, staff_url: str) -> None:
    case, seat = a_case(staffed), seated(staffed, staff_url)
    typed = case.reference.removeprefix("SN-").replace("-", " ").lower()
    assert seat.get(f"/find?q={typed}").headers["location"] == path_of(case)
    assert seat.get("/find?q=SN-0000-0000-0").status_code == 404


def test_part_of_a_registration_finds_its_cases_but_not_those_one_may_not_see(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, registration="QF19 XYZ")
    ours = a_case(staffed, registration="QF20 XYZ")
    with staffed.units.open() as unit:
        unit.staff.add("fleet-driver", "PC 9 Driver", "officer", "-", registrations=("QF20XYZ",))
        prioritise.prioritise(unit, ours.id)
    seat = seated(staffed, staff_url)
    page = seat.get("/find?q=qf1").text
    assert case.reference in page
    page = text_of(seat.get("/find?q=XYZ"))
    assert case.reference in page
    assert ours.reference not in page
    assert "1 more is not for you to see." in page
    assert ours.reference in seated(staffed, staff_url, "supervisor").get("/find?q=XYZ").text
    assert "No case has this" in seat.get("/find?q=ZZZZZZ").text
    assert seat.get("/find?q=x").status_code == 422


def test_a_refusal_still_shows_whoever_is_signed_in_the_way_on(staffed: House, staff_url: str) -> None:
    page = seated(staffed, staff_url, name="PC 4471 Marsh").get("/find?q=SN-0000-0000-0").text
    assert "PC 4471 Marsh" in page
    assert 'href="/queue"' in page


def test_a_cursor_comes_back_as_it_went_and_nothing_else_is_one() -> None:
    with pytest.raises(BadAnswer):
        parse_cursor("bm90IGEgY3Vyc29y")
    for nonsense in ("%%%", "ä", "AAAA", "="):
        with pytest.raises(BadAnswer):
            parse_cursor(nonsense)
    from_page = Cursor(-5, UUID(int=7), 51)
    assert parse_cursor(str(from_page)) == from_page
    assert parse_cursor("") is None
