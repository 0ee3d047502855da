"""The ranked queue, taking the next case, finding one, and how the queue is used."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.paging import parse_cursor
from api.desk.shape_queue import (
    PAGE_LENGTH,
    Listed,
    Standing,
    case_url,
    found_page,
    lane_url,
    queue_page,
    tabs,
    use_page,
)
from storage.counts import events_of
from storage.errors import Missing
from triage.actor import Officer
from triage.case import Case
from triage.claims import READ, claims
from triage.errors import BadAnswer
from triage.permission import Permission
from triage.permission import may as role_may
from triage.plate import normalise
from triage.priority import Lane
from triage.reference import parse_reference
from triage.steps import review
from triage.steps.facts import conflict_of

LEAST_SIGNS = 3
MOST_FOUND = 50
SKIPS_SINCE = timedelta(days=30)

router = APIRouter()


@router.get("/queue")
def get_queue(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.QUEUE_VIEW)],
    lane: str = Lane.QUEUE.value,
    after: Annotated[str, Query(max_length=200)] = "",
    told: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One page of the queue in rank order, with who holds what. The other lanes have pages of their own."""
    if lane != Lane.QUEUE:
        return see_other(lane_url(lane))
    unit = desk.unit
    cursor = parse_cursor(after)
    ids = unit.queue.top(PAGE_LENGTH, after=(cursor.rank_key, cursor.case_id) if cursor else None)
    cases = unit.cases.list_by_ids(ids)
    claimed = unit.queue.held()
    held = {one.id: one for one in unit.cases.list_by_ids([claim.case_id for claim in claimed])}
    waiting = unit.queue.waiting()
    standing = Standing(
        lanes=tabs(waiting, Lane.QUEUE, officer.role),
        waiting=waiting,
        claims=tuple((claim, held[claim.case_id]) for claim in claimed if claim.case_id in held),
        role=officer.role,
        first_place=cursor.place if cursor else 1,
        told=told,
    )
    return desk.page("queue", queue_page(cases, _listed(desk, cases), standing), "queue")


@router.get("/queue/over-claims")
def get_use(desk: DeskDep, officer: Annotated[Officer, may(Permission.DASHBOARD_VIEW)]) -> Response:
    """What reporters named beside what officers found, and what officers gave back."""
    unit = desk.unit
    policy = unit.policy.on(unit.today)
    since = unit.now - SKIPS_SINCE
    page = use_page(
        claims(events_of(unit, READ), policy),
        unit.queue.count_skips(since),
        tabs(unit.queue.waiting(), None, officer.role),
        policy,
        unit.staff.names(),
        since,
    )
    return desk.page("queue_use", page, "queue")


@router.get("/review")
def go_on_reviewing(desk: DeskDep, officer: Annotated[Officer, may(Permission.CASE_REVIEW)]) -> Response:
    """Back to the case the officer has open; to the queue when there is none."""
    held = desk.unit.queue.find_claimed_by(officer.id)
    return see_other("/queue" if held is None else case_url(desk.unit.cases.get(held)))


@router.post("/review")
def claim_next(desk: DeskDep, officer: Annotated[Officer, may(Permission.CASE_REVIEW)]) -> Response:
    """Take the first free case; the queue says what is held by whom when there is none."""
    case = review.claim_next(desk.unit, officer)
    return see_other("/queue?told=nothing" if case is None else case_url(case))


@router.get("/find")
def find(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.CASE_VIEW)],
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The case behind a reference, however it was typed; else the cases of a registration, whole or in part."""
    try:
        case = desk.unit.cases.find_by_reference(parse_reference(q))
    except BadAnswer:
        return _by_plate(desk, q)
    if case is None:
        raise Missing("No report has this reference.")
    return see_other(case_url(case))


def _by_plate(desk: Desk, typed: str) -> Response:
    unit, part = desk.unit, normalise(typed)
    if len(part) < LEAST_SIGNS:
        raise BadAnswer("q", "Enter a reference, or at least three letters or figures of a registration.")
    cases = unit.cases.list_by_ids(unit.listing.find_by_plate(part, MOST_FOUND))
    open_to_them = [one for one in cases if _may_see(desk, one)]
    page = found_page(part, open_to_them, _listed(desk, open_to_them), hidden=len(cases) - len(open_to_them))
    return desk.page("found", page, "")


def _may_see(desk: Desk, case: Case) -> bool:
    if case.lane == Lane.RESTRICTED and not role_may(desk.officer.role, Permission.RESTRICTED_VIEW):
        return False
    return not conflict_of(desk.unit, case, desk.officer)


def _listed(desk: Desk, cases: list[Case] | tuple[Case, ...]) -> Listed:
    unit = desk.unit
    return Listed(
        policy=unit.policy.on(unit.today),
        now=unit.now,
        officer_id=desk.officer.id,
        names=unit.staff.names(),
        footage=unit.listing.footage_states([case.submission_id for case in cases]),
    )
