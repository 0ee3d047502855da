"""Every page, drawn with invented contexts: nothing axe, the console or a narrow screen could object to."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import drawn_clip
from tests.browser.preview import faults_of
from tests.browser.shelf import CHROMIUM, FLAGS, pages, shelf

pytestmark = pytest.mark.browser

PAGES = pages()
SEEKS = 60
READ_NUMBER = """() => {
  const video = document.getElementById('video');
  const paper = document.createElement('canvas').getContext('2d');
  paper.canvas.width = video.videoWidth; paper.canvas.height = video.videoHeight;
  paper.drawImage(video, 0, 0);
  let number = 0;
  for (let bit = 0; bit < BITS; bit += 1) {
    if (paper.getImageData(bit * BLOCK + BLOCK / 2, BLOCK / 2, 1, 1).data[0] > 127) number += 2 ** bit;
  }
  return number;
}""".replace("BITS", str(drawn_clip.BITS)).replace("BLOCK", str(drawn_clip.BLOCK))

Posted = list[tuple[str, dict[str, str]]]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Browser, str, Posted]]:
    """A browser, the address of the drawn pages, and the forms they posted."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        drawn_clip.draw(Path(folder))
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with shelf(PAGES, Path(folder)) as (url, posted):
            yield browser, url, posted
        browser.close()


@pytest.fixture(scope="module")
def window(served: tuple[Browser, str, Posted]) -> Iterator[Page]:
    """One page for all that is only looked at."""
    page = served[0].new_page()
    yield page
    page.close()


@pytest.fixture
def desk(served: tuple[Browser, str, Posted]) -> Iterator[Page]:
    """The review desk with its footage loaded."""
    browser, url, posted = served
    posted.clear()
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{url}/staff_review_undo")
    page.wait_for_selector("#frame-words:not([hidden])")
    yield page
    page.close()


def frame_words(page: Page) -> str:
    return page.locator("#frame-words").inner_text()


def show_frame(page: Page, number: int) -> None:
    expect(page.locator("#frame-words")).to_have_text(f"Frame {number + 1} of 240")


def until(page: Page, claim: str) -> None:
    """Waits until a JavaScript expression holds; the policy forbids Playwright's own way, which evaluates strings."""
    for _ in range(200):
        if page.evaluate(claim):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never came true: {claim}")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_has_no_fault_on_a_phone(served: tuple[Browser, str, Posted], window: Page, name: str) -> None:
    assert faults_of(window, f"{served[1]}/{name}", (390, 844)) == []


@pytest.mark.parametrize("name", ["public_footage", "public_check", "public_statistics", "staff_review", "staff_queue"])
@pytest.mark.parametrize("size", [(320, 640), (1440, 900)])
def test_the_fullest_pages_have_no_fault_at_400_percent_zoom_and_on_the_desk(
    served: tuple[Browser, str, Posted], window: Page, name: str, size: tuple[int, int]
) -> None:
    assert faults_of(window, f"{served[1]}/{name}", size) == []


def test_no_page_carries_what_the_policy_forbids() -> None:
    for name, html in PAGES.items():
        assert " style=" not in html, name
        assert "<style" not in html, name
        assert " onclick=" not in html, name
        assert 'src="http' not in html, name


def test_the_desk_shows_exactly_the_frame_it_names(desk: Page) -> None:
    draw = Random(7)
    for _ in range(SEEKS):
        number = draw.randrange(240)
        desk.locator("#scrub").evaluate(
            "(scrub, share) => { scrub.value = share; scrub.dispatchEvent(new Event('input')) }",
            round(1000 * (number + 0.5) / 240),
        )
        until(desk, "!document.getElementById('video').seeking")
        desk.wait_for_timeout(60)
        shown = desk.evaluate(READ_NUMBER)
        assert frame_words(desk) == f"Frame {shown + 1} of 240"


def test_comma_and_full_stop_step_by_one_frame_each_way(desk: Page) -> None:
    show_frame(desk, 0)
    for number in (1, 2, 3):
        desk.keyboard.press(".")
        show_frame(desk, number)
        assert desk.evaluate(READ_NUMBER) == number
    desk.keyboard.press(",")
    show_frame(desk, 2)
    assert desk.evaluate(READ_NUMBER) == 2


def test_a_burst_of_steps_lands_where_the_last_one_points(desk: Page) -> None:
    show_frame(desk, 0)
    for _ in range(25):
        desk.keyboard.press(".")
    show_frame(desk, 25)
    assert desk.evaluate(READ_NUMBER) == 25


def test_three_keys_record_no_further_action_with_its_reason(desk: Page, served: tuple[Browser, str, Posted]) -> None:
    desk.keyboard.press("1")
    desk.keyboard.press("c")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    (path, fields) = served[2][-1]
    assert path == "/review/1/outcome"
    assert (fields["outcome"], fields["reason"]) == ("no_further_action", "no_vrm")
    assert (fields["version"], fields["csrf"], fields["then"]) == ("4", "preview", "next")


def test_a_reason_letter_is_not_taken_for_a_mark_and_afterwards_is_again(desk: Page) -> None:
    desk.keyboard.press("1")
    desk.keyboard.press("b")
    assert desk.locator("[name=reason]:checked").get_attribute("value") == "no_evidence"
    desk.keyboard.press("b")
    assert desk.locator("#image-words").is_visible()


def test_nothing_is_recorded_without_an_outcome(desk: Page, served: tuple[Browser, str, Posted]) -> None:
    desk.keyboard.press("Enter")
    assert "Choose an outcome first" in desk.locator("#record-words").inner_text()
    assert served[2] == []


def test_marks_and_seconds_played_travel_with_the_form(desk: Page, served: tuple[Browser, str, Posted]) -> None:
    desk.keyboard.press("i")
    desk.keyboard.press(" ")
    until(desk, "document.getElementById('video').currentTime > 0.4")
    desk.keyboard.press(" ")
    desk.keyboard.press("o")
    desk.keyboard.press("3")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    fields = served[2][-1][1]
    assert float(fields["mark_in"]) == 0
    assert float(fields["mark_out"]) > 0.3
    assert float(fields["seconds_played"]) > 0.3


def test_keys_are_letters_again_inside_a_field(desk: Page) -> None:
    desk.locator("#registration").fill("")
    desk.locator("#registration").press_sequentially("k1 u")
    assert desk.locator("#registration").input_value() == "k1 u"
    assert desk.locator("[name=outcome]:checked").count() == 0


def test_keys_can_be_switched_off(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.get_by_label("Single keys are on").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.keyboard.press("2")
    assert desk.locator("[name=outcome]:checked").count() == 0


def test_u_takes_back_the_last_decision(desk: Page, served: tuple[Browser, str, Posted]) -> None:
    with desk.expect_navigation():
        desk.keyboard.press("u")
    assert served[2][-1][0] == "/review/8/undo"


def test_t_takes_the_first_time_and_what_was_played_travels_with_it(
    desk: Page, served: tuple[Browser, str, Posted]
) -> None:
    desk.evaluate("document.getElementById('played').value = '0.0-5.0'")
    desk.keyboard.press("t")
    desk.wait_for_url("**/review/1/moment")
    path, fields = served[2][-1]
    assert (path, fields["take"], fields["played"]) == ("/review/1/moment", "2026-11-14T08:15:47+00:00", "0.0-5.0")
    assert "why" not in fields


def test_t_asks_for_the_reason_where_the_first_time_needs_one(
    served: tuple[Browser, str, Posted], window: Page
) -> None:
    _, url, posted = served
    posted.clear()
    window.set_viewport_size({"width": 1440, "height": 900})
    window.goto(f"{url}/staff_review_later")
    window.keyboard.press("t")
    expect(window.get_by_label("Say why it was not on Saturday 14 November 2026")).to_be_focused()
    window.keyboard.type("A clock in the picture.")
    window.keyboard.press("Enter")
    window.wait_for_url("**/review/1/moment")
    assert posted[-1][1]["why"] == "A clock in the picture."
