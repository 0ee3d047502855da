"""What is sent, once: letters, their attempts and batches, and proposals that wait for a supervisor."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import Plain, instant, metadata

letter = Table(
    "letter",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("kind", Plain, nullable=False),
    Column("step", Integer, nullable=False),
    Column("recipient", Plain, nullable=False),
    Column("registration", Plain, nullable=False, index=True),
    Column("reference", Plain, nullable=False, unique=True),
    Column("state", Plain, nullable=False),  # see triage.record.LetterState
    Column("rule", Text, nullable=False),  # which rule fired, in words
    Column("sha256", Plain),
    Column("pages", Integer),
    Column("language", Plain, nullable=False, server_default="en"),
    Column("service", Plain, nullable=False, server_default="first_class"),  # or personal: served by hand
    Column("channel", Plain),
    Column("party_id", Uuid),  # in identity.keeper: whose name and address it carries
    Column("requirement_id", Uuid),  # the s.172 requirement it makes or reminds of
    Column("batch_id", ForeignKey("batch.id"), index=True),
    Column("returned_on", Date),
    Column("posted_on", Date),
    Column("served_on", Date),
    instant("created_at"),
    instant("sent_at", nullable=True),
    instant("printed_at", nullable=True),
    instant("voided_at", nullable=True),
    instant("withdrawn_at", nullable=True),
    UniqueConstraint("decision_id", "kind", "step", "recipient"),
)

batch = Table(
    "batch",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("state", Plain, nullable=False),  # open, left, cancelled
    Column("posted_on", Date),
    Column("certificate", Plain),  # the number of the Post Office's certificate of posting
    Column("created_by", Uuid, nullable=False),
    Column("left_by", Uuid),
    instant("created_at"),
    instant("left_at", nullable=True),
)

letter_attempt = Table(
    "letter_attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("letter_id", ForeignKey("letter.id"), nullable=False, index=True),
    Column("reference", Plain, nullable=False),
    Column("channel", Plain, nullable=False),
    instant("at"),
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("once", Plain, nullable=False, unique=True),
    Column("because", JSONB, nullable=False),
    Column("state", Plain, nullable=False),  # waiting, approved, declined, overtaken
    Column("decided_by", Uuid),
    Column("decided_why", Text),
    instant("at"),
    instant("decided_at", nullable=True),
    Index("ix_proposal_waiting", "at", postgresql_where=text("state = 'waiting'")),
)

keeper = Table(
    "keeper",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("registration", Plain, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("address", JSONB, nullable=False),
    Column("state", Plain, nullable=False),
    Column("source", Plain, nullable=False),
    Column("capacity", Plain, nullable=False, server_default="keeper"),  # keeper, hirer, lessee, buyer, driver
    Column("case_id", Uuid, index=True),
    Column("valid_on", Date),  # the day the register was asked about
    Column("language", Plain, nullable=False, server_default="en"),
    Column("entered_by", Uuid),
    instant("at"),
    schema="identity",
)
