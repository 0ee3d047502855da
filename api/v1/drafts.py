"""A report by program: begin, answer, sign. Footage goes up by tus beside it."""

import json
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends

from api.deps import HouseDep, Open, UnitDep
from api.public.answers import checked
from api.public.begin import Guardian, read_person
from api.public.deps import NotTooOften
from api.public.found import note_of
from api.public.receipt import Signing, hashed_key, seal, sign_once, unseal
from api.v1.deps import DraftDep, KeyDep, SentDep, TokenDep
from api.v1.models import AnswersIn, DraftIn, DraftOut, DraftStateOut, FootageOut, Problem, ReceiptOut, SubmissionIn
from storage.rates import DRAFTS
from storage.staff import hashed
from storage.unit import Unit
from triage.errors import UnknownOffence
from triage.finding import JsonValue
from triage.steps import receive
from triage.submission import Footage, Submission

ANYONE = "draft"  # whoever sends the key of a new draft again; it is sealed with that key
PLAYABLE = "ok"
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}, "description": words}
    for status, words in (
        (401, "No live draft belongs to this token"),
        (409, "The report has been sent already"),
        (413, "The body is larger than 64 KiB"),
        (422, "An answer cannot stand, or the body has another shape"),
        (429, "Too many requests from this address"),
    )
}

router = APIRouter(responses=REFUSED, tags=["report"])
anybody = Depends(Open("anyone may report an offence"))


@router.post("/drafts", status_code=201, dependencies=[anybody, Depends(NotTooOften(DRAFTS))])
def start_draft(body: DraftIn, house: HouseDep, unit: UnitDep, key: KeyDep) -> DraftOut:
    """Begin a report. Its token goes as `Authorization: Bearer` with everything that follows."""
    earlier = unit.idempotency.begin(ANYONE, hashed_key(key), body.model_dump_json().encode()) if key else None
    if earlier is not None:
        return DraftOut.model_validate_json(unseal(house.settings, ANYONE, key, str(earlier.answer["sealed"])))
    told = body.person.guardian
    guardian = None if told is None else Guardian(told.name, told.contact)
    person, problems = read_person(body.person.name, body.person.email, body.person.phone, guardian)
    if person is None:
        raise problems[0]
    token = secrets.token_urlsafe(32)
    draft = receive.start_draft(unit, hashed(token), hours=house.settings.draft_hours)
    unit.identity.keep_submitter(draft.id, person)
    begun = DraftOut(id=draft.id, token=token, expires_at=draft.expires_at)
    if key:
        answer = {"sealed": seal(house.settings, ANYONE, key, begun.model_dump_json())}
        unit.idempotency.finish(ANYONE, hashed_key(key), 201, answer)
    return begun


@router.get("/drafts/current")
def show_draft(draft: DraftDep, unit: UnitDep) -> DraftStateOut:
    """The draft as it stands, with what was read from its footage so far."""
    return _state(unit, draft.id)


@router.patch("/drafts/current/answers")
def add_answers(body: AnswersIn, draft: DraftDep, unit: UnitDep) -> DraftStateOut:
    """Put these answers beside those given before."""
    receive.keep_answers(unit, draft.id, _checked(unit, body))
    return _state(unit, draft.id)


@router.put("/drafts/current/answers")
def replace_answers(body: AnswersIn, draft: DraftDep, unit: UnitDep) -> DraftStateOut:
    """Put these answers in place of all that were given before."""
    receive.replace_answers(unit, draft.id, _checked(unit, body))
    return _state(unit, draft.id)


@router.post("/submissions", status_code=201)
def send_report(body: SubmissionIn, house: HouseDep, draft: SentDep, token: TokenDep, key: KeyDep) -> ReceiptOut:
    """Sign and send. With an Idempotency-Key the receipt, secret included, can be asked for again for 24 hours."""
    with house.units.open() as unit:
        answers = _checked(unit, body.answers)
    told = json.dumps(body.model_dump(mode="json"), sort_keys=True).encode()
    return ReceiptOut.of(sign_once(house, Signing(draft.id, token, key, told, body.signed_name), answers))


def _checked(unit: Unit, body: AnswersIn) -> Mapping[str, JsonValue]:
    """The answers as they are kept. Raises the first fault."""
    said, problems = checked(body.said(), unit.now)
    if problems:
        raise problems[0]
    offence = said.get("offence")
    if isinstance(offence, str) and offence not in {one.slug for one in unit.policy.on(unit.today).offered()}:
        raise UnknownOffence(offence)
    return said


def _state(unit: Unit, draft_id: UUID) -> DraftStateOut:
    draft = unit.submissions.get(draft_id)
    files = tuple(_footage(unit, draft, one) for one in draft.footage)
    return DraftStateOut.model_validate(
        {"id": draft.id, "expires_at": draft.expires_at, "answers": dict(draft.answers), "footage": files}
    )


def _footage(unit: Unit, draft: Submission, one: Footage) -> FootageOut:
    told = FootageOut(id=one.id, filename=one.filename, sha256=one.sha256, size=one.size, state="reading")
    if one.extracted_at is None:
        return told
    if one.verdict != PLAYABLE:
        return told.model_copy(update={"state": "unreadable", "note": one.verdict_words or ""})
    note = note_of(unit.findings.list_for(draft.id, footage_id=one.id))
    return told.model_copy(update={"state": "read", "note": note})
