"""What waits for a supervisor's word: second looks to confirm or send back, automatic letters to approve or decline."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.shape_approvals import proposal_of
from api.supervisor.shape_second_look import second_look_of
from api.views.staff import ApprovalsPage, Proposal
from triage.actor import Officer
from triage.escalation import conditions
from triage.permission import Permission
from triage.record import Proposal as Waiting
from triage.steps import letter, second_look
from triage.steps.facts import answers_of, automatic_facts_of, conflict_of
from triage.worklist import TaskKind

router = APIRouter()
Approver = Annotated[Officer, may(Permission.LETTER_APPROVE)]


@router.get("/approvals")
def get_approvals(desk: DeskDep, officer: Approver) -> Response:
    """What waits, oldest first; every case on the page has been looked at from now on."""
    unit = desk.unit
    # Whoever stands too near to a case does not even see it here.
    waiting = [
        one for one in unit.proposals.list_waiting() if not conflict_of(unit, unit.cases.get(one.case_id), officer)
    ]
    for one in waiting:
        unit.history.looked(officer.actor, one.case_id, "proposal")
    looks = [
        one
        for one in unit.worklist.list_open((TaskKind.SECOND_LOOK,))
        if not conflict_of(unit, unit.cases.get(one.case_id), officer)
    ]
    for look in looks:
        unit.history.looked(officer.actor, look.case_id, "second_look")
    page = ApprovalsPage(
        tuple(_shown(desk, one) for one in waiting), tuple(second_look_of(desk, look) for look in looks)
    )
    return desk.page("approvals", page, "approvals")


@router.post("/approvals/looks/{decision_id}/confirm")
def confirm(desk: DeskDep, officer: Approver, decision_id: UUID, version: Annotated[int, Form()]) -> Response:
    """A second person agrees: the decision is final now."""
    second_look.confirm(desk.unit, decision_id, version, by=officer)
    return see_other("/approvals")


@router.post("/approvals/looks/{decision_id}/back")
def send_back(
    desk: DeskDep,
    officer: Approver,
    decision_id: UUID,
    version: Annotated[int, Form()],
    why: Annotated[str, Form()] = "",
) -> Response:
    """A second person disagrees: the case is undecided again, with a note why."""
    second_look.send_back(desk.unit, decision_id, version, why, by=officer)
    return see_other("/approvals")


@router.post("/approvals/{proposal_id}/approve")
def approve(desk: DeskDep, officer: Approver, proposal_id: UUID, version: Annotated[int, Form()]) -> Response:
    """The letter may go; every condition is asked again first."""
    letter.approve(desk.unit, proposal_id, version, by=officer)
    return see_other("/approvals")


@router.post("/approvals/{proposal_id}/decline")
def decline(desk: DeskDep, officer: Approver, proposal_id: UUID, why: Annotated[str, Form()] = "") -> Response:
    """No letter: the case stays for a person."""
    letter.decline(desk.unit, proposal_id, why, by=officer)
    return see_other("/approvals")


def _shown(desk: Desk, waiting: Waiting) -> Proposal:
    unit = desk.unit
    case = unit.cases.get(waiting.case_id)
    submission = unit.submissions.get(case.submission_id)
    policy = unit.policy.on(unit.today)
    stills = [one.id for one in submission.footage if unit.submissions.find_derived(one.id, "poster")]
    return proposal_of(
        waiting,
        case,
        answers_of(submission),
        unit.findings.list_for(submission.id, case_id=case.id),
        unit.cases.list_for_registration(case.registration),
        unit.letters.list_for_registration(case.registration),
        policy,
        conditions(automatic_facts_of(unit, case, submission, policy), policy, unit.today),
        still_url=f"/footage/{stills[0]}/poster" if stills and case.sealed_at is None else "",
    )
