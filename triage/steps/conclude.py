"""Conclude: course, fixed penalty, court or nothing, once the driver is known or the keeper has kept silent."""

from uuid import UUID

from triage.actor import Officer
from triage.case import Allegation, Case
from triage.errors import NotAllowedNow
from triage.notice import why_not_yet
from triage.outcome import AFTER_NOTICE, Outcome
from triage.record import Decision
from triage.steps.ports import Unit
from triage.steps.supersede import follow
from triage.steps.weigh import Order, allegation_of


def conclude(unit: Unit, case_id: UUID, version: int, order: Order, *, by: Officer) -> Decision:
    """Hold what follows the notice, in its place. An offer that is open or was taken bars any other conclusion.

    Raises NotAllowedNow for that, and what `triage.steps.supersede.follow` raises.
    """
    case = unit.cases.get_locked(case_id)
    one = allegation_of(case, unit.decisions.list_for(case_id), order.allegation)
    barred = why_barred(unit, case, one, order.outcome)
    if barred:
        raise NotAllowedNow(barred)
    return follow(unit, case_id, version, order, by=by)


def why_barred(unit: Unit, case: Case, one: Allegation, outcome: Outcome) -> str:
    """What an offer to the driver says against this conclusion; the keeper's own offence is another matter."""
    if outcome not in AFTER_NOTICE or one.against != "driver":
        return ""
    return why_not_yet(unit.offers.list_for_case(case.id))
