"""Keeps what is being sent: an upload is announced, grows on the spool, and ends as footage."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, func, select

from storage.rows import shaped
from storage.tables.receive import upload


@dataclass(frozen=True)
class Upload:
    """One announced file; its bytes so far are the spool's business."""

    id: UUID
    submission_id: UUID
    filename: str
    media_type: str
    length: int
    created_at: datetime
    expires_at: datetime
    footage_id: UUID | None = None
    cancelled_at: datetime | None = None


class Uploads:
    """Uploads of every draft."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, new: Upload) -> Upload:
        """A file somebody is about to send."""
        self._connection.execute(
            upload.insert().values(
                id=new.id,
                submission_id=new.submission_id,
                filename=new.filename,
                media_type=new.media_type,
                length=new.length,
                created_at=new.created_at,
                expires_at=new.expires_at,
            )
        )
        return new

    def find(self, upload_id: UUID, *, submission_id: UUID, lock: bool = False) -> Upload | None:
        """An upload of this submission; another's is not found."""
        query = select(upload).where(upload.c.id == upload_id, upload.c.submission_id == submission_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        return None if row is None else shaped(Upload, row)

    def count_live(self, submission_id: UUID) -> int:
        """Uploads of a submission that were not cancelled and have not lapsed."""
        query = select(func.count()).where(
            upload.c.submission_id == submission_id,
            upload.c.cancelled_at.is_(None),
            (upload.c.expires_at > self._now) | upload.c.footage_id.is_not(None),
        )
        return self._connection.execute(query).scalar_one()

    def finished(self, upload_id: UUID, footage_id: UUID) -> None:
        """The whole file has arrived and is footage now."""
        self._connection.execute(upload.update().where(upload.c.id == upload_id).values(footage_id=footage_id))

    def cancel(self, upload_id: UUID) -> None:
        """The person took it back, or its time ran out."""
        self._connection.execute(upload.update().where(upload.c.id == upload_id).values(cancelled_at=self._now))

    def take_back(self, footage_id: UUID) -> None:
        """The person removed the footage an upload became, so that another file may take its place."""
        self._connection.execute(
            upload.update().where(upload.c.footage_id == footage_id).values(cancelled_at=self._now)
        )

    def list_of(self, submission_id: UUID) -> tuple[Upload, ...]:
        """What a draft has announced and not cancelled, oldest first."""
        rows = self._connection.execute(
            select(upload)
            .where(upload.c.submission_id == submission_id, upload.c.cancelled_at.is_(None))
            .order_by(upload.c.created_at, upload.c.id)
        )
        return tuple(shaped(Upload, row) for row in rows)

    def list_lapsed(self) -> tuple[Upload, ...]:
        """Unfinished uploads whose time has run out, for the sweep that frees the spool."""
        rows = self._connection.execute(
            select(upload).where(
                upload.c.expires_at < self._now, upload.c.footage_id.is_(None), upload.c.cancelled_at.is_(None)
            )
        )
        return tuple(shaped(Upload, row) for row in rows)
