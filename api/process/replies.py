"""Replies: what somebody answered to a request to name the driver, and whom they named."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.shape_days import left_in_words, urgency_of
from api.desk.shape_followed import asked_words, followed
from api.errors import status_of
from api.process.shape import case_facts, typed
from api.views.process import PartyForm, Pick, ReplyPage
from triage.actor import Officer
from triage.errors import BadAnswer, NotAllowedNow
from triage.keeper import NOBODY, party_from
from triage.notice import ANSWERABLE, FOLLOWS, KeeperAnswer, Requirement
from triage.permission import Permission
from triage.steps import notice
from triage.steps.review import may_read

router = APIRouter()
Clerk = Annotated[Officer, may(Permission.KEEPER_ENTER)]
CLOSED = "The reply to this request has been entered, or none is wanted any more."


class ReplyForm(BaseModel):
    """The fields as the page has them; name and address are of whoever was named."""

    answer: str = ""
    replied_on: str = ""
    name: str = Field("", max_length=200)
    line: list[str] = Field(default_factory=list, max_length=10)
    postcode: str = Field("", max_length=20)
    language: str = "en"


@router.get("/replies/{requirement_id}")
def get_reply(desk: DeskDep, officer: Clerk, requirement_id: UUID) -> Response:
    """Who was asked, until when, and the form; reading it is noted."""
    link = _link(desk, officer, requirement_id)
    desk.unit.history.looked(officer.actor, link.case_id, "reply")
    return desk.page("reply", _page(desk, link), "work")


@router.post("/replies/{requirement_id}")
def enter_reply(desk: DeskDep, officer: Clerk, requirement_id: UUID, form: Annotated[ReplyForm, Form()]) -> Response:
    """Enter the answer; the next link of the chain, or a task for a person, follows at once."""
    link = _link(desk, officer, requirement_id)
    try:
        with desk.unit.attempt():
            notice.reply(desk.unit, link.id, _said(form), by=officer)
    except (BadAnswer, NotAllowedNow) as refusal:
        kept = replace(
            _page(desk, link),
            answers=_answers(form.answer),
            party=typed(form.name, form.line, form.postcode, form.language),
            problem=refusal.sentence,
            problem_field=getattr(refusal, "field", ""),
        )
        return desk.page("reply", kept, "work", status=status_of(refusal))
    return see_other("/work")


def _link(desk: Desk, officer: Officer, requirement_id: UUID) -> Requirement:
    link = desk.unit.requirements.get(requirement_id)
    may_read(desk.unit, desk.unit.cases.get(link.case_id), officer)
    return link


def _said(form: ReplyForm) -> notice.Reply:
    if form.answer not in set(KeeperAnswer):
        raise BadAnswer("answer", "Choose what they answered.")
    answer = KeeperAnswer(form.answer)
    try:
        replied_on = date.fromisoformat(form.replied_on)
    except ValueError:
        raise BadAnswer("replied_on", "Enter the day on which the reply came.") from None
    if FOLLOWS[answer].asks is None:
        return notice.Reply(answer, replied_on, NOBODY)
    return notice.Reply(answer, replied_on, party_from(form.name, form.line, form.postcode, language=form.language))


def _page(desk: Desk, link: Requirement) -> ReplyPage:
    unit = desk.unit
    case, party = unit.cases.get(link.case_id), unit.identity.get_party(link.party_id)
    return ReplyPage(
        case=case_facts(case, unit.policy.on(unit.today)),
        url=f"/replies/{link.id}",
        asked=asked_words(link, party),
        name=party.name,
        address=", ".join(party.address),
        answers=_answers(""),
        party=PartyForm(),
        today=unit.today,
        replied_on=unit.today,
        served_on=link.served_on,
        reply_due=link.reply_due,
        left="" if link.reply_due is None else left_in_words(link.reply_due, unit.today),
        urgency="calm" if link.reply_due is None else urgency_of(link.reply_due, unit.today),
        steps=followed(unit, case),
        closed="" if link.state in ANSWERABLE else CLOSED,
    )


def _answers(chosen: str) -> tuple[Pick, ...]:
    return tuple(
        Pick(answer.value, follows.words, "Name and address below" if follows.asks else "", answer == chosen)
        for answer, follows in FOLLOWS.items()
    )
