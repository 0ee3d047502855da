"""Sign-in and sign-out: the same answer for every wrong pair, and a new session each time."""

import re
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, Response

from api.deps import CSRF_REFUSED, House, HouseDep, Open, SignedIn, SignedInDep, UnitDep, find_signed_in
from api.desk.frame import home_of, see_other
from api.desk.passwords import verify_password
from api.security import STAFF_COOKIE, form_token, same_token, set_cookie, site_of
from api.templating import render
from api.views.staff import Bar, SignInPage
from storage.staff import Account
from storage.unit import Unit
from triage.errors import NotPermitted

LOCK_AFTER = 10
LOCK_FOR = timedelta(minutes=15)
WRONG = "The user name or the password is wrong, or the account is resting after too many tries."
# One slash and then anything but another one: "//elsewhere" and "/\elsewhere" leave this site.
OWN_PATH = re.compile(r"/(?:[^/\\\x00-\x20\x7f][^\\\x00-\x20\x7f]*)?")

router = APIRouter()
FoundDep = Annotated[SignedIn | None, Depends(find_signed_in)]


@router.get("/", dependencies=[Depends(Open("it only leads on"))])
def begin(found: FoundDep) -> Response:
    """The desk begins where its officer may begin; nobody begins at the sign-in."""
    return see_other("/sign-in" if found is None else home_of(found.officer.role))


@router.get("/sign-in", dependencies=[Depends(Open("nobody is signed in before"))])
def get_sign_in(
    request: Request, house: HouseDep, found: FoundDep, there: Annotated[str, Query(alias="next")] = ""
) -> Response:
    """The form; somebody who is signed in already is led on."""
    if found is not None:
        return see_other(own_path(there) or home_of(found.officer.role))
    return _form(request, house, SignInPage(next=own_path(there)))


@router.post("/sign-in", dependencies=[Depends(Open("nobody is signed in before"))])
def post_sign_in(
    request: Request,
    house: HouseDep,
    unit: UnitDep,
    csrf: Annotated[str, Form()] = "",
    username: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    there: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Start a session, or say that the pair is wrong."""
    before = request.cookies.get(STAFF_COOKIE, "")
    shown = SignInPage(username=username, next=own_path(there))
    if not before or not same_token(csrf, form_token(house.settings, before)):
        return _form(request, house, replace(shown, problem=CSRF_REFUSED), status=403)
    account = _let_in(unit, username.strip(), password)
    if account is None:
        return _form(request, house, replace(shown, problem=WRONG), status=422)
    token, _ = unit.staff.start_session(account.id, hours=house.settings.session_hours)
    answer = see_other(shown.next or home_of(account.role))
    set_cookie(answer, STAFF_COOKIE, token, house.settings, hours=house.settings.session_hours)
    return answer


@router.post("/sign-out", dependencies=[Depends(Open("whoever is signed in may leave"))])
def sign_out(unit: UnitDep, who: SignedInDep, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session on the server, so that its cookie is worth nothing anywhere."""
    if not same_token(csrf, who.csrf):
        raise NotPermitted(CSRF_REFUSED)
    unit.staff.end_session(who.token)
    answer = see_other("/sign-in")
    answer.delete_cookie(STAFF_COOKIE, path="/")
    return answer


def own_path(there: str) -> str:
    """The address if it is one of this application's own; else nothing, so that no link leads people away."""
    return there if OWN_PATH.fullmatch(there) else ""


def _let_in(unit: Unit, username: str, password: str) -> Account | None:
    """The account, if the pair is right and it is not resting. The password is checked in every case: time tells."""
    account = unit.staff.find_account(username)
    is_right = verify_password(password, account.password_hash if account else None)
    if account is None or not account.active:
        return None
    if account.locked_until is not None and account.locked_until > unit.now:
        return None
    if not is_right:
        unit.staff.failed(account, lock_after=LOCK_AFTER, lock_for=LOCK_FOR)
        return None
    return account


def _form(request: Request, house: House, page: SignInPage, *, status: int = 200) -> HTMLResponse:
    # Before there is a session the form is tied to a cookie all the same, or another site could sign people in.
    cookie = request.cookies.get(STAFF_COOKIE) or secrets.token_urlsafe(24)
    frame = site_of(request)
    if not isinstance(frame, Bar):
        raise TypeError("The staff's pages stand in a Bar.")
    bar = replace(frame, csrf=form_token(house.settings, cookie))
    answer = HTMLResponse(render("staff/sign_in.html", bar=bar, page=page), status)
    set_cookie(answer, STAFF_COOKIE, cookie, house.settings, hours=house.settings.session_hours)
    return answer
