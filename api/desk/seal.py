"""Hiding footage from everybody with one key and a reason, and opening it again."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.desk.gather import case_of
from triage.actor import Officer
from triage.permission import Permission
from triage.steps import seal as sealing

router = APIRouter()


@router.post("/review/{reference}/{position}/seal")
def seal(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.CASE_SEAL)],
    reference: str,
    position: int,
    why: Annotated[str, Form()] = "",
) -> Response:
    """No picture of this report is shown to anybody from here on; a supervisor is alarmed."""
    sealing.seal(desk.unit, case_of(desk, reference, position).id, why, by=officer)
    return see_other("/queue?told=sealed")


@router.post("/review/{reference}/{position}/unseal")
def unseal(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.CASE_UNSEAL)],
    reference: str,
    position: int,
    why: Annotated[str, Form()] = "",
) -> Response:
    """The footage can be seen again, and the case takes its place."""
    sealing.unseal(desk.unit, case_of(desk, reference, position).id, why, by=officer)
    return see_other("/lanes/restricted")
