"""The tables of jobs. The row of a job is the only truth about it; what was asked, is asked and was answered is sealed.

A row changes until it has ended; a trigger keeps it then. `job_clip` is written in the transaction that writes the
clip, and its key makes a second clip of the same job impossible.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agent_tools.store.table import Base


class JobRow(Base):
    """One job.

    `stage` says what a waiting one waits for: to be planned, to be judged, or to be rendered. `step` is the step of
    its progress. Words are sealed under `id` (the request), `question_id` and `id` with `.end` (how it ended).
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'running', 'needs_answer', 'completed', 'failed', 'cancelled', 'blocked')",
            name="state",
        ),
        CheckConstraint("stage IN ('plan', 'judge', 'ready')", name="stage"),
        CheckConstraint("approve IN ('always', 'never', 'over_budget')", name="approve"),
        CheckConstraint("fraction >= 0 AND fraction <= 1", name="fraction"),
        CheckConstraint(
            "(state IN ('completed', 'failed', 'cancelled', 'blocked')) = (finished_at IS NOT NULL)", name="finished"
        ),
        CheckConstraint("(state = 'completed') = (clip_id IS NOT NULL)", name="clip"),
        CheckConstraint("(state = 'needs_answer') = (question_id IS NOT NULL)", name="question"),
        CheckConstraint("question_kind IN ('storyboard', 'invented', 'consent')", name="question_kind"),
        CheckConstraint("state <> 'running' OR lease IS NOT NULL", name="lease"),
        UniqueConstraint("id"),
        UniqueConstraint("tenant", "key"),
        Index("ix_job_queue", "state", "stage", "seq"),
        Index("ix_job_content", "tenant", "content_digest", "state"),
        Index("ix_job_principal", "tenant", "principal", "created_at"),
        Index("ix_job_tenant", "tenant", "seq"),
        Index("ix_job_model", "model", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str]
    tenant: Mapped[str]
    principal: Mapped[str]
    key: Mapped[str | None]
    request_digest: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    parent_clip_id: Mapped[str | None] = mapped_column(ForeignKey("clip.id"))
    state: Mapped[str]
    stage: Mapped[str]
    approve: Mapped[str]
    approved: Mapped[bool]
    brief_id: Mapped[str | None] = mapped_column(ForeignKey("brief.id"))
    storyboard_id: Mapped[str | None] = mapped_column(ForeignKey("storyboard.id"))
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"))
    question_id: Mapped[str | None]
    question_kind: Mapped[str | None]
    model: Mapped[str]
    work: Mapped[int] = mapped_column(BigInteger)
    estimated_s: Mapped[float | None]
    render_s: Mapped[float | None]
    content_digest: Mapped[str | None]
    step: Mapped[str]
    fraction: Mapped[float]
    lease_owner: Mapped[str]
    lease: Mapped[str | None]
    lease_expires_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    attempts: Mapped[int]
    cancelling: Mapped[bool]
    clip_id: Mapped[str | None] = mapped_column(ForeignKey("clip.id"))
    reply_status: Mapped[str | None]
    error_code: Mapped[str | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    version: Mapped[int]


class JobClipRow(Base):
    """The clip that was made for a job."""

    __tablename__ = "job_clip"
    __table_args__ = (UniqueConstraint("clip_id"),)

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), primary_key=True)
    clip_id: Mapped[str] = mapped_column(ForeignKey("clip.id"))
