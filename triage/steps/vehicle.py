"""Vehicle: ask once for each mark of a case what make and colour are registered, and keep how that compares."""

from uuid import UUID

from triage.case import Case
from triage.job import JobKind
from triage.steps.extract import add_findings
from triage.steps.ports import Unit
from triage.vehicle import Registered, finding_of


def want_look_up(unit: Unit, case: Case) -> None:
    """Leave the look-up of this case's mark, once for each mark it ever had."""
    if case.registration:
        unit.jobs.leave(JobKind.VEHICLE, case.id, once=f"vehicle:{case.id}:{case.registration}")


def looked_up(unit: Unit, case_id: UUID, asked: str, registered: Registered | None) -> None:
    """Keep what the register said of the mark that was asked about; a mark corrected meanwhile has its own look-up."""
    case = unit.cases.get(case_id)
    if case.registration != asked:
        return
    add_findings(unit, case_id, (finding_of(asked, case.vehicle.make, case.vehicle.colour, registered),))
