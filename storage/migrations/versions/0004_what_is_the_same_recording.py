"""What is the same recording: words to look footage up by, and which clips were found to be one recording."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CREATED = ("fingerprint_word", "likeness")


def create_fingerprint_word() -> None:
    op.create_table(
        "fingerprint_word",
        Column("word", sa.Integer(), nullable=False, autoincrement=False),
        Column("footage_id", sa.Uuid(), nullable=False),
        Column("at", sa.Integer(), nullable=False, autoincrement=False),
        sa.ForeignKeyConstraint(["footage_id"], ["footage.id"], name=op.f("fk_fingerprint_word_footage_id_footage")),
        sa.PrimaryKeyConstraint("word", "footage_id", "at", name=op.f("pk_fingerprint_word")),
    )
    op.create_index(op.f("ix_fingerprint_word_footage_id"), "fingerprint_word", ["footage_id"], unique=False)


def create_likeness() -> None:
    op.create_table(
        "likeness",
        Column("footage_id", sa.Uuid(), nullable=False),
        Column("other_id", sa.Uuid(), nullable=False),
        Column("submission_id", sa.Uuid(), nullable=False),
        Column("other_submission_id", sa.Uuid(), nullable=False),
        Column("verdict", sa.Text(collation="C"), nullable=False),
        Column("this_in_other", sa.Float(), nullable=False),
        Column("other_in_this", sa.Float(), nullable=False),
        Column("offset_s", sa.Float(), nullable=False),
        Column("mirrored", sa.Boolean(), nullable=False),
        Column("confidence", sa.Float(), nullable=True),
        Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["footage_id"], ["footage.id"], name=op.f("fk_likeness_footage_id_footage")),
        sa.ForeignKeyConstraint(["other_id"], ["footage.id"], name=op.f("fk_likeness_other_id_footage")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_likeness_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["other_submission_id"], ["submission.id"], name=op.f("fk_likeness_other_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("footage_id", "other_id", name=op.f("pk_likeness")),
    )
    for name in ("submission_id", "other_submission_id"):
        op.create_index(op.f(f"ix_likeness_{name}"), "likeness", [name], unique=False)


def upgrade() -> None:
    """The running product adds these rows and forgets them with the footage; it rewrites none."""
    create_fingerprint_word()
    create_likeness()
    for name in CREATED:
        op.execute(f"GRANT SELECT, INSERT, DELETE ON {name} TO opsnap_app")


def downgrade() -> None:
    """Migrations go forward only: evidence is never dropped by a tool."""
    raise RuntimeError("Migrations go forward only; restore a backup instead.")
