"""The book of uploads of a draft: each entry is a short transaction of its own, and the bytes are safe before a row."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from api.deps import House
from api.uploads.ledger import UploadRow
from storage.errors import Forbidden, Missing, TooManyFiles, UploadGone
from storage.keys import file_key
from storage.spool import WholeUpload
from storage.unit import Unit
from storage.uploads import Upload
from triage.steps import receive
from triage.submission import AlreadySent

ORIGINAL = "original"
# Files that were taken back have been read, too, at a price; so often may every place in a report be filled anew.
TIMES_FILLED = 5


@dataclass(frozen=True)
class DraftLedger:
    """An `api.uploads.ledger.UploadLedger` whose owner is a submission; nothing stays open between two calls."""

    house: House

    def open(self, owner: UUID, upload_id: UUID, length: int, filename: str, filetype: str) -> UploadRow:
        """Write down a new upload. Raises TooManyFiles, or Forbidden once the report was sent."""
        with self.house.units.open() as unit:
            draft = unit.submissions.get_locked(owner)  # two uploads that begin at once are counted one by one
            if not draft.is_draft:
                raise Forbidden("This report has been sent, and footage can no longer be added to it.")
            most = self.house.settings.max_files
            if unit.uploads.count_live(owner) >= most or unit.submissions.next_position(owner) > TIMES_FILLED * most:
                raise TooManyFiles
            expires_at = unit.now + timedelta(hours=self.house.settings.draft_hours)
            new = Upload(upload_id, owner, filename or "footage", filetype, length, unit.now, expires_at)
            return _row(unit.uploads.add(new))

    def find(self, owner: UUID, upload_id: UUID) -> UploadRow:
        """This draft's upload. Raises Missing (unknown, or another's) or UploadGone (cancelled or lapsed)."""
        with self.house.units.open() as unit:
            return _row(_live(unit, owner, upload_id))

    def finished(self, owner: UUID, upload_id: UUID, whole: WholeUpload) -> UploadRow:
        """Keep the file, then footage, job and history in one transaction. A second time finds the same footage."""
        footage_id = footage_of(upload_id)
        self.house.files.keep(file_key(owner, footage_id, ORIGINAL), whole.path, whole.sha256, whole.size)
        with self.house.units.open() as unit:
            found = _live(unit, owner, upload_id, lock=True)
            if found.footage_id is None:
                _keep(unit, found, footage_id, whole)
                unit.uploads.finished(upload_id, footage_id)
            return _row(_live(unit, owner, upload_id))

    def cancel(self, owner: UUID, upload_id: UUID) -> None:
        """The sender takes it back. Raises Forbidden for what is footage already."""
        with self.house.units.open() as unit:
            if _live(unit, owner, upload_id, lock=True).footage_id is not None:
                raise Forbidden("This file is already part of your report. Remove it there.")
            unit.uploads.cancel(upload_id)


def footage_of(upload_id: UUID) -> UUID:
    """The footage an upload becomes: always the same, so that a crash between bytes and row repeats itself."""
    return uuid5(upload_id, "footage")


def _keep(unit: Unit, found: Upload, footage_id: UUID, whole: WholeUpload) -> None:
    try:
        receive.keep_footage(
            unit,
            found.submission_id,
            footage_id,
            filename=found.filename,
            media_type=found.media_type,
            sha256=whole.sha256,
            size=whole.size,
        )
    except AlreadySent as sent:
        raise Forbidden(str(sent)) from None


def _live(unit: Unit, owner: UUID, upload_id: UUID, *, lock: bool = False) -> Upload:
    found = unit.uploads.find(upload_id, submission_id=owner, lock=lock)
    if found is None:
        raise Missing
    if found.cancelled_at is not None or (found.footage_id is None and found.expires_at < unit.now):
        raise UploadGone
    return found


def _row(one: Upload) -> UploadRow:
    return UploadRow(
        one.id,
        one.length,
        one.created_at,
        one.expires_at,
        one.filename,
        one.media_type,
        is_finished=one.footage_id is not None,
    )
