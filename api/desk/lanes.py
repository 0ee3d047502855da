"""The lanes beside the queue: confirm, audit, urgent, rescue and restricted, each with what may be done there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of, undo_for
from api.desk.shape_lanes import Shown, is_past, lane_row, rescue_choices, to_confirm_row, whys
from api.desk.shape_queue import case_url, tabs
from api.views.lanes import LanePage, LaneRow, LaneWhy
from api.views.staff import LaneTab
from triage.actor import Officer
from triage.case import Case
from triage.permission import Permission
from triage.priority import Lane, urgent_reasons
from triage.steps import confirm, refer, review
from triage.steps.facts import answers_of, conflict_of, lane_facts_of, restricted_of

PAGE_LENGTH = 20

router = APIRouter()
Confirmer = Annotated[Officer, may(Permission.CASE_CONFIRM)]
Auditor = Annotated[Officer, may(Permission.QUEUE_VIEW)]
Reviewer = Annotated[Officer, may(Permission.CASE_REVIEW)]
Rescuer = Annotated[Officer, may(Permission.RESCUE_ACT)]
Duty = Annotated[Officer, may(Permission.URGENT_ACT)]
Trusted = Annotated[Officer, may(Permission.RESTRICTED_VIEW)]


@router.get("/lanes/confirm")
def get_confirm(desk: DeskDep, officer: Confirmer) -> Response:
    """What a machine or an answer speaks against: one key each, and no machine rejects anybody."""
    unit = desk.unit
    cases = _first(desk, Lane.CONFIRM)
    shown = _shown(desk, cases)
    rows = []
    for case in cases:
        reasons = confirm.reasons(unit, case)
        row = lane_row(case, shown, whys(reasons, unit.findings.list_for(case.submission_id, case_id=case.id)))
        rows.append(to_confirm_row(row, reasons, shown.policy, may_act=True))
    page = LanePage(
        title="Confirm",
        intro="A machine or an answer speaks against each of these. Yes closes it for the reason shown; "
        "no sends it to an officer. Nothing is closed without you.",
        lanes=_tabs(desk, Lane.CONFIRM),
        rows=tuple(rows),
        empty="Nothing waits to be confirmed.",
        undo=undo_for(desk, shown.policy),
    )
    return desk.page("lanes_confirm", page, "queue")


@router.post("/lanes/confirm/{reference}/{position}/yes")
def say_yes(
    desk: DeskDep, officer: Confirmer, reference: str, position: int, version: Annotated[int, Form()]
) -> Response:
    """Close it for the reason the list named; it can be undone while it is held."""
    confirm.confirm(desk.unit, case_of(desk, reference, position).id, version, by=officer)
    return see_other("/lanes/confirm")


@router.post("/lanes/confirm/{reference}/{position}/no")
def say_no(
    desk: DeskDep, officer: Confirmer, reference: str, position: int, version: Annotated[int, Form()]
) -> Response:
    """An officer reviews it after all."""
    confirm.keep(desk.unit, case_of(desk, reference, position).id, version, by=officer)
    return see_other("/lanes/confirm")


@router.get("/lanes/audit")
def get_audit(desk: DeskDep, officer: Auditor) -> Response:
    """A few of the lowest tier, drawn by a hash of their ids, that people review so that the rest can be trusted."""
    cases = _first(desk, Lane.AUDIT)
    shown = _shown(desk, cases)
    why = LaneWhy("Drawn by lot from the lowest tier, to be reviewed by a person", "policy")
    rows = tuple(_claimable(lane_row(case, shown, (why,))) for case in cases)
    page = LanePage(
        title="Audit",
        intro="Some of the lowest tier, drawn by lot. Review them as any other: what they come to says "
        "whether the lowest tier is where it belongs.",
        lanes=_tabs(desk, Lane.AUDIT),
        rows=rows,
        empty="Nothing waits in the audit lane.",
        take_url="/lanes/audit" if rows else "",
    )
    return desk.page("lanes", page, "queue")


@router.post("/lanes/audit")
def take_from_audit(desk: DeskDep, officer: Reviewer) -> Response:
    """Take the first free case of the audit lane."""
    case = review.claim_next(desk.unit, officer, lane=Lane.AUDIT.value)
    return see_other("/lanes/audit" if case is None else case_url(case))


@router.get("/lanes/urgent")
def get_urgent(desk: DeskDep, officer: Duty) -> Response:
    """Who may be in danger: what points to it, and since when it waits."""
    cases = _first(desk, Lane.URGENT)
    shown = _shown(desk, cases)
    rows = []
    for case in cases:
        row = lane_row(case, shown, _danger(desk, case))
        rows.append(replace(row, log_url=f"/lanes/urgent/{row.url.removeprefix('/review/')}"))
    page = LanePage(
        title="Urgent",
        intro="Pass each to the control room first. It closes with the log number you were given, and then "
        "takes its ordinary place.",
        lanes=_tabs(desk, Lane.URGENT),
        rows=tuple(rows),
        empty="Nobody is waiting for the control room.",
    )
    return desk.page("lanes", page, "queue")


@router.post("/lanes/urgent/{reference}/{position}")
def close_urgent(
    desk: DeskDep, officer: Duty, reference: str, position: int, log_number: Annotated[str, Form()] = ""
) -> Response:
    """The control room has it, under this number."""
    refer.urgent_handled(desk.unit, case_of(desk, reference, position).id, log_number, by=officer)
    return see_other("/lanes/urgent")


@router.get("/lanes/rescue")
def get_rescue(desk: DeskDep, officer: Rescuer) -> Response:
    """Past the last day of post: what is left, until when; below, what no notice can reach any more."""
    cases = _first(desk, Lane.RESCUE, 200)
    shown = _shown(desk, cases)
    now = desk.unit.now
    ordered = sorted(cases, key=lambda one: (one.service_deadline is None, one.service_deadline, one.id))
    rows = [_claimable(replace(lane_row(one, shown, ()), can_do=rescue_choices(one, now))) for one in ordered]
    is_over = [is_past(one, now) for one in ordered]
    page = LanePage(
        title="Rescue",
        intro="First-class post would no longer arrive in time. Until the deadline a notice can be served another way.",
        lanes=_tabs(desk, Lane.RESCUE),
        rows=tuple(row for row, over in zip(rows, is_over, strict=True) if not over),
        empty="No deadline is in danger.",
        past_title="No notice can be served any more",
        past=tuple(row for row, over in zip(rows, is_over, strict=True) if over),
    )
    return desk.page("lanes", page, "queue")


@router.get("/lanes/restricted")
def get_restricted(desk: DeskDep, officer: Trusted) -> Response:
    """Cases that few may see, and footage that nobody sees: the clocks of both run on."""
    unit = desk.unit
    sealed = _not_near(desk, unit.cases.list_by_ids(unit.queue.list_sealed()))
    cases = _first(desk, Lane.RESTRICTED)
    shown = _shown(desk, cases)
    rows = tuple(_claimable(lane_row(case, shown, _restricted(desk, case))) for case in cases)
    hidden = LaneWhy("The footage is sealed: nobody can see it", "officer")
    page = LanePage(
        title="Restricted",
        intro="The force's own vehicles and people, protected keepers and professional standards.",
        lanes=_tabs(desk, Lane.RESTRICTED),
        rows=rows,
        empty="No restricted case is open.",
        past_title="Sealed footage",
        past=tuple(replace(lane_row(one, shown, (hidden,)), unseal_url=f"{case_url(one)}/unseal") for one in sealed),
    )
    return desk.page("lanes", page, "queue")


def _first(desk: Desk, lane: Lane, number: int = PAGE_LENGTH) -> tuple[Case, ...]:
    """The first cases of a lane, without those this person may not open."""
    return _not_near(desk, desk.unit.cases.list_by_ids(desk.unit.queue.top(number, lane=lane.value)))


def _not_near(desk: Desk, cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(one for one in cases if not conflict_of(desk.unit, one, desk.officer))


def _shown(desk: Desk, cases: Sequence[Case]) -> Shown:
    unit = desk.unit
    for case in cases:
        unit.history.looked(desk.officer.actor, case.id, "lane")
    posters = unit.listing.list_posters([one.submission_id for one in cases])
    return Shown(unit.policy.on(unit.today), unit.now, unit.staff.names(), posters)


def _tabs(desk: Desk, lane: Lane) -> tuple[LaneTab, ...]:
    return tabs(desk.unit.queue.waiting(), lane, desk.officer.role)


def _claimable(row: LaneRow) -> LaneRow:
    return row if row.claimed_by else replace(row, claim_url=f"{row.url}/claim")


def _danger(desk: Desk, case: Case) -> tuple[LaneWhy, ...]:
    unit = desk.unit
    submission = unit.submissions.get(case.submission_id)
    findings = unit.findings.list_for(submission.id)
    facts = lane_facts_of(unit, case, submission, findings, answers_of(submission), repeated=False)
    return tuple(LaneWhy(words) for words in urgent_reasons(facts, unit.policy.on(unit.today)))


def _restricted(desk: Desk, case: Case) -> tuple[LaneWhy, ...]:
    reasons = restricted_of(desk.unit, case, desk.unit.findings.list_for(case.submission_id, case_id=case.id))
    return tuple(LaneWhy(words) for words in reasons)
