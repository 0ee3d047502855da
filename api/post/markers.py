"""Markers of one vehicle, and of the reporter of one case: set with why, lifted by hand, or expired."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of
from api.desk.shape_queue import case_url
from api.post.shape import choices
from api.templating import plate
from api.views.post import MarkerRow, MarkersPage
from triage.actor import Officer
from triage.marker import OF_VEHICLES, WORDS, Marker
from triage.permission import Permission
from triage.steps import marker

router = APIRouter()
Setter = Annotated[Officer, may(Permission.MARKER_SET)]


@router.get("/markers/{reference}/{position}")
def get_markers(desk: DeskDep, officer: Setter, reference: str, position: int) -> Response:
    """The markers of a case's vehicle and of its reporter."""
    case = case_of(desk, reference, position)
    unit = desk.unit
    reporter = marker.reporter_of(unit, case)
    unit.history.looked(officer.actor, case.id, "markers")
    page = MarkersPage(
        registration=plate(case.vehicle.registration),
        rows=_rows(desk, unit.markers.list_about(case.registration) if case.registration else ()),
        kinds=choices((one.value, WORDS[one]) for one in OF_VEHICLES),
        case_reference=case.reference,
        case_url=case_url(case),
        reporter_rows=_rows(desk, unit.markers.list_about(reporter) if reporter else ()),
    )
    return desk.page("markers", page, "")


@router.post("/markers/{reference}/{position}/vehicle")
def mark_vehicle(
    desk: DeskDep,
    officer: Setter,
    reference: str,
    position: int,
    kind: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
) -> Response:
    """Mark the vehicle of a case."""
    case = case_of(desk, reference, position)
    marker.set_on_vehicle(desk.unit, case.registration, kind, why, by=officer)
    return see_other(f"/markers/{case.reference}/{case.position}")


@router.post("/markers/{reference}/{position}/reporter")
def mark_reporter(
    desk: DeskDep, officer: Setter, reference: str, position: int, why: Annotated[str, Form()] = ""
) -> Response:
    """Mark the reporter of a case as acting in bad faith, for six months."""
    case = case_of(desk, reference, position)
    marker.set_bad_faith(desk.unit, case, why, by=officer)
    return see_other(f"/markers/{case.reference}/{case.position}")


@router.post("/markers/{reference}/{position}/{marker_id}/lift")
def lift(desk: DeskDep, officer: Setter, reference: str, position: int, marker_id: UUID) -> Response:
    """End a marker before its time."""
    case = case_of(desk, reference, position)
    marker.lift(desk.unit, marker_id, by=officer)
    return see_other(f"/markers/{case.reference}/{case.position}")


def _rows(desk: Desk, markers: tuple[Marker, ...]) -> tuple[MarkerRow, ...]:
    names, base = desk.unit.staff.names(), desk.request.url.path
    return tuple(_row(one, names, base, desk.unit.now) for one in markers)


def _row(one: Marker, names: dict[str, str], base: str, now: datetime) -> MarkerRow:
    stands = one.stands(now)
    return MarkerRow(
        words=WORDS[one.kind],
        why=one.why,
        at=one.at,
        set_by="The system" if one.set_by is None else names.get(str(one.set_by), "Somebody"),
        expires_at=one.expires_at,
        ended="" if stands else "Lifted" if one.lifted_at else "Expired",
        lift_url=f"{base}/{one.id}/lift" if stands else "",
    )
