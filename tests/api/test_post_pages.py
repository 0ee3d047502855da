"""The post over HTTP: from the tray to a certified batch, what came back, every letter, contests and markers."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe

from api.security import STAFF_COOKIE
from tests.api.staff_house import Seat, a_case, path_of, seated, text_of
from tests.browser.chromium import DESKTOP, PHONE, browser_page
from tests.conftest import House
from triage.case import Case
from triage.outcome import Outcome
from triage.record import Letter
from triage.steps import decide, letter, review
from triage.viewing import Viewing

PDF = b"%PDF-1.7 a letter"


@dataclass(frozen=True)
class Sent:
    """A letter, its case and whoever decided it."""

    letter: Letter
    case: Case
    sender: UUID


def a_letter(house: House, registration: str, outcome: Outcome = Outcome.WARNING_LETTER) -> Sent:
    """A letter that lies printed in the folder, from a report of the day before."""
    offence = "red_light" if outcome is Outcome.NOTICE else "obstruction"
    case = a_case(house, offence=offence, registration=registration)
    with house.units.open() as unit:
        unit.identity.keep_keeper(
            case.registration,
            "A Sample",
            ("1 Example Street", "Birmingham", "ZZ99 9ZZ"),
            state="found",
            source="test",
            valid_on=case.offence_on,
        )
        officer = unit.staff.get(unit.staff.add(f"o{UUID(int=case.id.int).hex[:8]}", "PS 5 Sender", "supervisor", "-"))
        claimed = review.claim(unit, case.id, officer)
        reason = "offence_seen" if outcome is Outcome.NOTICE else "first_time"
        order = decide.Order(outcome, reason=reason, viewing=Viewing(played=((0.0, 8.0),)))
        held = decide.record(unit, case.id, claimed.version, order, by=officer)
    with house.units.as_of(held.final_at + timedelta(seconds=1)).open() as unit:
        decide.finalise(unit, held.id)
        (one,) = unit.letters.list_for_case(case.id)
        letter.printed(unit, one.id, sha256="ab" * 32, pages=2, channel="print_folder")
        printed = unit.letters.get(one.id)
    house.settings.print_out.mkdir(parents=True, exist_ok=True)
    (house.settings.print_out / f"{printed.reference}.pdf").write_bytes(PDF)
    return Sent(printed, case, officer.id)


def today_of(house: House) -> str:
    with house.units.open() as unit:
        return unit.today.isoformat()


def posted(house: House, url: str, sent: Sent) -> Seat:
    """A clerk has posted it in a batch of its own today."""
    clerk = seated(house, url, "process")
    batch = clerk.post("/post/batches", letter=sent.letter.id, which="chosen").headers["location"]
    left = clerk.post(f"{batch}/left", posted_on=today_of(house), certificate="AB 1234")
    assert left.status_code == 303
    return clerk


def as_sender(house: House, url: str, sent: Sent) -> Seat:
    """Whoever decided the letter, signed in."""
    seat = seated(house, url, "supervisor")
    with house.units.open() as unit:
        token, csrf = unit.staff.start_session(sent.sender, hours=1)
    seat.client.cookies.set(STAFF_COOKIE, token)
    return Seat(seat.client, csrf, sent.sender)


def test_a_letter_goes_from_the_tray_into_a_batch_that_left(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PA11 AAA", Outcome.NOTICE)
    clerk = seated(staffed, staff_url, "process", name="Ines Hale")
    tray = clerk.get("/post")
    assert sent.letter.reference in tray.text
    assert "Last post" in text_of(tray)
    batch = clerk.post("/post/batches", letter=sent.letter.id, which="chosen").headers["location"]
    page = text_of(clerk.get(batch))
    for words in (sent.letter.reference, "1 letter, 2 pages", "Open", "abababab", "Made"):
        assert words in page
    rows = list(csv.reader(io.StringIO(clerk.get(f"{batch}/manifest.csv").text)))
    assert rows[1][:2] == [sent.letter.reference, "notice"]
    assert clerk.post(f"{batch}/left", posted_on="2099-01-01", certificate="AB 1234").status_code == 422
    assert clerk.post(f"{batch}/left", posted_on=today_of(staffed), certificate="").status_code == 422
    assert clerk.post(f"{batch}/left", posted_on=today_of(staffed), certificate="AB 1234").status_code == 303
    closed = clerk.get(batch)
    assert "certificate of posting AB 1234" in text_of(closed)
    assert "It has left" not in text_of(closed)
    assert clerk.post(f"{batch}/cancel").status_code == 409
    assert sent.letter.reference not in clerk.get("/post").text


def test_a_batch_is_taken_apart_until_it_left(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PB11 AAA")
    clerk = seated(staffed, staff_url, "process")
    batch = clerk.post("/post/batches", letter=sent.letter.id).headers["location"]
    assert clerk.post(f"{batch}/letters/{sent.letter.id}/take-out").status_code == 303
    assert sent.letter.reference in clerk.get("/post").text
    assert clerk.post(f"{batch}/cancel").headers["location"] == "/post"


def test_a_letter_is_found_by_reference_and_by_registration(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PC11 AAA")
    seat = seated(staffed, staff_url, "auditor")
    bare = sent.letter.reference.replace("-", "").lower()
    for query in (bare, "pc11aaa", "PC11 AAA"):
        found = seat.get(f"/letters?q={query}")
        assert found.text.count(f'href="/letters/{sent.letter.reference}"') == 1, query
    assert sent.letter.reference in seat.get("/letters?state=printed").text
    assert sent.letter.reference not in seat.get("/letters?state=returned").text
    assert seat.get("/letters?after=nonsense").status_code == 422
    assert seat.get("/letters/L-0000-0000-0").status_code == 404


def test_a_letters_page_says_what_happened_and_gives_its_pdf(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PD11 AAA")
    seat = seated(staffed, staff_url, "officer")
    page = text_of(seat.get(f"/letters/{sent.letter.reference}"))
    for words in ("Warning letter", "A Sample, 1 Example Street", sent.letter.rule, "Printed", "in the print folder"):
        assert words in page
    for button in ("Take the letter back", "Enter the contest", "Enter service by hand"):
        assert button not in page
    pdf = seat.get(f"/letters/{sent.letter.reference}/pdf")
    assert (pdf.status_code, pdf.content) == (200, PDF)
    (staffed.settings.print_out / f"{sent.letter.reference}.pdf").unlink()
    assert seat.get(f"/letters/{sent.letter.reference}/pdf").status_code == 404
    with staffed.units.open() as unit:
        assert [one.what for one in unit.history.list_looks(sent.case.id)].count("letter") == 2


def test_what_lies_in_the_folder_under_another_name_is_never_served(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PE11 AAA")
    place = staffed.settings.print_out / f"{sent.letter.reference}.pdf"
    secret = staffed.settings.home / "secret.pdf"
    secret.write_bytes(PDF)
    place.unlink()
    place.symlink_to(secret)
    seat = seated(staffed, staff_url, "officer")
    assert seat.get(f"/letters/{sent.letter.reference}/pdf").status_code == 404
    place.unlink()
    place.write_bytes(b"no letter")
    assert seat.get(f"/letters/{sent.letter.reference}/pdf").status_code == 404


def test_a_returned_notice_is_scanned_and_alarms_the_supervisor_who_serves_it_by_hand(
    staffed: House, staff_url: str
) -> None:
    sent = a_letter(staffed, "PF11 AAA", Outcome.NOTICE)
    clerk, boss = posted(staffed, staff_url, sent), seated(staffed, staff_url, "supervisor")
    assert clerk.post("/post/returned", reference=sent.letter.reference, reason="gone_away").status_code == 303
    done = clerk.get(f"/post/returned?done={sent.letter.reference}&reason=gone_away")
    assert "A supervisor has been alarmed" in text_of(done)
    assert clerk.post("/post/returned", reference=sent.letter.reference, reason="gone_away").status_code == 409
    assert clerk.post("/post/returned", reference="L-1", reason="gone_away").status_code == 422
    url = f"/letters/{sent.letter.reference}"
    assert "Enter service by hand" in text_of(boss.get(url))
    assert "Enter service by hand" not in text_of(clerk.get(url))
    assert boss.post(f"{url}/served", served_on=today_of(staffed), served_by="PC Able").status_code == 422
    assert boss.post(f"{url}/served", served_on=today_of(staffed), served_by="4471").status_code == 303
    assert "Served by hand" in text_of(boss.get(url))
    assert boss.post(f"{url}/served", served_on=today_of(staffed), served_by="4471").status_code == 409


def test_a_contest_shows_the_other_letters_to_its_vehicle(staffed: House, staff_url: str) -> None:
    earlier, sent = a_letter(staffed, "PG21 AAA"), a_letter(staffed, "PG21 AAA")
    posted(staffed, staff_url, sent)
    boss = seated(staffed, staff_url, "supervisor")
    contest = {"received_on": today_of(staffed), "says": "I had sold the car."}
    page = boss.get(boss.post(f"/letters/{sent.letter.reference}/contest", **contest).headers["location"])
    assert earlier.letter.registration == sent.letter.registration
    assert text_of(page).partition("History of this vehicle")[2].count("Warning letter, level") == 2


def test_a_contest_is_decided_by_somebody_who_did_not_send_the_letter(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PG11 AAA")
    posted(staffed, staff_url, sent)
    boss, sender = seated(staffed, staff_url, "supervisor"), as_sender(staffed, staff_url, sent)
    url = f"/letters/{sent.letter.reference}/contest"
    assert boss.post(url, received_on=today_of(staffed), says=" ").status_code == 422
    at = boss.post(url, received_on=today_of(staffed), says="I had sold the car.").headers["location"]
    page = text_of(boss.get(at))
    for words in ("I had sold the car.", "The driver held a phone", "History of this vehicle", "PS 5 Sender"):
        assert words in page
    assert path_of(sent.case) in boss.get(at).text
    refused = sender.post(f"{at}/decide", state="refused", reason="nothing_new")
    assert (refused.status_code, "somebody else decides" in text_of(refused)) == (403, True)
    assert "somebody else decides" in text_of(sender.get(at))
    assert "Let the letter stand" not in text_of(sender.get(at))
    assert boss.post(f"{at}/decide", state="upheld", reason="nothing_new").status_code == 422
    assert boss.post(f"{at}/decide", state="upheld", reason="not_the_keeper").status_code == 303
    assert "took the letter back" in text_of(boss.get(at))
    assert "Withdrawn" in text_of(boss.get(f"/letters/{sent.letter.reference}"))
    assert "No automatic letters" in text_of(boss.get(f"/markers/{sent.case.reference}/1"))
    assert sent.letter.reference in boss.get("/contests").text


def test_a_notices_page_says_that_it_is_answered_in_court(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PH11 AAA", Outcome.NOTICE)
    posted(staffed, staff_url, sent)
    boss = seated(staffed, staff_url, "supervisor")
    assert "may put their case in court" in text_of(boss.get(f"/letters/{sent.letter.reference}"))
    refused = boss.post(f"/letters/{sent.letter.reference}/contest", received_on=today_of(staffed), says="No.")
    assert refused.status_code == 422


def test_a_letter_is_taken_back_by_a_supervisor_with_a_reason(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PJ11 AAA")
    boss, url = seated(staffed, staff_url, "supervisor"), f"/letters/{sent.letter.reference}"
    assert boss.post(f"{url}/withdraw", why="because").status_code == 422
    assert boss.post(f"{url}/withdraw", why="wrong_vehicle").status_code == 303
    assert "Stopped before it left" in text_of(boss.get(url))
    assert boss.post(f"{url}/withdraw", why="wrong_vehicle").status_code == 409


def test_markers_are_set_with_evidence_and_lifted(staffed: House, staff_url: str) -> None:
    case = a_case(staffed, registration="PK11 AAA")
    boss, url = seated(staffed, staff_url, "supervisor"), f"/markers/{case.reference}/1"
    assert boss.post(f"{url}/vehicle", kind="cloned", why=" ").status_code == 422
    assert boss.post(f"{url}/vehicle", kind="cloned", why="Two cars in two towns.").status_code == 303
    assert boss.post(f"{url}/vehicle", kind="cloned", why="Again.").status_code == 409
    with staffed.units.open() as unit:
        (mark,) = unit.markers.list_about("PK11AAA")
    assert boss.post(f"{url}/{mark.id}/lift").status_code == 303
    assert "Lifted" in text_of(boss.get(url))


def test_nobody_reads_a_letter_about_their_own_vehicle(staffed: House, staff_url: str) -> None:
    sent = a_letter(staffed, "PL11 AAA")
    own = seated(staffed, staff_url, "supervisor", own=("PL11AAA",))
    for path in ("", "/pdf"):
        assert own.get(f"/letters/{sent.letter.reference}{path}").status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_posts_pages_have_nothing_that_axe_or_the_console_objects_to(
    staffed: House, staff_url: str, size: tuple[int, int]
) -> None:
    mark = "QA" if size == DESKTOP else "QB"
    sent, printed = a_letter(staffed, f"{mark}11 AAA"), a_letter(staffed, f"{mark}12 AAA", Outcome.NOTICE)
    clerk, boss = posted(staffed, staff_url, sent), seated(staffed, staff_url, "supervisor")
    url = f"/letters/{sent.letter.reference}"
    contest = boss.post(f"{url}/contest", received_on=today_of(staffed), says="No.").headers["location"]
    batch = clerk.post("/post/batches", letter=printed.letter.id).headers["location"]
    seen = ((clerk, ("/post", batch, "/post/returned", "/letters")), (boss, (url, contest, "/contests", "/approvals")))
    with browser_page(*size) as page:
        for seat, paths in seen:
            token = seat.client.cookies[STAFF_COOKIE]
            page.context.add_cookies([{"name": STAFF_COOKIE, "value": token, "url": staff_url}])
            for path in paths:
                assert page.goto(staff_url + path) is not None
                assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
                assert [one["id"] for one in Axe().run(page).response["violations"]] == [], path
