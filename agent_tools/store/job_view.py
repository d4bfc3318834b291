"""A job as the program itself sees it: frozen values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from agent_tools.job.view import Approve, JobState, QuestionKind
from agent_tools.schema import Brief


class Stage(StrEnum):
    """What a waiting job waits for."""

    PLAN = "plan"
    JUDGE = "judge"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A job that is to be accepted.

    Attributes:
        brief: The request.
        tenant: Whose it is.
        principal: Who asks; empty for nobody told apart.
        key: The idempotency key; None for none.
        request_digest: Of everything that is asked; the same key with another digest is refused.
        approve: When a person sees the storyboard first.
        conversation_id: The stored conversation; None begins a new one.
        parent_clip_id: The clip that it revises.
        work: Pixels x frames x steps that it takes at least.
    """

    brief: Brief
    tenant: str
    principal: str
    key: str | None
    request_digest: str
    approve: Approve
    conversation_id: str | None = None
    parent_clip_id: str | None = None
    work: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLease:
    """The right to work on a job. Whoever holds another token than the row does can deliver nothing."""

    job_id: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """The row of a job; `store.job_table` says what the columns mean."""

    seq: int
    id: str
    tenant: str
    principal: str
    key: str | None
    request_digest: str
    conversation_id: str
    parent_clip_id: str | None
    state: JobState
    stage: Stage
    approve: Approve
    approved: bool
    brief_id: str | None
    storyboard_id: str | None
    decision_id: str | None
    question_id: str | None
    question_kind: QuestionKind | None
    model: str
    work: int
    estimated_s: float | None
    render_s: float | None
    content_digest: str | None
    step: str
    fraction: float
    lease_owner: str
    lease: str | None
    lease_expires_at: datetime | None
    heartbeat_at: datetime | None
    attempts: int
    cancelling: bool
    clip_id: str | None
    reply_status: str | None
    error_code: str | None
    created_at: datetime
    started_at: datetime | None
    claimed_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None
    version: int

    @classmethod
    def of(cls, row: Any) -> Self:  # noqa: ANN401  # a tuple with names
        """The job of a row that has every column."""
        values = row._asdict()
        values["state"], values["stage"] = JobState(row.state), Stage(row.stage)
        values["approve"] = Approve(row.approve)
        values["question_kind"] = None if row.question_kind is None else QuestionKind(row.question_kind)
        return cls(**values)

    @property
    def held(self) -> JobLease:
        """The lease that it is worked on under.

        Raises:
            ValueError: Nobody works on it.
        """
        if self.lease is None:
            raise ValueError(f"job {self.id!r} is held by nobody")
        return JobLease(job_id=self.id, token=self.lease)

    @property
    def end_owner(self) -> str:
        """Under which id the words of its end are sealed."""
        return f"{self.id}.end"


COLUMNS = tuple(field.name for field in fields(Job))
