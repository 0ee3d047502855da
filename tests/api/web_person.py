"""A person at a browser without JavaScript: reads pages, fills the form that is there, follows where it leads."""

import hashlib
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx

from triage.calendar import LONDON

CLIP = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 600
YESTERDAY = datetime.now(UTC).astimezone(LONDON) - timedelta(days=1)
Answers = dict[str, str | list[str]]

SAFE: Answers = {"in_danger": "no", "collision": "no"}
CONTACT: Answers = {"full_name": "Ann Example", "email": "ann@example.com", "phone": "", "consent": "yes"}
OFFENCE: Answers = {"offence": "mobile_phone", "words": "The driver held a phone to the ear all along the road."}
WHEN: Answers = {
    "day": str(YESTERDAY.day),
    "month": str(YESTERDAY.month),
    "year": str(YESTERDAY.year),
    "hour": "8",
    "minute": "15",
}
WHERE: Answers = {
    "road": "A4123 Hagley Road West",
    "town": "Birmingham",
    "direction": "",
    "latitude": "52.4718",
    "longitude": "-2.0049",
}
VEHICLE: Answers = {"registration": "ab12 cde", "make": "Vauxhall", "model": "Corsa", "colour": "Grey", "markings": ""}
ABOUT_YOU: Answers = {
    "transport": "pedal_bike",
    "harm": ["endangered"],
    "court": "yes",
    "posted": "no",
    "original": "yes",
}


@dataclass
class Person:
    """One browser: its cookies, and the last page it was shown."""

    web: httpx.Client
    page: httpx.Response | None = None

    @property
    def path(self) -> str:
        """Where the person is."""
        assert self.page is not None
        return self.page.url.path

    @property
    def words(self) -> str:
        """The page as text."""
        assert self.page is not None
        return html.unescape(re.sub(r"<[^>]+>", " ", self.page.text))

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The error summary: the field each line leads to, and its words."""
        assert self.page is not None
        summary = re.search(r'class="govuk-error-summary".*?</ul>', self.page.text, re.DOTALL)
        found = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary[0]) if summary else []
        return [(field, html.unescape(words)) for field, words in found]

    def open(self, path: str) -> httpx.Response:
        """Go to an address."""
        self.page = self.web.get(path)
        return self.page

    def csrf(self) -> str:
        """The token of the form on this page."""
        assert self.page is not None
        found = re.search(r'name="csrf" value="([^"]+)"', self.page.text)
        assert found, self.page.text[:2000]
        return found[1]

    def send(self, answers: Answers) -> httpx.Response:
        """Send the form of this page."""
        self.page = self.web.post(self.path, data={"csrf": self.csrf(), **answers})
        return self.page

    def upload(self, *files: tuple[str, bytes], action: str = "upload", **fields: str) -> httpx.Response:
        """Send the footage form as a browser does: fields first, then files."""
        sent = [("footage", (name, content, "video/mp4")) for name, content in files]
        sent = sent or [("footage", ("", b"", "application/octet-stream"))]
        told = {"csrf": self.csrf(), "action": action} | fields
        self.page = self.web.post("/report/footage", data=told, files=sent)
        return self.page

    def value(self, name: str) -> str:
        """What a text field of the page shows."""
        assert self.page is not None
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', self.page.text)
        assert tag, f"no field {name}"
        found = re.search(r'value="([^"]*)"', tag[0])
        return html.unescape(found[1]) if found else ""

    def chosen(self, name: str) -> list[str]:
        """Which radio buttons or boxes of this name are set."""
        assert self.page is not None
        tags = re.findall(rf'<input[^>]*name="{name}"[^>]*>', self.page.text)
        return [found[1] for tag in tags if " checked" in tag and (found := re.search(r'value="([^"]*)"', tag))]

    def begin(self) -> None:
        """As far as the footage page."""
        self.open("/report/safety")
        self.send(SAFE)
        self.send(CONTACT)
        assert self.path == "/report/footage", self.words

    def answer_everything(self) -> None:
        """As far as the check page."""
        self.begin()
        self.upload(("ride.mp4", CLIP), action="continue")
        for page in (OFFENCE, WHEN, WHERE, VEHICLE, ABOUT_YOU):
            self.send(page)
        assert self.path == "/report/check", self.words

    def sign(self) -> tuple[str, str]:
        """Sign the statement; the reference and the secret of the receipt."""
        self.send({"signature": "Ann Example"})
        assert self.page is not None
        assert self.path == "/report/sent", self.words
        reference = re.search(r"SN-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", self.page.text)
        secret = re.search(r'class="secret__words">([^<]+)<', self.page.text)
        assert reference
        assert secret
        return reference[0], secret[1]


@contextmanager
def somebody(url: str, **headers: str) -> Iterator[Person]:
    """A new browser without cookies."""
    with httpx.Client(base_url=url, follow_redirects=True, timeout=30, headers=headers) as web:
        yield Person(web)


def sha256(content: bytes) -> str:
    """The fingerprint as a receipt shows it."""
    return hashlib.sha256(content).hexdigest()
