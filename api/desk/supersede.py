"""What follows on a decided case: another decision in the place of the one that stands, and taking it back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of
from api.desk.record_form import RecordForm, order_of
from api.desk.review import not_first, refused
from api.desk.shape_queue import case_url
from triage.actor import Officer
from triage.errors import NotPermitted, SomeoneElseWasFirst, TriageError
from triage.permission import Permission
from triage.steps import conclude as concluding
from triage.steps import decide

router = APIRouter()
Decider = Annotated[Officer, may(Permission.CASE_DECIDE)]
Concluder = Annotated[Officer, may(Permission.NOTICE_CONCLUDE)]


@router.post("/review/{reference}/{position}/supersede")
def supersede(
    desk: DeskDep, officer: Decider, reference: str, position: int, form: Annotated[RecordForm, Form()]
) -> Response:
    """An officer thinks again while nothing has left; a supervisor puts another decision in its place."""
    return _followed(desk, officer, reference, position, form)


@router.post("/review/{reference}/{position}/conclude")
def conclude(
    desk: DeskDep, officer: Concluder, reference: str, position: int, form: Annotated[RecordForm, Form()]
) -> Response:
    """What a notice ends in, recorded by whoever handles the keeper's answer."""
    return _followed(desk, officer, reference, position, form)


@router.post("/conclusions/{decision_id}/undo")
def undo_conclusion(desk: DeskDep, officer: Concluder, decision_id: UUID) -> Response:
    """Take one's own held conclusion back."""
    return see_other(case_url(decide.undo(desk.unit, decision_id, by=officer)))


def _followed(desk: Desk, officer: Officer, reference: str, position: int, form: RecordForm) -> Response:
    case = case_of(desk, reference, position)
    try:
        with desk.unit.attempt():
            order = order_of(form, desk.unit.policy.on(desk.unit.today))
            concluding.conclude(desk.unit, case.id, form.version, order, by=officer)
    except SomeoneElseWasFirst as first:
        return not_first(desk, case, form, first)
    except NotPermitted:
        raise
    except TriageError as refusal:
        return refused(desk, case, form, refusal)
    return see_other(case_url(case))
