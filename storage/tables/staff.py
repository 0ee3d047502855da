"""Who works here, their sessions, and the dated policy they work by."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from storage.tables.base import Plain, instant, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", Plain, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Plain, nullable=False),
    Column("role", Plain, nullable=False),
    Column("active", Boolean, nullable=False, server_default="true"),
    Column("registrations", ARRAY(Plain), nullable=False, server_default="{}"),  # own vehicles: conflict of interest
    Column("email", Plain),  # a report from this address goes to the restricted lane
    Column("failures", Integer, nullable=False, server_default="0"),
    instant("locked_until", nullable=True),
    instant("created_at"),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("csrf", Plain, nullable=False),
    instant("created_at"),
    instant("expires_at"),
    instant("ended_at", nullable=True),
)

conflict = Table(
    "conflict",
    metadata,
    Column("case_id", Uuid, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    instant("declared_at"),
    PrimaryKeyConstraint("case_id", "staff_id"),
)

policy_version = Table(
    "policy_version",
    metadata,
    Column("version", Integer, Identity(always=True), primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("sha256", Plain, nullable=False, unique=True),
    Column("offences", JSONB, nullable=False),
    Column("policy", JSONB, nullable=False),
    Column("letters", JSONB, nullable=False),
    Column("letters_cy", JSONB),
    Column("mails", JSONB),
    Column("holidays", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("activated_by", Uuid),
    instant("activated_at"),
)

policy_draft = Table(
    "policy_draft",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("state", Plain, nullable=False),  # open, activated, discarded
    Column("title", Text, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("documents", JSONB, nullable=False),
    Column("changed", Integer, nullable=False, server_default="1"),  # goes up with every save
    Column("dry_run", JSONB),  # what the draft would have done, with the `changed` it was computed for
    Column("made_by", Uuid, nullable=False),
    Column("activated_version", Integer),
    instant("made_at"),
    instant("ended_at", nullable=True),
)
