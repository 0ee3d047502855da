"""What stands open now, for pages that ask every few seconds: an urgent referral is seen within a minute."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import JSONResponse

from api.deps import UnitDep, may
from api.desk.shape_problems import alarm_of
from triage.actor import Officer
from triage.permission import Permission
from triage.steps.urgent import URGENT

router = APIRouter()
SHOWN = 5


@router.get("/alarms.json")
def get_alarms(unit: UnitDep, officer: Annotated[Officer, may(Permission.ALARM_VIEW)]) -> JSONResponse:
    """How many alarms stand open, and the urgent ones in the words this role may read."""
    urgent = [one for one in unit.alarms.list_open() if one.kind == URGENT]
    told = []
    for one in urgent[:SHOWN]:
        shown = alarm_of(one, None, officer.role)
        told.append({"id": str(one.id), "title": shown.title, "sentence": shown.sentence})
    return JSONResponse(
        {"open": unit.alarms.count_open(), "urgent": len(urgent), "newest": told},
        headers={"Cache-Control": "no-store"},
    )
