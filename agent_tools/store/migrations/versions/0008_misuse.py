"""Misuse reports, what was taken down, and withdrawals for other reasons than a consent.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0008"
down_revision = "0007"

_KINDS = "'intimate', 'likeness', 'minor', 'deception', 'other'"
_REASONS = "reason IN ('consent.revoked', 'person.deleted', 'taken_down', 'erased')"
_CONSENT = "(reason IN ('consent.revoked', 'person.deleted')) = (consent_id IS NOT NULL)"
_KEPT = {
    "misuse_report": ("id",),
    "misuse_outcome": ("report_id",),
    "blocked_content": ("kind", "value"),
    "withdrawal": ("clip_id",),
}


def upgrade() -> None:
    """Make the tables, widen the withdrawals, and guard them all."""
    _reports()
    dialect = op.get_bind().dialect.name
    if dialect == guard.SQLITE:
        _withdrawals_anew()
    else:
        op.alter_column("withdrawal", "consent_id", nullable=True)
        op.drop_constraint(op.f("ck_withdrawal_reason"), "withdrawal")
        op.create_check_constraint(op.f("ck_withdrawal_reason"), "withdrawal", _REASONS)
        op.create_check_constraint(op.f("ck_withdrawal_consent"), "withdrawal", _CONSENT)
    for table, key in _KEPT.items():
        for statement in guard.only_added(table, key, dialect):
            op.execute(statement)


def _reports() -> None:
    op.create_table(
        "misuse_report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("clip_id", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_misuse_report_kind")),
        sa.CheckConstraint("sha256 LIKE 'sha256:%'", name=op.f("ck_misuse_report_sha256")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_misuse_report_clip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misuse_report")),
    )
    op.create_index(op.f("ix_misuse_report_clip_id"), "misuse_report", ["clip_id"], unique=False)
    op.create_index(op.f("ix_misuse_report_received_at"), "misuse_report", ["received_at"], unique=False)
    op.create_table(
        "misuse_outcome",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome IN ('taken_down', 'refused')", name=op.f("ck_misuse_outcome_outcome")),
        sa.ForeignKeyConstraint(["report_id"], ["misuse_report.id"], name=op.f("fk_misuse_outcome_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_misuse_outcome")),
    )
    op.create_table(
        "blocked_content",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('sha256', 'frames', 'fingerprint')", name=op.f("ck_blocked_content_kind")),
        sa.ForeignKeyConstraint(["report_id"], ["misuse_report.id"], name=op.f("fk_blocked_content_report_id")),
        sa.PrimaryKeyConstraint("kind", "value", name=op.f("pk_blocked_content")),
    )
    op.create_index(op.f("ix_blocked_content_report_id"), "blocked_content", ["report_id"], unique=False)


def _withdrawals_anew() -> None:
    """SQLite changes no constraint of a table: a new one takes the rows and the name of the old."""
    op.create_table(
        "withdrawal_new",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_REASONS, name=op.f("ck_withdrawal_reason")),
        sa.CheckConstraint(_CONSENT, name=op.f("ck_withdrawal_consent")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_withdrawal_clip_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_withdrawal_consent_id")),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_withdrawal")),
    )
    op.execute('INSERT INTO withdrawal_new SELECT clip_id, consent_id, reason, "by", at FROM withdrawal')
    op.drop_table("withdrawal")  # with its index and its triggers
    op.rename_table("withdrawal_new", "withdrawal")
    op.create_index(op.f("ix_withdrawal_consent_id"), "withdrawal", ["consent_id"], unique=False)
