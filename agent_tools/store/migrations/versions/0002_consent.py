"""Consent: records, their events, what they allowed, and what was withdrawn for them.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Each table whose rows stay as they are, with its key.
_KEPT = {
    "consent_challenge": ("id",),
    "consent": ("id",),
    "consent_name": ("name", "consent_id"),
    "consent_event": ("consent_id", "position"),
    "consent_challenge_use": ("challenge_id",),
    "decision_consent": ("decision_id", "consent_id"),
    "withdrawal": ("clip_id",),
}


def upgrade() -> None:
    """Make the tables, each after those that it points to, and the triggers that guard them."""
    _consented()
    _became()
    _allowed()
    for table, key in _KEPT.items():
        _keep(table, key)
    _stop_at_revocation()


def _consented() -> None:
    op.create_table(
        "consent_challenge",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phrase_digest", sa.Text(), nullable=False),
        sa.Column("notice_version", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_challenge")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("granter", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("evidence_kind", sa.Text(), nullable=False),
        sa.Column("evidence_digest", sa.Text(), nullable=False),
        sa.Column("challenge_id", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.Column("notice_version", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(relation = 'self') = (granter = person)", name=op.f("ck_consent_granter")),
        sa.CheckConstraint("(tier = 'verified') = (verified_by <> '')", name=op.f("ck_consent_verified_by")),
        sa.CheckConstraint("evidence_digest LIKE 'sha256:%'", name=op.f("ck_consent_evidence_digest")),
        sa.CheckConstraint(
            "evidence_kind IN ('statement', 'recording', 'document', 'message')",
            name=op.f("ck_consent_evidence_kind"),
        ),
        sa.CheckConstraint("relation IN ('self', 'guardian', 'estate', 'agent')", name=op.f("ck_consent_relation")),
        sa.CheckConstraint("tier IN ('attested', 'verified')", name=op.f("ck_consent_tier")),
        sa.ForeignKeyConstraint(["challenge_id"], ["consent_challenge.id"], name=op.f("fk_consent_challenge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_person"), "consent", ["person"], unique=False)
    op.create_table(
        "consent_name",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_name_consent_id")),
        sa.PrimaryKeyConstraint("name", "consent_id", name=op.f("pk_consent_name")),
    )
    op.create_index(op.f("ix_consent_name_consent_id"), "consent_name", ["consent_id"], unique=False)


def _became() -> None:
    op.create_table(
        "consent_event",
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('granted', 'narrowed', 'renewed')) = (scope IS NOT NULL)", name=op.f("ck_consent_event_scope")
        ),
        sa.CheckConstraint("(position = 0) = (kind = 'granted')", name=op.f("ck_consent_event_first")),
        sa.CheckConstraint(
            "kind IN ('granted', 'narrowed', 'renewed', 'revoked', 'expired')", name=op.f("ck_consent_event_kind")
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_event_consent_id")),
        sa.PrimaryKeyConstraint("consent_id", "position", name=op.f("pk_consent_event")),
    )
    op.create_table(
        "consent_challenge_use",
        sa.Column("challenge_id", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["consent_challenge.id"], name=op.f("fk_consent_challenge_use_challenge_id")
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_consent_challenge_use_consent_id")),
        sa.PrimaryKeyConstraint("challenge_id", name=op.f("pk_consent_challenge_use")),
    )


def _allowed() -> None:
    op.create_table(
        "decision_consent",
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_decision_consent_consent_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_consent_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "consent_id", name=op.f("pk_decision_consent")),
    )
    op.create_index(op.f("ix_decision_consent_consent_id"), "decision_consent", ["consent_id"], unique=False)
    op.create_table(
        "withdrawal",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason IN ('consent.revoked', 'person.deleted')", name=op.f("ck_withdrawal_reason")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_withdrawal_clip_id")),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name=op.f("fk_withdrawal_consent_id")),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_withdrawal")),
    )
    op.create_index(op.f("ix_withdrawal_consent_id"), "withdrawal", ["consent_id"], unique=False)


def _keep(table: str, key: tuple[str, ...]) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} rows are only ever added'); END"
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    # INSERT OR REPLACE removes the old row without asking the trigger above.
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}"
    )


def _stop_at_revocation() -> None:
    op.execute(
        "CREATE TRIGGER consent_event_order BEFORE INSERT ON consent_event WHEN "
        "NEW.position <> (SELECT count(*) FROM consent_event WHERE consent_id = NEW.consent_id) "
        "OR EXISTS (SELECT 1 FROM consent_event WHERE consent_id = NEW.consent_id AND kind = 'revoked') "
        "BEGIN SELECT RAISE(ABORT, 'consent events follow each other, and none follows a revocation'); END"
    )
    for table, decision in (
        ("render", "NEW.decision_id"),
        ("clip", "(SELECT decision_id FROM render WHERE id = NEW.render_id)"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_needs_consent BEFORE INSERT ON {table} WHEN EXISTS ("
            "SELECT 1 FROM decision_consent AS allowed JOIN consent_event AS became "
            "ON became.consent_id = allowed.consent_id AND became.kind = 'revoked' "
            f"WHERE allowed.decision_id = {decision}) "
            f"BEGIN SELECT RAISE(ABORT, 'no {table} of a decision whose consent was revoked'); END"
        )
