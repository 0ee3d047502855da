"""Contested letters: entered with the keeper's words, and decided by somebody who did not send the letter."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import DeskDep, see_other
from api.post.shape_contests import contest_page, contest_row
from api.views.post import ContestsPage
from storage.errors import Missing
from triage.actor import Officer
from triage.permission import Permission
from triage.post import letter_reference
from triage.steps import contest
from triage.steps.review import may_read

router = APIRouter()
Decider = Annotated[Officer, may(Permission.LETTER_CONTEST)]


@router.get("/contests")
def get_contests(desk: DeskDep, officer: Decider) -> Response:
    """What keepers disagree with: open ones first, what is due next first."""
    rows = tuple(contest_row(desk, one) for one in desk.unit.contests.list_recent())
    return desk.page("contests", ContestsPage(rows), "approvals")


@router.post("/letters/{reference}/contest")
def enter_contest(
    desk: DeskDep,
    officer: Decider,
    reference: str,
    received_on: Annotated[date, Form()],
    says: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """The keeper disagrees with a letter."""
    mail = desk.unit.post.find_by_reference(letter_reference(reference))
    if mail is None:
        raise Missing("There is no such letter.")
    may_read(desk.unit, desk.unit.cases.get(mail.case.case_id), officer)
    entered = contest.enter(desk.unit, mail.letter.id, received_on, says, note=note, by=officer)
    return see_other(f"/contests/{entered.id}")


@router.get("/contests/{contest_id}")
def get_contest(desk: DeskDep, officer: Decider, contest_id: UUID) -> Response:
    """Both views of one contested letter; reading them is noted."""
    found = desk.unit.contests.get(contest_id)
    may_read(desk.unit, desk.unit.cases.get(found.case_id), officer)
    desk.unit.history.looked(officer.actor, found.case_id, "contest")
    return desk.page("contest", contest_page(desk, found), "approvals")


@router.post("/contests/{contest_id}/decide")
def decide_contest(
    desk: DeskDep,
    officer: Decider,
    contest_id: UUID,
    state: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """The letter is taken back, or it stands."""
    contest.decide(desk.unit, contest_id, state, reason, note, by=officer)
    return see_other(f"/contests/{contest_id}")
