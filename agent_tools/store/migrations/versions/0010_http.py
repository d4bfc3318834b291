"""API keys, and the videos that their owners deleted.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0010"
down_revision = "0009"

_KEPT = {"api_key": ("id",), "api_key_revocation": ("key_id",), "deleted_video": ("tenant", "job_id")}


def upgrade() -> None:
    """Make the tables, and guard them."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("digest LIKE 'sha256:%'", name=op.f("ck_api_key_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    op.create_index(op.f("ix_api_key_tenant"), "api_key", ["tenant"], unique=False)
    op.create_table(
        "api_key_revocation",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name=op.f("fk_api_key_revocation_key_id")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_key_revocation")),
    )
    op.create_table(
        "deleted_video",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "job_id", name=op.f("pk_deleted_video")),
    )
    dialect = op.get_bind().dialect.name
    for table, key in _KEPT.items():
        for statement in guard.only_added(table, key, dialect):
            op.execute(statement)
