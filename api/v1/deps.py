"""Who calls /v1, and under which key a call is done once."""

import re
from typing import Annotated

from fastapi import Depends, Header, Request

from api.public.deps import DraftOwner
from triage.errors import BadAnswer
from triage.submission import Submission

_KEY = re.compile(r"[\x21-\x7e]{16,200}")


class BearerOwner(DraftOwner):
    """The owner of a draft by its bearer token; no cookie is read, so no other site can act for them."""

    async def token_of(self, request: Request) -> str:
        """The token of the Authorization header, or nothing."""
        return bearer_of(request)


def bearer_of(request: Request) -> str:
    """The bearer token of a request, or nothing."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def idempotency_key(
    given: Annotated[
        str | None,
        Header(alias="Idempotency-Key", description="16 to 200 visible characters, such as a UUID; kept for 24 hours"),
    ] = None,
) -> str:
    """The key under which this request is done once, or nothing. Raises BadAnswer for one that could be guessed."""
    if given is None:
        return ""
    if not _KEY.fullmatch(given):
        raise BadAnswer("Idempotency-Key", "An Idempotency-Key has 16 to 200 visible characters, such as a UUID.")
    return given


OWNER = BearerOwner()
DraftDep = Annotated[Submission, Depends(OWNER)]
SentDep = Annotated[Submission, Depends(BearerOwner(even_sent=True))]
TokenDep = Annotated[str, Depends(bearer_of)]
KeyDep = Annotated[str, Depends(idempotency_key)]
