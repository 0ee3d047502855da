"""Another vehicle in the same footage: an officer opens a case for it, and says when it is the reporter's own."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.desk.gather import case_of
from api.desk.review import shown
from api.desk.shape_queue import case_url
from api.desk.shape_review import Attempt
from api.errors import status_of
from triage.actor import Officer
from triage.errors import NotPermitted, TriageError
from triage.permission import Permission
from triage.steps.another import Seen, open_another

router = APIRouter()


class VehicleForm(BaseModel):
    """The vehicle as the officer sees it in the footage."""

    offence: str = ""
    registration: str = Field("", max_length=40)
    description: str = Field("", max_length=400)
    reporters: str = ""


@router.post("/review/{reference}/{position}/vehicle")
def add_vehicle(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.CASE_REVIEW)],
    reference: str,
    position: int,
    form: Annotated[VehicleForm, Form()],
) -> Response:
    """Open the case; this one stays on the desk, the other takes its place in the queue or with a supervisor."""
    case = case_of(desk, reference, position)
    seen = Seen(form.offence, form.registration, description=form.description, is_reporters=form.reporters == "yes")
    try:
        with desk.unit.attempt():
            open_another(desk.unit, case.id, seen, by=officer)
    except NotPermitted:
        raise
    except TriageError as refusal:
        return shown(desk, case, Attempt(str(refusal)), status=status_of(refusal))
    return see_other(case_url(case))
