"""Conclude: course, conditional offer or court once the driver is known; or nothing, a warning, or false plates."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of
from api.errors import status_of
from api.process.shape_conclude import conclude_page
from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, NotPermitted, SomeoneElseWasFirst, TriageError
from triage.outcome import Outcome
from triage.permission import Permission
from triage.steps.conclude import conclude
from triage.steps.decide import Order

router = APIRouter()
Concluder = Annotated[Officer, may(Permission.NOTICE_CONCLUDE)]


class ConcludeForm(BaseModel):
    """The fields as the page has them; ``choice`` is the allegation and the outcome."""

    version: int
    choice: str = Field("", max_length=100)
    reason: str = Field("", max_length=60)
    note: str = Field("", max_length=2000)


@router.get("/conclude/{reference}/{position}")
def get_conclude(desk: DeskDep, officer: Concluder, reference: str, position: int) -> Response:
    """What followed so far, and what may be concluded; reading it is noted."""
    case = case_of(desk, reference, position)
    desk.unit.history.looked(officer.actor, case.id, "conclude")
    return desk.page("conclude", conclude_page(desk, case), "work")


@router.post("/conclude/{reference}/{position}")
def post_conclude(
    desk: DeskDep, officer: Concluder, reference: str, position: int, form: Annotated[ConcludeForm, Form()]
) -> Response:
    """Hold the conclusion; a refusal shows the page again with its sentence."""
    case = case_of(desk, reference, position)
    try:
        with desk.unit.attempt():
            conclude(desk.unit, case.id, form.version, _order(form), by=officer)
    except NotPermitted:
        raise
    except SomeoneElseWasFirst as first:
        return _again(desk, case, form, first)
    except TriageError as refusal:
        return _again(desk, case, form, refusal)
    return see_other(f"/conclude/{case.reference}/{case.position}")


def _again(desk: Desk, case: Case, form: ConcludeForm, refusal: TriageError) -> Response:
    page = conclude_page(
        desk,
        desk.unit.cases.get(case.id),
        chosen=form.choice,
        reason=form.reason,
        note=form.note,
        problem=str(refusal),
    )
    return desk.page("conclude", page, "work", status=status_of(refusal))


def _order(form: ConcludeForm) -> Order:
    allegation, _, outcome = form.choice.partition(":")
    try:
        return Order(Outcome(outcome), reason=form.reason, note=form.note.strip(), allegation=UUID(allegation))
    except ValueError:
        raise BadAnswer("choice", "Choose what follows.") from None
