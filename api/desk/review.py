"""The review desk: read, claim, record, undo, skip and note one case."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from starlette.responses import HTMLResponse, Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.gather import case_of, open_case
from api.desk.record_form import RecordForm, allegation_id, order_of
from api.desk.shape_followed import followed
from api.desk.shape_past import history_page
from api.desk.shape_queue import case_url
from api.desk.shape_review import FIRST_LOOK, Attempt, review_page
from api.errors import status_of
from api.views.review import Conflict
from triage.actor import Officer
from triage.case import Case
from triage.errors import NotPermitted, SomeoneElseWasFirst, TriageError
from triage.permission import Permission
from triage.permission import may as role_may
from triage.priority import Lane
from triage.record import Decision
from triage.steps import decide, review
from triage.steps.weigh import allegation_of, standing_on

CHANGED = "This report changed while you looked at it. Look at it again, then record."

router = APIRouter()
Reader = Annotated[Officer, may(Permission.CASE_VIEW)]
Reviewer = Annotated[Officer, may(Permission.CASE_REVIEW)]
Decider = Annotated[Officer, may(Permission.CASE_DECIDE)]
HistoryReader = Annotated[Officer, may(Permission.CASE_VIEW_HISTORY)]


@router.get("/review/{reference}")
@router.get("/review/{reference}/{position}")
def get_case(
    desk: DeskDep,
    officer: Reader,
    reference: str,
    position: int = 1,
    clip: int = 0,
    about: UUID | None = None,
    played: Annotated[str, Query(max_length=20_000)] = "",
) -> Response:
    """One case on one screen; reading it takes it from nobody. ``played`` was watched before something was changed."""
    case = case_of(desk, reference, position)
    desk.unit.history.looked(officer.actor, case.id, "case")
    return shown(desk, case, replace(FIRST_LOOK, played=readable(played)), clip=clip, about=about)


@router.post("/review/{reference}/{position}/claim")
def claim(desk: DeskDep, officer: Reviewer, reference: str, position: int) -> Response:
    """Take this case, unless somebody else has it."""
    case = case_of(desk, reference, position)
    try:
        with desk.unit.attempt():
            review.claim(desk.unit, case.id, officer)
    except SomeoneElseWasFirst as first:
        return shown(desk, desk.unit.cases.get(case.id), Attempt(str(first)), status=409)
    return see_other(case_url(case))


@router.post("/review/{reference}/{position}/record")
def record(
    desk: DeskDep, officer: Decider, reference: str, position: int, form: Annotated[RecordForm, Form()]
) -> Response:
    """Hold a decision. A refusal shows the desk again with its sentence and what was chosen."""
    case = case_of(desk, reference, position)
    try:
        with desk.unit.attempt():
            order = order_of(form, desk.unit.policy.on(desk.unit.today))
            decide.record(desk.unit, case.id, form.version, order, by=officer)
    except SomeoneElseWasFirst as first:
        return not_first(desk, case, form, first)
    except NotPermitted:
        raise
    except TriageError as refusal:
        return refused(desk, case, form, refusal)
    return onward(desk, case, form.then)


@router.post("/decisions/{decision_id}/undo")
def undo(
    desk: DeskDep, officer: Decider, decision_id: UUID, then: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Take the officer's own held decision back; its case is theirs again, or back on the confirm list."""
    case = decide.undo(desk.unit, decision_id, by=officer)
    if then == Lane.CONFIRM and case.lane == Lane.CONFIRM:
        review.release(desk.unit, case.id, officer)
        return see_other("/lanes/confirm")
    return see_other(case_url(case))


@router.post("/review/{reference}/{position}/skip")
def skip(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, why: Annotated[str, Form()] = "not_said"
) -> Response:
    """Give the case back undecided and open the next."""
    case = case_of(desk, reference, position)
    review.skip(desk.unit, case.id, officer, why)
    return onward(desk, case, "next")


@router.post("/review/{reference}/{position}/note")
def note(
    desk: DeskDep, officer: Reviewer, reference: str, position: int, words: Annotated[str, Form(alias="note")] = ""
) -> Response:
    """Leave a note beside the case."""
    case = case_of(desk, reference, position)
    review.note(desk.unit, case.id, officer, words)
    return see_other(case_url(case))


@router.post("/review/{reference}/{position}/heartbeat")
def heartbeat(desk: DeskDep, officer: Reviewer, reference: str, position: int) -> Response:
    """The page is still open: 204 while the case is this officer's, 409 when it no longer is."""
    case = case_of(desk, reference, position)
    return Response(status_code=204 if review.keep_claim(desk.unit, case.id, officer) else 409)


@router.get("/review/{reference}/{position}/history")
def get_history(desk: DeskDep, officer: HistoryReader, reference: str, position: int) -> Response:
    """Everything that was done to a case and its report, and whether the chain of entries is whole."""
    case, history = case_of(desk, reference, position), desk.unit.history
    history.looked(officer.actor, case.id, "history")
    lines = (*history.list_for(case.submission_id), *history.list_for(case.id))
    is_intact = history.broken(case.id) is None and history.broken(case.submission_id) is None
    page = history_page(case, lines, desk.unit.staff.names(), is_intact=is_intact)
    return desk.page("case_history", replace(page, steps=followed(desk.unit, case)), "review")


def shown(
    desk: Desk, case: Case, attempt: Attempt, *, clip: int = 0, about: UUID | None = None, status: int = 200
) -> HTMLResponse:
    """The desk, after a first look or with what was refused."""
    may_review = role_may(desk.officer.role, Permission.CASE_REVIEW)
    page = review_page(open_case(desk, case, clip, about), desk.officer, attempt, may_review=may_review)
    return desk.page("review", page, "review", status=status)


def refused(desk: Desk, case: Case, form: RecordForm, refusal: TriageError) -> Response:
    """The desk again with the sentence of the refusal, about the same offence and with what was chosen."""
    alleged = {str(one.id): one.id for one in case.allegations}
    return shown(desk, case, kept(form, str(refusal)), about=alleged.get(form.about), status=status_of(refusal))


def onward(desk: Desk, case: Case, then: str) -> Response:
    """To the next case; to the same one while an offence of it still waits for this officer."""
    if then != "next" or desk.unit.cases.get(case.id).is_claimed_by(desk.officer.id, desk.unit.now):
        return see_other(case_url(case))
    following = review.claim_next(desk.unit, desk.officer)
    return see_other("/queue" if following is None else case_url(following))


def not_first(desk: Desk, case: Case, form: RecordForm, first: SomeoneElseWasFirst) -> Response:
    """Somebody or something changed the case: say who recorded what, or that it should be looked at again."""
    decisions = desk.unit.decisions.list_for(case.id)
    standing = standing_on(case, decisions, allegation_of(case, decisions, allegation_id(form.about)))
    if standing is not None and _is_own_repeat(desk, form, standing):
        held = desk.unit.queue.find_claimed_by(desk.officer.id)
        return see_other(case_url(case if held is None else desk.unit.cases.get(held)))
    if standing is None or standing.case_version < form.version:
        return shown(desk, case, kept(form, CHANGED), status=409)
    title = desk.unit.policy.on(desk.unit.today).outcome_titles[standing.outcome]
    conflict = Conflict(first.who, title, standing.at)
    return shown(desk, case, Attempt(note=form.note, conflict=conflict), status=409)


def kept(form: RecordForm, problem: str) -> Attempt:
    """What was chosen and watched stays on the page: nobody watches a minute twice over a missing reason."""
    played = readable(form.played)
    return Attempt(
        problem, form.outcome, form.reason, form.note, played, other_service=form.other_service, s59=form.s59 == "yes"
    )


def readable(played: str) -> str:
    """Ranges of seconds as a page sent them; nothing where they are something else."""
    return played if all(sign in "0123456789.,- " for sign in played) else ""


def _is_own_repeat(desk: Desk, form: RecordForm, standing: Decision) -> bool:
    """The same form sent twice, by a second key press or a lost answer: it was recorded the first time."""
    return standing.decided_by == desk.officer.id and standing.case_version == form.version
