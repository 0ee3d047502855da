"""The confirm list and the ways out of a case with keys alone, in a real browser, with axe listening."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from api.security import STAFF_COOKIE
from tests.api.staff_house import a_case, again, path_of, seated
from tests.browser.chromium import launched
from tests.conftest import House
from tests.made.web import running
from triage.finding import Finding

pytestmark = pytest.mark.browser
UNPLAYABLE = (Finding("plays", False, "footage", "reader", "1"),)


@pytest.fixture
def at_desk(house: House) -> Iterator[tuple[Page, str]]:
    """An officer who is signed in, in front of an empty page."""
    complaints: list[str] = []
    with running(house, "staff") as url, sync_playwright() as play:
        seat = seated(house, url, "supervisor")
        browser = launched(play)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": STAFF_COOKIE, "value": seat.client.cookies[STAFF_COOKIE], "url": url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page, url
        browser.close()
    assert complaints == []


def no_fault(page: Page) -> None:
    assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_y_closes_n_sends_on_arrows_choose_and_u_takes_back(house: House, at_desk: tuple[Page, str]) -> None:
    page, url = at_desk
    first = a_case(house, found=UNPLAYABLE, registration="KE11 AAA", offence="red_light")
    second = a_case(house, found=UNPLAYABLE, registration="KE11 BBB", offence="ped_crossing_stop")
    page.goto(f"{url}/lanes/confirm")
    expect(page.locator("#to-confirm > li").first).to_be_focused()
    no_fault(page)
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert again(house, second).lane == "queue"
    with page.expect_navigation():
        page.keyboard.press("y")
    assert again(house, first).outcome == "no_further_action"
    expect(page.locator("#undo")).to_contain_text(first.reference)
    no_fault(page)
    page.locator("#undo button").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert again(house, first).outcome is None
    expect(page.locator("#to-confirm > li")).to_have_count(1)


def test_shift_x_and_a_letter_seal_and_k_and_a_letter_skip(house: House, at_desk: tuple[Page, str]) -> None:
    page, url = at_desk
    seen, skipped = a_case(house, registration="KE11 CCC"), a_case(house, registration="KE11 DDD")
    page.goto(f"{url}{path_of(seen)}")
    page.get_by_role("button", name="Claim this case").click()
    page.wait_for_selector("#leave-seal")
    page.keyboard.press("Shift+X")
    expect(page.locator("#leave-seal")).to_have_attribute("open", "")
    no_fault(page)
    with page.expect_navigation():
        page.keyboard.press("d")
    assert again(house, seen).sealed_at is not None
    page.goto(f"{url}{path_of(skipped)}")
    page.get_by_role("button", name="Claim this case").click()
    page.wait_for_selector("#leave-skip")
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("p")
    with house.units.open() as unit:
        line = unit.history.list_for(skipped.id)[-1]
    assert (line.action, line.payload) == ("skipped", {"why": "needs_second_look"})


def test_no_light_page_has_a_fault_on_the_desk_or_on_a_phone(house: House, at_desk: tuple[Page, str]) -> None:
    page, url = at_desk
    a_case(house, registration="KE11 EEE")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for path in ("/queue", "/lanes/restricted", "/lanes/rescue", "/queue/over-claims", "/find?q=KE1"):
            page.goto(f"{url}{path}")
            no_fault(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
