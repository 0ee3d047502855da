"""Leaving a case undecided: give it back, stand aside, refer it, take it over, or note that its reporter withdrew."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.desk.gather import case_of
from api.desk.shape_queue import case_url
from triage.actor import Officer
from triage.permission import Permission
from triage.steps import confirm, refer, review

router = APIRouter()
Reviewer = Annotated[Officer, may(Permission.CASE_REVIEW)]
Confirmer = Annotated[Officer, may(Permission.CASE_CONFIRM)]


@router.post("/review/{reference}/{position}/release")
def release(desk: DeskDep, officer: Reviewer, reference: str, position: int) -> Response:
    """Give the case back; this does not count as a skip."""
    review.release(desk.unit, case_of(desk, reference, position).id, officer)
    return see_other("/queue?told=released")


@router.post("/review/{reference}/{position}/take-over")
def take_over(desk: DeskDep, officer: Reviewer, reference: str, position: int) -> Response:
    """Take a case from whoever holds it: a supervisor at any time, anybody once its claim ran out."""
    case = review.take_over(desk.unit, case_of(desk, reference, position).id, officer)
    return see_other(case_url(case))


@router.post("/review/{reference}/{position}/conflict")
def declare_conflict(desk: DeskDep, officer: Reviewer, reference: str, position: int) -> Response:
    """The officer knows somebody in it: the case goes to others and is closed to them."""
    review.declare_conflict(desk.unit, case_of(desk, reference, position).id, officer)
    return see_other("/queue?told=conflict")


@router.post("/review/{reference}/{position}/urgent")
def refer_urgent(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, words: Annotated[str, Form()] = ""
) -> Response:
    """Somebody may be in danger: the duty supervisor is alarmed before this answers."""
    refer.refer_urgent(desk.unit, case_of(desk, reference, position).id, words, by=officer)
    return see_other("/queue?told=urgent")


@router.post("/review/{reference}/{position}/standards")
def refer_to_standards(desk: DeskDep, officer: Reviewer, reference: str, position: int) -> Response:
    """For professional standards: few see the case from here on."""
    refer.refer_to_standards(desk.unit, case_of(desk, reference, position).id, by=officer)
    return see_other("/queue?told=restricted")


@router.post("/review/{reference}/{position}/withdrew")
def reporter_withdrew(desk: DeskDep, officer: Confirmer, reference: str, position: int) -> Response:
    """The reporter asked to take the report back: a person confirms it, or goes on in the public interest."""
    confirm.reporter_withdrew(desk.unit, case_of(desk, reference, position).id, by=officer)
    return see_other("/queue?told=withdrew")
