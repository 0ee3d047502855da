"""Bytes of footage for the desk: originals and what was made from them, in ranges, each look noted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.deps import may
from api.desk.frame import Desk, DeskDep
from api.desk.ranges import Span, Unsatisfiable, span_of
from storage.errors import Missing
from storage.files import Files
from storage.keys import derived_key, file_key
from triage.actor import Officer
from triage.case import Case
from triage.permission import Permission
from triage.record import Derived
from triage.steps.review import may_read
from triage.submission import Footage

# By role and never from the row: what a browser makes of the bytes is decided here.
MEDIA_TYPES = {
    "playable": "video/mp4",
    "poster": "image/jpeg",
    "strip": "image/jpeg",
    "frames": "application/json",
    "telemetry": "application/json",
    "plate": "image/png",
    "still": "image/jpeg",
    "original": "application/octet-stream",
}
SANDBOX = "default-src 'none'; sandbox"
NOTHING = "There is no such footage."

router = APIRouter()


@dataclass(frozen=True)
class Kept:
    """One file of the store as it is handed out."""

    key: str
    sha256: str
    size: int
    media_type: str
    download_as: str = ""

    @property
    def etag(self) -> str:
        """A strong validator: the same hash is the same bytes."""
        return f'"{self.sha256}"'


@router.get("/footage/{footage_id}/{role}")
def get_footage(
    desk: DeskDep, officer: Annotated[Officer, may(Permission.CASE_VIEW)], footage_id: UUID, role: str
) -> Response:
    """The original or something made from it. Sealed footage yields nothing, to nobody."""
    kept = _kept(desk, readable(desk, footage_id), role)
    desk.unit.history.looked(officer.actor, footage_id, f"footage:{role}")
    return answered(desk.request, desk.house.files, kept)


def answered(request: Request, files: Files, kept: Kept) -> Response:
    """The whole file, the range asked for, or that there is nothing new."""
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": kept.etag,
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    if kept.etag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    try:
        span = _asked(request, kept)
    except Unsatisfiable:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{kept.size}"})
    if kept.download_as:
        headers["Content-Disposition"] = f'attachment; filename="{kept.download_as}"'
    if span is not None:
        headers["Content-Range"] = span.content_range(kept.size)
    whole = span or Span(0, kept.size)
    return StreamingResponse(
        files.open_range(kept.key, whole.start, whole.length),
        206 if span else 200,
        headers | {"Content-Length": str(whole.length)},
        media_type=kept.media_type,
    )


def _asked(request: Request, kept: Kept) -> Span | None:
    """The range, unless it was asked for of other bytes than these (If-Range)."""
    unless_changed = request.headers.get("if-range", kept.etag)
    return span_of(request.headers.get("range", ""), kept.size) if unless_changed == kept.etag else None


def _tags(header: str) -> list[str]:
    return [one.strip() for one in header.split(",")]


def readable(desk: Desk, footage_id: UUID) -> Footage:
    """The file, if its report was sent, is not sealed in any of its cases, and this officer may read each."""
    footage = desk.unit.submissions.get_footage(footage_id)
    cases = desk.unit.cases.list_for_submission(footage.submission_id)
    still_there = {one.id for one in desk.unit.submissions.get(footage.submission_id).footage}
    if not cases or footage_id not in still_there or are_sealed(cases):
        raise Missing(NOTHING)
    for case in cases:
        may_read(desk.unit, case, desk.officer)
    return footage


def are_sealed(cases: Iterable[Case]) -> bool:
    """Whether footage is hidden by the cases of its report: one that is sealed hides it from all."""
    return any(one.sealed_at is not None for one in cases)


def derived_file(footage: Footage, made: Derived) -> Kept:
    """A file made from the original, as it is handed out."""
    key = derived_key(footage.submission_id, footage.id, made.role, made.sha256)
    return Kept(key, made.sha256, made.size, MEDIA_TYPES[_kind(made.role)])


def _kept(desk: Desk, footage: Footage, role: str) -> Kept:
    if _kind(role) not in MEDIA_TYPES:
        raise Missing(NOTHING)
    if role == "original":
        key = file_key(footage.submission_id, footage.id, role)
        return Kept(key, footage.sha256, footage.size, MEDIA_TYPES[role], _own_name(footage))
    made = desk.unit.submissions.find_derived(footage.id, role)
    if made is None:
        raise Missing(NOTHING)
    return derived_file(footage, made)


def _kind(role: str) -> str:
    """What stands before the number of a still or of a plate's picture."""
    return role.partition(":")[0]


def _own_name(footage: Footage) -> str:
    """A name of ours: what a stranger called the file never reaches a header."""
    ending = PurePath(footage.filename).suffix.lower()
    safe = ending if ending[1:].isascii() and ending[1:].isalnum() and len(ending) <= 6 else ".bin"
    return f"footage-{footage.sha256[:12]}-{footage.position}{safe}"
