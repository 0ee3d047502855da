"""Draws every page with invented contexts, photographs it and asks axe.

Run it as `python -m tests.browser.preview [part of a name]`. The pictures go to .shots/; the pages are served
with the Content-Security-Policy of the product.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright

from api.templating import STATIC, render
from tests.browser import samples_public

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
SIZES = {"desktop": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}


def pages() -> dict[str, str]:
    """Every sample page by name, drawn."""
    drawn = {}
    for name, (template, page) in samples_public.PAGES.items():
        drawn[f"public_{name}"] = render(f"public/{template}.html", site=samples_public.SITE, page=page)
    return drawn


class Shelf(BaseHTTPRequestHandler):
    """Hands out drawn pages and static files."""

    drawn: dict[str, str] = {}  # noqa: RUF012 - set once before the server starts

    def do_GET(self) -> None:
        """Answers one request."""
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            self._answer(file.read_bytes(), TYPES[file.suffix]) if file.is_file() else self.send_error(404)
        elif (name := path.strip("/")) in self.drawn:
            self._answer(self.drawn[name].encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the caller reports."""


@contextmanager
def shelf(drawn: dict[str, str]) -> Iterator[str]:
    """Serves the pages on a free port and gives their address."""
    handler = type("Filled", (Shelf,), {"drawn": drawn})
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
    with shelf(drawn) as url, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in drawn:
            for size in SIZES:
                faults.extend(faults_of(browser, url, name, size))
        browser.close()
    sys.stdout.write("\n".join([*faults, f"{len(drawn)} pages, {len(faults)} faults"]) + "\n")
    return min(len(faults), 99)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
