"""What came of a report, for whoever types its reference and its secret."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from api.deps import HouseDep, Open, UnitDep
from api.public.answers import field_errors
from api.public.deps import MaybeOwn, ReportDep, rates_of, sender_of
from api.public.forms import StatusForm
from api.public.receipt import pass_to
from api.public.refusals import TooOften
from api.public.told import vehicles_of
from api.public.visit import VisitDep, require_form_token
from api.security import STATUS_COOKIE, set_cookie
from api.views.public import FieldError, KeptFile, StatusPage, StatusSignInPage
from storage.rates import WRONG_SECRETS, Rates
from storage.unit import Unit
from triage.errors import BadAnswer
from triage.reference import parse_reference
from triage.steps.receive import hashed_secret
from triage.submission import Submission

# One sentence for both, so that nobody learns which references exist.
NOT_THE_TWO = "The reference and the secret do not belong together. Check both against your receipt"

router = APIRouter()
anybody = [Depends(Open("whoever has a receipt types it here"))]


@router.get("/status", dependencies=anybody)
def ask_receipt(visit: VisitDep, own: MaybeOwn) -> Response:
    """The two things that stand on the receipt."""
    is_sent = own is not None and not own.is_draft
    return (visit.leaving() if is_sent else visit).show("status_sign_in", StatusSignInPage())


@router.post("/status", dependencies=[*anybody, Depends(require_form_token)])
def take_receipt(
    form: Annotated[StatusForm, Form()], request: Request, visit: VisitDep, house: HouseDep, unit: UnitDep
) -> Response:
    """A pass to this one report, in a cookie, for an hour."""
    try:
        found = find_report(unit, rates_of(request), sender_of(request), form.reference, form.secret)
    except BadAnswer as problem:
        page = StatusSignInPage(form.reference, field_errors((problem,)))
        return visit.show("status_sign_in", page, 422)
    if found is None:
        page = StatusSignInPage(form.reference, (FieldError("reference", NOT_THE_TWO),))
        return visit.show("status_sign_in", page, 422)
    answer = visit.go("/status/report")
    set_cookie(answer, STATUS_COOKIE, pass_to(house.settings, found.id), house.settings, hours=1)
    return answer


@router.get("/status/report")
def show_status(visit: VisitDep, report: ReportDep, unit: UnitDep) -> Response:
    """What may be told today, and what is kept."""
    files = tuple(KeptFile(one.filename, one.size, one.sha256) for one in report.footage)
    page = StatusPage(report.reference or "", report.received_at or unit.now, vehicles_of(unit, report), files)
    return visit.show("status", page)


def find_report(unit: Unit, rates: Rates, sender: str, reference: str, secret: str) -> Submission | None:
    """The report of this reference and secret; None for a wrong secret and for an unknown reference alike.

    Both cost one look into one index. Only wrong tries are counted. Raises BadAnswer for what is no reference, and
    TooOften.
    """
    if not rates.has_room(WRONG_SECRETS, sender):
        raise TooOften(WRONG_SECRETS)
    found = unit.submissions.find_by_reference(parse_reference(reference), hashed_secret(secret))
    if found is None:
        rates.take(WRONG_SECRETS, sender)
    return found
