"""One request of a browser: the frame its pages stand in, and the cookie its forms are bound to."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.deps import CSRF_REFUSED, HouseDep, house_of
from api.public.refusals import SEE_OTHER
from api.security import DRAFT_COOKIE, form_token, same_token, set_cookie, site_of
from api.templating import render
from api.views.public import Site
from storage.settings import Settings
from triage.errors import NotPermitted

FORM_COOKIE = "form"  # what forms are bound to before there is a draft


@dataclass(frozen=True)
class Visit:
    """What a page needs to know of the browser that asked for it."""

    request: Request
    settings: Settings
    bound_to: str
    is_new: bool
    leaves_draft: bool = False

    @property
    def draft_token(self) -> str:
        """The token of this browser's draft, or nothing."""
        return self.request.cookies.get(DRAFT_COOKIE, "")

    def show(self, name: str, page: object, status: int = 200) -> Response:
        """The page, in its frame, with a token for its form."""
        site = site_of(self.request)
        if isinstance(site, Site):
            site = replace(site, csrf=form_token(self.settings, self.bound_to))
        answer = HTMLResponse(render(f"public/{name}.html", site=site, page=page), status)
        if self.is_new:
            set_cookie(answer, FORM_COOKIE, self.bound_to, self.settings, hours=self.settings.draft_hours)
        if self.leaves_draft:
            answer.delete_cookie(DRAFT_COOKIE)
        return answer

    def leaving(self) -> "Visit":
        """The same visit once its report is done with: whoever leaves the receipt closes it behind them."""
        held = self.request.cookies.get(FORM_COOKIE)
        return replace(self, bound_to=held or secrets.token_urlsafe(32), is_new=not held, leaves_draft=True)

    def go(self, where: str, cookies: Mapping[str, str] | None = None) -> Response:
        """The next page, with cookies for it: reloading that page sends no form again."""
        answer = RedirectResponse(where, SEE_OTHER)
        for name, value in (cookies or {}).items():
            set_cookie(answer, name, value, self.settings, hours=self.settings.draft_hours)
        return answer


def visit_of(request: Request, house: HouseDep) -> Visit:
    """The visit of this request; a first one gets a cookie for its forms."""
    held = request.cookies.get(DRAFT_COOKIE) or request.cookies.get(FORM_COOKIE)
    return Visit(request, house.settings, held or secrets.token_urlsafe(32), is_new=not held)


VisitDep = Annotated[Visit, Depends(visit_of)]


async def require_form_token(request: Request) -> None:
    """For forms of people without a draft. Raises NotPermitted unless one of this browser's cookies made the token."""
    settings = house_of(request).settings
    given = str((await request.form()).get("csrf", ""))
    held = [request.cookies[name] for name in (DRAFT_COOKIE, FORM_COOKIE) if request.cookies.get(name)]
    if not any(same_token(given, form_token(settings, one)) for one in held):
        raise NotPermitted(CSRF_REFUSED)
