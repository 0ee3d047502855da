"""What is alleged: an officer adds an offence, corrects a label, or relies on an exception of s.2."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of
from api.desk.record_form import allegation_id
from api.desk.review import CHANGED, shown
from api.desk.shape_queue import case_url
from api.desk.shape_review import Attempt
from api.errors import status_of
from triage.actor import Officer
from triage.case import Case
from triage.errors import BadAnswer, NotPermitted, SomeoneElseWasFirst, TriageError
from triage.permission import Permission
from triage.steps import allegation
from triage.steps.weigh import allegation_of

router = APIRouter()
Reviewer = Annotated[Officer, may(Permission.CASE_REVIEW)]


class AllegeForm(BaseModel):
    """The fields of both forms of the block of offences."""

    version: int
    about: str = ""
    act: str = ""
    offence: str = ""
    exception: str = ""
    why: str = Field("", max_length=1000)


@router.post("/review/{reference}/{position}/allege")
def allege(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, form: Annotated[AllegeForm, Form()]
) -> Response:
    """Add an offence, or say which one it is: each has its own clock."""
    case = case_of(desk, reference, position)

    def change() -> Case:
        if form.act == "add":
            return allegation.allege(desk.unit, case.id, form.version, form.offence, by=officer)
        if form.act != "correct":
            raise BadAnswer("act", "Choose whether the offence is added or corrected.")
        about = allegation_of(case, desk.unit.decisions.list_for(case.id), allegation_id(form.about))
        return allegation.confirm(desk.unit, case.id, form.version, about.id, form.offence, by=officer)

    return _changed(desk, case, form, change)


@router.post("/review/{reference}/{position}/exception")
def rely_on_exception(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, form: Annotated[AllegeForm, Form()]
) -> Response:
    """Record an exception with why; until the last posting day the notice is served in time all the same."""
    case = case_of(desk, reference, position)

    def change() -> Case:
        about = allegation_of(case, desk.unit.decisions.list_for(case.id), allegation_id(form.about))
        return allegation.record_exception(
            desk.unit, case.id, form.version, about.id, form.exception, form.why, by=officer
        )

    return _changed(desk, case, form, change)


def _changed(desk: Desk, case: Case, form: AllegeForm, change: Callable[[], Case]) -> Response:
    """Back to the desk about the same offence; a refusal shows its sentence there."""
    about = {str(one.id): one.id for one in case.allegations}.get(form.about)
    try:
        with desk.unit.attempt():
            change()
    except NotPermitted:
        raise
    except TriageError as refusal:
        sentence = CHANGED if isinstance(refusal, SomeoneElseWasFirst) else str(refusal)
        return shown(desk, case, Attempt(sentence), about=about, status=status_of(refusal))
    return see_other(f"{case_url(case)}?about={form.about}" if about else case_url(case))
