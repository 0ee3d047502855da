"""Footage without JavaScript and with it: what is refused and why, what is listed, what was found in it."""

import base64
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from api.public.ledger import TIMES_FILLED
from storage.embedded import Addresses
from tests.api.conftest import made_house
from tests.api.web_person import CLIP, OFFENCE, WHEN, Person, somebody
from tests.conftest import House
from tests.made.web import Web, served
from triage.finding import Finding
from triage.steps import extract

LIMIT = 2**20
TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


@pytest.fixture(scope="module")
def home(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with made_house(services, template, worker_name, tmp_path_factory.mktemp("footage")) as house:
        yield house


@pytest.fixture(scope="module")
def web(home: House) -> Iterator[Web]:
    with served(home, max_file_bytes=str(LIMIT), max_files="2") as web:
        yield web


@pytest.fixture
def person(web: Web) -> Iterator[Person]:
    with somebody(web.url) as person:
        person.begin()
        yield person


def rows(person: Person) -> list[dict[str, object]]:
    found: list[dict[str, object]] = person.web.get("/report/footage/list.json").json()["footage"]
    return found


def announce(person: Person, length: int = len(CLIP)) -> httpx.Response:
    name = base64.b64encode(b"Fahrt <b>.mp4").decode()
    told = {"X-CSRF": person.csrf(), "Upload-Length": str(length), "Upload-Metadata": f"filename {name}"}
    return person.web.post("/uploads", headers=TUS | told)


def test_two_files_of_one_form_are_listed_removed_and_replaced(person: Person) -> None:
    person.upload(("front.mp4", CLIP), ("rear.mp4", CLIP[:-1]))
    assert [(row["name"], row["state"]) for row in rows(person)] == [("front.mp4", "reading"), ("rear.mp4", "reading")]
    person.upload(("third.mp4", CLIP))
    assert person.errors == [("footage", "You can only select up to 2 files at the same time")]
    person.upload(remove=str(rows(person)[0]["id"]))
    assert [row["name"] for row in rows(person)] == ["rear.mp4"]
    person.upload(("third.mp4", CLIP))
    assert [row["name"] for row in rows(person)] == ["rear.mp4", "third.mp4"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The selected file is empty"),
        (bytes(LIMIT + 1), "The selected file must be smaller than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_the_forms_words(
    person: Person, content: bytes, sentence: str
) -> None:
    person.upload(("ride.mp4", content))
    assert person.errors == [("footage", sentence)]
    assert rows(person) == []


def test_going_on_without_a_video_is_refused(person: Person) -> None:
    person.upload(action="continue")
    assert person.errors == [("footage", "Select a video file")]


def test_an_upload_by_script_is_listed_while_it_comes_and_cannot_be_left_behind(person: Person) -> None:
    where = announce(person).headers["Location"]
    token = {"X-CSRF": person.csrf()}
    assert person.web.patch(where, headers=PART | token, content=CLIP[:1000]).status_code == 204
    (row,) = rows(person)
    assert (row["state"], row["received_bytes"], row["name"]) == ("receiving", 1000, "Fahrt <b>.mp4")
    person.upload(action="continue")
    assert "still being uploaded" in person.errors[0][1]
    person.upload(remove=str(row["id"]))
    assert rows(person) == []
    assert person.web.head(where, headers=TUS).status_code == 410


def test_uploads_want_the_cookie_the_token_and_a_draft(person: Person, web: Web) -> None:
    where = announce(person).headers["Location"]
    assert person.web.post("/uploads", headers=TUS | {"Upload-Length": "1"}).status_code == 403
    assert person.web.patch(where, headers=PART | {"X-CSRF": "0" * 32}, content=CLIP[:9]).status_code == 403
    assert httpx.post(f"{web.url}/uploads", headers=TUS | {"Upload-Length": "1"}).status_code == 401
    with somebody(web.url) as other:
        other.begin()
        assert other.web.head(where, headers=TUS).status_code == 404
        token = {"X-CSRF": other.csrf()}
        assert other.web.patch(where, headers=PART | token, content=CLIP[:9]).status_code == 404
        other.upload(remove=where.rpartition("/")[2])
    assert rows(person)[0]["received_bytes"] == 0, "nobody else's request touched it"


def test_what_was_read_from_the_footage_is_offered_with_its_source_and_filled_in_nowhere(
    person: Person, home: House
) -> None:
    person.upload(("ride.mp4", CLIP), action="continue")
    footage_id = UUID(str(rows(person)[0]["id"]))
    findings = (
        Finding("duration", {"seconds": 62.0}, "container", "reader", "1"),
        Finding("recorded_at", {"printed": "2026-07-01T09:00:00", "zone": None}, "container mvhd", "reader", "1"),
        Finding("recorded_at", {"printed": "2026-07-01T07:15:47", "t": 0.0, "zone": "UTC"}, "gpmf", "reader", "1"),
        Finding("place", {"lat": 52.4718, "lon": -2.0049}, "gpmf", "reader", "1"),
    )
    with home.units.open() as unit:
        extract.record_extraction(unit, footage_id, verdict="ok", verdict_words="", findings=findings, derived=())
    assert (rows(person)[0]["state"], rows(person)[0]["note"]) == ("read", "1 minute 2 seconds, GPS found")
    person.open("/report/when")
    assert "1 July 2026, 08:15:47" in person.words
    assert "your camera’s GPS" in person.words
    assert person.value("hour") == ""
    person.open("/report/where")
    assert "52.47180, -2.00490" in person.words
    assert person.value("latitude") == ""


def test_how_sure_a_reading_of_the_picture_is_stands_beside_it(person: Person, home: House) -> None:
    person.upload(("ride.mp4", CLIP), action="continue")
    footage_id = UUID(str(rows(person)[0]["id"]))
    printed = {"printed": "2026-07-01T08:15:47", "t": 0.0, "zone": None}
    overlay = Finding("recorded_at", printed, "overlay", "reader", "1", 0.83)
    with home.units.open() as unit:
        extract.record_extraction(unit, footage_id, verdict="ok", verdict_words="", findings=(overlay,), derived=())
    person.open("/report/when")
    assert "what your camera printed into the picture, 83% sure" in person.words


def test_the_places_of_a_report_are_not_filled_anew_without_end(person: Person) -> None:
    for number in range(TIMES_FILLED * 2):
        person.upload((f"{number}.mp4", CLIP + bytes([number])))
        person.upload(remove=str(rows(person)[0]["id"]))
    person.upload(("once more.mp4", CLIP))
    assert rows(person) == []
    assert announce(person).status_code == 413


def test_a_file_nobody_can_read_says_why_and_keeps_nobody_from_going_on(person: Person, home: House) -> None:
    person.upload(("notes.mp4", b"a letter, not a video"), action="continue")
    with home.units.open() as unit:
        footage_id = UUID(str(rows(person)[0]["id"]))
        extract.record_extraction(
            unit, footage_id, verdict="not_video", verdict_words="This is text.", findings=(), derived=()
        )
    assert (rows(person)[0]["state"], rows(person)[0]["note"]) == ("unreadable", "This is text.")
    person.open("/report/footage")
    person.upload(action="continue")
    assert person.path == "/report/offence"


def test_the_days_left_are_said_once_the_date_is_known(person: Person) -> None:
    person.upload(("ride.mp4", CLIP), action="continue")
    person.send(OFFENCE | {"offence": "red_light"})
    person.send(WHEN)
    person.open("/report/when")
    assert "days left" in person.words


def test_a_location_log_is_listed_as_one_and_does_not_stand_for_the_video(person: Person, home: House) -> None:
    person.upload(("ride.nmea", b"$GPRMC,1,A,"), action="upload")
    log_id = UUID(str(rows(person)[0]["id"]))
    with home.units.open() as unit:
        extract.record_extraction(unit, log_id, verdict="location_log", verdict_words="A log.", findings=(), derived=())
    person.open("/report/footage")
    assert "Location log" in person.words
    refused = person.upload(action="continue")
    assert (refused.status_code, "Select the video that the log belongs to, too" in person.words) == (422, True)
    person.upload(("ride.mp4", CLIP), action="continue")
    assert person.path != "/report/footage"


def test_a_hundred_senders_that_break_off_leave_the_web_serving(person: Person, web: Web) -> None:
    address = (urlsplit(web.url).hostname or "", urlsplit(web.url).port or 0)
    cookie = "; ".join(f"{one.name}={one.value}" for one in person.web.cookies.jar)
    where = announce(person).headers["Location"]
    starts = (
        f"POST /report/offence HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ncsrf=",
        f"PATCH {where} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nX-CSRF: {person.csrf()}\r\nTus-Resumable: 1.0.0\r\n"
        "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 5000\r\n\r\n",
        "POST /v1/drafts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{",
    )
    for number in range(102):
        with socket.create_connection(address) as line:
            line.sendall(starts[number % len(starts)].encode())
    for _ in range(30):
        assert person.open("/report/offence").status_code == 200
    with web.log.open() as log:
        assert "Traceback" not in log.read()
