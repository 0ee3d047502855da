"""What the post brought back: one field, made for a scanner, and what it means for the case."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.post.shape import choices, mail_row
from api.views.post import ReturnedPage
from triage.actor import Officer
from triage.calendar import day_in_words
from triage.permission import Permission
from triage.post import PRESUMPTION, Mail, ReturnMeaning, ReturnReason, letter_reference, what_a_return_means
from triage.steps import returned

router = APIRouter()
Receiver = Annotated[Officer, may(Permission.LETTER_RETURNED)]
STICKERS = (
    (ReturnReason.GONE_AWAY, "Gone away"),
    (ReturnReason.NO_SUCH_ADDRESS, "No such address"),
    (ReturnReason.REFUSED, "Refused"),
    (ReturnReason.DECEASED, "Deceased"),
    (ReturnReason.INSUFFICIENT_ADDRESS, "Address incomplete"),
)


@router.get("/post/returned")
def get_returned(
    desk: DeskDep, officer: Receiver, done: str = "", returned_on: date | None = None, reason: str = ""
) -> Response:
    """The form, and below it what was entered last; day and reason stay for the next letter of the pile."""
    today = desk.unit.today
    entered = desk.unit.post.find_by_reference(letter_reference(done)) if done else None
    page = ReturnedPage(
        today=today,
        returned_on=returned_on or today,
        reasons=choices(((one.value, words) for one, words in STICKERS), reason),
    )
    if entered is not None and entered.letter.returned_on is not None:
        page = _with_last(desk, page, entered, entered.letter.returned_on)
    return desk.page("post_returned", page, "post")


@router.post("/post/returned")
def enter_return(
    desk: DeskDep,
    officer: Receiver,
    reference: Annotated[str, Form()] = "",
    returned_on: Annotated[date | None, Form()] = None,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """A letter came back."""
    day = returned_on or desk.unit.today
    mail, _meaning = returned.enter_return(desk.unit, reference, day, reason, by=officer)
    return see_other(f"/post/returned?done={mail.letter.reference}&returned_on={day}&reason={reason}")


def _with_last(desk: Desk, page: ReturnedPage, mail: Mail, returned_on: date) -> ReturnedPage:
    meaning = what_a_return_means(mail.letter.kind, returned_on, mail.case.service_deadline)
    return ReturnedPage(
        today=page.today,
        returned_on=page.returned_on,
        reasons=page.reasons,
        done=mail_row(mail, desk.unit.policy.on(page.today), page.today),
        done_words=_words(meaning, mail.case.service_deadline),
        is_urgent=meaning is ReturnMeaning.SERVE_ANOTHER_WAY,
    )


def _words(meaning: ReturnMeaning, deadline: date | None) -> str:
    if meaning is ReturnMeaning.SERVE_ANOTHER_WAY and deadline is not None:
        return f"A supervisor has been alarmed: the notice can be served by hand until {day_in_words(deadline)}."
    if meaning is ReturnMeaning.IN_DOUBT:
        return PRESUMPTION
    if meaning is ReturnMeaning.ASK_AGAIN:
        return "Somebody is asked to find another address, or to decide what follows."
    return "It counts for nothing any more."
