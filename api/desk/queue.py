"""The ranked queue and its lanes, taking the next case, and finding one by its reference."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.desk.paging import parse_cursor
from api.desk.shape_queue import LANES, PAGE_LENGTH, Listed, case_url, queue_page, tabs
from storage.errors import Missing
from triage.actor import Officer
from triage.permission import Permission, require
from triage.permission import may as role_may
from triage.priority import Lane
from triage.reference import parse_reference
from triage.steps import review

router = APIRouter()


@router.get("/queue")
def get_queue(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.QUEUE_VIEW)],
    lane: str = Lane.QUEUE.value,
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """One page of a lane in rank order, with who holds what."""
    unit = desk.unit
    chosen = _lane(lane, officer)
    cursor = parse_cursor(after)
    ids = unit.queue.top(PAGE_LENGTH, lane=chosen, after=(cursor.rank_key, cursor.case_id) if cursor else None)
    cases = unit.cases.list_by_ids(ids)
    listed = Listed(
        policy=unit.policy.on(unit.today),
        now=unit.now,
        officer_id=officer.id,
        names=unit.staff.names(),
        footage=unit.listing.footage_states([case.submission_id for case in cases]),
    )
    page = queue_page(
        cases,
        listed,
        lane=chosen,
        lanes=tabs(unit.queue.waiting(), chosen, officer.role),
        claims=unit.queue.held(),
        first_place=cursor.place if cursor else 1,
        may_claim=role_may(officer.role, Permission.CASE_REVIEW),
    )
    return desk.page("queue", page, "queue")


@router.get("/review")
def go_on_reviewing(desk: DeskDep, officer: Annotated[Officer, may(Permission.CASE_REVIEW)]) -> Response:
    """Back to the case the officer has open; to the queue when there is none."""
    held = desk.unit.queue.find_claimed_by(officer.id)
    return see_other("/queue" if held is None else case_url(desk.unit.cases.get(held)))


@router.post("/review")
def claim_next(desk: DeskDep, officer: Annotated[Officer, may(Permission.CASE_REVIEW)]) -> Response:
    """Take the first free case; the queue says what is held by whom when there is none."""
    case = review.claim_next(desk.unit, officer)
    return see_other("/queue" if case is None else case_url(case))


@router.get("/find")
def find(
    desk: DeskDep,
    officer: Annotated[Officer, may(Permission.CASE_VIEW)],
    q: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """The case behind a reference, however it was typed."""
    case = desk.unit.cases.find_by_reference(parse_reference(q))
    if case is None:
        raise Missing("No report has this reference.")
    return see_other(case_url(case))


def _lane(name: str, officer: Officer) -> Lane:
    known = {lane.value: permission for lane, _, permission in LANES}
    if name not in known:
        raise Missing("There is no such list.")
    require(officer.role, known[name])
    return Lane(name)
