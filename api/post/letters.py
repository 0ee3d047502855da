"""Every letter: found by reference, registration or state, and one page that says what happened to it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.post.shape import STATES, choices, mail_row
from api.post.shape_letter import letter_page
from api.views.post import LettersPage
from storage.errors import Missing
from storage.letter_box import LetterBox
from triage.actor import Officer
from triage.errors import BadAnswer
from triage.permission import Permission
from triage.plate import normalise
from triage.post import Mail, letter_reference
from triage.record import LetterState
from triage.steps import returned, withdraw
from triage.steps.review import may_read

router = APIRouter()
PAGE_LENGTH = 50
Reader = Annotated[Officer, may(Permission.LETTER_VIEW)]
Rescuer = Annotated[Officer, may(Permission.RESCUE_ACT)]
Concluder = Annotated[Officer, may(Permission.NOTICE_CONCLUDE)]
Contester = Annotated[Officer, may(Permission.LETTER_CONTEST)]


@router.get("/letters")
def get_letters(desk: DeskDep, officer: Reader, q: str = "", state: str = "", after: str = "") -> Response:
    """Letters newest first; ``q`` is a letter's reference or a registration."""
    unit = desk.unit
    policy = unit.policy.on(unit.today)
    reference, registration = _asked(q)
    found = unit.post.search(
        reference=reference,
        registration=registration,
        states=(state,) if state in set(LetterState) else (),
        after=_cursor(after),
        number=PAGE_LENGTH,
    )
    page = LettersPage(
        rows=tuple(mail_row(one, policy, unit.today) for one in found),
        query=q,
        states=choices(STATES.items(), state),
        next_url=_next_url(found, q, state),
        why_none="No letter has this reference or registration." if q or state else "",
    )
    return desk.page("letters", page, "post")


@router.get("/letter/{letter_id}")
def find_letter(desk: DeskDep, officer: Reader, letter_id: UUID) -> Response:
    """From what a task is about to the page of its letter."""
    return _back(desk.unit.post.get_mail(letter_id))


@router.get("/letters/{reference}")
def get_letter(desk: DeskDep, officer: Reader, reference: str) -> Response:
    """One letter; who it went to is personal, so the look is noted."""
    mail = _mail(desk, reference)
    desk.unit.history.looked(officer.actor, mail.case.case_id, "letter")
    is_in_folder = LetterBox(desk.house.settings.print_out).find(mail.letter.reference) is not None
    return desk.page("letter", letter_page(desk, mail, is_in_folder=is_in_folder), "post")


@router.get("/letters/{reference}/pdf")
def get_pdf(desk: DeskDep, officer: Reader, reference: str) -> Response:
    """The letter as it was printed, while it lies in the print folder."""
    mail = _mail(desk, reference)
    content = LetterBox(desk.house.settings.print_out).find(mail.letter.reference)
    if content is None:
        raise Missing("The PDF of this letter is no longer in the print folder.")
    desk.unit.history.looked(officer.actor, mail.case.case_id, "letter")
    name = f'attachment; filename="{mail.letter.reference}.pdf"'
    return Response(content, media_type="application/pdf", headers={"Content-Disposition": name})


@router.post("/letters/{reference}/served")
def serve_in_person(
    desk: DeskDep,
    officer: Rescuer,
    reference: str,
    served_on: Annotated[date, Form()],
    served_by: Annotated[str, Form()] = "",
) -> Response:
    """A notice was handed over."""
    mail = _mail(desk, reference)
    returned.serve_in_person(desk.unit, mail.letter.id, served_on, served_by, by=officer)
    return _back(mail)


@router.post("/letters/{reference}/service")
def settle_service(desk: DeskDep, officer: Concluder, reference: str, stands: Annotated[str, Form()] = "") -> Response:
    """Whether a notice that came back late was served all the same."""
    if stands not in ("yes", "no"):
        raise BadAnswer("stands", "Choose whether it was served.")
    mail = _mail(desk, reference)
    returned.settle_service(desk.unit, mail.letter.id, stands=stands == "yes", by=officer)
    return _back(mail)


@router.post("/letters/{reference}/withdraw")
def withdraw_letter(desk: DeskDep, officer: Contester, reference: str, why: Annotated[str, Form()] = "") -> Response:
    """Take one letter back, wherever it is."""
    mail = _mail(desk, reference)
    withdraw.withdraw_letter(desk.unit, mail.letter.id, why, by=officer)
    return _back(mail)


def _mail(desk: Desk, reference: str) -> Mail:
    """The letter of an address, if this person may read its case."""
    try:
        canonical = letter_reference(reference)
    except BadAnswer:
        raise Missing("There is no such letter.") from None
    mail = desk.unit.post.find_by_reference(canonical)
    if mail is None:
        raise Missing("There is no such letter.")
    may_read(desk.unit, desk.unit.cases.get(mail.case.case_id), desk.officer)
    return mail


def _back(mail: Mail) -> Response:
    return see_other(f"/letters/{mail.letter.reference}")


def _asked(typed: str) -> tuple[str, str]:
    """A letter's reference or a registration, whichever it looks like."""
    if not typed.strip():
        return "", ""
    try:
        return letter_reference(typed), ""
    except BadAnswer:
        return "", normalise(typed)


def _cursor(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    try:
        at, letter_id = urlsafe_b64decode(text.encode()).decode().split("~")
        return datetime.fromisoformat(at), UUID(letter_id)
    except ValueError:
        raise BadAnswer("after", "This page of the list does not exist. Begin at its first page.") from None


def _next_url(found: tuple[Mail, ...], query: str, state: str) -> str:
    if len(found) < PAGE_LENGTH:
        return ""
    last = found[-1].letter
    after = urlsafe_b64encode(f"{last.created_at.isoformat()}~{last.id}".encode()).decode()
    kept = "".join(f"&{name}={value}" for name, value in (("q", normalise(query)), ("state", state)) if value)
    return f"/letters?after={after}{kept}"
