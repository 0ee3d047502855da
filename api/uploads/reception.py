"""Where spool and ledger meet: each method is one stretch of blocking work, to be run in a thread."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generic
from uuid import UUID, uuid4

from api.uploads.headers import Announced
from api.uploads.ledger import OwnerT, UploadLedger, UploadRow
from storage.errors import TooLong, UploadGone, WrongOffset
from storage.spool import HeldUpload, Spool


@dataclass(frozen=True)
class Reception(Generic[OwnerT]):
    """The uploads of one owner."""

    spool: Spool
    ledger: UploadLedger[OwnerT]
    owner: OwnerT

    def open(self, announced: Announced) -> UploadRow:
        """A new, empty upload: room on the disk first, so that a refusal leaves no row."""
        upload_id = uuid4()
        self.spool.create(upload_id, announced.length)
        with ExitStack() as undo:
            undo.callback(self.spool.remove, upload_id)
            row = self.write_down(upload_id, announced)
            undo.pop_all()
        return row

    def write_down(self, upload_id: UUID, announced: Announced) -> UploadRow:
        """The ledger's row of an upload."""
        return self.ledger.open(self.owner, upload_id, announced.length, announced.filename, announced.filetype)

    def look(self, upload_id: UUID) -> tuple[UploadRow, int]:
        """The upload and its offset. A full offset is a receipt: it is told only when the ledger has finished."""
        row = self.ledger.find(self.owner, upload_id)
        if row.is_finished:
            return row, row.length
        try:
            offset = self.spool.offset(upload_id)
            if offset < row.length:
                return row, offset
            with self.spool.holding(upload_id) as held:
                return self.finish(held), row.length
        except UploadGone:
            return self._find_finished(upload_id), row.length

    def hold(self, row: UploadRow, offset: int, coming: int) -> HeldUpload | None:
        """The upload, locked, at exactly this offset and with room for what is coming; None if it was finished.

        Raises UploadBusy, UploadGone, WrongOffset or TooLong.
        """
        held = None if row.is_finished else self._hold_unless_finished(row.id)
        with ExitStack() as undo:
            if held is not None:
                undo.callback(held.release)
            arrived = held.offset if held is not None else row.length
            if offset != arrived:
                raise WrongOffset(arrived)
            if arrived + coming > row.length:
                raise TooLong
            undo.pop_all()
        return held

    def finish(self, held: HeldUpload) -> UploadRow:
        """The ledger takes the whole file, and only then the spool forgets it: after a crash this runs again."""
        row = self.ledger.finished(self.owner, held.upload_id, held.whole())
        self.spool.remove(held.upload_id)
        return row

    def cancel(self, upload_id: UUID) -> None:
        """Forget the upload, unless somebody is sending to it just now."""
        self.ledger.find(self.owner, upload_id)
        try:
            held = self.spool.hold(upload_id)
        except UploadGone:
            self.ledger.cancel(self.owner, upload_id)
            return
        try:
            self.ledger.cancel(self.owner, upload_id)
            self.spool.remove(upload_id)
        finally:
            held.release()

    def _hold_unless_finished(self, upload_id: UUID) -> HeldUpload | None:
        try:
            return self.spool.hold(upload_id)
        except UploadGone:
            self._find_finished(upload_id)
            return None

    def _find_finished(self, upload_id: UUID) -> UploadRow:
        # Bytes gone from the spool mean "finished by another connection a moment ago", or really gone.
        row = self.ledger.find(self.owner, upload_id)
        if not row.is_finished:
            raise UploadGone
        return row
