"""What is mailed to reporters, each once."""

from sqlalchemy import Column, ForeignKey, Table, Uuid

from storage.tables.base import Plain, instant, metadata

message = Table(
    "message",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("once", Plain, nullable=False, unique=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False, index=True),
    Column("case_id", Uuid),
    Column("kind", Plain, nullable=False),  # see triage.mail.MailKind
    Column("language", Plain, nullable=False, server_default="en"),
    Column("state", Plain, nullable=False),  # queued, sent, void
    Column("message_id", Plain, nullable=False, unique=True),  # the Message-ID header: the same at every attempt
    Column("channel", Plain),
    instant("created_at"),
    instant("attempted_at", nullable=True),
    instant("sent_at", nullable=True),
)
