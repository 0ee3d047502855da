"""A case is one vehicle in one incident and owns rank, claim and version; its allegations own the clocks."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import Plain, instant, metadata

case = Table(
    "case",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("submission_id", ForeignKey("submission.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("stage", Plain, nullable=False),
    Column("lane", Plain, nullable=False, server_default="queue"),
    Column("version", Integer, nullable=False),
    # Open means an officer may take it: prioritised, not held, withdrawn, sealed or decided.
    Column("open", Boolean, nullable=False, server_default="false"),
    Column("rank_key", BigInteger),
    Column("tier", Integer),
    Column("rank", JSONB),  # the addends in words, as they stood when the key was computed
    Column("registration_typed", Text, nullable=False),
    Column("registration", Plain, nullable=False, index=True),
    Column("vehicle", JSONB, nullable=False),
    Column("place", JSONB, nullable=False),
    instant("occurred_at"),
    Column("offence_on", Date, nullable=False),
    instant("received_at"),
    Column("policy_version", Integer, nullable=False),
    Column("incident_id", Uuid, index=True),  # shared by the cases of different people about one event
    Column("service_deadline", Date),
    Column("last_post", Date),
    Column("decision_due", Date),
    instant("due_at", nullable=True),
    Column("claimed_by", Uuid),
    instant("lease_until", nullable=True),
    instant("overdue_at", nullable=True),  # its last ordinary day went by without a decision
    instant("held_until", nullable=True),
    instant("withdrawn_at", nullable=True),
    instant("sealed_at", nullable=True),
    instant("decided_at", nullable=True),
    Column("outcome", Plain),
    Column("told_class", Plain),
    instant("told_at", nullable=True),
    UniqueConstraint("submission_id", "position"),
    Index("ix_case_queue", "rank_key", "id", postgresql_where=text("open AND lane = 'queue'")),
    Index("ix_case_lanes", "lane", "rank_key", "id", postgresql_where=text("open AND lane <> 'queue'")),
    Index("ix_case_sealed", "sealed_at", postgresql_where=text("sealed_at IS NOT NULL")),
    Index("ix_case_occurred_at", "occurred_at"),
    Index("ix_case_last_post", "last_post", postgresql_where=text("open")),
    Index("ix_case_received_at", "received_at"),
)

allegation = Table(
    "allegation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("offence", Plain, nullable=False),
    Column("offence_on", Date, nullable=False),
    Column("confirmed", Boolean, nullable=False, server_default="false"),
    Column("open", Boolean, nullable=False, server_default="true"),
    Column("rank_key", BigInteger),
    Column("strength", Float),
    Column("service_deadline", Date),
    Column("last_post", Date),
    Column("decision_due", Date),
    Column("summary_limit", Date),
    Column("exception", Plain),  # RTOA 1988 s.2, recorded by a person
    Column("against", Plain, nullable=False, server_default="driver"),  # or the keeper who did not answer
    instant("due_at", nullable=True),
    UniqueConstraint("case_id", "position"),
)
