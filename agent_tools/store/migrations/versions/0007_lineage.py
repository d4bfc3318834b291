"""Lineage in the terms of W3C PROV, what a render was given, and the marks that a clip bears.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0007"
down_revision = "0006"

_RELATIONS = "'used', 'wasGeneratedBy', 'wasDerivedFrom', 'wasAssociatedWith', 'wasAttributedTo'"
_KEPT = {
    "render_input": ("render_id", "position"),
    "clip_frames": ("clip_id",),
    "clip_manifest": ("clip_id",),
    "prov_node": ("id",),
    "prov_edge": ("subject", "relation", "object"),
}


def upgrade() -> None:
    """Make the tables and add the columns; clips of before bear no mark and have no lineage rows."""
    _renders()
    _clips()
    _lineage()
    dialect = op.get_bind().dialect.name
    for table, key in _KEPT.items():
        for statement in guard.only_added(table, key, dialect):
            op.execute(statement)


def _renders() -> None:
    op.add_column("render", sa.Column("clip_id", sa.Text(), nullable=True))
    op.add_column("render", sa.Column("watermark_id", sa.BigInteger(), nullable=True))
    op.add_column("render", sa.Column("worker", sa.Text(), server_default="", nullable=False))
    op.add_column("render", sa.Column("machine", sa.Text(), server_default="", nullable=False))
    op.add_column("render", sa.Column("drafts", sa.JSON(), server_default="[]", nullable=False))
    op.create_index(op.f("ix_render_clip_id"), "render", ["clip_id"], unique=True)
    op.create_index(op.f("ix_render_watermark_id"), "render", ["watermark_id"], unique=True)
    op.create_table(
        "render_input",
        sa.Column("render_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("faces", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["render_id"], ["render.id"], name=op.f("fk_render_input_render_id")),
        sa.PrimaryKeyConstraint("render_id", "position", name=op.f("pk_render_input")),
    )
    op.create_index(op.f("ix_render_input_sha256"), "render_input", ["sha256"], unique=False)


def _clips() -> None:
    op.add_column("clip", sa.Column("watermark_id", sa.BigInteger(), nullable=True))
    op.add_column("clip", sa.Column("fingerprint", sa.Text(), nullable=True))
    op.add_column("clip", sa.Column("frames_sha256", sa.Text(), nullable=True))
    op.create_index(op.f("ix_clip_watermark_id"), "clip", ["watermark_id"], unique=True)
    op.create_index(op.f("ix_clip_fingerprint"), "clip", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_clip_frames_sha256"), "clip", ["frames_sha256"], unique=False)
    op.create_table(
        "clip_frames",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_clip_frames_clip_id")),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_clip_frames")),
    )
    op.create_table(
        "clip_manifest",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_clip_manifest_clip_id")),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_clip_manifest")),
    )


def _lineage() -> None:
    op.create_table(
        "prov_node",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('entity', 'activity', 'agent')", name=op.f("ck_prov_node_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prov_node")),
    )
    op.create_table(
        "prov_edge",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(f"relation IN ({_RELATIONS})", name=op.f("ck_prov_edge_relation")),
        sa.ForeignKeyConstraint(["object"], ["prov_node.id"], name=op.f("fk_prov_edge_object")),
        sa.ForeignKeyConstraint(["subject"], ["prov_node.id"], name=op.f("fk_prov_edge_subject")),
        sa.PrimaryKeyConstraint("subject", "relation", "object", name=op.f("pk_prov_edge")),
    )
    op.create_index(op.f("ix_prov_edge_object"), "prov_edge", ["object"], unique=False)
