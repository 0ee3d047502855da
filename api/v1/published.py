"""What /v1 tells anybody: the offences, the status of a report to whoever has its receipt, and its own description."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request

from api.deps import Open, UnitDep
from api.public.deps import rates_of, sender_of
from api.public.status import NOT_THE_TWO, find_report
from api.public.told import vehicles_of
from api.v1.models import FileOut, OffenceOut, Problem, StatusOut, VehicleOut
from storage.errors import Missing

Typed = Annotated[str, Header(max_length=200)]
REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {"application/problem+json": {}}, "description": words}
    for status, words in (
        (404, "The reference and the secret do not belong together"),
        (422, "That is no reference"),
        (429, "Too many wrong tries from this address"),
    )
}

router = APIRouter(tags=["open"])


@router.get("/offences", dependencies=[Depends(Open("the form shows the same list to anybody"))])
def list_offences(unit: UnitDep) -> tuple[OffenceOut, ...]:
    """The offences that can be reported today, in plain words."""
    return tuple(OffenceOut.of(one) for one in unit.policy.on(unit.today).offered())


@router.get("/status", responses=REFUSED, dependencies=[Depends(Open("whoever has a receipt shows it here"))])
def show_status(request: Request, unit: UnitDep, snap_reference: Typed, snap_secret: Typed) -> StatusOut:
    """What may be told today. Reference and secret travel as headers: an address is written into logs."""
    report = find_report(unit, rates_of(request), sender_of(request), snap_reference, snap_secret)
    if report is None or report.reference is None or report.received_at is None:
        raise Missing(f"{NOT_THE_TWO}.")
    return StatusOut(
        reference=report.reference,
        received_at=report.received_at,
        vehicles=tuple(VehicleOut.of(one) for one in vehicles_of(unit, report)),
        footage=tuple(FileOut(filename=one.filename, sha256=one.sha256, size=one.size) for one in report.footage),
    )
