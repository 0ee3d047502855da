"""Stills of the original by the number of the picture: made on demand, waited for briefly, then answered as coming."""

import time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import JSONResponse, Response

from api.deps import House, may
from api.desk.frame import DeskDep
from api.desk.media import answered, derived_file, readable
from api.desk.shape_facts import number_in
from storage.bell import listening
from storage.errors import Missing, TooManyStills
from storage.unit import Unit
from triage.actor import Officer
from triage.job import JobKind
from triage.permission import Permission
from triage.record import Derived
from triage.steps.extract import still_role, still_wanted
from triage.submission import Footage

WAIT_S = 2.0
AGAIN_S = 1
# Minutes of stepping picture by picture. In 4K each is megabytes, and a script could ask for all of an hour.
MOST_STILLS = 600
NO_PICTURE = "This picture cannot be taken from the original."
PREPARING = "The picture is being taken from the original. Ask again in a second."
ENDED = frozenset({"done", "dead"})

router = APIRouter()


@router.get("/footage/{footage_id}/stills/{number}")
def get_still(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.CASE_VIEW)],
    footage_id: UUID,
    number: Annotated[int, Path(ge=0, lt=1_000_000)],
) -> Response:
    """One picture of the original in its own size; 202 while it is being made. Sealed footage yields nothing."""
    footage = readable(desk, footage_id)
    if number >= _count(desk.unit, footage):
        raise Missing(NO_PICTURE)
    made = desk.unit.submissions.find_derived(footage_id, still_role(number)) or _made_now(desk.house, footage, number)
    if made is None:
        return JSONResponse(
            {"code": "preparing", "title": "Preparing", "detail": PREPARING},
            status_code=202,
            headers={"Retry-After": str(AGAIN_S), "Cache-Control": "no-store"},
        )
    desk.unit.history.looked(officer.actor, footage_id, f"footage:{made.role}")
    return answered(desk.request, desk.house.files, derived_file(footage, made))


def _count(unit: Unit, footage: Footage) -> float:
    """How many pictures the file has, as the first pass counted them."""
    said = unit.findings.list_for(footage.submission_id, footage_id=footage.id)
    return next((number_in(one.value, "count") or 0 for one in said if one.kind == "pictures"), 0)


def _made_now(house: House, footage: Footage, number: int) -> Derived | None:
    """Leave the work and wait for the bell; None when it takes longer.

    Raises Missing when it cannot be made, TooManyStills where no more are.
    """
    once = still_wanted(footage.id, number)
    with listening(house.settings.database_url.get_secret_value()) as bell:
        # In a transaction of its own: the request's would only be committed after the wait.
        with house.units.open() as unit:
            is_asked = unit.jobs.find_once(once) is not None
            if not is_asked and unit.jobs.number_for(footage.id, JobKind.STILL) >= MOST_STILLS:
                raise TooManyStills
            unit.jobs.leave(JobKind.STILL, footage.id, once=once)
            made = _found(unit, footage, number, once)
        ends = time.monotonic() + WAIT_S
        while made is None and (left := ends - time.monotonic()) > 0:
            if f"done:{footage.id}" in bell.wait(left):
                with house.units.open() as unit:
                    made = _found(unit, footage, number, once)
    return made


def _found(unit: Unit, footage: Footage, number: int, once: str) -> Derived | None:
    made = unit.submissions.find_derived(footage.id, still_role(number))
    job = unit.jobs.find_once(once)
    if made is None and job is not None and job.state in ENDED:
        raise Missing(NO_PICTURE)
    return made
