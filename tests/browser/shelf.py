"""Serves drawn pages, static files and a drawn clip with the product's Content-Security-Policy."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

from api.templating import STATIC, render
from tests.browser import samples_policy, samples_public, samples_staff

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
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".mp4": "video/mp4",
    ".jpg": "image/jpeg",
    ".json": "application/json",
}


def pages() -> dict[str, str]:
    """Every sample page by name, drawn."""
    drawn = {}
    for name, (template, page) in samples_public.PAGES.items():
        drawn[f"public_{name}"] = render(f"public/{template}.html", site=samples_public.SITE, page=page)
    for name, (template, bar, page) in (samples_staff.PAGES | samples_policy.PAGES).items():
        drawn[f"staff_{name}"] = render(f"staff/{template}.html", bar=bar, page=page)
    return drawn


class Shelf(BaseHTTPRequestHandler):
    """Hands out pages and files, and remembers the forms that were posted."""

    protocol_version = "HTTP/1.1"
    drawn: ClassVar[dict[str, str]]
    media: ClassVar[Path]
    posted: ClassVar[list[tuple[str, dict[str, str]]]]

    def do_GET(self) -> None:
        """Answers with a page, a static file or a piece of media."""
        folder, _, rest = self.path.split("?")[0].removeprefix("/").partition("/")
        if folder in ("static", "media"):
            self._hand_out((STATIC if folder == "static" else self.media) / rest)
        elif folder == "alarms.json":
            self._answer(b'{"open": 0, "urgent": 0, "newest": []}', "application/json")
        elif folder in self.drawn:
            self._answer(self.drawn[folder].encode(), "text/html; charset=utf-8")
        else:
            self._answer(b"", "text/plain", 404)

    def do_POST(self) -> None:
        """Remembers a form's fields and answers with an empty page."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        fields = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        self.posted.append((self.path, fields))
        self._answer(b"<!doctype html><title>Posted</title>", "text/html")

    def _hand_out(self, file: Path) -> None:
        if not file.is_file():
            self._answer(b"", "text/plain", 404)
            return
        body, kind = file.read_bytes(), TYPES[file.suffix]
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            self._answer(body, kind)
            return
        start, end = int(asked[1]), int(asked[2] or len(body) - 1)
        self._answer(body[start : end + 1], kind, 206, f"bytes {start}-{end}/{len(body)}")

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
def shelf(
    drawn: dict[str, str], media: Path, kind: type[Shelf] = Shelf
) -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """Serves on a free port; gives the address and the list that fills with posted forms."""
    posted: list[tuple[str, dict[str, str]]] = []
    handler = type("FilledShelf", (kind,), {"drawn": drawn, "media": media, "posted": posted})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", posted
    finally:
        server.shutdown()
        server.server_close()
