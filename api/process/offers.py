"""Offers: what came of a course or a fixed penalty that was offered to the driver."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.desk.shape_days import left_in_words, urgency_of
from api.desk.shape_followed import ENDED, offer_title
from api.errors import status_of
from api.process.shape import case_facts
from api.views.process import OfferPage, Pick
from triage.actor import Officer
from triage.calendar import london_day
from triage.errors import BadAnswer, NotAllowedNow
from triage.notice import ENDS, Offer, OfferKind, OfferState
from triage.permission import Permission
from triage.steps import offer as offering
from triage.steps.review import may_read

router = APIRouter()
Concluder = Annotated[Officer, may(Permission.NOTICE_CONCLUDE)]


@router.get("/offers/{offer_id}")
def get_offer(desk: DeskDep, officer: Concluder, offer_id: UUID) -> Response:
    """One offer and the form for its end; reading it is noted."""
    found = _offer(desk, officer, offer_id)
    desk.unit.history.looked(officer.actor, found.case_id, "offer")
    return desk.page("offer", _page(desk, found, ""), "work")


@router.post("/offers/{offer_id}")
def end_offer(
    desk: DeskDep,
    officer: Concluder,
    offer_id: UUID,
    state: Annotated[str, Form()] = "",
    answered_on: Annotated[str, Form()] = "",
) -> Response:
    """Enter what came of it: it is over, or somebody chooses what follows."""
    found = _offer(desk, officer, offer_id)
    try:
        with desk.unit.attempt():
            offering.answered(desk.unit, found.id, _state(state), _day(answered_on), by=officer)
    except (BadAnswer, NotAllowedNow) as refusal:
        page = replace(_page(desk, found, state), problem=refusal.sentence)
        return desk.page("offer", page, "work", status=status_of(refusal))
    return see_other("/work")


def _offer(desk: Desk, officer: Officer, offer_id: UUID) -> Offer:
    found = desk.unit.offers.get(offer_id)
    may_read(desk.unit, desk.unit.cases.get(found.case_id), officer)
    return found


def _state(text: str) -> OfferState:
    if text not in set(OfferState):
        raise BadAnswer("state", "Choose what came of the offer.")
    return OfferState(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadAnswer("answered_on", "Enter the day.") from None


def _page(desk: Desk, found: Offer, chosen: str) -> OfferPage:
    unit = desk.unit
    policy = unit.policy.on(unit.today)
    due = found.answer_due
    is_open = found.state in (OfferState.OFFERED, OfferState.LAPSED)
    return OfferPage(
        case=case_facts(unit.cases.get(found.case_id), policy),
        url=f"/offers/{found.id}",
        title=offer_title(found, policy),
        name=unit.identity.get_party(found.party_id).name,
        made_on=london_day(found.created_at),
        answer_due=due,
        left="" if due is None else left_in_words(due, unit.today),
        urgency="calm" if due is None else urgency_of(due, unit.today),
        ends=tuple(
            Pick(end.value, words, is_chosen=end == chosen) for end, words in ENDS[OfferKind(found.kind)].items()
        ),
        today=unit.today,
        closed="" if is_open else f"{ENDED[found.state]}.",
    )
