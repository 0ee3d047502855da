"""Stills and loupe of the desk: the original's own picture by its number, waited for briefly, shown once there."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import create_engine, text

from api.desk import stills
from storage.errors import TooManyStills
from storage.jobs import Job
from tests.api.staff_house import BYTES, PASSWORD, a_case, a_person, derive, footage_of, path_of, seated
from tests.browser import drawn_clip
from tests.browser.chromium import launched
from tests.conftest import House
from tests.made.web import running
from triage.job import JobKind
from triage.steps import extract
from triage.submission import Footage
from worker.house import house_of
from worker.tasks import WORK
from worker.work import perform

STILL = b"\xff\xd8 picture five \xff\xd9"


def left(house: House) -> list[Job]:
    """The stills that wait to be made."""
    with house.units.open() as unit:
        return [one for one in unit.jobs.list_unfinished() if one.kind is JobKind.STILL]


def make(house: House, footage: Footage, job: Job, *pieces: tuple[str, bytes]) -> None:
    """What a worker does: keep the bytes, then name them and finish, in one transaction."""
    made = derive(house, footage, dict(pieces))
    with house.units.open() as unit:
        taken = unit.jobs.take(job.id, seconds=60)
        assert taken is not None
        extract.record_stills(unit, made)
        unit.jobs.finish(taken)


@contextmanager
def working(work: "threading.Thread") -> Iterator[None]:
    work.start()
    yield
    work.join(timeout=10)


def test_a_still_that_is_there_is_answered_at_once_and_the_look_is_noted(staffed: House, staff_url: str) -> None:
    footage = footage_of(staffed, a_case(staffed))
    seat = seated(staffed, staff_url)
    answer = seat.get(f"/footage/{footage.id}/stills/0")
    assert (answer.status_code, answer.content) == (200, BYTES["still:0"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert left(staffed) == []
    with staffed.units.open() as unit:
        assert [one.what for one in unit.history.list_looks(footage.id)] == ["footage:still:0"]


def test_a_still_that_a_worker_makes_in_time_comes_with_the_first_answer(staffed: House, staff_url: str) -> None:
    footage = footage_of(staffed, a_case(staffed))

    def work() -> None:
        with staffed.units.open() as unit:
            while (job := unit.jobs.find_once(extract.still_wanted(footage.id, 5))) is None:
                threading.Event().wait(0.02)
        make(staffed, footage, job, ("still:5", STILL))

    with working(threading.Thread(target=work)):
        answer = seated(staffed, staff_url).get(f"/footage/{footage.id}/stills/5")
    assert (answer.status_code, answer.content) == (200, STILL)


def test_a_still_that_takes_longer_is_answered_as_coming_and_made_once(staffed: House, staff_url: str) -> None:
    footage = footage_of(staffed, a_case(staffed))
    seat = seated(staffed, staff_url)
    answer = seat.get(f"/footage/{footage.id}/stills/6")
    assert (answer.status_code, answer.headers["retry-after"]) == (202, "1")
    assert answer.json()["code"] == "preparing"
    (job,) = left(staffed)
    make(staffed, footage, job, ("still:6", STILL))
    assert seat.get(f"/footage/{footage.id}/stills/6").content == STILL


@pytest.mark.parametrize("number", ["240", "-1", "1000000", "x"])
def test_a_number_the_clip_does_not_have_leaves_no_work(staffed: House, staff_url: str, number: str) -> None:
    footage = footage_of(staffed, a_case(staffed))
    assert seated(staffed, staff_url).get(f"/footage/{footage.id}/stills/{number}").status_code in (404, 422)
    assert left(staffed) == []


def test_a_picture_that_could_not_be_taken_is_not_promised_again(staffed: House, staff_url: str) -> None:
    footage = footage_of(staffed, a_case(staffed))
    with staffed.units.open() as unit:
        unit.jobs.leave(JobKind.STILL, footage.id, once=extract.still_wanted(footage.id, 9))
    (job,) = left(staffed)
    make(staffed, footage, job)
    answer = seated(staffed, staff_url).get(f"/footage/{footage.id}/stills/9")
    assert answer.status_code == 404
    assert stills.NO_PICTURE in answer.text


def test_of_one_file_only_so_many_pictures_are_taken(staffed: House, staff_url: str) -> None:
    footage, seat = footage_of(staffed, a_case(staffed)), seated(staffed, staff_url)
    with staffed.units.open() as unit:
        for number in range(1, stills.MOST_STILLS + 1):
            unit.jobs.leave(JobKind.STILL, footage.id, once=extract.still_wanted(footage.id, -number))
    answer = seat.get(f"/footage/{footage.id}/stills/7")
    assert (answer.status_code, TooManyStills.plainly in answer.text) == (409, True)
    assert seat.get(f"/footage/{footage.id}/stills/0").status_code == 200, "what is there is shown"
    assert len([one for one in left(staffed) if one.subject == footage.id]) == stills.MOST_STILLS
    engine = create_engine(staffed.owner_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM job WHERE subject = :id"), {"id": footage.id})
    engine.dispose()


def test_sealed_footage_has_no_stills_for_anybody(staffed: House, staff_url: str) -> None:
    case = a_case(staffed)
    footage = footage_of(staffed, case)
    engine = create_engine(staffed.owner_url)
    with engine.begin() as connection:
        connection.execute(text('UPDATE "case" SET sealed_at = now(), open = false WHERE id = :id'), {"id": case.id})
    engine.dispose()
    for who in ("officer", "supervisor", "auditor"):
        answer = seated(staffed, staff_url, who).get(f"/footage/{footage.id}/stills/0")
        assert (answer.status_code, BYTES["still:0"] in answer.content) == (404, False)
    assert left(staffed) == []


def test_footage_nobody_has_yields_no_still(staffed: House, staff_url: str) -> None:
    assert seated(staffed, staff_url).get(f"/footage/{uuid4()}/stills/0").status_code == 404


def test_the_desk_says_that_the_picture_is_still_being_read(staffed: House, staff_url: str) -> None:
    case = a_case(staffed)
    page = seated(staffed, staff_url).get(path_of(case)).text
    assert "Plates and what the camera printed are still being read." in page
    with staffed.units.open() as unit:
        job = unit.jobs.find_for(footage_of(staffed, case).id, JobKind.LOOK)
        assert job is not None
        taken = unit.jobs.take(job.id, seconds=60)
        assert taken is not None
        unit.jobs.report(taken, {"share": 0.3, "what": "reading the plates"})
    assert "still being read (30% done)." in seated(staffed, staff_url).get(path_of(case)).text
    with staffed.units.open() as unit:
        unit.jobs.finish(taken)
    assert "still being read" not in seated(staffed, staff_url).get(path_of(case)).text


@pytest.fixture
def drawn(tmp_path: Path) -> dict[str, bytes]:
    """A drawn clip as original and as playback copy."""
    clip = drawn_clip.draw(tmp_path)
    pieces = {"playable": clip.video, "poster": clip.poster, "strip": clip.strip, "frames": clip.frames}
    return BYTES | {role: path.read_bytes() for role, path in pieces.items()}


@pytest.fixture
def desk(house: House, drawn: dict[str, bytes]) -> Iterator[Page]:
    """An officer before a case, with a worker that makes stills behind the web."""
    case = a_case(house, pieces=drawn, content=drawn["playable"])
    staff_id = a_person(house, "officer")
    with house.units.open() as unit:
        username = unit.staff.get(staff_id).username
    over = threading.Event()
    home = house_of(house.settings, house.units)

    def work() -> None:
        while not over.wait(0.05):
            for job in left(house):
                perform(home, job.id, WORK)

    worker = threading.Thread(target=work)
    worker.start()
    with running(house, "staff") as url, sync_playwright() as play:
        browser = launched(play)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{url}/queue")
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click("text=Sign in >> nth=-1")
        page.wait_for_url(f"{url}/queue")
        page.goto(f"{url}{path_of(case)}")
        page.wait_for_selector("#frame-words:not([hidden])")
        yield page
        browser.close()
    over.set()
    worker.join(timeout=30)
    home.launcher.close()
    assert not complaints


@pytest.mark.browser
def test_loupe_and_still_show_the_original_of_the_frame_that_stands(desk: Page) -> None:
    for _ in range(3):
        desk.keyboard.press(".")
    desk.wait_for_selector("#frame-words:has-text('Frame 4 of')")
    desk.keyboard.press("z")
    desk.wait_for_selector("#loupe-words:has-text('Loupe, original')", timeout=30_000)
    desk.keyboard.press("s")
    desk.wait_for_selector("#still-words:has-text('Frame 4 of the original')", timeout=30_000)
    assert desk.get_attribute("#still-link", "href").endswith("/stills/3")  # type: ignore[union-attr]
    assert desk.get_attribute("[data-do=still]", "aria-pressed") == "true"
    desk.keyboard.press("s")
    desk.wait_for_selector("#still", state="hidden")
    desk.keyboard.press("Space")
    desk.wait_for_selector("#loupe-words:has-text('playback copy')")
