"""What follows a notice: s.172 requirements to each recipient of the chain, offers to drivers, contested letters."""

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid

from storage.tables.base import Plain, instant, metadata

requirement = Table(
    "requirement",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("position", Integer, nullable=False),  # 1 is the registered keeper on the day of the offence
    Column("party_id", Uuid, nullable=False),  # in identity.keeper: who is asked
    Column("state", Plain, nullable=False),  # see triage.notice.RequirementState
    Column("served_on", Date),
    Column("reply_due", Date),
    Column("reminded_on", Date),
    Column("replied_on", Date),
    Column("answer", Plain),  # see triage.notice.KeeperAnswer
    Column("named_party_id", Uuid),  # in identity.keeper: who was named
    instant("created_at"),
    instant("closed_at", nullable=True),
    UniqueConstraint("case_id", "position"),
)

offer = Table(
    "offer",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("decision_id", ForeignKey("decision.id"), nullable=False, unique=True),
    Column("party_id", Uuid, nullable=False),
    Column("kind", Plain, nullable=False),  # course, fixed_penalty
    Column("state", Plain, nullable=False),  # see triage.notice.OfferState
    Column("answer_due", Date),
    Column("answered_on", Date),
    instant("created_at"),
)

contest = Table(
    "contest",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("letter_id", Uuid, nullable=False, unique=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("says", Text, nullable=False),  # the keeper's own words
    Column("state", Plain, nullable=False),  # open, upheld, refused
    Column("entered_by", Uuid, nullable=False),
    Column("decided_by", Uuid),
    Column("decided_why", Text),
    instant("created_at"),
    instant("decided_at", nullable=True),
    schema="identity",
)

marker = Table(
    "marker",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Plain, nullable=False),  # no_automatic_letter, cloned, stolen, bad_faith
    Column("about", Plain, nullable=False, index=True),  # a registration, or a reporter's pseudonym
    Column("why", Text, nullable=False),
    Column("set_by", Uuid),
    instant("at"),
    instant("expires_at", nullable=True),
    instant("lifted_at", nullable=True),
)
