"""The policy page for everybody who may read it, the comparison of two versions, and a version's documents."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.deps import may
from api.desk.frame import Desk, DeskDep
from api.policy import shape_policy as shape
from api.policy.shape_draft import draft_url
from api.views.policy import ComparePage, DraftRow, PolicyPage
from storage.errors import Missing
from triage.actor import Officer
from triage.permission import Permission
from triage.permission import may as role_may
from triage.policy_change import compare
from triage.policy_draft import DOCUMENTS
from triage.steps.policy import parse_documents

router = APIRouter()
Reader = Annotated[Officer, may(Permission.POLICY_VIEW)]


@router.get("/policy")
def get_policy(desk: DeskDep, officer: Reader, show: str = "offences", version: int = 0) -> Response:
    """The version in force, or an older one; one part at a time."""
    return policy_page(desk, show if show in shape.TABS else "offences", version)


def policy_page(desk: Desk, show: str, version: int = 0, *, status: int = 200, problem: str = "") -> Response:
    """A version as a page; 0 is the version in force."""
    unit, officer = desk.unit, desk.officer
    in_force = unit.policy.on(unit.today).version
    number = version or in_force
    documents = unit.policy.documents_of(number)
    policy = parse_documents(documents)
    changes = role_may(officer.role, Permission.POLICY_CHANGE)
    page = PolicyPage(
        version=number,
        valid_from=policy.valid_from,
        is_in_force=number == in_force,
        show=show,
        tabs=shape.tabs(show, number, number == in_force),
        unverified=shape.unverified_cells(policy),
        unverified_letters=shape.unverified_letters(documents),
        versions=shape.version_rows(unit.policy.list_versions(), in_force),
        drafts=tuple(DraftRow(one.title, draft_url(one), one.made_at) for one in unit.drafts.list_open()),
        may_change=changes,
        offences=shape.offence_rows(policy, documents),
        groups=shape.dial_groups(documents, words=show == "words"),
        reasons=shape.reason_groups(policy),
        wordings=shape.wording_groups(documents),
        holidays=shape.holiday_years(documents["holidays"]),
        holiday_warning=shape.holiday_warning(documents["holidays"], unit.today),
        problem=problem,
    )
    return desk.page("policy", page, "policy", status=status)


@router.get("/policy/compare")
def get_compare(desk: DeskDep, officer: Reader, a: int, b: int = 0, draft: UUID | None = None) -> Response:
    """What differs between two versions, or between a version and a draft."""
    unit = desk.unit
    if draft is None:
        new_title, new, back = f"Version {b}", unit.policy.documents_of(b), "/policy?show=versions"
    else:
        found = unit.drafts.get(draft)
        new_title, new, back = f"Draft “{found.title}”", dict(found.documents), draft_url(found)
    versions = [one.version for one in unit.policy.list_versions()]
    choices = () if draft else tuple((one, one == a, one == b) for one in versions)
    sections = compare(unit.policy.documents_of(a), new)
    return desk.page("policy_compare", ComparePage(f"Version {a}", new_title, sections, back, choices), "policy")


@router.get("/policy/versions/{version}/{name}.json")
def get_document(desk: DeskDep, officer: Reader, version: int, name: str) -> Response:
    """One document of a version as a file."""
    return as_file(desk.unit.policy.documents_of(version), name)


def as_file(documents: Any, name: str) -> Response:
    """A document of policy to be saved and read elsewhere; Missing where there is none of this name."""
    if name not in DOCUMENTS or documents.get(name) is None:
        raise Missing("There is no such document.")
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return JSONResponse(documents[name], headers=headers)
