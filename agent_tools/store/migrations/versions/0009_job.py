"""Jobs, the one clip of each, whose a conversation is, and for which job a render runs.

Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0009"
down_revision = "0008"

_STATES = "'queued', 'running', 'needs_answer', 'completed', 'failed', 'cancelled', 'blocked'"
_FINAL = ("completed", "failed", "cancelled", "blocked")
_ENDED = "'completed', 'failed', 'cancelled', 'blocked'"
_CHECKS = {
    "state": f"state IN ({_STATES})",
    "stage": "stage IN ('plan', 'judge', 'ready')",
    "approve": "approve IN ('always', 'never', 'over_budget')",
    "fraction": "fraction >= 0 AND fraction <= 1",
    "finished": f"(state IN ({_ENDED})) = (finished_at IS NOT NULL)",
    "clip": "(state = 'completed') = (clip_id IS NOT NULL)",
    "question": "(state = 'needs_answer') = (question_id IS NOT NULL)",
    "question_kind": "question_kind IN ('storyboard', 'invented', 'consent')",
    "lease": "state <> 'running' OR lease IS NOT NULL",
}


def upgrade() -> None:
    """Make the tables, add the columns, and guard what has ended."""
    op.add_column("conversation", sa.Column("tenant", sa.Text(), server_default="local", nullable=False))
    op.add_column("render", sa.Column("job_id", sa.Text(), nullable=True))
    op.add_column("render", sa.Column("lease", sa.Text(), nullable=True))
    op.create_index(op.f("ix_render_job_id"), "render", ["job_id"], unique=False)
    _jobs()
    op.create_table(
        "job_clip",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("clip_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_clip_job_id")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_job_clip_clip_id")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_clip")),
        sa.UniqueConstraint("clip_id", name=op.f("uq_job_clip_clip_id")),
    )
    dialect = op.get_bind().dialect.name
    for statement in (
        *guard.only_added("job_clip", ("job_id",), dialect),
        *guard.stays_ended("job", "state", _FINAL, dialect),
    ):
        op.execute(statement)


def _jobs() -> None:
    def text(name: str, *, optional: bool = False) -> sa.Column[str]:
        return sa.Column(name, sa.Text(), nullable=optional)

    def time(name: str, *, optional: bool = True) -> sa.Column[object]:
        return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)

    links = {"brief_id": "brief", "storyboard_id": "storyboard", "decision_id": "decision", "clip_id": "clip"}
    links |= {"conversation_id": "conversation", "parent_clip_id": "clip"}
    op.create_table(
        "job",
        sa.Column("seq", sa.Integer(), nullable=False),
        text("id"),
        text("tenant"),
        text("principal"),
        text("key", optional=True),
        text("request_digest"),
        text("conversation_id"),
        text("parent_clip_id", optional=True),
        text("state"),
        text("stage"),
        text("approve"),
        sa.Column("approved", sa.Boolean(), nullable=False),
        text("brief_id", optional=True),
        text("storyboard_id", optional=True),
        text("decision_id", optional=True),
        text("question_id", optional=True),
        text("question_kind", optional=True),
        text("model"),
        sa.Column("work", sa.BigInteger(), nullable=False),
        sa.Column("estimated_s", sa.Double(), nullable=True),
        sa.Column("render_s", sa.Double(), nullable=True),
        text("content_digest", optional=True),
        text("step"),
        sa.Column("fraction", sa.Double(), nullable=False),
        text("lease_owner"),
        text("lease", optional=True),
        time("lease_expires_at"),
        time("heartbeat_at"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancelling", sa.Boolean(), nullable=False),
        text("clip_id", optional=True),
        text("reply_status", optional=True),
        text("error_code", optional=True),
        time("created_at", optional=False),
        time("started_at"),
        time("claimed_at"),
        time("finished_at"),
        time("expires_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_job_{name}")) for name, rule in _CHECKS.items()),
        *(sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_job_{name}")) for name, to in links.items()),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_job")),
        sa.UniqueConstraint("id", name=op.f("uq_job_id")),
        sa.UniqueConstraint("tenant", "key", name=op.f("uq_job_tenant_key")),
    )
    op.create_index("ix_job_queue", "job", ["state", "stage", "seq"], unique=False)
    op.create_index("ix_job_content", "job", ["tenant", "content_digest", "state"], unique=False)
    op.create_index("ix_job_principal", "job", ["tenant", "principal", "created_at"], unique=False)
    op.create_index("ix_job_tenant", "job", ["tenant", "seq"], unique=False)
    op.create_index("ix_job_model", "job", ["model", "seq"], unique=False)
    op.create_index(op.f("ix_job_conversation_id"), "job", ["conversation_id"], unique=False)
