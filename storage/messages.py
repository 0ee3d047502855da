"""Keeps the mails to reporters, each once, with the Message-ID that every attempt carries."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from storage.errors import Missing
from storage.rows import columns_of, shaped
from storage.tables.feedback import message
from triage.language import Language
from triage.mail import MailKind, Message, MessageState

KEPT = ("id", "once", "submission_id", "case_id", "kind", "language", "message_id", "created_at")


class Messages:
    """Mails, unique by ``once``."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def leave(self, new: Message) -> bool:
        """Keep a mail to be sent; False when it was left before."""
        row = self._connection.execute(
            insert(message)
            .values(state=MessageState.QUEUED, **columns_of(new, *KEPT))
            .on_conflict_do_nothing()
            .returning(message.c.id)
        ).one_or_none()
        return row is not None

    def get(self, message_id: UUID) -> Message:
        """One mail; Missing when there is none."""
        row = self._connection.execute(select(message).where(message.c.id == message_id)).one_or_none()
        if row is None:
            raise Missing("There is no such mail.")
        return shaped(
            Message,
            row,
            kind=MailKind(row.kind),
            language=Language(row.language),
            state=MessageState(row.state),
        )

    def list_for(self, submission_id: UUID) -> tuple[Message, ...]:
        """The mails about one report, oldest first."""
        rows = self._connection.execute(
            select(message.c.id).where(message.c.submission_id == submission_id).order_by(message.c.created_at)
        )
        return tuple(self.get(row.id) for row in rows)

    def attempt(self, message_id: UUID, channel: str) -> None:
        """Written and committed before anything leaves."""
        self._connection.execute(
            message.update().where(message.c.id == message_id).values(channel=channel, attempted_at=self._now)
        )

    def sent(self, message_id: UUID) -> bool:
        """The channel has it; False when it had been sent or stopped before."""
        return self._move(message_id, state=MessageState.SENT, sent_at=self._now)

    def void(self, message_id: UUID) -> bool:
        """It is not to be sent any more; False when it had been sent or stopped before."""
        return self._move(message_id, state=MessageState.VOID)

    def _move(self, message_id: UUID, **values: object) -> bool:
        row = self._connection.execute(
            message.update()
            .where(message.c.id == message_id, message.c.state == MessageState.QUEUED)
            .values(**values)
            .returning(message.c.id)
        ).one_or_none()
        return row is not None
