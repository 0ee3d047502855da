"""The footage of a draft: a page that works without JavaScript, the list for its script, and the uploads themselves."""

from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.deps import CSRF_REFUSED, House, HouseDep, UnitDep
from api.public.answers import PAGE_OF_ANSWER, first_gap
from api.public.deps import OWNER, DraftDep, DraftOwner
from api.public.found import note_of
from api.public.ledger import DraftLedger
from api.public.visit import Visit, VisitDep
from api.security import form_token, same_token
from api.templating import file_size
from api.uploads.ledger import UploadLimits
from api.uploads.multipart import Fields, ReceivedForm, receive_multipart
from api.uploads.reception import Reception
from api.uploads.refusals import EmptyFile, UploadRefused
from api.uploads.tus import tus_router
from api.views.public import FieldError, FootagePage, FootageRow
from storage.errors import DiskFull, Missing, StorageError, TooLarge, TooManyFiles, UploadGone
from storage.spool import Spool
from storage.unit import Unit
from storage.uploads import Upload
from triage.errors import NotPermitted
from triage.steps import receive
from triage.submission import LOCATION_LOG, MOVEMENT_LOG, Footage, Submission

HERE = PAGE_OF_ANSWER["footage"]
PLAYABLE = "ok"
LOGS = {LOCATION_LOG: "Location log", MOVEMENT_LOG: "Movement log"}
CHOOSE = "Select a video file"
CHOOSE_THE_VIDEO = "Select the video that the log belongs to, too"
STILL_SENDING = "Your video is still being uploaded. Wait until it has finished, or choose the same file to go on"
NOT_UPLOADED = "The selected file could not be uploaded – try again"

router = APIRouter()


class FootageList(BaseModel):
    """What the script of the page puts in place of its own rows."""

    footage: tuple[FootageRow, ...]


@router.get("/report/footage")
def ask_footage(visit: VisitDep, draft: DraftDep, house: HouseDep, unit: UnitDep) -> Response:
    """The files so far, and the field for more."""
    return visit.show("footage", _page(house, unit, draft))


@router.get("/report/footage/list.json")
def list_footage(draft: DraftDep, house: HouseDep, unit: UnitDep) -> FootageList:
    """The same rows for the page's script."""
    return FootageList(footage=rows_of(unit, house.spool, draft))


@router.post("/report/footage")
async def take_footage(
    request: Request,
    visit: VisitDep,
    house: HouseDep,
    draft: Annotated[Submission, Depends(DraftOwner(route_reads_body=True))],
) -> Response:
    """Files of a plain form, a file to take back, or on to the next page."""
    reception = Reception(house.spool, DraftLedger(house), draft.id)

    def from_our_page(fields: Fields) -> None:
        given = fields.get("csrf", ("",))[0]
        if not same_token(given, form_token(house.settings, visit.draft_token)):
            raise NotPermitted(CSRF_REFUSED)

    try:
        form = await receive_multipart(request, reception, UploadLimits.of(house.settings), from_our_page)
        return await run_sync(_follow, form, reception, visit, house)
    except (StorageError, UploadRefused) as refused:
        return await run_sync(_show_again, visit, house, draft.id, _words(refused, visit))


def upload_router(house: House, owner: DraftOwner) -> APIRouter:
    """The tus core for the drafts of one kind of owner."""

    def owner_id(draft: Annotated[Submission, Depends(owner)]) -> UUID:
        return draft.id

    def ledger() -> DraftLedger:
        return DraftLedger(house)

    return tus_router(owner_id, ledger, house.spool, UploadLimits.of(house.settings))


def page_uploads(house: House) -> APIRouter:
    """The uploads of the page's script: cookie, and the form's token in X-CSRF."""
    return upload_router(house, OWNER)


def remove(house: House, reception: Reception[UUID], wanted: str) -> None:
    """Take back a whole file or one still on its way; what is not there any more is removed already."""
    try:
        wanted_id = UUID(wanted)
        if not _remove_whole(house, reception.owner, wanted_id):
            reception.cancel(wanted_id)
    except (ValueError, Missing, UploadGone):
        return


def _remove_whole(house: House, draft_id: UUID, wanted_id: UUID) -> bool:
    with house.units.open() as unit:
        known = any(one.id == wanted_id for one in unit.submissions.get(draft_id).footage)
        if known:
            receive.remove_footage(unit, draft_id, wanted_id)
            unit.uploads.take_back(wanted_id)
        return known


def rows_of(unit: Unit, spool: Spool, draft: Submission) -> tuple[FootageRow, ...]:
    """Whole files in order, then those still on their way."""
    whole = [_whole_row(unit, draft, one) for one in draft.footage]
    coming = [
        _coming_row(spool, one)
        for one in unit.uploads.list_of(draft.id)
        if one.footage_id is None and one.expires_at > unit.now
    ]
    return (*whole, *coming)


def _follow(form: ReceivedForm, reception: Reception[UUID], visit: Visit, house: House) -> Response:
    if wanted := form.first("remove"):
        remove(house, reception, wanted)
        return visit.go(HERE)
    with house.units.open() as unit:
        draft = unit.submissions.get(reception.owner)
        has_video = any(one.verdict not in LOGS for one in draft.footage)
        if form.first("action") == "continue" and has_video:
            return visit.go(first_gap(draft, unit.now))
        if form.uploads and not (draft.footage and form.first("action") == "continue"):
            return visit.go(HERE)
        sending = any(row.state == "receiving" for row in rows_of(unit, house.spool, draft))
        words = STILL_SENDING if sending else CHOOSE_THE_VIDEO if draft.footage else CHOOSE
        return visit.show("footage", _page(house, unit, draft, FieldError("footage", words)), 422)


def _show_again(visit: Visit, house: House, draft_id: UUID, words: str) -> Response:
    with house.units.open() as unit:
        page = _page(house, unit, unit.submissions.get(draft_id), FieldError("footage", words))
    return visit.show("footage", page, 422)


def _words(refused: StorageError | UploadRefused, visit: Visit) -> str:
    settings = visit.settings
    if isinstance(refused, EmptyFile):
        return "The selected file is empty"
    if isinstance(refused, TooLarge):
        return f"The selected file must be smaller than {file_size(settings.max_file_bytes)}"
    if isinstance(refused, TooManyFiles):
        return f"You can only select up to {settings.max_files} files at the same time"
    return str(refused) if isinstance(refused, DiskFull) else NOT_UPLOADED


def _page(house: House, unit: Unit, draft: Submission, *errors: FieldError) -> FootagePage:
    settings = house.settings
    rows = rows_of(unit, house.spool, draft)
    # The force may take less than the machine can bear; the upload itself is held to the machine's limit.
    largest = min(settings.max_file_bytes, unit.policy.on(unit.today).intake.largest_file_bytes)
    return FootagePage("/report/contact", settings.max_files, largest, rows, errors=errors)


def _whole_row(unit: Unit, draft: Submission, one: Footage) -> FootageRow:
    if one.extracted_at is None:
        return FootageRow(str(one.id), one.filename, one.size, "reading")
    if one.verdict in LOGS:
        return FootageRow(str(one.id), one.filename, one.size, "read", LOGS[one.verdict])
    if one.verdict != PLAYABLE:
        return FootageRow(str(one.id), one.filename, one.size, "unreadable", one.verdict_words or "")
    note = note_of(unit.findings.list_for(draft.id, footage_id=one.id))
    return FootageRow(str(one.id), one.filename, one.size, "read", note)


def _coming_row(spool: Spool, one: Upload) -> FootageRow:
    try:
        arrived = spool.offset(one.id)
    except UploadGone:
        arrived = 0
    return FootageRow(str(one.id), one.filename, one.length, "receiving", "", arrived)
