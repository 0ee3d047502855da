"""Sends one report through /v1: answers first, then the footage by tus, which resumes when the line drops."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import httpx

from triage.calendar import at_london

PIECE = 8 * 1024 * 1024  # bytes of one PATCH
SECONDS = 60.0  # for one request; a piece of footage must pass within it
WAITS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds between tries that bring nothing new
TUS = {"Tus-Resumable": "1.0.0"}
PART_OF_FILE = "application/offset+octet-stream"
FINAL = (400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 507)  # asked again, the answer would be the same

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived and the bytes of the whole file."""


class CannotSubmit(Exception):
    """The report was not sent; `str()` says why, and `code` is the server's word for it, if it had one."""

    def __init__(self, sentence: str, code: str = "", *, may_pass: bool = False) -> None:
        super().__init__(sentence)
        self.code = code
        self.may_pass = may_pass  # another try, a moment later, may get through


@dataclass(frozen=True)
class Report:
    """What is to be sent. `at` is ISO 8601; without a zone it is London's clock."""

    answers: Mapping[str, str | float | bool | None]
    at: str
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True)
class Receipt:
    """What came back; the secret is told this once."""

    reference: str
    secret: str
    received_at: str
    sha256: str
    size: int


@dataclass
class _Line:
    """A connection that tries again what did not get through."""

    web: httpx.Client
    token: str = ""
    waits: tuple[float, ...] = field(default=WAITS)

    def ask(self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None) -> dict[str, object]:
        """A request in JSON, repeated under one key until it is answered. Raises CannotSubmit."""
        told = dict(headers or {}) | {"Idempotency-Key": str(uuid4())}
        told |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        for wait in (*self.waits, None):
            try:
                answer = answered(self.web, method, path, json=body, headers=told)
                found: dict[str, object] = answer.json()
                return found
            except CannotSubmit as problem:
                if wait is None or not problem.may_pass:
                    raise
                time.sleep(wait)
        raise AssertionError("the last wait is None")


def submit(
    url: str, file: Path, report: Report, *, tell: Progress | None = None, waits: tuple[float, ...] = WAITS
) -> Receipt:
    """Send one report with one file to the public address `url`. Raises CannotSubmit with a sentence."""
    try:
        size, sha256 = file.stat().st_size, hash_of(file)
        answers = {name: value for name, value in report.answers.items() if value is not None}
        answers |= {"occurred_at": with_zone(report.at)}
        with httpx.Client(base_url=url, timeout=SECONDS) as web:
            line = _Line(web, waits=waits)
            person = {"name": report.name, "email": report.email, "phone": report.phone}
            line.token = str(line.ask("POST", "/v1/drafts", {"person": person})["token"])
            # Before the footage: a wrong answer must not cost somebody an upload of two gigabytes.
            line.ask("PATCH", "/v1/drafts/current/answers", answers)
            with file.open("rb") as footage:
                _Upload(line, footage, size, file.name, tell or (lambda arrived, whole: None)).send()
            sent = line.ask("POST", "/v1/submissions", {"signed_name": report.name})
    except OSError as problem:
        raise CannotSubmit(f"{file} cannot be read: {problem.strerror}.") from problem
    except httpx.InvalidURL as problem:
        raise CannotSubmit(f"{url} is not an address.") from problem
    return receipt_of(sent, sha256, size)


@dataclass(frozen=True)
class _Upload:
    """One file on its way."""

    line: _Line
    footage: BinaryIO
    size: int
    name: str
    tell: Progress

    def send(self) -> None:
        """Send it piece by piece from wherever the server's copy ends. Raises CannotSubmit."""
        where, arrived, failures = self._announce(), 0, 0
        while arrived < self.size:
            before = arrived
            try:
                arrived = self._send_piece(where, arrived)
            except CannotSubmit as problem:
                if failures >= len(self.line.waits) or not problem.may_pass:
                    raise
                time.sleep(self.line.waits[failures])
                arrived = self._ask_offset(where, arrived)
            failures = 0 if arrived > before else failures + 1
            self.tell(arrived, self.size)

    def _announce(self) -> str:
        named = base64.b64encode(self.name.encode()).decode()
        headers = self._headers() | {"Upload-Length": str(self.size), "Upload-Metadata": f"filename {named}"}
        return answered(self.line.web, "POST", "/v1/uploads", headers=headers).headers["Location"]

    def _send_piece(self, where: str, offset: int) -> int:
        self.footage.seek(offset)
        piece = self.footage.read(PIECE)
        if not piece:
            raise CannotSubmit(f"{self.name} became shorter while it was being sent.", "changed")
        headers = self._headers() | {"Upload-Offset": str(offset), "Content-Type": PART_OF_FILE}
        return int(answered(self.line.web, "PATCH", where, headers=headers, content=piece).headers["Upload-Offset"])

    def _ask_offset(self, where: str, known: int) -> int:
        try:
            return int(answered(self.line.web, "HEAD", where, headers=self._headers()).headers["Upload-Offset"])
        except CannotSubmit as problem:
            if problem.may_pass:
                return known
            raise

    def _headers(self) -> dict[str, str]:
        return TUS | {"Authorization": f"Bearer {self.line.token}"}


def receipt_of(sent: Mapping[str, object], sha256: str, size: int) -> Receipt:
    """The receipt, once what was kept is proven to be what was sent. Raises CannotSubmit."""
    files = sent["footage"]
    kept = [str(one.get("sha256")) for one in files if isinstance(one, dict)] if isinstance(files, list) else []
    if sha256 not in kept:
        raise CannotSubmit("The file that was kept is not the file that was sent. Keep the original and tell us.")
    return Receipt(str(sent["reference"]), str(sent["secret"]), str(sent["received_at"]), sha256, size)


def hash_of(file: Path) -> str:
    """SHA-256 of the file as it lies here."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def with_zone(at: str) -> str:
    """The instant as /v1 wants it; a time without a zone is London's. Raises CannotSubmit."""
    try:
        told = datetime.fromisoformat(at)
    except ValueError:
        raise CannotSubmit(f"{at} is not a date and time like 2026-11-14T08:15.", "bad_answer") from None
    return (told if told.tzinfo else at_london(told.date(), told.time())).isoformat()


def answered(
    web: httpx.Client,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str],
    json: object = None,
    content: bytes | None = None,
) -> httpx.Response:
    """A request that was granted. Raises CannotSubmit for a refusal, in the server's own words, and for silence."""
    try:
        answer = web.request(method, path, headers=headers, json=json, content=content)
    except httpx.HTTPError as problem:
        what = f"{web.base_url} does not answer ({type(problem).__name__}). Is the public web running?"
        raise CannotSubmit(what, may_pass=True) from problem
    if answer.is_success:
        return answer
    raise refusal(answer)


def refusal(answer: httpx.Response) -> CannotSubmit:
    """What the server said against it."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    code = str(told.get("code", ""))
    sentence = str(told.get("detail") or f"{answer.url} answered {answer.status_code}.")
    named = f"{told['field']}: " if told.get("field") else ""
    may_pass = code == "wrong_offset" or answer.status_code not in FINAL
    return CannotSubmit(named + sentence, code, may_pass=may_pass)
