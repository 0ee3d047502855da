"""When and where: an officer who holds a case confirms the moment, and the road and town that letters name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of
from api.desk.review import readable, shown
from api.desk.shape_confirm import Typed
from api.desk.shape_queue import case_url
from api.desk.shape_review import Attempt
from api.errors import status_of
from api.templating import clock_time
from triage.actor import Officer
from triage.calendar import LONDON
from triage.case import Case
from triage.confirmed import wall_instant
from triage.errors import BadAnswer, NotPermitted, SomeoneElseWasFirst, TriageError
from triage.permission import Permission
from triage.steps import moment

router = APIRouter()
Reviewer = Annotated[Officer, may(Permission.CASE_REVIEW)]


class MomentForm(BaseModel):
    """An offered instant, or a date and a time by London's clock."""

    version: int
    take: str = Field("", max_length=40)
    day: str = Field("", max_length=20)
    time: str = Field("", max_length=20)
    which: str = Field("", max_length=10)
    why: str = Field("", max_length=1000)
    played: str = Field("", max_length=20_000)


class PlaceForm(BaseModel):
    """Road and town as letters are to name them."""

    version: int
    road: str = Field("", max_length=400)
    town: str = Field("", max_length=400)
    why: str = Field("", max_length=1000)
    played: str = Field("", max_length=20_000)


@router.post("/review/{reference}/{position}/moment")
def confirm_moment(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, form: Annotated[MomentForm, Form()]
) -> Response:
    """Confirm the moment: every clock, the rank and the letters follow it."""
    case = case_of(desk, reference, position)

    def change() -> Case:
        at = _taken(form.take) if form.take else wall_instant(form.day, form.time, form.which)
        return moment.confirm_moment(desk.unit, case.id, form.version, at, form.why, by=officer)

    typed = Typed("", day=form.day, time=form.time, which=form.which, why=form.why)
    return _confirmed(desk, case, typed, form.played, change)


@router.post("/review/{reference}/{position}/place")
def confirm_place(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, form: Annotated[PlaceForm, Form()]
) -> Response:
    """Confirm or correct road and town; the pin stays the reporter's."""
    case = case_of(desk, reference, position)

    def change() -> Case:
        placed = moment.Placed(form.road, form.town, form.why)
        return moment.confirm_place(desk.unit, case.id, form.version, placed, by=officer)

    typed = Typed("", is_place=True, road=form.road, town=form.town, why=form.why)
    return _confirmed(desk, case, typed, form.played, change)


def _taken(take: str) -> datetime:
    try:
        at = datetime.fromisoformat(take)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadAnswer("take", "This time is not offered. Look at the report again.")
    return at.astimezone(UTC)


def _confirmed(desk: Desk, case: Case, typed: Typed, played: str, change: Callable[[], Case]) -> Response:
    """Back to the desk, with what was watched; a refusal shows its sentence beside the form."""
    try:
        with desk.unit.attempt():
            change()
    except NotPermitted:
        raise
    except TriageError as refusal:
        return _refused(desk, case, typed, played, refusal)
    watched = readable(played)
    return see_other(f"{case_url(case)}?{urlencode({'played': watched})}" if watched else case_url(case))


def _refused(desk: Desk, case: Case, typed: Typed, played: str, refusal: TriageError) -> Response:
    sentence = str(refusal)
    if isinstance(refusal, SomeoneElseWasFirst):
        at = clock_time(refusal.when.astimezone(LONDON))
        sentence = f"{refusal.who} changed this report at {at}, so nothing was confirmed. Look at it again."
    asks_pass = isinstance(refusal, BadAnswer) and refusal.field == "which"
    kept = replace(typed, problem=sentence, asks_pass=asks_pass or bool(typed.which))
    return shown(desk, case, Attempt(played=readable(played), confirming=kept), status=status_of(refusal))
