"""The law and what follows: what a notice leads to, the post, the work list, messages and drafts of policy."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHANGED = (
    "batch",
    "identity.contest",
    "marker",
    "policy_draft",
    "task",
    "conflict",
    "message",
    "requirement",
    "offer",
)


def create_batch() -> None:
    op.create_table(
        "batch",
        Column("id", sa.Uuid(), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("posted_on", sa.Date(), nullable=True),
        Column("certificate", sa.Text(collation="C"), nullable=True),
        Column("created_by", sa.Uuid(), nullable=False),
        Column("left_by", sa.Uuid(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("left_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )


def create_contest() -> None:
    op.create_table(
        "contest",
        Column("id", sa.Uuid(), nullable=False),
        Column("letter_id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("received_on", sa.Date(), nullable=False),
        Column("due_on", sa.Date(), nullable=False),
        Column("says", sa.Text(), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("entered_by", sa.Uuid(), nullable=False),
        Column("decided_by", sa.Uuid(), nullable=True),
        Column("decided_why", sa.Text(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_contest_letter_id")),
        schema="identity",
    )
    op.create_index(op.f("ix_contest_case_id"), "contest", ["case_id"], unique=False, schema="identity")


def create_marker() -> None:
    op.create_table(
        "marker",
        Column("id", sa.Uuid(), nullable=False),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("about", sa.Text(collation="C"), nullable=False),
        Column("why", sa.Text(), nullable=False),
        Column("set_by", sa.Uuid(), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("lifted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marker")),
    )
    op.create_index(op.f("ix_marker_about"), "marker", ["about"], unique=False)


def create_policy_draft() -> None:
    op.create_table(
        "policy_draft",
        Column("id", sa.Uuid(), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("title", sa.Text(), nullable=False),
        Column("based_on", sa.Integer(), nullable=False),
        Column("valid_from", sa.Date(), nullable=False),
        Column("documents", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        Column("changed", sa.Integer(), server_default="1", nullable=False),
        Column("dry_run", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        Column("made_by", sa.Uuid(), nullable=False),
        Column("activated_version", sa.Integer(), nullable=True),
        Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_draft")),
    )


def create_task() -> None:
    op.create_table(
        "task",
        Column("id", sa.Uuid(), nullable=False),
        Column("once", sa.Text(collation="C"), nullable=False),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("subject", sa.Uuid(), nullable=False),
        Column("due_on", sa.Date(), nullable=False),
        Column("not_staff", sa.Uuid(), nullable=True),
        Column("closed_by", sa.Uuid(), nullable=True),
        Column("closed_why", sa.Text(collation="C"), nullable=True),
        Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("once", name=op.f("uq_task_once")),
    )
    op.create_index(op.f("ix_task_case_id"), "task", ["case_id"], unique=False)
    op.create_index(
        "ix_task_open", "task", ["due_on", "id"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )


def create_conflict() -> None:
    op.create_table(
        "conflict",
        Column("case_id", sa.Uuid(), nullable=False),
        Column("staff_id", sa.Uuid(), nullable=False),
        Column("declared_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_conflict_staff_id_staff")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_conflict")),
    )


def create_message() -> None:
    op.create_table(
        "message",
        Column("id", sa.Uuid(), nullable=False),
        Column("once", sa.Text(collation="C"), nullable=False),
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=True),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("language", sa.Text(collation="C"), server_default="en", nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("message_id", sa.Text(collation="C"), nullable=False),
        Column("channel", sa.Text(collation="C"), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("attempted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_message_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        sa.UniqueConstraint("once", name=op.f("uq_message_once")),
    )
    op.create_index(op.f("ix_message_submission_id"), "message", ["submission_id"], unique=False)


def create_requirement() -> None:
    op.create_table(
        "requirement",
        Column("id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("position", sa.Integer(), nullable=False),
        Column("party_id", sa.Uuid(), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("served_on", sa.Date(), nullable=True),
        Column("reply_due", sa.Date(), nullable=True),
        Column("reminded_on", sa.Date(), nullable=True),
        Column("replied_on", sa.Date(), nullable=True),
        Column("answer", sa.Text(collation="C"), nullable=True),
        Column("named_party_id", sa.Uuid(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_requirement_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_requirement_case_id_position")),
    )


def create_offer() -> None:
    op.create_table(
        "offer",
        Column("id", sa.Uuid(), nullable=False),
        Column("case_id", sa.Uuid(), nullable=False),
        Column("decision_id", sa.Uuid(), nullable=False),
        Column("party_id", sa.Uuid(), nullable=False),
        Column("kind", sa.Text(collation="C"), nullable=False),
        Column("state", sa.Text(collation="C"), nullable=False),
        Column("answer_due", sa.Date(), nullable=True),
        Column("answered_on", sa.Date(), nullable=True),
        Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_offer_case_id_case")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_offer_decision_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_offer_decision_id")),
    )
    op.create_index(op.f("ix_offer_case_id"), "offer", ["case_id"], unique=False)


def extend_allegation() -> None:
    op.add_column("allegation", Column("exception", sa.Text(collation="C"), nullable=True))
    op.add_column("allegation", Column("against", sa.Text(collation="C"), server_default="driver", nullable=False))


def extend_case() -> None:
    op.add_column("case", Column("incident_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_case_incident_id"), "case", ["incident_id"], unique=False)
    op.create_index(
        "ix_case_lanes",
        "case",
        ["lane", "rank_key", "id"],
        unique=False,
        postgresql_where=sa.text("open AND lane <> 'queue'"),
    )
    op.create_index("ix_case_occurred_at", "case", ["occurred_at"], unique=False)
    op.create_index(
        "ix_case_sealed", "case", ["sealed_at"], unique=False, postgresql_where=sa.text("sealed_at IS NOT NULL")
    )


def extend_decision() -> None:
    op.add_column("decision", Column("allegation_id", sa.Uuid(), nullable=True))
    op.add_column("decision", Column("exception", sa.Text(collation="C"), nullable=True))
    op.add_column("decision", Column("other_service", sa.Text(), nullable=True))
    op.add_column("decision", Column("s59_recommended", sa.Boolean(), server_default="false", nullable=False))


def extend_letter() -> None:
    op.add_column("letter", Column("language", sa.Text(collation="C"), server_default="en", nullable=False))
    op.add_column("letter", Column("service", sa.Text(collation="C"), server_default="first_class", nullable=False))
    op.add_column("letter", Column("channel", sa.Text(collation="C"), nullable=True))
    op.add_column("letter", Column("party_id", sa.Uuid(), nullable=True))
    op.add_column("letter", Column("requirement_id", sa.Uuid(), nullable=True))
    op.add_column("letter", Column("batch_id", sa.Uuid(), nullable=True))
    op.add_column("letter", Column("returned_on", sa.Date(), nullable=True))
    op.add_column("letter", Column("printed_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("letter", Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.create_index(op.f("ix_letter_batch_id"), "letter", ["batch_id"], unique=False)
    op.create_foreign_key(op.f("fk_letter_batch_id_batch"), "letter", "batch", ["batch_id"], ["id"])


def extend_policy_version() -> None:
    op.add_column("policy_version", Column("letters_cy", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("policy_version", Column("mails", postgresql.JSONB(astext_type=sa.Text()), nullable=True))


def extend_staff() -> None:
    op.add_column("staff", Column("email", sa.Text(collation="C"), nullable=True))


def extend_keeper() -> None:
    op.add_column(
        "keeper", Column("capacity", sa.Text(collation="C"), server_default="keeper", nullable=False), schema="identity"
    )
    op.add_column("keeper", Column("case_id", sa.Uuid(), nullable=True), schema="identity")
    op.add_column("keeper", Column("valid_on", sa.Date(), nullable=True), schema="identity")
    op.add_column(
        "keeper", Column("language", sa.Text(collation="C"), server_default="en", nullable=False), schema="identity"
    )
    op.create_index(op.f("ix_keeper_case_id"), "keeper", ["case_id"], unique=False, schema="identity")


def extend_submitter() -> None:
    op.add_column("submitter", Column("guardian_name", sa.Text(), server_default="", nullable=False), schema="identity")
    op.add_column(
        "submitter", Column("guardian_contact", sa.Text(), server_default="", nullable=False), schema="identity"
    )


def grant() -> None:
    """The running product adds and changes these rows; it deletes none of them."""
    for name in CHANGED:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO opsnap_app")


def upgrade() -> None:
    """Create everything, then say what the running product may do with it."""
    for change in (
        create_batch,
        create_contest,
        create_marker,
        create_policy_draft,
        create_task,
        create_conflict,
        create_message,
        create_requirement,
        create_offer,
        extend_allegation,
        extend_case,
        extend_decision,
        extend_letter,
        extend_policy_version,
        extend_staff,
        extend_keeper,
        extend_submitter,
        grant,
    ):
        change()


def downgrade() -> None:
    """Migrations go forward only: evidence is never dropped by a tool."""
    raise RuntimeError("Migrations go forward only; restore a backup instead.")
