"""How the work goes: Figure 4 and what stands beside it for all staff, open work for those who steer it."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep
from api.desk.shape_figures import dashboard_page
from api.supervisor.spreadsheet import csv_text
from storage.counts import figure4
from triage.actor import Officer
from triage.permission import Permission
from triage.permission import may as role_may
from triage.statistics import csv_rows

router = APIRouter()
Counter = Annotated[Officer, may(Permission.STATISTICS_VIEW)]


@router.get("/performance")
def get_performance(desk: DeskDep, officer: Counter) -> Response:
    """Aggregates only: nothing here leads to a case."""
    unit = desk.unit
    steers = role_may(officer.role, Permission.DASHBOARD_VIEW)
    page = dashboard_page(
        figure4(unit), unit.listing.deadlines() if steers else None, unit.policy.on(unit.today), unit.now
    )
    return desk.page("dashboard", page, "performance")


@router.get("/performance.csv")
def get_performance_csv(desk: DeskDep, officer: Counter) -> Response:
    """Figure 4 and its rates as a spreadsheet reads them."""
    least_base = desk.unit.policy.on(desk.unit.today).limits.least_base
    rows = csv_rows(figure4(desk.unit), least_base)
    return Response(
        csv_text(rows), media_type="text/csv", headers={"Content-Disposition": 'attachment; filename="figure-4.csv"'}
    )
