"""Supersede: a changed mind or the next thing that followed is a new decision in the place of the last."""

from uuid import UUID

from triage.actor import Officer
from triage.case import Stage
from triage.errors import NotAllowedNow
from triage.record import Decision
from triage.steps.decide import ruled
from triage.steps.ports import Unit
from triage.steps.weigh import Order, allegation_of


def follow(unit: Unit, case_id: UUID, version: int, order: Order, *, by: Officer) -> Decision:
    """Hold a decision on a decided case: in place of the one that stands, or on an allegation that has none yet.

    Raises SomeoneElseWasFirst for a stale version, NotAllowedNow while another decision on it is held, and what
    `triage.ruling.decide` raises.
    """
    case = unit.cases.get_as_read(case_id, version)
    if case.stage is not Stage.DECIDED:
        raise NotAllowedNow("This report has not been decided yet: record the first decision on it.")
    one = allegation_of(case, unit.decisions.list_for(case_id), order.allegation)
    return ruled(unit, case, one.id, order, by=by)
