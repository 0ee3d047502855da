"""Draws every page with invented contexts, photographs it and asks axe.

Run it as `python -m tests.browser.preview [part of a name]`; the pictures go to .shots/.
"""

import json
import sys
import tempfile
from itertools import product
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, sync_playwright

from tests.browser import drawn_clip
from tests.browser.shelf import CHROMIUM, FLAGS, pages, shelf

SHOTS = Path(__file__).parents[2] / ".shots"
SIZES = {"desktop": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}


def faults_of(page: Page, address: str, size: tuple[int, int], picture: Path | None = None) -> list[str]:
    """What axe, the console and the layout object to on one page at one size; photographs it where asked.

    ``page`` is used again for the next address: a window of its own for each costs more than all that is asked.
    """
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"console: {message.text}")

    def hear_error(error: Error) -> None:
        faults.append(f"script: {error}")

    page.on("console", hear)
    page.on("pageerror", hear_error)
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    if picture:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=picture, full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        faults.append(f"scrolls sideways: {wide} > {width}")
    for violation in Axe().run(page).response["violations"]:
        where = [node["target"] for node in violation["nodes"]][:3]
        faults.append(f"axe {violation['id']}: {violation['help']} {json.dumps(where)}")
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear_error)
    return faults


def main(part: str) -> int:
    """Draws all pages whose name contains `part`; the number of faults is the exit status."""
    SHOTS.mkdir(exist_ok=True)
    drawn = {name: html for name, html in pages().items() if part in name}
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        drawn_clip.draw(Path(folder))
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        with shelf(drawn, Path(folder)) as (url, _):
            for name, (size, pixels) in product(drawn, SIZES.items()):
                found = faults_of(page, f"{url}/{name}", pixels, SHOTS / f"{name}_{size}.png")
                faults.extend(f"{name} {size}: {fault}" for fault in found)
        browser.close()
    sys.stdout.write("\n".join([*faults, f"{len(drawn)} pages, {len(faults)} faults"]) + "\n")
    return min(len(faults), 99)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
