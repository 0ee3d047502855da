"""Draws every page with invented contexts, photographs it and asks axe.

Run it as `python -m tests.browser.preview [part of a name]`. The pictures go to .shots/; the pages are served
with the Content-Security-Policy of the product.
"""

import json
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import ClassVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

from api.templating import STATIC, render
from tests.browser import drawn_clip, samples_public, samples_staff

SHOTS = Path(__file__).parents[2] / ".shots"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
TYPES |= {".mp4": "video/mp4", ".jpg": "image/jpeg", ".json": "application/json"}
SIZES = {"desktop": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}


def pages() -> dict[str, str]:
    """Every sample page by name, drawn."""
    drawn = {}
    for name, (template, page) in samples_public.PAGES.items():
        drawn[f"public_{name}"] = render(f"public/{template}.html", site=samples_public.SITE, page=page)
    for name, (template, bar, page) in samples_staff.PAGES.items():
        drawn[f"staff_{name}"] = render(f"staff/{template}.html", bar=bar, page=page)
    return drawn


class Shelf(BaseHTTPRequestHandler):
    """Hands out drawn pages and static files."""

    drawn: ClassVar[dict[str, str]] = {}
    media: ClassVar[Path] = Path()

    def do_GET(self) -> None:
        """Answers one request."""
        path = self.path.split("?")[0]
        folder, _, rest = path.removeprefix("/").partition("/")
        if folder in ("static", "media"):
            self._hand_out((STATIC if folder == "static" else self.media) / rest)
        elif folder in self.drawn:
            self._answer(self.drawn[folder].encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def _hand_out(self, file: Path) -> None:
        if not file.is_file():
            self.send_error(404)
            return
        body = file.read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            self._answer(body, TYPES[file.suffix])
            return
        start, end = int(asked[1]), int(asked[2] or len(body) - 1)
        self._answer(body[start : end + 1], TYPES[file.suffix], 206, f"bytes {start}-{end}/{len(body)}")

    def _answer(self, body: bytes, kind: str, status: int = 200, content_range: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Accept-Ranges", "bytes")
        if content_range:
            self.send_header("Content-Range", content_range)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        with suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the caller reports."""


@contextmanager
def shelf(drawn: dict[str, str], media: Path) -> Iterator[str]:
    """Serves the pages and the files in `media` on a free port and gives their address."""
    handler = type("Filled", (Shelf,), {"drawn": drawn, "media": media})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def faults_of(browser: Browser, url: str, name: str, size: str) -> list[str]:
    """Photographs one page at one size; lists what axe, the console and the layout object to."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    faults: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            faults.append(f"console: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.goto(f"{url}/{name}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=SHOTS / f"{name}_{size}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        faults.append(f"scrolls sideways: {wide} > {width}")
    for violation in Axe().run(page).response["violations"]:
        where = [node["target"] for node in violation["nodes"]][:3]
        faults.append(f"axe {violation['id']}: {violation['help']} {json.dumps(where)}")
    page.close()
    return [f"{name} {size}: {fault}" for fault in faults]


def main(part: str) -> int:
    """Draws all pages whose name contains `part`; the number of faults is the exit status."""
    SHOTS.mkdir(exist_ok=True)
    drawn = {name: html for name, html in pages().items() if part in name}
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        drawn_clip.draw(Path(folder))
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with shelf(drawn, Path(folder)) as url:
            for name, size in product(drawn, SIZES):
                faults.extend(faults_of(browser, url, name, size))
        browser.close()
    sys.stdout.write("\n".join([*faults, f"{len(drawn)} pages, {len(faults)} faults"]) + "\n")
    return min(len(faults), 99)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
