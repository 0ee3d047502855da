"""What the footage says: findings side by side, and every file derived from an original."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import Plain, instant, metadata, stored_bytes

finding = Table(
    "finding",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("case_id", ForeignKey("case.id")),
    Column("footage_id", ForeignKey("footage.id")),
    Column("kind", Plain, nullable=False),
    Column("value", JSONB, nullable=False),
    Column("source", Plain, nullable=False),
    Column("tool", Plain, nullable=False),
    Column("version", Plain, nullable=False),
    Column("confidence", Float),
    instant("at"),
    Index(None, "submission_id", "kind"),
)

derivative = Table(
    "derivative",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), nullable=False),
    Column("role", Plain, nullable=False),
    Column("parent_sha256", Plain, nullable=False),
    Column("tool", Plain, nullable=False),
    Column("version", Plain, nullable=False),
    Column("arguments", JSONB, nullable=False),
    Column("media_type", Plain, nullable=False),
    *stored_bytes(),
    instant("made_at"),
    UniqueConstraint("footage_id", "role"),
)

fingerprint_word = Table(
    "fingerprint_word",
    metadata,
    Column("word", Integer, primary_key=True),
    Column("footage_id", ForeignKey("footage.id"), primary_key=True),
    Column("at", Integer, primary_key=True),  # the number of the picture, eight a second
    Index(None, "footage_id"),
)

likeness = Table(
    "likeness",
    metadata,
    Column("footage_id", ForeignKey("footage.id"), primary_key=True),  # of the report received later
    Column("other_id", ForeignKey("footage.id"), primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False, index=True),
    Column("other_submission_id", ForeignKey("submission.id"), nullable=False, index=True),
    Column("verdict", Plain, nullable=False),
    Column("this_in_other", Float, nullable=False),
    Column("other_in_this", Float, nullable=False),
    Column("offset_s", Float, nullable=False),
    Column("mirrored", Boolean, nullable=False),
    Column("confidence", Float),
    instant("at"),
)
