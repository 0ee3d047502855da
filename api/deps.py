"""What routes ask for in their signatures: one transaction, who is there, and what they may do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.security import STAFF_COOKIE, SignInNeeded, same_token
from storage.files import Files
from storage.settings import Settings
from storage.spool import Spool
from storage.unit import Unit, Units
from triage.actor import Officer
from triage.errors import NotPermitted
from triage.permission import Permission, require

CSRF_REFUSED = "The page was open for too long, or the form came from elsewhere. Go back, reload and try again."


@dataclass(frozen=True)
class House:
    """What an app keeps for its lifetime."""

    settings: Settings
    units: Units
    files: Files
    spool: Spool


def house_of(request: Request) -> House:
    """The house of this app."""
    house: House = request.app.state.house
    return house


def open_unit(request: Request) -> Iterator[Unit]:
    """One transaction for the request, committed before the answer leaves."""
    with house_of(request).units.open() as unit:
        yield unit


# scope="function": by default FastAPI would commit after the answer, and a failed commit would still have said 200.
UnitDep = Annotated[Unit, Depends(open_unit, scope="function")]
HouseDep = Annotated[House, Depends(house_of)]


@dataclass(frozen=True)
class SignedIn:
    """A member of staff and the token of their session."""

    officer: Officer
    csrf: str
    token: str


def find_signed_in(request: Request, unit: UnitDep) -> SignedIn | None:
    """Who is signed in on this browser, if anybody."""
    token = request.cookies.get(STAFF_COOKIE, "")
    session = unit.staff.find_session(token) if token else None
    return None if session is None else SignedIn(session.officer, session.csrf, token)


def signed_in(found: Annotated[SignedIn | None, Depends(find_signed_in)]) -> SignedIn:
    """Who is signed in; nobody leads to the sign-in."""
    if found is None:
        raise SignInNeeded
    return found


SignedInDep = Annotated[SignedIn, Depends(signed_in)]


class Requires:
    """A dependency that names a permission; the rules test finds one on every staff route.

    Requests that change something also need the session's token, from the form or the header.
    """

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, request: Request, who: SignedInDep) -> Officer:
        """The officer, if their role allows it."""
        require(who.officer.role, self.permission)
        if request.method not in ("GET", "HEAD"):
            await require_token(request, who.csrf)
        return who.officer


class Open:
    """Marks a route that anybody may use, and says why."""

    def __init__(self, why: str) -> None:
        self.why = why

    def __call__(self) -> None:
        """Nothing to check."""


async def require_token(request: Request, expected: str) -> None:
    """Raises NotPermitted unless the form or the header carries the session's token."""
    given = request.headers.get("x-csrf", "")
    kind = request.headers.get("content-type", "")
    if not given and kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        given = str((await request.form()).get("csrf", ""))
    if not same_token(given, expected):
        raise NotPermitted(CSRF_REFUSED)


def may(permission: Permission) -> Callable[..., object]:
    """The dependency for a permission: ``Annotated[Officer, may(Permission.CASE_DECIDE)]``."""
    return Depends(Requires(permission))  # type: ignore[no-any-return]  # FastAPI types Depends as Any
