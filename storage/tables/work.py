"""Jobs (the truth of which the broker is only the doorbell), alarms, the work list and remembered answers."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables.base import Plain, instant, metadata

job = Table(
    "job",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Plain, nullable=False),
    Column("subject", Uuid, nullable=False, index=True),
    Column("once", Plain, nullable=False, unique=True),
    Column("state", Plain, nullable=False),  # waiting, running, done, dead
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("rings", Integer, nullable=False, server_default="0"),
    Column("lease_token", Uuid),
    Column("progress", JSONB),
    Column("last_error", Text),
    instant("created_at"),
    instant("run_after"),
    instant("rung_at", nullable=True),
    instant("lease_until", nullable=True),
    instant("ended_at", nullable=True),
    Index("ix_job_waiting", "run_after", postgresql_where=text("state = 'waiting'")),
    Index("ix_job_running", "lease_until", postgresql_where=text("state = 'running'")),
    Index("ix_job_dead", "ended_at", postgresql_where=text("state = 'dead'")),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("once", Plain, nullable=False, unique=True),
    Column("kind", Plain, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("words", Text, nullable=False),
    Column("closed_by", Uuid),
    Column("closed_why", Text),
    instant("raised_at"),
    instant("closed_at", nullable=True),
    Index("ix_alarm_open", "raised_at", postgresql_where=text("closed_at IS NULL")),
)

task = Table(
    "task",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("once", Plain, nullable=False, unique=True),
    Column("kind", Plain, nullable=False),  # see triage.worklist.TaskKind
    Column("case_id", Uuid, nullable=False, index=True),
    Column("subject", Uuid, nullable=False),  # the letter, requirement, offer or contest it is about
    Column("due_on", Date, nullable=False),  # what lapses when nobody does it
    Column("not_staff", Uuid),  # who must not be the one to do it
    Column("closed_by", Uuid),
    Column("closed_why", Plain),
    instant("opened_at"),
    instant("closed_at", nullable=True),
    Index("ix_task_open", "due_on", "id", postgresql_where=text("closed_at IS NULL")),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", Plain, nullable=False),
    Column("key", Plain, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("answer", JSONB),
    instant("at"),
    PrimaryKeyConstraint("actor", "key"),
)
