"""One table from refusals to statuses, and the two shapes an answer takes: problem+json or a page."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.security import SignInNeeded, site_of
from api.templating import render
from api.views.public import ProblemPage
from api.views.staff import Bar, StaffProblemPage
from storage import errors as kept
from storage import idempotency, jobs, keeper_file
from storage.database import DatabaseDown, PoolExhausted
from triage import errors as refused
from triage import mail, paper, submission, wording

STATUS: dict[type[Exception], int] = {
    refused.TriageError: 422,
    refused.NotLawful: 422,
    refused.TooLateToProsecute: 422,
    refused.NotAllowedNow: 409,
    refused.NotReviewed: 409,
    refused.MarkNotPlayed: 422,
    refused.SomeoneElseWasFirst: 409,
    refused.NotPermitted: 403,
    refused.ConflictOfInterest: 403,
    refused.BadAnswer: 422,
    refused.BadPolicy: 422,
    refused.UnknownOffence: 422,
    refused.UnknownReason: 422,
    refused.ReasonMissing: 422,
    refused.NotAnInstant: 422,
    submission.Incomplete: 422,
    submission.AlreadySent: 409,
    wording.UnknownPlaceholder: 422,
    paper.NotALetterField: 422,
    mail.NotAMailFact: 422,
    kept.StorageError: 500,
    keeper_file.NotAKeeperFile: 422,
    kept.Missing: 404,
    kept.Stale: 409,
    kept.Forbidden: 403,
    kept.BadKey: 404,
    kept.AlreadyKept: 409,
    kept.HashMismatch: 409,
    kept.FilesUnavailable: 503,
    kept.UploadBusy: 423,
    kept.UploadGone: 410,
    kept.WrongOffset: 409,
    kept.TooLarge: 413,
    kept.TooLong: 413,
    kept.TooManyFiles: 409,
    kept.TooManyStills: 409,
    kept.ChecksumMismatch: 460,
    kept.DiskFull: 507,
    jobs.LeaseLost: 409,
    idempotency.KeyUsedOtherwise: 422,
}
TITLES = {
    400: "The request could not be read",
    403: "You may not do this",
    404: "Page not found",
    405: "This address does not take that kind of request",
    409: "This cannot be done as things stand",
    410: "This is no longer here",
    413: "Too large",
    422: "This cannot be accepted",
    429: "Too many requests",
    503: "Out of reach for the moment",
    507: "No room at the moment",
}
UNAVAILABLE = "The service is out of reach for the moment. Nothing you sent before is lost. Try again in a minute."
UNREADABLE = "The request does not have the fields this address asks for."


def status_of(error: Exception) -> int:
    """The status of a refusal: its own, or that of the nearest kind above it."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def wants_json(request: Request) -> bool:
    """Programs get problem+json: everything under /v1, and whoever asks for JSON."""
    accepts = request.headers.get("accept", "")
    return request.url.path.startswith("/v1") or ("json" in accepts and "text/html" not in accepts)


def problem(request: Request, status: int, code: str, detail: str, **more: object) -> Response:
    """The answer to a refusal: a stable code for machines, one sentence for people."""
    title = TITLES.get(status, "Something went wrong")
    if wants_json(request):
        body = {"type": "about:blank", "status": status, "code": code, "title": title, "detail": detail, **more}
        return JSONResponse(body, status, media_type="application/problem+json")
    site = site_of(request)
    if isinstance(site, Bar):
        page = render("staff/problem.html", bar=site, page=StaffProblemPage(status, title, detail, code))
    else:
        page = render("public/problem.html", site=site, page=ProblemPage(status, title, detail, code))
    return HTMLResponse(page, status)


def install(app: FastAPI) -> None:
    """Turn every refusal into its answer."""

    def on_refusal(request: Request, error: Exception) -> Response:
        more: dict[str, Any] = {"field": error.field} if isinstance(error, refused.BadAnswer) else {}
        return problem(request, status_of(error), str(getattr(error, "code", "refused")), str(error), **more)

    def on_http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = str(error.detail) if isinstance(error, HTTPException) else UNAVAILABLE
        return problem(request, status, f"http_{status}", detail)

    def on_shape(request: Request, error: Exception) -> Response:
        fields = error.errors() if isinstance(error, RequestValidationError) else []
        named = [".".join(str(part) for part in one["loc"][1:]) for one in fields]
        return problem(request, 422, "bad_request", UNREADABLE, fields=sorted(filter(None, named)))

    def on_outage(request: Request, _error: Exception) -> Response:
        return problem(request, 503, "unavailable", UNAVAILABLE)

    app.add_exception_handler(refused.TriageError, on_refusal)
    app.add_exception_handler(kept.StorageError, on_refusal)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_shape)
    app.add_exception_handler(DatabaseDown, on_outage)
    app.add_exception_handler(PoolExhausted, on_outage)
    app.add_exception_handler(SignInNeeded, to_sign_in)


def to_sign_in(request: Request, _error: Exception) -> Response:
    """Nobody is signed in: pages lead to the sign-in, programs are told."""
    if wants_json(request):
        return problem(request, 401, "sign_in_needed", "Sign in first.")
    there = request.url.path if request.method == "GET" else "/queue"
    return Response(status_code=303, headers={"Location": f"/sign-in?next={there}"})
