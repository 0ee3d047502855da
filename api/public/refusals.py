"""Where people are led who come too early, too late or too often; programs are told the same in JSON."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.errors import problem, wants_json
from storage.rates import Rate

SEE_OTHER = 303
PROGRAM_PATHS = ("/uploads", "/v1")


class TurnedAway(Exception):
    """Somebody asked for something before or after its time; `where` is the page on which they can go on."""

    status = 401
    code = "draft_needed"
    sentence = "Start a report first, or use the token of one that has not run out."
    where = "/"


class DraftNeeded(TurnedAway):
    """A page or an upload was asked for by nobody with a live draft."""


class DraftSent(TurnedAway):
    """The report was sent already; what may be seen of it now is its receipt."""

    status = 409
    code = "already_sent"
    sentence = "This report has been sent and can no longer be changed."
    where = "/report/sent"


class StatusNeeded(TurnedAway):
    """The status of a report was asked for without its reference and secret."""

    code = "secret_needed"
    sentence = "Enter the reference and the secret of your report."
    where = "/status"


class TooOften(Exception):
    """One request too many from one sender."""

    def __init__(self, rate: Rate) -> None:
        super().__init__(
            f"There were too many requests from your connection. Wait {rate.minutes} minutes and try again."
        )
        self.minutes = rate.minutes


def install(app: FastAPI) -> None:
    """Turn these into answers."""
    app.add_exception_handler(TurnedAway, on_turned_away)
    app.add_exception_handler(TooOften, on_too_often)


def on_turned_away(request: Request, error: Exception) -> Response:
    """A page leads on to another; a program gets problem+json."""
    if not isinstance(error, TurnedAway):
        raise error
    if not (wants_json(request) or request.url.path.startswith(PROGRAM_PATHS)):
        return RedirectResponse(error.where, SEE_OTHER)
    told = {"type": "about:blank", "status": error.status, "code": error.code, "title": error.sentence}
    headers = {"WWW-Authenticate": "Bearer"} if error.status == TurnedAway.status else {}
    return JSONResponse(told | {"detail": error.sentence}, error.status, headers, "application/problem+json")


def on_too_often(request: Request, error: Exception) -> Response:
    """429, with the time after which it is worth trying again."""
    answer = problem(request, 429, "too_often", str(error))
    if isinstance(error, TooOften):
        answer.headers["Retry-After"] = str(error.minutes * 60)
    return answer
