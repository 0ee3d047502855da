"""What an officer recorded, held for a while, then final; a changed mind is another row."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid

from storage.tables.base import Plain, instant, metadata

decision = Table(
    "decision",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("case_version", Integer, nullable=False),
    Column("outcome", Plain, nullable=False),
    Column("reason", Plain, nullable=False),
    Column("offence", Plain, nullable=False),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("automatic", Boolean, nullable=False, server_default="false"),
    Column("note", Text, nullable=False, server_default=""),
    Column("seconds_played", Float, nullable=False, server_default="0"),
    Column("decided_by", Uuid, nullable=False),
    Column("role", Plain, nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("supersedes", Uuid),
    Column("allegation_id", Uuid),
    Column("exception", Plain),  # RTOA 1988 s.2: accident, untraceable or false_plate
    Column("other_service", Text),  # how a supervisor had a late notice served instead
    Column("s59_recommended", Boolean, nullable=False, server_default="false"),
    instant("at"),
    instant("final_at"),
    instant("finalised_at", nullable=True),
    # Behind every check of the version: one decision for one version of a case.
    UniqueConstraint("case_id", "case_version"),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("withdrawn_by", Uuid, nullable=False),
    instant("at"),
)
