"""The first tables: what was asked, planned, decided, rendered, and what came out.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, each after those that it points to."""
    _asked()
    _planned()
    _decided()
    _rendered()
    _came_out()


def _asked() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_turn_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("conversation_id", "position", name=op.f("uq_turn_conversation_id_position")),
    )
    op.create_table(
        "brief",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turn.id"], name=op.f("fk_brief_turn_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief")),
    )
    op.create_index(op.f("ix_brief_turn_id"), "brief", ["turn_id"], unique=False)


def _planned() -> None:
    op.create_table(
        "storyboard",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("brief_id", sa.Text(), nullable=False),
        sa.Column("aspect_ratio", sa.Text(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("fps", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("planner", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_storyboard_brief_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storyboard")),
    )
    op.create_index(op.f("ix_storyboard_brief_id"), "storyboard", ["brief_id"], unique=False)
    op.create_table(
        "shot",
        sa.Column("storyboard_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("camera", sa.Text(), nullable=False),
        sa.Column("lighting", sa.Text(), nullable=False),
        sa.Column("temporal", sa.Text(), nullable=False),
        sa.Column("style", sa.Text(), nullable=False),
        sa.Column("camera_kind", sa.Text(), nullable=False),
        sa.Column("camera_strength", sa.Double(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("setting", sa.Text(), nullable=False),
        sa.Column("onscreen_text", sa.JSON(), nullable=False),
        sa.Column("transition", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["storyboard_id"], ["storyboard.id"], name=op.f("fk_shot_storyboard_id")),
        sa.PrimaryKeyConstraint("storyboard_id", "position", name=op.f("pk_shot")),
    )


def _decided() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("brief_id", sa.Text(), nullable=True),
        sa.Column("storyboard_id", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("input_digest", sa.Text(), nullable=False),
        sa.Column("intent", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('allow', 'ask', 'block')", name=op.f("ck_decision_verdict")),
        sa.ForeignKeyConstraint(["brief_id"], ["brief.id"], name=op.f("fk_decision_brief_id")),
        sa.ForeignKeyConstraint(["storyboard_id"], ["storyboard.id"], name=op.f("fk_decision_storyboard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", "storyboard_id", "verdict", name=op.f("uq_decision_id_storyboard_id_verdict")),
    )
    op.create_index(op.f("ix_decision_brief_id"), "decision", ["brief_id"], unique=False)
    op.create_index(op.f("ix_decision_decided_at"), "decision", ["decided_at"], unique=False)
    op.create_index(op.f("ix_decision_storyboard_id"), "decision", ["storyboard_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict IN ('allow', 'ask', 'block')", name=op.f("ck_finding_verdict")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_finding_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_finding")),
    )


def _rendered() -> None:
    op.create_table(
        "render",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("storyboard_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("seeds", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weights_digest", sa.Text(), nullable=True),
        sa.Column("scheduler", sa.Text(), nullable=True),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("library_versions", sa.JSON(), nullable=False),
        sa.Column("timings_s", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'running') = (finished_at IS NULL)", name=op.f("ck_render_finished")),
        sa.CheckConstraint("status IN ('running', 'done') OR error_code IS NOT NULL", name=op.f("ck_render_explained")),
        sa.CheckConstraint("status IN ('running', 'done', 'failed', 'cancelled')", name=op.f("ck_render_status")),
        sa.CheckConstraint("verdict = 'allow'", name=op.f("ck_render_allowed")),
        sa.ForeignKeyConstraint(
            ["decision_id", "storyboard_id", "verdict"],
            ["decision.id", "decision.storyboard_id", "decision.verdict"],
            name=op.f("fk_render_decision_id_storyboard_id_verdict"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_render")),
    )
    op.create_index(op.f("ix_render_decision_id"), "render", ["decision_id"], unique=False)


def _came_out() -> None:
    op.create_table(
        "clip",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("render_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("fps", sa.Integer(), nullable=False),
        sa.Column("n_frames", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sha256 LIKE 'sha256:%'", name=op.f("ck_clip_sha256")),
        sa.CheckConstraint(
            "size_bytes > 0 AND width_px > 0 AND height_px > 0 AND fps > 0 AND n_frames > 0", name=op.f("ck_clip_sizes")
        ),
        sa.ForeignKeyConstraint(["render_id"], ["render.id"], name=op.f("fk_clip_render_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip")),
        sa.UniqueConstraint("render_id", name=op.f("uq_clip_render_id")),
    )
    op.create_index(op.f("ix_clip_created_at"), "clip", ["created_at"], unique=False)
    op.create_index(op.f("ix_clip_sha256"), "clip", ["sha256"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.Column("ai_generated", sa.Boolean(), nullable=False),
        sa.Column("label_text", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("declared_fictional", sa.JSON(), nullable=False),
        sa.CheckConstraint("ai_generated", name=op.f("ck_disclosure_ai_generated")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_disclosure_clip_id")),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_disclosure")),
    )
