"""The status page, the statistics and the notices: who sees what, and what the addresses never carry."""

import csv
import io
import re
from collections.abc import Iterator
from uuid import UUID

import pytest

from storage.embedded import Addresses
from tests.api.conftest import made_house
from tests.api.web_person import Person, somebody
from tests.conftest import House
from tests.made.web import Web, served
from triage.actor import Officer
from triage.outcome import Outcome
from triage.steps import decide, extract, feedback, prioritise, review
from triage.viewing import Viewing


@pytest.fixture(scope="module")
def home(
    services: Addresses, template: str, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with made_house(services, template, worker_name, tmp_path_factory.mktemp("status")) as house:
        yield house


@pytest.fixture(scope="module")
def web(home: House) -> Iterator[Web]:
    with served(home, trusted_proxies="127.0.0.1") as web:
        yield web


@pytest.fixture
def person(web: Web) -> Iterator[Person]:
    with somebody(web.url) as person:
        yield person


@pytest.fixture(scope="module")
def receipt(web: Web) -> tuple[str, str]:
    """The reference and secret of a report."""
    with somebody(web.url) as sender:
        sender.answer_everything()
        return sender.sign()


def sign_in(person: Person, reference: str, secret: str) -> None:
    person.open("/status")
    person.send({"reference": reference, "secret": secret})


def test_reference_and_secret_open_the_status_of_that_report_alone(
    person: Person, receipt: tuple[str, str], web: Web
) -> None:
    sign_in(person, receipt[0].lower(), receipt[1].lower().replace("-", " "))
    assert person.path == "/status/report"
    assert receipt[0] in person.words
    assert "We have your report" in person.words
    log = web.log.read_text()
    assert receipt[0] not in log
    assert receipt[1] not in log


def test_a_wrong_secret_and_an_unknown_reference_look_the_same(person: Person, receipt: tuple[str, str]) -> None:
    seen = []
    for reference, secret in ((receipt[0], "A" * 26), ("SN-0000-0000-0", receipt[1])):
        sign_in(person, reference, secret)
        assert person.page is not None
        assert person.page.status_code == 422
        text = re.sub(r'csrf" value="[^"]+"|nonce-\S+', "", person.page.text)
        seen.append(text.replace(reference, "REFERENCE"))
    assert seen[0] == seen[1]


def test_a_slip_in_the_reference_is_said_without_a_look_into_the_database(person: Person) -> None:
    sign_in(person, "SN-0000-0000-1", "A" * 26)
    assert person.errors == [
        ("reference", "That reference has a slip in it. Check each letter and figure against your receipt.")
    ]


@pytest.mark.parametrize("cookie", ["", "invented", "gAAAAAB" + "x" * 100])
def test_without_a_pass_the_status_leads_to_its_sign_in(person: Person, cookie: str) -> None:
    person.web.cookies.set("status", cookie)
    person.open("/status/report")
    assert person.path == "/status"


def test_after_ten_wrong_tries_the_address_waits(web: Web) -> None:
    with somebody(web.url, **{"X-Forwarded-For": "192.0.2.50"}) as guesser:
        for _ in range(10):
            sign_in(guesser, "SN-0000-0000-0", "A" * 26)
        assert guesser.page is not None
        assert guesser.page.status_code == 422
        sign_in(guesser, "SN-0000-0000-0", "A" * 26)
        assert guesser.page.status_code == 429
        assert "Wait 15 minutes" in guesser.words


def test_a_decision_is_told_when_it_is_final_and_counted_in_figure_4(
    person: Person, receipt: tuple[str, str], home: House
) -> None:
    case_id, officer = ready_case(home), an_officer(home)
    with home.units.open() as unit:
        case = review.claim_next(unit, officer)
        assert case is not None
        assert case.id == case_id
        order = decide.Order(Outcome.WARNING_LETTER, reason="first_time", viewing=Viewing(played=((0.0, 6.0),)))
        decision = decide.record(unit, case.id, case.version, order, by=officer)
    sign_in(person, *receipt)
    assert "An officer is looking at your report." in person.words
    with home.units.as_of(decision.final_at).open() as unit:
        decide.finalise(unit, decision.id)
        feedback.tell(unit, case_id)
    person.open("/status/report")
    assert "We are sending a warning about this vehicle." in person.words
    assert "You can ask for a review of this decision" in person.words
    text = person.open("/statistics.csv").text
    (month,) = csv.DictReader(io.StringIO(text))
    assert (month["submissions"], month["decided"], month["positive_percent"]) == ("1", "1", "")


def ready_case(home: House) -> UUID:
    with home.units.engine.connect() as connection:
        (footage_id,) = connection.exec_driver_sql("SELECT id FROM footage").scalars()
        case_id: UUID
        (case_id,) = connection.exec_driver_sql('SELECT id FROM "case"').scalars()
    with home.units.open() as unit:
        extract.record_extraction(unit, footage_id, verdict="ok", verdict_words="", findings=(), derived=())
    with home.units.open() as unit:
        prioritise.prioritise(unit, case_id)
    return case_id


def an_officer(home: House) -> Officer:
    with home.units.open() as unit:
        return unit.staff.get(unit.staff.add("marsh", "PC 4471 Marsh", "officer", "-"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "Report a driving offence with video"),
        ("/statistics", "What comes of reports"),
        ("/privacy", "Privacy notice"),
        ("/accessibility", "Accessibility statement"),
        ("/cymraeg", "Cymraeg"),
        ("/status", "See what came of a report"),
    ],
)
def test_pages_for_everybody_open_with_their_headers(person: Person, path: str, words: str) -> None:
    page = person.open(path)
    assert page.status_code == 200
    assert words in person.words
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_an_address_nobody_knows_is_a_page_and_names_no_machine(person: Person) -> None:
    page = person.open("/report/nowhere")
    assert page.status_code == 404
    assert "Traceback" not in page.text
