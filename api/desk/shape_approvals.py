"""Automatic letters as a supervisor sees them: still, registrations side by side, history, every condition."""

from collections.abc import Sequence

from api.desk.shape_past import past_of
from api.desk.shape_queue import case_url, place_of
from api.views.staff import Check, Proposal
from triage.case import Case, main_allegation
from triage.escalation import Condition
from triage.finding import Finding
from triage.plate_agreement import closest
from triage.policy import Policy
from triage.record import Letter
from triage.record import Proposal as Waiting
from triage.submission import Answers
from triage.vehicle import VEHICLE_LOOKUP, looked_up_in

LEVEL = "Automatic advice, no level"
NOT_LOOKED_UP = "not looked up"


def proposal_of(
    waiting: Waiting,
    case: Case,
    answers: Answers,
    findings: Sequence[Finding],
    others: Sequence[Case],
    letters: Sequence[Letter],
    policy: Policy,
    conditions: Sequence[Condition],
    still_url: str,
) -> Proposal:
    """One automatic letter to approve or decline."""
    vehicle = case.vehicle
    plate = closest(findings, vehicle.registration)
    return Proposal(
        reference=case.reference,
        case_url=case_url(case),
        offence=policy.offence(main_allegation(case).offence).title,
        level=LEVEL,
        occurred_at=case.occurred_at,
        where=place_of(case),
        account=answers.says,
        typed_registration=vehicle.registration,
        read_registration=plate.mark if plate else "",
        read_confidence=plate.confidence if plate else 0.0,
        seen_vehicle=" ".join(one for one in (vehicle.colour, vehicle.make, vehicle.model) if one) or "not described",
        looked_up_vehicle=_looked_up(findings, vehicle.registration),
        version=case.version,
        approve_url=f"/approvals/{waiting.id}/approve",
        decline_url=f"/approvals/{waiting.id}/decline",
        still_url=still_url,
        history=past_of(case, others, letters, policy),
        checks=tuple(Check(f"{one.label}: {one.fact}", one.holds) for one in conditions),
    )


def _looked_up(findings: Sequence[Finding], mark: str) -> str:
    said = {one.kind: one for one in findings}
    if VEHICLE_LOOKUP in said:
        looked = looked_up_in(findings, mark)
        found = None if looked is None else looked.registered
        return NOT_LOOKED_UP if found is None else " ".join(one for one in (found.colour, found.make) if one)
    agrees = [said[kind].value for kind in ("make_agrees", "colour_agrees") if kind in said]
    if len(agrees) == 2 and all(one is True for one in agrees):
        return "make and colour agree"
    return NOT_LOOKED_UP
