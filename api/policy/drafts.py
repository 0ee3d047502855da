"""Drafts of policy: made, looked at, tried on last month's cases, activated with a reason, or put away."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.policy.pages import Reader, as_file, policy_page
from api.policy.shape_draft import draft_page, draft_url
from triage.actor import Officer
from triage.errors import BadAnswer, BadPolicy, TriageError
from triage.permission import Permission
from triage.permission import may as role_may
from triage.steps import policy as step

router = APIRouter()
Changer = Annotated[Officer, may(Permission.POLICY_CHANGE)]
Changed = Annotated[int, Form()]


@router.post("/policy/drafts")
def post_draft(desk: DeskDep, officer: Changer, title: Annotated[str, Form()] = "") -> Response:
    """Begin a draft that says what the version in force says."""
    try:
        return see_other(draft_url(step.make_draft(desk.unit, title, by=officer)))
    except BadAnswer as refusal:
        return policy_page(desk, "versions", status=422, problem=refusal.sentence)


@router.get("/policy/drafts/{draft_id}")
def get_draft(desk: DeskDep, officer: Reader, draft_id: UUID) -> Response:
    """How a draft stands."""
    return _shown(desk, draft_id)


@router.post("/policy/drafts/{draft_id}/about")
def post_about(
    desk: DeskDep,
    officer: Changer,
    draft_id: UUID,
    changed: Changed,
    title: Annotated[str, Form()] = "",
    valid_from: Annotated[str, Form()] = "",
) -> Response:
    """Another name, or another first day."""
    try:
        step.save_about(desk.unit, draft_id, changed, title, _day(valid_from), by=officer)
    except (BadAnswer, BadPolicy) as refusal:
        return _shown(desk, draft_id, refusal)
    return see_other(f"/policy/drafts/{draft_id}")


@router.post("/policy/drafts/{draft_id}/dry-run")
def post_dry_run(desk: DeskDep, officer: Changer, draft_id: UUID, changed: Changed) -> Response:
    """Have it tried on the cases of the past 30 days."""
    step.ask_dry_run(desk.unit, draft_id, changed, by=officer)
    return see_other(f"/policy/drafts/{draft_id}")


@router.post("/policy/drafts/{draft_id}/activate")
def post_activate(
    desk: DeskDep, officer: Changer, draft_id: UUID, changed: Changed, reason: Annotated[str, Form()] = ""
) -> Response:
    """Make it a version, for good."""
    try:
        version = step.activate(desk.unit, draft_id, changed, reason, by=officer)
    except (BadAnswer, BadPolicy) as refusal:
        return _shown(desk, draft_id, refusal)
    return see_other(f"/policy?show=versions&version={version}")


@router.post("/policy/drafts/{draft_id}/discard")
def post_discard(desk: DeskDep, officer: Changer, draft_id: UUID, changed: Changed) -> Response:
    """Put it away."""
    step.discard(desk.unit, draft_id, changed, by=officer)
    return see_other("/policy?show=versions")


@router.get("/policy/drafts/{draft_id}/documents/{name}.json")
def get_document(desk: DeskDep, officer: Reader, draft_id: UUID, name: str) -> Response:
    """One document of the draft as a file."""
    return as_file(desk.unit.drafts.get(draft_id).documents, name)


def _shown(desk: Desk, draft_id: UUID, refusal: TriageError | None = None) -> Response:
    """The draft's page; after a refusal with its sentence beside the field it is about."""
    may_change = role_may(desk.officer.role, Permission.POLICY_CHANGE)
    errors = {} if refusal is None else {str(getattr(refusal, "field", "")): refusal.sentence}
    problem = "" if refusal is None else refusal.sentence
    page = draft_page(desk.unit, desk.unit.drafts.get(draft_id), may_change=may_change, errors=errors, problem=problem)
    return desk.page("policy_draft", page, "policy", status=200 if refusal is None else 422)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadAnswer("valid_from", "Give the day from which it applies, like 2026-12-01.") from None
