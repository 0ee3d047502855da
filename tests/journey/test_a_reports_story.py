"""The story of one report: sent by a program, read, found first, watched, warned, printed once, told and counted."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.clips import draw_clip
from demo.scenes import SCENES
from storage.counts import figure4
from tests.browser.chromium import browser_page
from tests.journey.stack import PASSWORD, Stack
from tests.made.process_life import eventually

pytestmark = pytest.mark.browser
LONG = 90.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "phone.mp4"
    draw_clip(path, SCENES["mobile_phone"])
    return path


@pytest.fixture
def page() -> Iterator[Page]:
    with browser_page() as opened:
        yield opened


def test_a_report_becomes_a_warning_that_is_printed_once_told_and_counted(stack: Stack, clip: Path, page: Page) -> None:
    happened = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%dT08:15")
    receipt = stack.submit(clip, at=happened, vrm="ST11 ORY")
    assert receipt["sha256"] == hashlib.sha256(clip.read_bytes()).hexdigest()
    reference = receipt["reference"]

    def is_queued() -> bool:
        with stack.units.open() as unit:
            found = unit.cases.find_by_reference(reference)
            return found is not None and found.open

    assert eventually(is_queued, LONG)

    page.goto(f"{stack.staff_url}/queue")
    page.fill("#username", "marsh")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Open the next case").click()
    expect(page).to_have_url(f"{stack.staff_url}/review/{reference}/1")
    assert eventually(lambda: page.evaluate("document.getElementById('video').readyState") >= 2)
    expect(page.locator("#frame-words")).to_be_visible()
    page.keyboard.press("Space")
    assert eventually(lambda: page.evaluate("document.getElementById('video').currentTime") > 2)
    for key in ("Space", "2", "F", "Enter"):
        page.keyboard.press(key)
    expect(page).not_to_have_url(f"{stack.staff_url}/review/{reference}/1")

    def is_told() -> bool:
        with stack.units.open() as unit:
            found = unit.cases.find_by_reference(reference)
            return found is not None and found.told_class == "warning"

    assert eventually(is_told, LONG)
    with stack.units.open() as unit:
        found = unit.cases.find_by_reference(reference)
        assert found is not None
        (letter,) = unit.letters.list_for_case(found.id)
    assert eventually(lambda: len(list((stack.home / "print").glob(f"{letter.reference}.pdf"))) == 1, LONG)

    page.goto(f"{stack.public_url}/status")
    page.fill("#reference", reference)
    page.fill("#secret", receipt["secret"])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("We are sending a warning about this vehicle.")).to_be_visible()

    with stack.units.open() as unit:
        (month,) = figure4(unit)
    assert (month.positive, month.decided) == (1, 1)
    csv = page.request.get(f"{stack.public_url}/statistics.csv").text()
    assert csv.splitlines()[1].startswith(f"{month.month},{month.submissions},")
