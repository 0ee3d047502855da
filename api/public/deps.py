"""Who may use a public route: the owner of a draft, the reader of one report, anybody but not too often."""

from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import Depends, Request

from api.deps import House, HouseDep, house_of, require_token
from api.public.address import client_address
from api.public.receipt import submission_behind
from api.public.refusals import DraftNeeded, DraftSent, StatusNeeded, TooOften
from api.security import DRAFT_COOKIE, STATUS_COOKIE, form_token
from storage.rates import Rate, Rates
from storage.staff import hashed
from triage.submission import Submission

CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")


class DraftOwner:
    """A dependency that names who may use a route: whoever holds the token of a live draft. Gives the draft.

    The token comes from the cookie, and a request that changes something carries the form's token as well; a route
    that reads its own body proves that one itself. `even_sent` lets the sender of a report back in. The look-up is
    a short transaction of its own: the body of an upload may take minutes.
    """

    def __init__(self, *, even_sent: bool = False, route_reads_body: bool = False) -> None:
        self.even_sent = even_sent
        self.route_reads_body = route_reads_body

    async def __call__(self, request: Request) -> Submission:
        """The draft. Raises DraftNeeded, DraftSent or NotPermitted."""
        found = await run_sync(find_submission, house_of(request), await self.token_of(request))
        if found is None:
            raise DraftNeeded
        if not (found.is_draft or self.even_sent):
            raise DraftSent
        return found

    async def token_of(self, request: Request) -> str:
        """The draft's token, once it is proven that our own page sends it."""
        token = request.cookies.get(DRAFT_COOKIE, "")
        if token and request.method not in CHANGES_NOTHING and not self.route_reads_body:
            await require_token(request, form_token(house_of(request).settings, token))
        return token


class ReportReader(DraftOwner):
    """The same for the status of one report: whoever typed its reference and secret within the past hour."""

    async def __call__(self, request: Request) -> Submission:
        """The report. Raises StatusNeeded."""
        house = house_of(request)
        submission_id = submission_behind(house.settings, request.cookies.get(STATUS_COOKIE, ""))
        if submission_id is None:
            raise StatusNeeded
        return await run_sync(_get_submission, house, submission_id)


OWNER = DraftOwner()
DraftDep = Annotated[Submission, Depends(OWNER)]
SentDep = Annotated[Submission, Depends(DraftOwner(even_sent=True))]
ReportDep = Annotated[Submission, Depends(ReportReader())]


def find_submission(house: House, token: str) -> Submission | None:
    """The draft of a token that has not run out, or the report it became."""
    if not token:
        return None
    with house.units.open() as unit:
        found = unit.submissions.find_by_token(hashed(token))
        return None if found is None or (found.is_draft and found.expires_at <= unit.now) else found


def find_own(request: Request, house: HouseDep) -> Submission | None:
    """The report this browser has begun or just sent, if there is one."""
    return find_submission(house, request.cookies.get(DRAFT_COOKIE, ""))


MaybeOwn = Annotated[Submission | None, Depends(find_own)]


def _get_submission(house: House, submission_id: UUID) -> Submission:
    with house.units.open() as unit:
        return unit.submissions.get(submission_id)


def rates_of(request: Request) -> Rates:
    """The counters of this app."""
    rates: Rates = request.app.state.rates
    return rates


def sender_of(request: Request) -> str:
    """The address requests are counted by."""
    return client_address(request, house_of(request).settings)


class NotTooOften:
    """A dependency that counts a request against its sender's rate. Raises TooOften."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate

    def __call__(self, request: Request) -> None:
        """Count it."""
        if not rates_of(request).take(self.rate, sender_of(request)):
            raise TooOften(self.rate)
