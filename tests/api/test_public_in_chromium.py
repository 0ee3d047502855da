"""A person at the real form in a real browser, on a phone and on a desk: every page, the upload, the receipt."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from storage.unit import Units
from tests.browser.chromium import DESKTOP, PHONE, browser_page
from tests.conftest import House
from tests.made.cases import clip
from tests.made.web import running

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def visit(house: House, request: pytest.FixtureRequest) -> Iterator[tuple[Page, str]]:
    """A browser at the start page; its console must stay silent to the end."""
    with running(house, "public") as url, browser_page(*request.param) as page:
        page.goto(url)
        yield page, url


def seen(page: Page) -> None:
    """Nothing on this page is in the way of anybody, and nothing hangs over its edge."""
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def go_on(page: Page, **fields: str) -> None:
    """Fill the named fields and continue; the page that was filled has been looked at."""
    seen(page)
    for name, value in fields.items():
        field = page.locator(f"[name={name}]").first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.locator(f"[name={name}][value={value}]").check()
        else:
            field.fill(value)
    page.get_by_role("button", name="Continue").click()


def test_a_report_is_made_from_the_start_to_the_receipt(house: House, visit: tuple[Page, str], tmp_path: Path) -> None:
    page, _ = visit
    seen(page)
    page.get_by_role("button", name="Start now").click()
    go_on(page, in_danger="no", collision="no")
    go_on(page, full_name="Ann Example", email="ann@example.com", consent="yes")
    footage = tmp_path / "2026_1114_081522_F.MP4"
    footage.write_bytes(clip().read_bytes())
    page.locator("input[name=footage]").set_input_files(footage)
    expect(page.get_by_text("2026_1114_081522_F.MP4").first).to_be_visible()
    expect(page.get_by_text("Uploaded").first).to_be_visible()
    go_on(page)
    day = datetime.now(UTC) - timedelta(days=2)
    go_on(page, offence="mobile_phone", words="A phone in the driver's hand.")
    go_on(page, day=str(day.day), month=str(day.month), year=str(day.year), hour="8", minute="15")
    go_on(page, road="Hagley Road West", town="Birmingham")
    go_on(page, registration="AB12 CDE", make="Ford", colour="blue")
    go_on(page, transport="pedal_bike", harm="frightened", court="yes", posted="no", original="yes")
    seen(page)
    page.locator("[name=signature]").fill("Ann Example")
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_text(hashlib.sha256(clip().read_bytes()).hexdigest())).to_be_visible()
    seen(page)
    assert_sent(house.units)


def assert_sent(units: Units) -> None:
    """One report has been received, with what was typed."""
    with units.open() as unit:
        (case,) = unit.cases.list_for_registration("AB12CDE")
        answers = unit.submissions.get(case.submission_id).answers
    assert (answers["mode"], answers["frightened"], answers["endangered"]) == ("pedal_bike", True, False)
