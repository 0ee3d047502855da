"""One report by a person without JavaScript, from the start page to the receipt and its status."""

import re
from collections.abc import Iterator

import pytest

from storage.embedded import Addresses
from storage.keys import file_key
from tests.api.conftest import made_house
from tests.api.web_person import (
    ABOUT_YOU,
    CLIP,
    CONTACT,
    OFFENCE,
    SAFE,
    VEHICLE,
    WHEN,
    WHERE,
    Answers,
    Person,
    sha256,
    somebody,
)
from tests.conftest import House
from tests.made.web import Web, served
from triage.job import JobKind
from triage.steps.receive import hashed_secret


@pytest.fixture(scope="module")
def home(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with made_house(services, template, worker_name, tmp_path_factory.mktemp("public")) as house:
        yield house


@pytest.fixture(scope="module")
def web(home: House) -> Iterator[Web]:
    with served(home, max_file_bytes=str(2**20)) as web:
        yield web


@pytest.fixture
def person(web: Web) -> Iterator[Person]:
    with somebody(web.url) as person:
        yield person


def test_a_whole_report_ends_with_a_reference_a_secret_and_the_hash_of_what_was_sent(
    person: Person, home: House, web: Web
) -> None:
    person.answer_everything()
    reference, secret = person.sign()
    assert sha256(CLIP) in person.words
    with home.units.open() as unit:
        report = unit.submissions.find_by_reference(reference, hashed_secret(secret))
        assert report is not None
        (footage,) = report.footage
        (case,) = unit.cases.list_for_submission(report.id)
        assert unit.jobs.find_for(footage.id, JobKind.EXTRACT) is not None
        who = unit.identity.find_submitter(report.id)
    assert (footage.sha256, footage.filename) == (sha256(CLIP), "ride.mp4")
    kept = home.settings.files_folder / file_key(report.id, footage.id, "original")
    assert kept.read_bytes() == CLIP
    assert (case.registration, case.allegations[0].offence) == ("AB12CDE", "mobile_phone")
    assert who is not None
    assert (who.name, who.signed_name) == ("Ann Example", "Ann Example")
    assert secret not in web.log.read_text()
    assert reference not in web.log.read_text()


def test_the_receipt_outlives_a_reload_and_ends_when_the_person_leaves(person: Person) -> None:
    person.answer_everything()
    receipt = person.sign()
    person.open("/report/sent")
    assert receipt[1] in person.page.text if person.page else ""
    person.open("/")
    person.open("/report/sent")
    assert person.path == "/"
    assert receipt[1] not in person.words


def test_the_sender_goes_from_the_receipt_straight_to_the_status(person: Person) -> None:
    person.answer_everything()
    reference, secret = person.sign()
    person.open("/status")
    person.send({"reference": reference, "secret": secret})
    assert person.path == "/status/report"
    assert reference in person.words


def test_the_secret_stands_in_no_cookie_and_only_hashed_or_sealed_in_the_database(person: Person, home: House) -> None:
    person.answer_everything()
    _, secret = person.sign()
    plain = secret.replace("-", "")
    assert not any(plain in (cookie.value or "") for cookie in person.web.cookies.jar)
    with home.units.engine.connect() as connection:
        for table in ("submission", "idempotency", "history", "job"):
            rows = connection.exec_driver_sql(f"SELECT row_to_json({table})::text FROM {table}").scalars()  # noqa: S608
            assert not any(plain in row or secret in row for row in rows)


def test_signing_twice_leads_to_the_same_receipt(person: Person) -> None:
    person.answer_everything()
    csrf = person.csrf()
    first = person.sign()
    again = person.web.post("/report/check", data={"csrf": csrf, "signature": "Somebody Else"})
    assert again.url.path == "/report/sent"
    assert first[1] in again.text


def test_after_sending_every_question_leads_to_the_receipt_and_nothing_is_changed(person: Person, home: House) -> None:
    person.answer_everything()
    csrf = person.csrf()
    person.sign()
    person.open("/report/offence")
    assert person.path == "/report/sent"
    person.web.post("/report/vehicle", data={"csrf": csrf, **VEHICLE, "registration": "XX99 XXX"})
    with home.units.engine.connect() as connection:
        changed = connection.exec_driver_sql("SELECT count(*) FROM submission WHERE answers::text LIKE '%%XX99%%'")
        assert changed.scalar_one() == 0


@pytest.mark.parametrize(
    "path", ["footage", "offence", "when", "where", "vehicle", "about-you", "check", "sent", "footage/list.json"]
)
def test_jumping_ahead_without_a_draft_leads_to_the_start(person: Person, path: str) -> None:
    person.open(f"/report/{path}")
    assert person.path == "/"


def test_jumping_ahead_of_the_questions_leads_to_the_first_without_an_answer(person: Person) -> None:
    person.begin()
    person.open("/report/check")
    assert person.path == "/report/footage"
    person.upload(("ride.mp4", CLIP), action="continue")
    person.open("/report/check")
    assert person.path == "/report/offence"


def test_danger_stops_at_999_and_a_collision_goes_on_after_101(person: Person) -> None:
    person.open("/report/safety")
    person.send({"in_danger": "yes", "collision": "no"})
    assert person.path == "/report/emergency"
    assert "999" in person.words
    person.open("/report/contact")
    assert person.path == "/report/emergency"
    person.open("/report/safety")
    person.send({"in_danger": "no", "collision": "yes"})
    assert "101" in person.words
    person.open("/report/contact")
    person.send(CONTACT)
    assert person.path == "/report/footage"


@pytest.mark.parametrize(
    ("path", "answers", "field", "sentence"),
    [
        ("safety", {}, "in_danger", "Select yes if anyone is hurt, threatened or in danger now"),
        ("safety", SAFE | {"collision": "perhaps"}, "collision", "Select yes if there was a collision"),
        ("contact", CONTACT | {"full_name": " "}, "full_name", "Enter your full name"),
        ("contact", CONTACT | {"full_name": "A\x00nn"}, "full_name", "must not contain control characters"),
        ("contact", CONTACT | {"email": "ann"}, "email", "correct format, like name@example.com"),
        ("contact", CONTACT | {"email": "a\x00@b.example"}, "email", "must not contain control characters"),
        ("contact", CONTACT | {"phone": "1" * 41}, "phone", "40 characters or fewer"),
        ("contact", CONTACT | {"consent": ""}, "consent", "Select the box"),
        ("offence", OFFENCE | {"offence": ""}, "offence", "Select what the driver did"),
        ("offence", OFFENCE | {"offence": "waiting"}, "offence", "Select what the driver did"),
        ("offence", OFFENCE | {"words": ""}, "words", "Enter what happened in your own words"),
        ("offence", OFFENCE | {"words": "x" * 4001}, "words", "4,000 characters or fewer"),
        ("when", WHEN | {"day": ""}, "day", "The date must include a day"),
        ("when", WHEN | {"day": "31", "month": "2"}, "day", "The date must be a real date"),
        ("when", WHEN | {"day": "²"}, "day", "The date must be a real date"),
        ("when", WHEN | {"year": "2999"}, "day", "The date and time must be in the past"),
        ("when", WHEN | {"year": "26"}, "day", "The date must be in the past 6 months"),
        ("when", WHEN | {"hour": "24"}, "hour", "The time must be a real time, like 17 40"),
        ("when", WHEN | {"minute": ""}, "minute", "The time must include minutes"),
        ("where", WHERE | {"road": ""}, "road", "Enter the name or number of the road"),
        ("where", WHERE | {"town": ""}, "town", "Enter the town, city or district"),
        ("where", WHERE | {"latitude": "north"}, "latitude", "This answer must be a number"),
        ("where", WHERE | {"latitude": "91"}, "latitude", "between -90 and 90 degrees"),
        ("where", WHERE | {"longitude": ""}, "longitude", "both parts of the map position"),
        ("vehicle", VEHICLE | {"registration": ""}, "registration", "or select that no plate can be seen"),
        ("vehicle", VEHICLE | {"registration": "!!"}, "registration", "only include letters and numbers"),
        ("vehicle", VEHICLE | {"no_plate": "yes"}, "no_plate", "not both"),
        ("vehicle", VEHICLE | {"make": "x" * 41}, "make", "40 characters or fewer"),
        ("about-you", ABOUT_YOU | {"transport": "spaceship"}, "transport", "Select how you were travelling"),
        ("about-you", ABOUT_YOU | {"harm": []}, "harm", "or none of these"),
        ("about-you", ABOUT_YOU | {"harm": ["hurt", "none"]}, "harm", "or none of these"),
        ("about-you", ABOUT_YOU | {"court": ""}, "court", "give evidence in court"),
        ("about-you", ABOUT_YOU | {"posted": ""}, "posted", "posted in public"),
        ("about-you", ABOUT_YOU | {"original": ""}, "original", "original recording"),
        ("check", {"signature": " "}, "signature", "Enter your full name to sign the statement"),
    ],
)
def test_a_wrong_answer_is_named_beside_its_field_and_what_was_typed_stays(
    answered: Person, path: str, answers: Answers, field: str, sentence: str
) -> None:
    answered.open(f"/report/{path}")
    answered.send(answers)
    page = answered.page
    assert page is not None
    assert page.status_code == 422
    assert any(named == field and sentence in words for named, words in answered.errors), answered.errors
    assert f'id="{field}' in page.text
    for name, typed in answers.items():
        shown = f'name="{name}"' in page.text and isinstance(typed, str) and typed.isprintable() and len(typed) < 100
        if shown and 'type="radio"' not in page.text and name not in ("consent", "no_plate", "words"):
            assert answered.value(name) == typed
    answered.open("/report/check")
    assert answered.path == "/report/check", "what was answered before is still there"


@pytest.fixture(scope="module")
def answered(web: Web) -> Iterator[Person]:
    """Somebody who has answered everything and signs nothing."""
    with somebody(web.url) as person:
        person.answer_everything()
        yield person


def test_every_page_shows_again_what_was_answered(answered: Person) -> None:
    answered.open("/report/contact")
    assert (answered.value("full_name"), answered.value("email")) == ("Ann Example", "ann@example.com")
    answered.open("/report/offence")
    assert answered.chosen("offence") == ["mobile_phone"]
    assert str(OFFENCE["words"]) in answered.words
    answered.open("/report/when")
    assert answered.value("hour") == "8"
    assert answered.value("minute") == "15"
    answered.open("/report/where")
    assert answered.value("latitude") == "52.4718"
    answered.open("/report/vehicle")
    assert answered.value("registration") == "AB12 CDE"
    answered.open("/report/about-you")
    assert answered.chosen("transport") == ["pedal_bike"]
    assert answered.chosen("harm") == ["endangered"]


def test_a_changed_answer_leads_back_to_the_check_page(answered: Person) -> None:
    answered.open("/report/where")
    answered.send(WHERE | {"direction": "towards Quinton"})
    assert answered.path == "/report/check"
    assert "towards Quinton" in answered.words


def test_a_vehicle_without_a_plate_is_accepted_and_shown_again(person: Person) -> None:
    person.answer_everything()
    person.open("/report/vehicle")
    person.send(VEHICLE | {"registration": "", "no_plate": "yes"})
    assert person.path == "/report/check"
    assert "No plate can be seen" in person.words
    person.open("/report/vehicle")
    assert person.chosen("no_plate") == ["yes"]
    assert person.value("markings") == ""


def test_answers_that_limit_what_can_follow_are_said_before_signing(person: Person) -> None:
    person.answer_everything()
    person.open("/report/about-you")
    person.send(ABOUT_YOU | {"court": "no", "posted": "yes", "original": "no"})
    assert len(re.findall("You would not give evidence|posted the video in public|no longer have", person.words)) == 3


def test_a_form_without_its_token_changes_nothing(person: Person) -> None:
    person.begin()
    refused = person.web.post("/report/offence", data=dict(OFFENCE))
    assert refused.status_code == 403
    refused = person.web.post("/report/offence", data={"csrf": "0" * 32, **OFFENCE})
    assert refused.status_code == 403
    refused = person.web.post("/report/footage", data={"action": "upload"}, files={"footage": ("a.mp4", CLIP)})
    assert refused.status_code == 403
    person.open("/report/footage")
    assert "a.mp4" not in person.words
    person.open("/report/offence")
    assert person.chosen("offence") == []


def test_another_browsers_token_is_refused(web: Web, person: Person) -> None:
    person.begin()
    with somebody(web.url) as other:
        other.begin()
        stolen = other.csrf()
    assert person.web.post("/report/offence", data={"csrf": stolen, **OFFENCE}).status_code == 403


def test_a_body_larger_than_a_page_of_text_is_refused(person: Person) -> None:
    person.begin()
    answer = person.web.post("/report/offence", data={"csrf": person.csrf(), "words": "x" * 70_000})
    assert answer.status_code == 413
