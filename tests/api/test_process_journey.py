"""A phone in the hand, from the notice to a paid penalty: every step through the pages, every job by a worker."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import create_engine, text

from api.app import staff_app
from api.deps import House as WebHouse
from api.security import STAFF_COOKIE
from storage.settings import settings
from tests.api.staff_house import a_case, a_person, text_of
from tests.conftest import House
from tests.made.web import environment_of
from triage.case import Case
from triage.job import JobKind
from triage.worklist import TaskKind
from worker.house import House as WorkerHouse
from worker.house import house_of
from worker.tasks import WORK
from worker.work import perform

BEGAN = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)  # a Monday
ANN = {"name": "Ann Sample", "line": ["1 Example Street", "Birmingham"], "postcode": "ZZ99 9ZZ"}
BEN = {"name": "Ben Exemplar", "line": ["4 Invented Close", "Dudley"], "postcode": "ZZ99 9ZZ"}


@dataclass
class Web:
    """The staff's web on a clock of its own, and the workers on the same."""

    app: FastAPI
    client: httpx.Client
    house: House
    home: WorkerHouse
    now: datetime = BEGAN

    def wait(self, **time: float) -> None:
        """Time goes by, for the pages and for the workers."""
        self.now += timedelta(**time)
        known: WebHouse = self.app.state.house
        self.app.state.house = replace(known, units=self.house.units.as_of(self.now))

    def signed_in(self, role: str) -> "Person":
        """Somebody new in front of the web."""
        staff_id = a_person(self.house, role, name=f"A {role}")
        with self.house.units.as_of(self.now).open() as unit:
            token, csrf = unit.staff.start_session(staff_id, hours=24 * 90)
        return Person(self, token, csrf)

    def work(self, *kinds: JobKind) -> None:
        """The workers do what of these kinds is due."""
        engine = create_engine(self.house.owner_url)
        with engine.begin() as connection:  # leases keep the real clock, whatever the story's is
            connection.execute(text("UPDATE job SET run_after = now() WHERE run_after <= :at"), {"at": self.now})
        engine.dispose()
        with self.house.units.open() as unit:
            due = [one for one in unit.jobs.list_unfinished() if one.kind in kinds]
        for job in due:
            assert perform(self.home, job.id, WORK, as_of=self.now) == "done"

    def open_tasks(self, case: Case) -> dict[TaskKind, str]:
        """What is open about a case, and what each task is about."""
        with self.house.units.open() as unit:
            return {one.kind: str(one.subject) for one in unit.worklist.list_for_case(case.id) if one.closed_at is None}


@dataclass
class Person:
    """Somebody signed in."""

    web: Web
    token: str
    csrf: str

    def get(self, path: str) -> str:
        """What a page says."""
        answer = self.web.client.get(path, headers={"cookie": f"{STAFF_COOKIE}={self.token}"})
        assert answer.status_code == 200, answer.text
        return text_of(answer)

    def post(self, path: str, **fields: object) -> httpx.Response:
        """Send a form; it must lead on."""
        answer = self.web.client.post(
            path,
            data={"csrf": self.csrf} | fields,
            headers={"cookie": f"{STAFF_COOKIE}={self.token}"},
            follow_redirects=False,
        )
        assert answer.status_code == 303, text_of(answer)
        return answer


@pytest.fixture
def web(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    for name, value in environment_of(house.settings).items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    app = staff_app()
    home = house_of(house.settings, house.units)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    with httpx.Client(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=30) as client:
        made = Web(app, client, house, home)
        made.wait()
        yield made
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()
    home.launcher.close()
    settings.cache_clear()


def post_all(web: Web, clerk: Person) -> None:
    """Everything printed leaves in one batch today, with its certificate."""
    web.work(JobKind.LETTER)
    batch = clerk.post("/post/batches", which="all").headers["location"]
    clerk.post(f"{batch}/left", posted_on=web.now.date().isoformat(), certificate="GB 12345")


def decide_on_a_notice(web: Web, officer: Person, case: Case) -> None:
    """An officer takes the case, watches and records; then the hold runs out."""
    path = f"/review/{case.reference}/1"
    officer.post(f"{path}/claim")
    officer.post(
        f"{path}/record",
        version=case.version,
        outcome="notice",
        reason="offence_seen",
        offence="mobile_phone",
        registration="AB12 CDE",
        played="0.0-6.0",
    )
    web.wait(seconds=11)
    web.work(JobKind.FINALISE)


def answer(web: Web, clerk: Person, case: Case, **fields: object) -> None:
    """The reply that is waited for has come today."""
    link = web.open_tasks(case)[TaskKind.AWAIT_REPLY]
    clerk.post(f"/replies/{link}", replied_on=web.now.date().isoformat(), **fields)


def conclude(web: Web, clerk: Person, case: Case, outcome: str) -> None:
    """What follows is recorded, and the hold runs out."""
    with web.house.units.open() as unit:
        now = unit.cases.get(case.id)
    choice = f"{now.allegations[0].id}:{outcome}"
    clerk.post(f"/conclude/{case.reference}/1", version=now.version, choice=choice)
    web.wait(seconds=11)
    web.work(JobKind.FINALISE)


def test_phone_request_driver_named_conditional_offer_paid(house: House, web: Web) -> None:
    case = a_case(house, at=BEGAN - timedelta(hours=1), offence="mobile_phone")
    officer, clerk = web.signed_in("officer"), web.signed_in("process")

    # A phone needs no notice of intended prosecution: the request stands alone, and waits for the keeper.
    decide_on_a_notice(web, officer, case)
    assert "Look up the keeper on the day of the offence" in clerk.get("/work")
    clerk.post(f"/keepers/{case.reference}/1", state="found", **ANN)
    post_all(web, clerk)
    web.wait(days=9)
    answer(web, clerk, case, answer="named_driver", **BEN)
    post_all(web, clerk)
    web.wait(days=9)
    answer(web, clerk, case, answer="i_was_driving")

    page = clerk.get(f"/conclude/{case.reference}/1")
    assert "No course is offered for this offence." in page
    assert "Ben Exemplar said that they were driving" in page
    conclude(web, clerk, case, "fixed_penalty")
    post_all(web, clerk)
    web.wait(days=8)
    offer = web.open_tasks(case)[TaskKind.AWAIT_OFFER]
    clerk.post(f"/offers/{offer}", state="paid", answered_on=web.now.date().isoformat())

    assert web.open_tasks(case) == {}
    assert "Nothing waits for anybody." in clerk.get("/work")
    with house.units.open() as unit:
        letters = unit.letters.list_for_case(case.id)
        assert unit.cases.get(case.id).outcome == "fixed_penalty"
        assert unit.history.broken(case.id) is None
        assert "conclude" in [one.what for one in unit.history.list_looks(case.id)]
    assert [one.kind for one in letters] == ["s172_alone", "requirement_next", "conditional_offer"]
    assert ({one.state for one in letters}, len({one.party_id for one in letters})) == ({"sent"}, 2)
    assert letters[0].served_on == date(2026, 11, 18)
    history = officer.get(f"/review/{case.reference}/1/history")
    assert "Named driver, link 2: they were driving" in history
    assert "Ben Exemplar" not in history  # officers read capacities, never names
