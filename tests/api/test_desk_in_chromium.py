"""An officer at the real desk in a real browser: sign in, take the next case, play it, decide with keys, undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from tests.api.staff_house import BYTES, PASSWORD, a_case, a_person, again, path_of
from tests.browser import drawn_clip
from tests.browser.chromium import launched
from tests.conftest import House
from tests.made.web import running
from triage.case import Case

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the worker would have made of a drawn clip of eight seconds."""
    clip = drawn_clip.draw(tmp_path_factory.mktemp("clip"))
    drawn: dict[str, Path] = {"playable": clip.video, "poster": clip.poster, "strip": clip.strip, "frames": clip.frames}
    return BYTES | {role: path.read_bytes() for role, path in drawn.items()}


@pytest.fixture
def queue_of_two(house: House, pieces: dict[str, bytes]) -> tuple[Case, Case]:
    """A filter offence with a marked moment, and something that can wait."""
    first = a_case(house, pieces=pieces, mark_s=1.0)
    return first, a_case(house, pieces=pieces, offence="ped_crossing_stop", registration="PA11 KED")


@pytest.fixture
def desk(house: House, queue_of_two: tuple[Case, Case]) -> Iterator[tuple[Page, str]]:
    """A supervisor signed in through the form."""
    staff_id = a_person(house, "supervisor", name="Sgt 7 Charlie")
    with house.units.open() as unit:
        username = unit.staff.get(staff_id).username
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
        yield page, url
        browser.close()
    # A refused form is answered with 422, which Chromium writes to its console.
    assert not [one for one in complaints if "status of 422" not in one]


def until(page: Page, says: str) -> None:
    """Wait for something the page knows; asked from outside, because its policy forbids evaluating words."""
    for _ in range(600):  # a busy machine plays slowly
        if page.evaluate(says):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the page never came to say: {says}")


def test_a_warning_is_played_recorded_and_undone_with_keys_alone(
    house: House, desk: tuple[Page, str], queue_of_two: tuple[Case, Case]
) -> None:
    page, url = desk
    first, second = queue_of_two
    page.click("text=Open the next case")
    page.wait_for_url(url + path_of(first))
    until(page, "document.getElementById('video').readyState >= 2")
    page.keyboard.press("Space")
    until(page, "document.getElementById('video').currentTime > 1.3")
    for key in ("Space", "2", "F", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(url + path_of(second))
    assert again(house, first).outcome == "warning_letter"
    with house.units.open() as unit:
        standing = unit.decisions.find_standing(first.id)
    assert standing is not None
    assert standing.seconds_played > 1
    page.keyboard.press("u")
    page.wait_for_url(url + path_of(first))
    assert again(house, first).outcome is None


def test_a_refused_record_keeps_what_was_played(
    house: House, desk: tuple[Page, str], queue_of_two: tuple[Case, Case]
) -> None:
    page, _ = desk
    page.click("text=Open the next case")
    until(page, "document.getElementById('video').readyState >= 2")
    page.check("[name=outcome][value=warning_letter]")
    page.check("[name=reason][value=first_time]")
    with page.expect_navigation():
        page.click(".rec")
    assert "Play the marked moment before you record this." in page.inner_text(".alert")
    assert page.is_checked("[name=outcome][value=warning_letter]")
    until(page, "document.getElementById('video').readyState >= 2")
    page.click("[data-do=play]")
    until(page, "document.getElementById('played').value.split('-').pop() > 1.3")
    with page.expect_navigation():
        page.click(".rec")
    assert again(house, queue_of_two[0]).outcome == "warning_letter"


def test_the_staff_pages_are_accessible_and_say_nothing_to_the_console(
    desk: tuple[Page, str], queue_of_two: tuple[Case, Case]
) -> None:
    page, url = desk
    first = path_of(queue_of_two[0])
    for path in ("/queue", first, f"{first}/history", "/approvals", "/problems", "/performance"):
        page.goto(url + path)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


def test_adding_an_offence_asks_nobody_to_watch_again(
    house: House, desk: tuple[Page, str], queue_of_two: tuple[Case, Case]
) -> None:
    page, url = desk
    page.click("text=Open the next case")
    page.wait_for_selector("#frame-words:not([hidden])")
    until(page, "document.getElementById('video').readyState >= 2")
    page.keyboard.press("Space")
    until(page, "document.getElementById('played').value.split('-').pop() > 1.3")
    page.click("text=Add or correct an offence")
    page.select_option("#alleged-offence", "red_light")
    with page.expect_navigation():
        page.click("text=Add as another offence")
    assert page.locator(".alleged li").count() == 2
    assert page.input_value("#played") != ""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    for key in ("2", "F", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(url + path_of(queue_of_two[0]))
    assert page.locator(".alleged .is-over").count() == 1
    with page.expect_navigation():
        for key in ("1", "O", "Enter"):
            page.keyboard.press(key)
    assert again(house, queue_of_two[0]).held_until is not None
