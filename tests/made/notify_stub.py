"""GOV.UK Notify on this machine: checks the token and the letter's geometry, stores letters, and fails on demand."""

import base64
import binascii
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import numpy as np
import pypdfium2

SERVICE_ID, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
API_KEY = f"snap-{SERVICE_ID}-{SECRET}"
TOKEN_LASTS_S = 30
A4_MM = (210, 297)
DOTS_PER_MM = 4
# Left, right, top and bottom in millimetres: on page 1 the recipient's address, our mark, our address and the letter
# itself, and on the other pages what a printer can reach.
FIRST_PAGE = ((24.6, 120, 39.5, 66.3), (15, 125, 5, 30), (125, 195, 5, 95), (15, 195, 95, 292))
PRINTABLE = (15, 195, 5, 292)


class Fault(StrEnum):
    """What goes wrong with one request to send."""

    NONE = "none"
    BAD_REQUEST = "400"
    FORBIDDEN = "403"
    TOO_MANY = "429"
    BROKEN = "500"
    BAD_GATEWAY = "502"
    DOWN = "503"
    SILENT_BEFORE_STORING = "no answer, not stored"
    SILENT_AFTER_STORING = "no answer, stored"
    DROPPED_BEFORE_STORING = "connection lost, not stored"
    DROPPED_AFTER_STORING = "connection lost, stored"
    BROKEN_AFTER_STORING = "500, stored"
    STORED_LATE = "no answer, stored a while later"


ANSWERS = {
    Fault.BAD_REQUEST: (400, "BadRequestError", "Letter content is not a valid PDF"),
    Fault.FORBIDDEN: (403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds"),
    Fault.TOO_MANY: (429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    Fault.BROKEN: (500, "Exception", "Internal server error"),
    Fault.BAD_GATEWAY: (502, "Exception", "Bad gateway"),
    Fault.DOWN: (503, "Exception", "Service unavailable"),
    Fault.BROKEN_AFTER_STORING: (500, "Exception", "Internal server error"),
}
STORED = frozenset({Fault.NONE, Fault.SILENT_AFTER_STORING, Fault.DROPPED_AFTER_STORING, Fault.BROKEN_AFTER_STORING})
SILENT = frozenset({Fault.SILENT_BEFORE_STORING, Fault.SILENT_AFTER_STORING, Fault.STORED_LATE})
DROPPED = frozenset({Fault.DROPPED_BEFORE_STORING, Fault.DROPPED_AFTER_STORING})


@dataclass
class Held:
    """One letter as the service keeps it."""

    id: str
    reference: str
    postage: str
    pdf: bytes
    created_at: datetime
    status: str = "accepted"

    def shown(self) -> dict[str, object]:
        """As the service shows it to its client."""
        return {
            "id": self.id,
            "reference": self.reference,
            "type": "letter",
            "status": self.status,
            "postage": self.postage,
            "created_at": self.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }


@dataclass
class NotifyStub:
    """The service. ``plan`` chooses the fault of each request to send, ``asked`` of each question."""

    plan: Callable[[str], Fault] = lambda _reference: Fault.NONE
    asked: Callable[[], Fault] = lambda: Fault.NONE
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    checks_geometry: str = "at_once"  # or "later", as the real one does
    letters: list[Held] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    requests: int = 0
    url: str = ""
    silence_s: float = 1.0
    _late: list[Held] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def held(self, reference: str) -> list[Held]:
        """The letters under one reference; more than one is a duplicate."""
        with self._lock:
            return [one for one in self.letters if one.reference == reference]

    def settle(self) -> None:
        """A while goes by: what was still being worked on is stored."""
        with self._lock:
            self.letters += self._late
            self._late.clear()

    def take(self, asked_for: dict[str, str]) -> tuple[Fault, tuple[int, object]]:
        """One request to send, from its plan to its answer."""
        fault = self.plan(asked_for.get("reference", ""))
        with self._lock:
            self.faults.append(fault)
        try:
            pdf = base64.b64decode(asked_for["content"], validate=True)
            reference, postage = asked_for["reference"], asked_for.get("postage", "second")
        except (KeyError, binascii.Error):
            return Fault.NONE, refusal(400, "ValidationError", "reference and content are required properties")
        if postage not in ("first", "second", "economy"):
            return Fault.NONE, refusal(400, "ValidationError", "postage invalid. It must be first, second or economy.")
        wrong = wrong_geometry(pdf)
        if wrong and self.checks_geometry == "at_once":
            return Fault.NONE, refusal(400, "ValidationError", wrong)
        held = Held(str(uuid4()), reference, postage, pdf, self.now(), "validation-failed" if wrong else "accepted")
        with self._lock:
            if fault in STORED:
                self.letters.append(held)
            elif fault is Fault.STORED_LATE:
                self._late.append(held)
        if fault in ANSWERS:
            return fault, refusal(*ANSWERS[fault])
        return fault, (201, {"id": held.id, "reference": reference, "postage": postage})


def refusal(status: int, error: str, message: str) -> tuple[int, object]:
    """An error in the service's own shape."""
    return status, {"status_code": status, "errors": [{"error": error, "message": message}]}


def wrong_geometry(pdf: bytes) -> str:
    """Why the service would not print this file; empty when it would."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return "Letter content is not a valid PDF"
    with document:
        for number, page in enumerate(document):
            size = [points * 25.4 / 72 for points in page.get_size()]
            if any(abs(found - wanted) > 2 for found, wanted in zip(size, A4_MM, strict=True)):
                return "letter-not-a4-portrait-oriented"
            grey = np.asarray(page.render(scale=DOTS_PER_MM * 25.4 / 72, grayscale=True).to_numpy()).squeeze()
            ink = grey < 250
            for left, right, top, bottom in FIRST_PAGE if number == 0 else (PRINTABLE,):
                ink[
                    round(top * DOTS_PER_MM) : round(bottom * DOTS_PER_MM),
                    round(left * DOTS_PER_MM) : round(right * DOTS_PER_MM),
                ] = False
            if ink.any():
                return "content-outside-printable-area"
    return ""


def wrong_token(header: str, now_s: float) -> str:
    """Why the service would not believe this token; empty when it would."""
    try:
        head, claims, signature = header.removeprefix("Bearer ").split(".")
        wanted = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        kind, said = json.loads(_unpadded(head)), json.loads(_unpadded(claims))
        given = _unpadded(signature)
    except (ValueError, binascii.Error):
        return "Unauthorized: authentication token must be provided"
    if kind.get("alg") != "HS256" or not hmac.compare_digest(wanted, given):
        return "Invalid token: signature, api token not found"
    if said.get("iss") != SERVICE_ID:
        return "Invalid token: service not found"
    if abs(now_s - said.get("iat", 0)) > TOKEN_LASTS_S:
        return "Error: Your system clock must be accurate to within 30 seconds"
    return ""


def _unpadded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@contextmanager
def notify_stub(**chosen: object) -> Iterator[NotifyStub]:
    """The service, listening on a port of its own while the block lasts."""
    stub = NotifyStub(**chosen)  # type: ignore[arg-type]
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_port}"
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _handler(stub: NotifyStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            stub.requests += 1
            if self._is_refused():
                return
            if self.path != "/v2/notifications/letter":
                self._answer(*refusal(404, "Exception", "Not found"))
                return
            self._fail_or_answer(*stub.take(json.loads(body)))

        def do_GET(self) -> None:
            stub.requests += 1
            if self._is_refused():
                return
            fault = stub.asked()
            self._fail_or_answer(fault, refusal(*ANSWERS[fault]) if fault in ANSWERS else self._found())

        def _found(self) -> tuple[int, object]:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path == "/v2/notifications":
                held = stub.held(query["reference"][0])
                return 200, {"notifications": [one.shown() for one in held], "links": {"current": self.path}}
            for one in list(stub.letters):
                if path == f"/v2/notifications/{one.id}":
                    return 200, one.shown()
            return refusal(404, "NoResultFound", "No result found")

        def _is_refused(self) -> bool:
            wrong = wrong_token(self.headers.get("Authorization", ""), time.time())
            if wrong:
                self._answer(*refusal(403, "AuthError", wrong))
            return bool(wrong)

        def _fail_or_answer(self, fault: Fault, answer: tuple[int, object]) -> None:
            if fault in SILENT:
                time.sleep(stub.silence_s)
            if fault in SILENT or fault in DROPPED:
                self.close_connection = True
                return
            self._answer(*answer)

        def _answer(self, status: int, content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test says what it wants to know."""

    return Handler
