"""A staffed house: people who may sign in, cases with footage in the store, and a seat in front of the staff's web."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from html import unescape
from io import BytesIO
from itertools import count
from uuid import UUID, uuid4

import httpx

from api.desk.passwords import hash_password
from api.security import STAFF_COOKIE
from storage.files import files_from
from storage.keys import derived_key, file_key
from storage.staff import hashed
from tests.conftest import House
from tests.made.web import NO_CERTIFICATES
from triage.case import Case
from triage.finding import Finding, JsonValue
from triage.record import Derived
from triage.steps import extract, prioritise, receive
from triage.submission import Footage, Submitter

MOMENTS = count()
PASSWORD = "correct horse battery staple"
BYTES = {
    "original": bytes(range(256)) * 40,
    "playable": bytes(reversed(range(256))) * 20,
    "poster": b"\xff\xd8 a poster \xff\xd9",
    "strip": b"\xff\xd8 a strip \xff\xd9",
    "still:0": b"\xff\xd8 a still \xff\xd9",
    "frames": b'{"schema":1,"time_base":[1,30],"first":0,"pts":[0,1,2]}',
    "telemetry": (
        b'{"points":[{"at":null,"t":0.0,"lat":52.48,"lon":-1.9,"speed_mps":10.0,"course":0.0,"fix":true,"source":"GPS"},'
        b'{"at":null,"t":1.0,"lat":52.4801,"lon":-1.9,"speed_mps":12.0,"course":0.0,"fix":true,"source":"GPS"},'
        b'{"at":null,"t":2.0,"lat":null,"lon":null,"speed_mps":null,"course":null,"fix":false,"source":"GPS"}]}'
    ),
}
LAYOUT: dict[str, dict[str, JsonValue]] = {
    "strip": {"pictures": 16, "columns": 16, "rows": 1, "width": 160, "height": 90}
}
WATCHED = "0.0-6.0"
ANSWERS: dict[str, JsonValue] = {
    "offence": "mobile_phone",
    "says": "The driver held a phone to the ear all along the road.",
    "road": "A4123 Hagley Road West",
    "town": "Birmingham",
    "registration": "AB12 CDE",
    "make": "Vauxhall",
    "model": "Corsa",
    "colour": "grey",
}


@cache
def password_hash() -> str:
    """Hashing is slow on purpose, so the tests' one password is hashed once."""
    return hash_password(PASSWORD)


def a_person(house: House, role: str = "officer", *, name: str = "PC 1 Able", own: tuple[str, ...] = ()) -> UUID:
    """Somebody who works here; their user name is their id's first letters."""
    with house.units.open() as unit:
        return unit.staff.add(f"{role}-{uuid4().hex[:8]}", name, role, password_hash(), registrations=own)


@dataclass
class Seat:
    """Somebody signed in: a browser without pictures."""

    client: httpx.Client
    csrf: str
    staff_id: UUID

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page or for bytes."""
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, **fields: object) -> httpx.Response:
        """Send a form with the session's token."""
        return self.client.post(path, data={"csrf": self.csrf} | {name: str(value) for name, value in fields.items()})

    def record(self, case: Case, **fields: object) -> httpx.Response:
        """Record a warning on a case that was watched, unless the fields say otherwise."""
        usual = {
            "version": case.version,
            "outcome": "warning_letter",
            "reason": "first_time",
            "offence": "mobile_phone",
            "registration": case.vehicle.registration,
            "played": WATCHED,
        }
        return self.post(f"{path_of(case)}/record", **(usual | fields))


def seated(
    house: House, url: str, role: str = "officer", *, name: str = "PC 1 Able", own: tuple[str, ...] = ()
) -> Seat:
    """A new person in front of the web, without the slow way through the sign-in."""
    staff_id = a_person(house, role, name=name, own=own)
    with house.units.open() as unit:
        token, csrf = unit.staff.start_session(staff_id, hours=1)
    return Seat(
        httpx.Client(verify=NO_CERTIFICATES, base_url=url, cookies={STAFF_COOKIE: token}, timeout=20), csrf, staff_id
    )


def a_draft_with_footage(house: House, at: datetime | None, role_bytes: bytes) -> tuple[UUID, Footage]:
    """A draft whose one file stands in the store."""
    units = house.units if at is None else house.units.as_of(at)
    digest, footage_id = sha256(role_bytes).hexdigest(), uuid4()
    with units.open() as unit:
        draft = receive.start_draft(unit, hashed(str(uuid4())), hours=72)
        files_from(house.settings).keep(
            file_key(draft.id, footage_id, "original"), BytesIO(role_bytes), digest, len(role_bytes)
        )
        footage = receive.keep_footage(
            unit,
            draft.id,
            footage_id,
            filename='my "clip".MP4',
            media_type="video/mp4",
            sha256=digest,
            size=len(role_bytes),
        )
    return draft.id, footage


def derive(house: House, footage: Footage, pieces: Mapping[str, bytes]) -> list[Derived]:
    """Everything the worker would make of a file, in the store."""
    made = []
    for role, content in pieces.items():
        if role == "original":
            continue
        digest = sha256(content).hexdigest()
        key = derived_key(footage.submission_id, footage.id, role, digest)
        files_from(house.settings).keep(key, BytesIO(content), digest, len(content))
        made.append(
            Derived(
                uuid4(),
                footage.id,
                role,
                footage.sha256,
                "test",
                "1",
                LAYOUT.get(role, {}),
                "text/html",
                digest,
                len(content),
            )
        )
    return made


FINDINGS = (
    Finding("duration", {"seconds": 8.0}, "container", "reader", "1"),
    Finding("pictures", {"width": 1920, "height": 1080, "fps": 30.0, "count": 240}, "container", "reader", "1"),
    Finding("camera", {"make": "GoPro", "model": "HERO5"}, "container", "reader", "1"),
    Finding("plate_read", "AB12CDE", "plates", "reader", "1", 0.91),
    Finding("plays", True, "footage", "reader", "1"),
)


def a_case(
    house: House,
    *,
    at: datetime | None = None,
    is_read: bool = True,
    verdict: str = "ok",
    found: tuple[Finding, ...] = FINDINGS,
    content: bytes = b"",
    email: str = "ann@example.com",
    pieces: Mapping[str, bytes] = BYTES,
    **answers: JsonValue,
) -> Case:
    """A case in its lane, from a report of the day before (or of ``at``)."""
    draft_id, footage = a_draft_with_footage(house, at, content or BYTES["original"] + uuid4().bytes)
    units = house.units if at is None else house.units.as_of(at)
    with units.open() as unit:
        unit.identity.keep_submitter(draft_id, Submitter("Ann Example", email))
        # A quarter of an hour apart: two reports of one person about one moment would be the same event.
        ago = timedelta(days=1, minutes=15 * (next(MOMENTS) % 40))
        happened: dict[str, JsonValue] = {"occurred_at": (unit.now - ago).isoformat()}
        receive.keep_answers(unit, draft_id, ANSWERS | happened | answers)
        receive.receive(unit, draft_id, signed_name="Ann Example")
        if is_read:
            made = derive(house, footage, pieces) if verdict == "ok" else ()
            extract.record_extraction(
                unit, footage.id, verdict=verdict, verdict_words="What reading concluded.", findings=found, derived=made
            )
        (case,) = unit.cases.list_for_submission(draft_id)
        return prioritise.prioritise(unit, case.id)


def again(house: House, case: Case) -> Case:
    """The case as it stands now."""
    with house.units.open() as unit:
        return unit.cases.get(case.id)


def footage_of(house: House, case: Case) -> Footage:
    """The one file of a case's report."""
    with house.units.open() as unit:
        (footage,) = unit.submissions.get(case.submission_id).footage
        return footage


def path_of(case: Case) -> str:
    """Where the desk shows a case."""
    return f"/review/{case.reference}/{case.position}"


def text_of(answer: httpx.Response) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))
