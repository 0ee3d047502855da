"""What an upload needs written down elsewhere: who sent what, until when, and that it has been kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from storage.settings import Settings
from storage.spool import WholeUpload

OwnerT = TypeVar("OwnerT")
OwnerT_contra = TypeVar("OwnerT_contra", contravariant=True)


@dataclass(frozen=True)
class UploadRow:
    """An upload as the ledger knows it; how much has arrived only the spool knows."""

    id: UUID
    length: int
    created_at: datetime
    expires_at: datetime
    filename: str = ""
    filetype: str = ""
    is_finished: bool = False


class UploadLedger(Protocol[OwnerT_contra]):
    """Called from worker threads, once per method in a short transaction of its own that is committed on return.

    None may stay open between calls: the body of a PATCH can take minutes to arrive.
    """

    def open(self, owner: OwnerT_contra, upload_id: UUID, length: int, filename: str, filetype: str) -> UploadRow:
        """Write down a new upload. Raises TooManyFiles or Forbidden."""

    def find(self, owner: OwnerT_contra, upload_id: UUID) -> UploadRow:
        """This owner's upload, finished or not. Raises Missing (unknown, or another's), UploadGone (over)."""

    def finished(self, owner: OwnerT_contra, upload_id: UUID, whole: WholeUpload) -> UploadRow:
        """Keep the file, then row, job and history in one transaction. A second time is the same footage.

        The answer is sent only after this returns. The key is best made from the upload's id, so that a crash
        between keeping and committing is repeated onto the same key instead of leaving an orphan.
        """

    def cancel(self, owner: OwnerT_contra, upload_id: UUID) -> None:
        """The sender takes it back. Raises Forbidden where it is too late for that."""


@dataclass(frozen=True)
class UploadLimits:
    """How much one sender may send, and how long a silence is waited out."""

    max_file_bytes: int
    max_files: int
    filename_letters: int = 255
    metadata_bytes: int = 4096
    fields: int = 200
    form_bytes: int = 256 * 1024
    silence_seconds: float = 30.0

    @classmethod
    def of(cls, settings: Settings) -> "UploadLimits":
        """The limits of this installation."""
        return cls(settings.max_file_bytes, settings.max_files)
