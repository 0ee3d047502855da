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


def references(page: str) -> list[str]:
    """The cases of a list, in its order."""
    return re.findall(r'<th scope="row" class="case__ref"><a href="/review/([^/"]+)/', page)


def test_a_filter_offence_stands_before_parking_and_says_why(house: House) -> None:
    parking = a_case(house, offence="ped_crossing_stop", registration="PA11 KED")
    phone = a_case(house)
    with running(house, "staff") as url:
        answer = seated(house, url).get("/queue")
    assert references(answer.text) == [phone.reference, parking.reference]
    for words in ("In the force's filter", "AB12 CDE, grey Vauxhall Corsa", "Review by", "Ready", "Queue 2"):
        assert words in text_of(answer)


def test_the_next_case_is_taken_once_and_an_empty_queue_says_who_holds_it(house: House) -> None:
    case = a_case(house)
    with running(house, "staff") as url:
        first, second = seated(house, url), seated(house, url, name="PC 2 Baker")
        assert first.post("/review").headers["location"] == path_of(case)
        assert first.get("/review").headers["location"] == path_of(case)
        assert second.post("/review").headers["location"] == "/queue"
        assert "1 held by PC 1 Able" in text_of(second.get("/queue"))
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
        assert seat.post(f"{path_of(case)}/skip").headers["location"] == "/queue"
        assert seat.post("/review").headers["location"] == "/queue"
        assert other.post("/review").headers["location"] == path_of(case)


def test_ones_own_vehicle_is_never_served(house: House) -> None:
    with running(house, "staff") as url:
        seat = seated(house, url)
        a_case(house, registration="OW11 NED")
        late = seated(house, url, own=("OW11NED",))
        assert late.post("/review").headers["location"] == "/queue"
        assert seat.post("/review").headers["location"] != "/queue"


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
    urgent = a_case(staffed, says="He came at me with a knife.")
    officer, supervisor = seated(staffed, staff_url), seated(staffed, staff_url, "supervisor")
    assert urgent.reference in officer.get("/queue?lane=urgent").text
    for lane, status in (("rescue", 403), ("restricted", 403), ("confirm", 200), ("nowhere", 404)):
        assert officer.get(f"/queue?lane={lane}").status_code == status
    assert supervisor.get("/queue?lane=rescue").status_code == 200
    assert "lane=rescue" not in officer.get("/queue").text
    assert "lane=rescue" in supervisor.get("/queue").text


def test_a_reference_is_found_however_it_was_typed(staffed: House, staff_url: str) -> None:
    case, seat = a_case(staffed), seated(staffed, staff_url)
    typed = case.reference.removeprefix("SN-").replace("-", " ").lower()
    assert seat.get(f"/find?q={typed}").headers["location"] == path_of(case)
    assert seat.get("/find?q=SN-0000-0000-0").status_code == 404
    assert seat.get("/find?q=nonsense").status_code == 422


def test_a_cursor_comes_back_as_it_went_and_nothing_else_is_one() -> None:
    with pytest.raises(BadAnswer):
        parse_cursor("bm90IGEgY3Vyc29y")
    for nonsense in ("%%%", "ä", "AAAA", "="):
        with pytest.raises(BadAnswer):
            parse_cursor(nonsense)
    from_page = Cursor(-5, UUID(int=7), 51)
    assert parse_cursor(str(from_page)) == from_page
    assert parse_cursor("") is None
