"""What happened, in order, chained by hash: rows are added and never changed."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import Plain, instant, metadata

history = Table(
    "history",
    metadata,
    Column("case_id", Uuid, nullable=False),  # or the submission's id, for what happened before it had cases
    Column("seq", Integer, nullable=False),
    instant("at"),
    Column("actor", Plain, nullable=False),
    Column("role", Plain, nullable=False),
    Column("action", Plain, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("case_id", "seq"),
    Index("ix_history_action_at", "action", "at"),
)

history_head = Table(
    "history_head",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

look = Table(
    "look",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("actor", Plain, nullable=False),
    Column("role", Plain, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("what", Plain, nullable=False),
    instant("at"),
    Index(None, "subject"),
)
