"""What protects every answer: headers, one nonce an answer, cookies and the tokens that forms carry."""

import hashlib
import hmac
import secrets
from dataclasses import replace

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.views.public import Site
from api.views.staff import Bar
from storage.settings import Settings

DRAFT_COOKIE = "draft"
STATUS_COOKIE = "status"
STAFF_COOKIE = "desk"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), screen-wake-lock=(self)",
}


class SignInNeeded(Exception):
    """A staff page was asked for by nobody in particular."""


class Guard:
    """Adds the headers to every answer and gives each request its nonce."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer's headers are completed on their way out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, guarded)


def nonce_of(request: Request) -> str:
    """The nonce of this answer."""
    return str(request.state.nonce)


def form_token(settings: Settings, cookie: str) -> str:
    """The token that forms of one cookie carry: nobody who cannot read the page can make it."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"form:{cookie}".encode(), hashlib.sha256).hexdigest()[:32]


def same_token(one: str, other: str) -> bool:
    """Compare two tokens in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def set_cookie(response: Response, name: str, value: str, settings: Settings, *, hours: int) -> None:
    """An opaque session cookie: scripts cannot read it and other sites cannot send it."""
    response.set_cookie(
        name, value, max_age=hours * 3600, httponly=True, samesite="strict", secure=settings.secure_cookies, path="/"
    )


def site_of(request: Request) -> Site | Bar:
    """What stands around a page of this app when nothing else is known, as for a refusal."""
    empty: Site | Bar = getattr(request.state, "frame", request.app.state.frame)
    return replace(empty, nonce=nonce_of(request))
