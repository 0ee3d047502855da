"""What one person sent: the submission, its uploads and its footage; the person stands in schema identity."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import Plain, instant, metadata, stored_bytes

submission = Table(
    "submission",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),  # of the draft's link, cookie or bearer token
    Column("reference", Plain, unique=True),
    Column("secret_hash", LargeBinary),
    Column("answers", JSONB, nullable=False),
    Column("statement_version", Plain),
    instant("created_at"),
    instant("expires_at"),
    instant("received_at", nullable=True),  # null: still a draft
    instant("withdrawn_at", nullable=True),
)

upload = Table(
    "upload",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False, index=True),
    Column("filename", Text, nullable=False),
    Column("media_type", Plain, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("footage_id", Uuid, unique=True),
    instant("created_at"),
    instant("expires_at"),
    instant("cancelled_at", nullable=True),
)

footage = Table(
    "footage",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("media_type", Plain, nullable=False),
    *stored_bytes(),
    instant("received_at"),
    instant("extracted_at", nullable=True),
    Column("verdict", Plain),
    Column("verdict_words", Text),
    Column("removed", Boolean, nullable=False, server_default="false"),  # by the submitter, before signing
    UniqueConstraint("submission_id", "position"),
    Index(None, "sha256"),
)

submitter = Table(
    "submitter",
    metadata,
    Column("submission_id", ForeignKey("submission.id"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("signed_name", Text, nullable=False),
    Column("guardian_name", Text, nullable=False, server_default=""),  # of a reporter under 18
    Column("guardian_contact", Text, nullable=False, server_default=""),
    instant("signed_at"),
    schema="identity",
)
