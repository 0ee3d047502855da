"""The tables around the journey: history, jobs, alarms, staff, policy; and two roles with different rights."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADD_ONLY = ("history", "finding", "look", "letter_attempt", "withdrawal", "policy_version")
CHANGED = (
    "submission",
    "upload",
    "footage",
    "derivative",
    '"case"',
    "allegation",
    "decision",
    "letter",
    "proposal",
    "history_head",
    "job",
    "alarm",
    "idempotency",
    "staff",
    "staff_session",
    "identity.submitter",
    "identity.keeper",
)
FORGOTTEN = ("idempotency", "staff_session")


def create_alarm() -> None:
    op.create_table(
        "alarm",
        Column("id", sa.Uuid(), nullable=False),
        Column("once", sa.Text(collation="C"), nullable=False),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("subject", sa.Uuid(), nullable=False),
        Column("words", sa.Text(), nullable=False),
        Column("closed_by", sa.Uuid(), nullable=True),
        Column("closed_why", sa.Text(), nullable=True),
        Column("raised_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("once", name=op.f("uq_alarm_once")),
    )
    op.create_index(
        "ix_alarm_open", "alarm", ["raised_at"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )


def create_history() -> None:
    op.create_table(
        "history",
        Column("case_id", sa.Uuid(), nullable=False),
        Column("seq", sa.Integer(), nullable=False),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("actor", sa.Text(collation="C"), nullable=False),
        Column("role", sa.Text(collation="C"), nullable=False),
        Column("action", sa.Text(collation="C"), nullable=False),
        Column("schema_version", sa.Integer(), nullable=False),
        Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("prev", sa.LargeBinary(), nullable=False),
        Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_history")),
    )
    op.create_index("ix_history_action_at", "history", ["action", "at"], unique=False)


def create_history_head() -> None:
    op.create_table(
        "history_head",
        Column("case_id", sa.Uuid(), nullable=False),
        Column("seq", sa.Integer(), nullable=False),
        Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_history_head")),
    )


def create_idempotency() -> None:
    op.create_table(
        "idempotency",
        Column("actor", sa.Text(collation="C"), nullable=False),
        Column("key", sa.Text(collation="C"), nullable=False),
        Column("body_hash", sa.LargeBinary(), nullable=False),
        Column("status", sa.Integer(), nullable=True),
        Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
    )


def create_job() -> None:
    op.create_table(
        "job",
        Column("id", sa.Uuid(), nullable=False),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("subject", sa.Uuid(), nullable=False),
        Column("once", sa.Text(collation="C"), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("attempt", sa.Integer(), server_default="0", nullable=False),
        Column("rings", sa.Integer(), server_default="0", nullable=False),
        Column("lease_token", sa.Uuid(), nullable=True),
        Column("progress", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        Column("last_error", sa.Text(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("run_after", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("rung_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("once", name=op.f("uq_job_once")),
    )
    op.create_index("ix_job_dead", "job", ["ended_at"], unique=False, postgresql_where=sa.text("state = 'dead'"))
    op.create_index(
        "ix_job_running", "job", ["lease_until"], unique=False, postgresql_where=sa.text("state = 'running'")
    )
    op.create_index(op.f("ix_job_subject"), "job", ["subject"], unique=False)
    op.create_index("ix_job_waiting", "job", ["run_after"], unique=False, postgresql_where=sa.text("state = 'waiting'"))


def create_look() -> None:
    op.create_table(
        "look",
        Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        Column("actor", sa.Text(collation="C"), nullable=False),
        Column("role", sa.Text(collation="C"), nullable=False),
        Column("subject", sa.Uuid(), nullable=False),
        Column("what", sa.Text(collation="C"), nullable=False),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_subject"), "look", ["subject"], unique=False)


def create_policy_version() -> None:
    op.create_table(
        "policy_version",
        Column("version", sa.Integer(), sa.Identity(always=True), nullable=False),
        Column("valid_from", sa.Date(), nullable=False),
        Column("sha256", sa.Text(collation="C"), nullable=False),
        Column("offences", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("policy", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("letters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("holidays", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("reason", sa.Text(), nullable=False),
        Column("activated_by", sa.Uuid(), nullable=True),
        Column("activated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_policy_version_sha256")),
    )


def create_staff() -> None:
    op.create_table(
        "staff",
        Column("id", sa.Uuid(), nullable=False),
        Column("username", sa.Text(collation="C"), nullable=False),
        Column("name", sa.Text(), nullable=False),
        Column("password_hash", sa.Text(collation="C"), nullable=False),
        Column("role", sa.Text(collation="C"), nullable=False),
        Column("active", sa.Boolean(), server_default="true", nullable=False),
        Column("registrations", postgresql.ARRAY(sa.Text(collation="C")), server_default="{}", nullable=False),
        Column("failures", sa.Integer(), server_default="0", nullable=False),
        Column("locked_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )


def create_staff_session() -> None:
    op.create_table(
        "staff_session",
        Column("token_hash", sa.LargeBinary(), nullable=False),
        Column("staff_id", sa.Uuid(), nullable=False),
        Column("csrf", sa.Text(collation="C"), nullable=False),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)


def grant() -> None:
    """The running product adds to history and can never rewrite it (TRUST P5); it creates no tables."""
    op.execute("GRANT USAGE ON SCHEMA public, identity TO opsnap_app")
    op.execute("GRANT SELECT ON alembic_version TO opsnap_app")
    for name in ADD_ONLY:
        op.execute(f"GRANT SELECT, INSERT ON {name} TO opsnap_app")
    for name in CHANGED:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO opsnap_app")
    for name in FORGOTTEN:
        op.execute(f"GRANT DELETE ON {name} TO opsnap_app")


def upgrade() -> None:
    """Create everything, then say what the running product may do with it."""
    for create in (
        create_alarm,
        create_history,
        create_history_head,
        create_idempotency,
        create_job,
        create_look,
        create_policy_version,
        create_staff,
        create_staff_session,
        grant,
    ):
        create()


def downgrade() -> None:
    """Migrations go forward only: evidence is never dropped by a tool."""
    raise RuntimeError("Migrations go forward only; restore a backup instead.")
