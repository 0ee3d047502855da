"""The first tables: submission, case, allegation, decision, letter and all that hangs on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def create_keeper() -> None:
    op.create_table(
        "keeper",
        Column("id", sa.Uuid(), nullable=False),
        Column("registration", sa.Text(collation="C"), nullable=False),
        Column("name", sa.Text(), nullable=False),
        Column("address", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("source", sa.Text(collation="C"), nullable=False),
        Column("entered_by", sa.Uuid(), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeper")),
        schema="identity",
    )
    op.create_index(op.f("ix_keeper_registration"), "keeper", ["registration"], unique=False, schema="identity")


def create_submission() -> None:
    op.create_table(
        "submission",
        Column("id", sa.Uuid(), nullable=False),
        Column("token_hash", sa.LargeBinary(), nullable=False),
        Column("reference", sa.Text(collation="C"), nullable=True),
        Column("secret_hash", sa.LargeBinary(), nullable=True),
        Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("statement_version", sa.Text(collation="C"), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("reference", name=op.f("uq_submission_reference")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_submission_token_hash")),
    )


def create_case() -> None:
    op.create_table(
        "case",
        Column("id", sa.Uuid(), nullable=False),
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("position", sa.Integer(), nullable=False),
        Column("stage", sa.Text(collation="C"), nullable=False),
        Column("lane", sa.Text(collation="C"), server_default="queue", nullable=False),
        Column("version", sa.Integer(), nullable=False),
        Column("open", sa.Boolean(), server_default="false", nullable=False),
        Column("rank_key", sa.BigInteger(), nullable=True),
        Column("tier", sa.Integer(), nullable=True),
        Column("rank", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        Column("registration_typed", sa.Text(), nullable=False),
        Column("registration", sa.Text(collation="C"), nullable=False),
        Column("vehicle", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("place", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("occurred_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("offence_on", sa.Date(), nullable=False),
        Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("policy_version", sa.Integer(), nullable=False),
        Column("service_deadline", sa.Date(), nullable=True),
        Column("last_post", sa.Date(), nullable=True),
        Column("decision_due", sa.Date(), nullable=True),
        Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("claimed_by", sa.Uuid(), nullable=True),
        Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("overdue_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("held_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("sealed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("outcome", sa.Text(collation="C"), nullable=True),
        Column("told_class", sa.Text(collation="C"), nullable=True),
        Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_case_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_case_submission_id_position")),
    )
    op.create_index("ix_case_last_post", "case", ["last_post"], unique=False, postgresql_where=sa.text("open"))
    op.create_index(
        "ix_case_queue", "case", ["rank_key", "id"], unique=False, postgresql_where=sa.text("open AND lane = 'queue'")
    )
    op.create_index("ix_case_received_at", "case", ["received_at"], unique=False)
    op.create_index(op.f("ix_case_registration"), "case", ["registration"], unique=False)


def create_footage() -> None:
    op.create_table(
        "footage",
        Column("id", sa.Uuid(), nullable=False),
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("position", sa.Integer(), nullable=False),
        Column("filename", sa.Text(), nullable=False),
        Column("media_type", sa.Text(collation="C"), nullable=False),
        Column("sha256", sa.Text(collation="C"), nullable=False),
        Column("size", sa.BigInteger(), nullable=False),
        Column("cipher", sa.Text(collation="C"), server_default="none", nullable=False),
        Column("key_id", sa.Text(collation="C"), nullable=True),
        Column("layout_version", sa.Integer(), server_default="1", nullable=False),
        Column("received_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("extracted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("verdict", sa.Text(collation="C"), nullable=True),
        Column("verdict_words", sa.Text(), nullable=True),
        Column("removed", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_footage_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_footage")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_footage_submission_id_position")),
    )
    op.create_index(op.f("ix_footage_sha256"), "footage", ["sha256"], unique=False)


def create_submitter() -> None:
    op.create_table(
        "submitter",
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("name", sa.Text(), nullable=False),
        Column("email", sa.Text(), nullable=False),
        Column("phone", sa.Text(), nullable=False),
        Column("signed_name", sa.Text(), nullable=False),
        Column("signed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submitter_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submitter")),
        schema="identity",
    )


def create_upload() -> None:
    op.create_table(
        "upload",
        Column("id", sa.Uuid(), nullable=False),
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("filename", sa.Text(), nullable=False),
        Column("media_type", sa.Text(collation="C"), nullable=False),
        Column("length", sa.BigInteger(), nullable=False),
        Column("footage_id", sa.Uuid(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("cancelled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_upload_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("footage_id", name=op.f("uq_upload_footage_id")),
    )
    op.create_index(op.f("ix_upload_submission_id"), "upload", ["submission_id"], unique=False)


def create_allegation() -> None:
    op.create_table(
        "allegation",
        Column("id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("position", sa.Integer(), nullable=False),
        Column("offence", sa.Text(collation="C"), nullable=False),
        Column("offence_on", sa.Date(), nullable=False),
        Column("confirmed", sa.Boolean(), server_default="false", nullable=False),
        Column("open", sa.Boolean(), server_default="true", nullable=False),
        Column("rank_key", sa.BigInteger(), nullable=True),
        Column("strength", sa.Float(), nullable=True),
        Column("service_deadline", sa.Date(), nullable=True),
        Column("last_post", sa.Date(), nullable=True),
        Column("decision_due", sa.Date(), nullable=True),
        Column("summary_limit", sa.Date(), nullable=True),
        Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_allegation_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allegation")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_allegation_case_id_position")),
    )
    op.create_index(op.f("ix_allegation_case_id"), "allegation", ["case_id"], unique=False)


def create_decision() -> None:
    op.create_table(
        "decision",
        Column("id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("case_version", sa.Integer(), nullable=False),
        Column("outcome", sa.Text(collation="C"), nullable=False),
        Column("reason", sa.Text(collation="C"), nullable=False),
        Column("offence", sa.Text(collation="C"), nullable=False),
        Column("step", sa.Integer(), server_default="0", nullable=False),
        Column("automatic", sa.Boolean(), server_default="false", nullable=False),
        Column("note", sa.Text(), server_default="", nullable=False),
        Column("seconds_played", sa.Float(), server_default="0", nullable=False),
        Column("decided_by", sa.Uuid(), nullable=False),
        Column("role", sa.Text(collation="C"), nullable=False),
        Column("policy_version", sa.Integer(), nullable=False),
        Column("supersedes", sa.Uuid(), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("final_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("finalised_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("case_id", "case_version", name=op.f("uq_decision_case_id_case_version")),
    )


def create_derivative() -> None:
    op.create_table(
        "derivative",
        Column("id", sa.Uuid(), nullable=False),
        Column("footage_id", sa.Uuid(), nullable=False),
        Column("role", sa.Text(collation="C"), nullable=False),
        Column("parent_sha256", sa.Text(collation="C"), nullable=False),
        Column("tool", sa.Text(collation="C"), nullable=False),
        Column("version", sa.Text(collation="C"), nullable=False),
        Column("arguments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("media_type", sa.Text(collation="C"), nullable=False),
        Column("sha256", sa.Text(collation="C"), nullable=False),
        Column("size", sa.BigInteger(), nullable=False),
        Column("cipher", sa.Text(collation="C"), server_default="none", nullable=False),
        Column("key_id", sa.Text(collation="C"), nullable=True),
        Column("layout_version", sa.Integer(), server_default="1", nullable=False),
        Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["footage_id"], ["footage.id"], name=op.f("fk_derivative_footage_id_footage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derivative")),
        sa.UniqueConstraint("footage_id", "role", name=op.f("uq_derivative_footage_id_role")),
    )


def create_finding() -> None:
    op.create_table(
        "finding",
        Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=True),
        Column("footage_id", sa.Uuid(), nullable=True),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("source", sa.Text(collation="C"), nullable=False),
        Column("tool", sa.Text(collation="C"), nullable=False),
        Column("version", sa.Text(collation="C"), nullable=False),
        Column("confidence", sa.Float(), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_finding_case_id_case")),
        sa.ForeignKeyConstraint(["footage_id"], ["footage.id"], name=op.f("fk_finding_footage_id_footage")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_finding_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_submission_id_kind"), "finding", ["submission_id", "kind"], unique=False)


def create_proposal() -> None:
    op.create_table(
        "proposal",
        Column("id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("once", sa.Text(collation="C"), nullable=False),
        Column("because", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("decided_by", sa.Uuid(), nullable=True),
        Column("decided_why", sa.Text(), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_proposal_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("once", name=op.f("uq_proposal_once")),
    )
    op.create_index(
        "ix_proposal_waiting", "proposal", ["at"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )


def create_letter() -> None:
    op.create_table(
        "letter",
        Column("id", sa.Uuid(), nullable=False),
        Column("decision_id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("step", sa.Integer(), nullable=False),
        Column("recipient", sa.Text(collation="C"), nullable=False),
        Column("registration", sa.Text(collation="C"), nullable=False),
        Column("reference", sa.Text(collation="C"), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("rule", sa.Text(), nullable=False),
        Column("sha256", sa.Text(collation="C"), nullable=True),
        Column("pages", sa.Integer(), nullable=True),
        Column("posted_on", sa.Date(), nullable=True),
        Column("served_on", sa.Date(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("voided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_letter_case_id_case")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_letter_decision_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint(
            "decision_id", "kind", "step", "recipient", name=op.f("uq_letter_decision_id_kind_step_recipient")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_letter_reference")),
    )
    op.create_index(op.f("ix_letter_case_id"), "letter", ["case_id"], unique=False)
    op.create_index(op.f("ix_letter_registration"), "letter", ["registration"], unique=False)


def create_withdrawal() -> None:
    op.create_table(
        "withdrawal",
        Column("decision_id", sa.Uuid(), nullable=False),
        Column("withdrawn_by", sa.Uuid(), nullable=False),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_withdrawal_decision_id_decision")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_withdrawal")),
    )


def create_letter_attempt() -> None:
    op.create_table(
        "letter_attempt",
        Column("id", sa.Uuid(), nullable=False),
        Column("letter_id", sa.Uuid(), nullable=False),
        Column("reference", sa.Text(collation="C"), nullable=False),
        Column("channel", sa.Text(collation="C"), nullable=False),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_attempt_letter_id_letter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_attempt")),
    )
    op.create_index(op.f("ix_letter_attempt_letter_id"), "letter_attempt", ["letter_id"], unique=False)


def upgrade() -> None:
    """Create everything in the order the references need."""
    op.execute("CREATE SCHEMA identity")
    for create in (
        create_keeper,
        create_submission,
        create_case,
        create_footage,
        create_submitter,
        create_upload,
        create_allegation,
        create_decision,
        create_derivative,
        create_finding,
        create_proposal,
        create_letter,
        create_withdrawal,
        create_letter_attempt,
    ):
        create()


def downgrade() -> None:
    """Migrations go forward only: evidence is never dropped by a tool."""
    raise RuntimeError("Migrations go forward only; restore a backup instead.")
