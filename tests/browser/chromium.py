"""The browser of the tests: the machine's Chromium, else the one `playwright install chromium` brings."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
MISSING = "Browser tests need Chromium: install your system's chromium, or run .venv/bin/playwright install chromium."
DESKTOP, PHONE = (1440, 900), (390, 844)


def launched(play: Playwright) -> Browser:
    """A headless Chromium; without one the test fails with one sentence on how to get it."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        return play.chromium.launch(executable_path=found, args=FLAGS)
    except PlaywrightError as problem:
        pytest.fail(f"{MISSING} ({str(problem).splitlines()[0]})", pytrace=False)


@contextmanager
def browser_page(width: int = DESKTOP[0], height: int = DESKTOP[1]) -> Iterator[Page]:
    """One page of a browser of its own; whatever the console or the policy complains of fails the test."""
    complaints: list[str] = []
    with sync_playwright() as play:
        browser = launched(play)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        browser.close()
    assert not complaints, complaints
