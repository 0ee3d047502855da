"""The forms of a draft: dials, one offence, one letter, bank holidays, or a whole document at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import Response

from api.desk.frame import Desk, DeskDep, see_other
from api.policy import shape_draft, shape_policy
from api.policy.drafts import Changed, Changer
from api.policy.shape_draft import draft_url
from api.views.policy import DraftFormPage, DraftOffencesPage, DraftWordingsPage, FieldGroup, HolidaysPage
from storage.errors import Missing
from triage.errors import BadPolicy, TriageError
from triage.letter import LetterKind
from triage.policy_change import WORDINGS
from triage.policy_draft import DOCUMENTS, OFFENCE_FLAGS, Draft, with_holiday, with_offence, without_holiday
from triage.policy_field import FIELDS, Shape, parse_cell, with_typed
from triage.policy_wording import leaves, named_wordings, with_leaves, with_wording, wording_at
from triage.steps import policy as step
from triage.wording import check_placeholders

router = APIRouter()
DOCUMENT_BYTES = 1024 * 1024


async def typed_form(request: Request) -> dict[str, str]:
    """Every box of a form whose boxes depend on the policy."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Typed = Annotated[dict[str, str], Depends(typed_form)]


@router.get("/policy/drafts/{draft_id}/dials")
def get_dials(desk: DeskDep, officer: Changer, draft_id: UUID) -> Response:
    """Every dial as a box."""
    return _dials(desk, desk.unit.drafts.get(draft_id))


@router.post("/policy/drafts/{draft_id}/dials")
def post_dials(desk: DeskDep, officer: Changer, draft_id: UUID, changed: Changed, typed: Typed) -> Response:
    """Keep the dials, all or none."""
    draft = desk.unit.drafts.get(draft_id)
    given = {path: typed.get(path, "") for path, one in FIELDS.items() if path in typed or one.shape is Shape.FLAG}
    errors = {path: why for path, text in given.items() if (why := _unreadable(path, text))}
    if errors:
        return _dials(desk, draft, given, errors)
    try:
        document = with_typed(draft.documents["policy"], given)
        step.save_documents(desk.unit, draft_id, changed, {"policy": document}, by=officer)
    except BadPolicy as refusal:
        return _dials(desk, draft, given, {refusal.field: _beside(refusal)}, refusal.sentence)
    return see_other(draft_url(draft))


@router.get("/policy/drafts/{draft_id}/offences")
def get_offences(desk: DeskDep, officer: Changer, draft_id: UUID) -> Response:
    """The table, each row a way to its form."""
    draft = desk.unit.drafts.get(draft_id)
    rows = shape_policy.offence_rows(step.parse_documents(draft.documents), draft.documents, draft_url(draft))
    return desk.page("policy_draft_offences", DraftOffencesPage(draft.title, draft_url(draft), rows), "policy")


@router.get("/policy/drafts/{draft_id}/offences/{slug}")
def get_offence(desk: DeskDep, officer: Changer, draft_id: UUID, slug: str) -> Response:
    """One offence as boxes."""
    return _offence(desk, desk.unit.drafts.get(draft_id), slug)


@router.post("/policy/drafts/{draft_id}/offences/{slug}")
def post_offence(
    desk: DeskDep, officer: Changer, draft_id: UUID, slug: str, changed: Changed, typed: Typed
) -> Response:
    """Keep one offence."""
    draft = desk.unit.drafts.get(draft_id)
    given = {**dict.fromkeys(OFFENCE_FLAGS, ""), **typed}
    try:
        table = with_offence(draft.documents["offences"], slug, given)
        step.save_documents(desk.unit, draft_id, changed, {"offences": table}, by=officer)
    except BadPolicy as refusal:
        wrong = {refusal.field.rpartition("].")[2]: _beside(refusal)}
        return _offence(desk, draft, slug, given, wrong, refusal.sentence)
    return see_other(f"{draft_url(draft)}/offences")


@router.get("/policy/drafts/{draft_id}/wordings")
def get_wordings(desk: DeskDep, officer: Changer, draft_id: UUID) -> Response:
    """Every letter and message, each a way to its form."""
    draft = desk.unit.drafts.get(draft_id)
    groups = shape_policy.wording_groups(draft.documents, draft_url(draft))
    return desk.page("policy_draft_wordings", DraftWordingsPage(draft.title, draft_url(draft), groups), "policy")


@router.get("/policy/drafts/{draft_id}/wordings/{name}/{number}")
def get_wording(desk: DeskDep, officer: Changer, draft_id: UUID, name: str, number: int) -> Response:
    """One letter, a box a paragraph."""
    return _wording(desk, desk.unit.drafts.get(draft_id), name, number)


@router.post("/policy/drafts/{draft_id}/wordings/{name}/{number}")
def post_wording(
    desk: DeskDep, officer: Changer, draft_id: UUID, name: str, number: int, changed: Changed, typed: Typed
) -> Response:
    """Keep one letter; every placeholder is checked."""
    draft = desk.unit.drafts.get(draft_id)
    document = _document(draft, name)
    before = wording_at(document, number)
    texts = {path.removeprefix("text."): text for path, text in typed.items() if path.startswith("text.")}
    errors = _bad_placeholders(before, texts)
    if errors:
        return _wording(desk, draft, name, number, typed, errors)
    wording = {**with_leaves(before, texts), "verified": typed.get("verified") == "yes"}
    try:
        changed_document = with_wording(document, number, wording)
        step.save_documents(desk.unit, draft_id, changed, {name: changed_document}, by=officer)
    except BadPolicy as refusal:
        return _wording(desk, draft, name, number, typed, {}, refusal.sentence)
    return see_other(f"{draft_url(draft)}/wordings")


@router.get("/policy/drafts/{draft_id}/holidays")
def get_holidays(desk: DeskDep, officer: Changer, draft_id: UUID) -> Response:
    """The list, with a way to add a day and to take one out."""
    return _holidays(desk, desk.unit.drafts.get(draft_id))


@router.post("/policy/drafts/{draft_id}/holidays")
def post_holidays(
    desk: DeskDep,
    officer: Changer,
    draft_id: UUID,
    changed: Changed,
    day: Annotated[str, Form()] = "",
    remove: Annotated[str, Form()] = "",
) -> Response:
    """Add a day, or take one out."""
    draft = desk.unit.drafts.get(draft_id)
    days: Sequence[str] = draft.documents["holidays"]
    try:
        listed = without_holiday(days, remove) if remove else with_holiday(days, day)
        step.save_documents(desk.unit, draft_id, changed, {"holidays": listed}, by=officer)
    except BadPolicy as refusal:
        return _holidays(desk, draft, refusal.sentence)
    return see_other(f"{draft_url(draft)}/holidays")


@router.post("/policy/drafts/{draft_id}/documents/{name}")
def post_document(
    desk: DeskDep, officer: Changer, draft_id: UUID, name: str, changed: Changed, document: UploadFile
) -> Response:
    """Put a whole document in the place of the draft's own."""
    draft = desk.unit.drafts.get(draft_id)
    if name not in DOCUMENTS:
        raise Missing("There is no such document.")
    try:
        content = _json(f"{name}.json", document.file.read(DOCUMENT_BYTES + 1))
        step.save_documents(desk.unit, draft_id, changed, {name: content}, by=officer)
    except BadPolicy as refusal:
        page = shape_draft.draft_page(
            desk.unit, draft, may_change=True, errors={name: refusal.sentence}, problem=refusal.sentence
        )
        return desk.page("policy_draft", page, "policy", status=422)
    return see_other(draft_url(draft))


def _dials(
    desk: Desk,
    draft: Draft,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    groups = shape_draft.dial_groups(draft.documents["policy"], given or {}, errors or {})
    return _form(desk, draft, "Rank, rules and limits", groups, _told(errors, problem))


def _offence(
    desk: Desk,
    draft: Draft,
    slug: str,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    row = next((one for one in draft.documents["offences"] if one["slug"] == slug), None)
    if row is None:
        raise Missing("There is no such offence.")
    groups = shape_draft.offence_groups(row, given or {}, errors or {})
    return _form(desk, draft, str(row["title"]), groups, _told(errors, problem), back="/offences")


def _wording(
    desk: Desk,
    draft: Draft,
    name: str,
    number: int,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    wording = wording_at(_document(draft, name), number)
    groups = shape_draft.wording_groups(wording, given or {}, errors or {})
    names = shape_draft.placeholders_of(wording)
    heading = f"{WORDINGS[name]}: {named_wordings(_document(draft, name))[number][0]}"
    return _form(desk, draft, heading, groups, _told(errors, problem), back="/wordings", names=names)


def _form(
    desk: Desk,
    draft: Draft,
    heading: str,
    groups: Sequence[FieldGroup],
    problems: tuple[str, ...],
    *,
    back: str = "",
    names: tuple[str, ...] = (),
) -> Response:
    page = DraftFormPage(
        heading=heading,
        back_url=f"{draft_url(draft)}{back}",
        changed=draft.changed,
        groups=tuple(groups),
        problems=problems,
        placeholders=names,
    )
    return desk.page("policy_form", page, "policy", status=422 if problems else 200)


def _holidays(desk: Desk, draft: Draft, problem: str = "") -> Response:
    years = shape_policy.holiday_years(draft.documents["holidays"])
    page = HolidaysPage(draft_url(draft), draft.changed, years, problem)
    return desk.page("policy_holidays", page, "policy", status=422 if problem else 200)


def _document(draft: Draft, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = draft.documents.get(name) if name in WORDINGS else None
    if found is None:
        raise Missing("There is no such document.")
    return found


def _unreadable(path: str, text: str) -> str:
    """What is wrong with one box by itself; empty when nothing is."""
    try:
        parse_cell(FIELDS[path], text)
    except BadPolicy as refusal:
        return _beside(refusal)
    return ""


def _beside(refusal: BadPolicy) -> str:
    """What stands beside a box: its label says where, so only what is wrong is said."""
    return f"{refusal.problem[:1].upper()}{refusal.problem[1:]}"


def _told(errors: Mapping[str, str] | None, problem: str) -> tuple[str, ...]:
    """What stands above the form: the refusal with file and field, or every box that could not be read."""
    labels = {path: FIELDS[path].label if path in FIELDS else path.replace(".", " ") for path in errors or {}}
    return (problem,) if problem else tuple(f"{labels[path]}: {why}" for path, why in (errors or {}).items())


def _bad_placeholders(wording: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that name what this letter does not carry, each with its sentence."""
    kind = wording.get("kind")
    if kind not in set(LetterKind):
        return {}
    known = {leaf.path for leaf in leaves(wording)}
    found = {}
    for path in known & set(texts):
        try:
            check_placeholders(LetterKind(kind), texts[path])
        except TriageError as refusal:
            found[path] = refusal.sentence
    return found


def _json(file: str, content: bytes) -> Any:
    """A document as it was sent; BadPolicy where it is too large or no JSON."""
    if len(content) > DOCUMENT_BYTES:
        raise BadPolicy(file, "(top)", "must be smaller than 1 MB.")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise BadPolicy(file, "(top)", "must be a JSON document.") from None
