"""The tray and the batches: letters are put together, counted, and certified to have left on a day."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import Response

from api.deps import may
from api.desk.frame import Desk, DeskDep, see_other
from api.post.shape import BATCHES, batch_row, earliest_first, mail_row
from api.supervisor.spreadsheet import csv_text
from api.views.post import BatchPage, PostPage
from triage.actor import Officer
from triage.permission import Permission
from triage.permission import may as role_may
from triage.post import Batch, BatchState, missed_its_post
from triage.steps import post

router = APIRouter()
Poster = Annotated[Officer, may(Permission.PRINT_BATCH)]
COLUMNS = ("reference", "kind", "case", "registration", "pages", "sha256", "last_post")


@router.get("/post")
def get_post(desk: DeskDep, officer: Poster) -> Response:
    """Printed letters that wait for a batch, what lapses next first."""
    unit = desk.unit
    policy = unit.policy.on(unit.today)
    page = PostPage(
        rows=earliest_first(mail_row(one, policy, unit.today) for one in unit.post.list_printed()),
        batches=tuple(batch_row(one) for one in unit.post.list_batches()),
        may_return=role_may(officer.role, Permission.LETTER_RETURNED),
        may_read=role_may(officer.role, Permission.LETTER_VIEW),
    )
    return desk.page("post", page, "post")


@router.post("/post/batches")
def make_batch(
    desk: DeskDep,
    officer: Poster,
    letter: Annotated[list[UUID], Form(default_factory=list)],
    which: Annotated[str, Form()] = "chosen",
) -> Response:
    """Put the chosen letters, or all of them, into a new batch."""
    batch = post.make_batch(desk.unit, None if which == "all" else letter, by=officer)
    return see_other(_url(batch.id))


@router.get("/post/batches/{batch_id}")
def get_batch(desk: DeskDep, officer: Poster, batch_id: UUID) -> Response:
    """The manifest of a batch; printed, it is the list that is ticked off."""
    return desk.page("post_batch", _batch_page(desk, desk.unit.post.get_batch(batch_id)), "post")


@router.get("/post/batches/{batch_id}/manifest.csv")
def get_manifest(desk: DeskDep, officer: Poster, batch_id: UUID) -> Response:
    """The manifest as a spreadsheet reads it."""
    mails = desk.unit.post.list_in_batch(desk.unit.post.get_batch(batch_id).id)
    rows = [
        (
            mail.letter.reference,
            mail.letter.kind,
            f"{mail.case.reference}/{mail.case.position}",
            mail.letter.registration,
            str(mail.letter.pages or 0),
            mail.letter.sha256 or "",
            "" if mail.must_leave_by is None else mail.must_leave_by.isoformat(),
        )
        for mail in mails
    ]
    name = f'attachment; filename="batch-{str(batch_id)[:8]}.csv"'
    return Response(csv_text([COLUMNS, *rows]), media_type="text/csv", headers={"Content-Disposition": name})


@router.post("/post/batches/{batch_id}/left")
def batch_left(
    desk: DeskDep,
    officer: Poster,
    batch_id: UUID,
    posted_on: Annotated[date, Form()],
    certificate: Annotated[str, Form()] = "",
) -> Response:
    """The batch left on this day, as its certificate says; from here it is final."""
    post.batch_left(desk.unit, batch_id, posted_on, certificate, by=officer)
    return see_other(_url(batch_id))


@router.post("/post/batches/{batch_id}/letters/{letter_id}/take-out")
def take_out(desk: DeskDep, officer: Poster, batch_id: UUID, letter_id: UUID) -> Response:
    """Take one letter out of an open batch."""
    post.take_out(desk.unit, batch_id, letter_id, by=officer)
    return see_other(_url(batch_id))


@router.post("/post/batches/{batch_id}/cancel")
def cancel_batch(desk: DeskDep, officer: Poster, batch_id: UUID) -> Response:
    """Give an open batch up."""
    post.cancel_batch(desk.unit, batch_id, by=officer)
    return see_other("/post")


def _url(batch_id: UUID) -> str:
    return f"/post/batches/{batch_id}"


def _batch_page(desk: Desk, batch: Batch) -> BatchPage:
    unit = desk.unit
    policy, names = unit.policy.on(unit.today), unit.staff.names()
    mails = unit.post.list_in_batch(batch.id)
    is_open, url = batch.state is BatchState.OPEN, _url(batch.id)
    rows = tuple(
        mail_row(one, policy, unit.today, take_out_url=f"{url}/letters/{one.letter.id}/take-out" if is_open else "")
        for one in mails
    )
    late = [one for one in mails if batch.posted_on is not None and missed_its_post(one, batch.posted_on)]
    return BatchPage(
        title="1 letter" if len(rows) == 1 else f"{len(rows)} letters",
        state=BATCHES[batch.state],
        made_at=batch.created_at,
        made_by=names.get(str(batch.created_by), "Somebody"),
        rows=rows,
        pages=sum(one.pages for one in rows),
        csv_url=f"{url}/manifest.csv",
        left_url=f"{url}/left" if is_open else "",
        cancel_url=f"{url}/cancel" if is_open else "",
        today=unit.today,
        posted_on=batch.posted_on,
        certificate=batch.certificate or "",
        left_by=names.get(str(batch.left_by), ""),
        left_at=batch.left_at,
        late=len(late),
    )
