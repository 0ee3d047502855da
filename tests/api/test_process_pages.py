"""The process team's pages: the list by what lapses next, keepers by hand and from a file, and who may read what."""

from datetime import timedelta

import httpx
import pytest

from tests.api.staff_house import Seat, a_case, path_of, seated, text_of
from tests.conftest import House
from tests.made.notices import decided
from triage.case import Case
from triage.outcome import Outcome
from triage.worklist import TaskKind

HEAD = "registration,offence_date,letter,state,name,address_1,address_2,postcode,capacity\r\n"
PARTY = {"name": "Ann Sample", "line": ["1 Example Street", "Birmingham"], "postcode": "ZZ99 9ZZ"}
NUMBERS = iter(range(10, 99))


def a_plate() -> str:
    """A vehicle that no other test of this file is about."""
    return f"PR{next(NUMBERS)} CSS"


def a_notice(house: House, **answers: object) -> Case:
    """A notice recorded a moment ago, whose letter waits for the keeper."""
    case = a_case(house, **({"registration": a_plate()} | answers))
    with house.units.open() as unit:
        now = unit.now
    decided(house, case, Outcome.NOTICE, at=now)
    return case


@pytest.fixture
def clerk(staffed: House, staff_url: str) -> Seat:
    """Somebody of the process team in front of the web."""
    return seated(staffed, staff_url, "process", name="Ines Hale")


def enter(seat: Seat, case: Case, **fields: object) -> httpx.Response:
    """Send the keeper's form as a browser does, with several lines of one name."""
    data = {"csrf": seat.csrf, "state": "found"} | PARTY | fields
    return seat.client.post(f"/keepers/{case.reference}/1", data=data)


def upload(seat: Seat, content: bytes) -> httpx.Response:
    """Show what a file would do."""
    return seat.client.post("/keepers/import", data={"csrf": seat.csrf}, files={"file": ("k.csv", content, "text/csv")})


def states(house: House, case: Case) -> list[str]:
    with house.units.open() as unit:
        return [one.state for one in unit.letters.list_for_case(case.id)]


def line_for(case: Case, state: str = "found", name: str = "Ann Sample") -> str:
    return f"{case.vehicle.registration},{case.offence_on},,{state},{name},1 Example Street,Birmingham,ZZ99 9ZZ,\r\n"


def test_the_list_says_what_to_do_until_when_and_leads_to_the_page(staffed: House, clerk: Seat) -> None:
    case = a_notice(staffed, offence="red_light")
    answer = clerk.get("/work")
    assert f'href="/keepers/{case.reference}/1"' in answer.text
    page = text_of(answer)
    assert case.reference in page
    assert "Look up the keeper on the day of the offence" in page
    assert "days left" in page
    only = clerk.get("/work?kind=contest")
    assert "Nothing of this kind waits." in text_of(only)


def test_an_auditor_reads_the_list_and_can_do_nothing_on_it(staffed: House, staff_url: str) -> None:
    case = a_notice(staffed)
    page = seated(staffed, staff_url, "auditor").get("/work")
    assert case.reference in page.text
    assert "/keepers/" not in page.text


@pytest.mark.parametrize("query", ["kind=nonsense", "after=nonsense", "after=MjAyNi0xMS0xNi54"])
def test_an_address_nobody_wrote_is_refused_in_words(clerk: Seat, query: str) -> None:
    assert clerk.get(f"/work?{query}").status_code == 422


def test_a_keeper_entered_by_hand_sends_the_letter_on_and_reading_is_noted(staffed: House, clerk: Seat) -> None:
    case = a_notice(staffed)
    page = clerk.get(f"/keepers/{case.reference}/1")
    assert "Nobody has looked up the keeper yet" in text_of(page)
    assert enter(clerk, case).status_code == 303
    assert states(staffed, case) == ["queued"]
    assert "Ann Sample" in clerk.get(f"/keepers/{case.reference}/1").text
    with staffed.units.open() as unit:
        assert "keeper" in [one.what for one in unit.history.list_looks(case.id)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": ""}, "Choose what the look-up found."),
        ({"name": ""}, "Enter the name."),
        ({"line": []}, "Enter 1 to 5 lines of the address"),
        ({"postcode": "nowhere"}, "Enter a postcode"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_says_why(
    staffed: House, clerk: Seat, fields: dict[str, object], sentence: str
) -> None:
    case = a_notice(staffed)
    answer = enter(clerk, case, **({"name": "Kept Typed"} | fields))
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert states(staffed, case) == ["waiting"]
    assert "Error:" in answer.text


def test_a_protected_keeper_leaves_the_case_to_supervisors(staffed: House, staff_url: str, clerk: Seat) -> None:
    case = a_notice(staffed)
    assert enter(clerk, case, state="protected", name="", line=[], postcode="").headers["location"] == "/work"
    assert clerk.get(f"/keepers/{case.reference}/1").status_code == 403
    assert case.reference not in clerk.get("/work").text
    supervisor = seated(staffed, staff_url, "supervisor")
    assert case.reference in supervisor.get("/work?kind=no_letter_possible").text
    assert supervisor.get(f"/conclude/{case.reference}/1").status_code == 200


def test_a_file_is_shown_first_and_then_applied_once(staffed: House, clerk: Seat) -> None:
    first, second = a_notice(staffed), a_notice(staffed)
    content = HEAD + line_for(first) + line_for(second, "none", "") + "XX99 XXX,2026-01-01,,found,A,B,C,ZZ99 9ZZ,\r\n"
    shown = upload(clerk, content.encode("utf-8-sig"))
    page = text_of(shown)
    assert (shown.status_code, "2 of 3 lines are accepted, 1 are refused" in page) == (200, True)
    assert "No report is about this vehicle on that day." in page
    assert states(staffed, first) == states(staffed, second) == ["waiting"]
    for said in ("2 keepers were entered.", "Nothing new: all of it was known."):
        assert said in text_of(clerk.post("/keepers/import/apply", content=content))
    assert (states(staffed, first), states(staffed, second)) == (["queued"], ["void"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda line: line.replace("Ann Sample", "=cmd|' /C calc'!A0"), "a spreadsheet would run"),
        (lambda line: line.replace("ZZ99 9ZZ", "nowhere"), "Enter a postcode"),
        (lambda line: line.replace(",found,", ",lost,"), "Choose what the look-up found."),
        (lambda line: line.replace("1 Example Street,Birmingham", ","), "lines of the address"),
        (lambda line: line + line.replace("Ann Sample", "Ben Exemplar"), "says something else about this vehicle"),
        (lambda line: line.replace(",,found", ",LX-0000-0000-0,found"), "There is no letter with this reference."),
        (lambda line: line[line.index(",") :], "Give the letter, or the registration"),
    ],
)
def test_a_bad_line_is_refused_with_its_sentence(staffed: House, clerk: Seat, change: object, sentence: str) -> None:
    case = a_notice(staffed)
    shown = upload(clerk, (HEAD + change(line_for(case))).encode())
    assert sentence in text_of(shown)
    assert states(staffed, case) == ["waiting"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first row must name the columns."),
        (b"name,postcode\r\n", "Missing: address_1, state."),
        (b"\x00\x01\x02", "The file is not text."),
        (HEAD.encode() + b"x" * 1_000_001, "The file is larger than 1 MB."),
        (HEAD.encode() + b"AB12 CDE,,,found,A,B,C,D,\r\n" * 2_001, "The file has more than 2,000 rows."),
        (HEAD.encode(), "The file has no row below its first."),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(clerk: Seat, content: bytes, sentence: str) -> None:
    assert sentence in text_of(upload(clerk, content))


def test_windows_letters_are_read(staffed: House, clerk: Seat) -> None:
    case = a_notice(staffed)
    content = (HEAD + line_for(case, name="Zoë Sample")).encode("cp1252")
    assert "1 of 1 lines are accepted" in text_of(upload(clerk, content))


def test_what_is_wanted_can_be_taken_away_and_brought_back(staffed: House, clerk: Seat) -> None:
    case = a_notice(staffed)
    wanted = clerk.get("/keepers/wanted.csv")
    assert wanted.headers["content-type"].startswith("text/csv")
    plain = case.vehicle.registration.replace(" ", "")
    assert f"{plain},{case.offence_on.isoformat()}" in wanted.text


def test_nobody_enters_the_keeper_of_their_own_vehicle(staffed: House, staff_url: str) -> None:
    case = a_notice(staffed)
    own = case.vehicle.registration.replace(" ", "")
    clerk = seated(staffed, staff_url, "process", own=(own,))
    assert clerk.get(f"/keepers/{case.reference}/1").status_code == 403
    assert "Your own vehicle stands in this case" in text_of(upload(clerk, (HEAD + line_for(case)).encode()))


def test_a_conclusion_before_anything_followed_is_refused_with_its_sentence(staffed: House, clerk: Seat) -> None:
    case = a_notice(staffed)
    with staffed.units.open() as unit:
        now = unit.cases.get(case.id)
    answer = clerk.post(
        f"/conclude/{case.reference}/1", version=now.version, choice=f"{now.allegations[0].id}:court", note="Kept words"
    )
    assert (answer.status_code, "The notice has not been served yet." in text_of(answer)) == (409, True)
    assert "Kept words" in answer.text
    stale = clerk.post(f"/conclude/{case.reference}/1", version=1, choice=f"{now.allegations[0].id}:court")
    assert stale.status_code == 409


def test_the_history_of_a_case_shows_what_followed_without_a_name(staffed: House, staff_url: str, clerk: Seat) -> None:
    case = a_notice(staffed)
    enter(clerk, case)
    page = text_of(seated(staffed, staff_url, "officer").get(f"{path_of(case)}/history"))
    assert "What followed" in page
    assert "Request to name the driver is being printed" in page
    assert "Ann Sample" not in page


def test_a_long_list_turns_its_pages(staffed: House, clerk: Seat) -> None:
    case = a_notice(staffed)
    with staffed.units.open() as unit:
        for number in range(60):
            due = unit.today + timedelta(days=400 + number)
            unit.worklist.open(TaskKind.SECTION_59, case.id, unit.new_id(), due, once=f"{case.id}:{number}")
    first = clerk.get("/work?kind=section_59")
    assert first.text.count("work__row ") == 50
    (following,) = [part.split('"')[0] for part in first.text.split('href="')[1:] if "after=" in part]
    assert clerk.get(following.replace("&amp;", "&")).text.count("work__row ") == 10


def test_a_supervisor_says_that_a_referral_is_done_and_nothing_else_can_be_ticked_off(
    staffed: House, staff_url: str, clerk: Seat
) -> None:
    case = a_notice(staffed)
    with staffed.units.open() as unit:
        unit.worklist.open(TaskKind.REFERRAL, case.id, case.id, unit.today, once=f"referral:{case.id}")
        waiting = {one.kind: one.id for one in unit.worklist.list_for_case(case.id)}
    supervisor = seated(staffed, staff_url, "supervisor")
    assert f"/work/{waiting[TaskKind.REFERRAL]}/close" in supervisor.get("/work?kind=referral").text
    assert f"/work/{waiting[TaskKind.REFERRAL]}/close" not in clerk.get("/work?kind=referral").text
    assert "A supervisor does this" in text_of(clerk.get("/work?kind=referral"))
    statuses = [
        supervisor.post(f"/work/{waiting[kind]}/close").status_code
        for kind in (TaskKind.KEEPER_LOOKUP, TaskKind.REFERRAL)
    ]
    assert statuses == [409, 303]
    assert supervisor.post(f"/work/{waiting[TaskKind.REFERRAL]}/close").status_code == 404
    with staffed.units.open() as unit:
        assert unit.history.count(case.id, "task_closed") == 1
