"""A job as every surface sees it: one request on its way to one clip. Pydantic values only; no SQL, no threads."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_tools.schema import MAX_CLIP_S, MAX_REQUEST_CHARS, MIN_SHOT_S, AspectRatio, Storyboard, ToolReply
from policy.types import Quality

LOCAL = "local"
"""The tenant of an installation that knows no others."""


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class JobState(StrEnum):
    """Where a job stands. The last four are final."""

    QUEUED = "queued"
    RUNNING = "running"
    NEEDS_ANSWER = "needs_answer"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"

    @property
    def final(self) -> bool:
        """Whether a job in this state stays in it."""
        return self in (JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED, JobState.BLOCKED)

    @property
    def settled(self) -> bool:
        """Whether a job in this state goes on by itself no more."""
        return self.final or self is JobState.NEEDS_ANSWER


class Approve(StrEnum):
    """When a person is shown the storyboard before anything is rendered."""

    ALWAYS = "always"
    NEVER = "never"
    OVER_BUDGET = "over_budget"


class QuestionKind(StrEnum):
    """What is asked: all three are answered the same way."""

    STORYBOARD = "storyboard"
    INVENTED = "invented"
    CONSENT = "consent"


class Caller(_Value):
    """Who asks, as the surface authenticated them; never what a language model says.

    Attributes:
        tenant: Whose jobs and clips can be seen. Another tenant's id is as unknown as one that never was.
        principal: The person, for work budgets and for whoever is blocked again and again; empty for nobody told apart.
    """

    tenant: str = Field(default=LOCAL, min_length=1, max_length=100)
    principal: str = Field(default="", max_length=200)


class Question(_Value):
    """What a job waits for.

    Attributes:
        id: Of this question; an answer names it, so that it cannot answer a later one.
        kind: What is asked.
        text: One or two sentences for the person.
        names: The names it is about, when it is about names.
        estimated_s: Seconds the render is expected to take, learned from past ones; None when there are none.
    """

    id: str
    kind: QuestionKind
    text: str
    names: tuple[str, ...] = ()
    estimated_s: float | None = None


class Answer(_Value):
    """What the person says to a question.

    Attributes:
        question_id: Which question.
        action: `accept` approves the storyboard, declares the names to be invented, or says that consent is now on
            record; `decline` ends the job as cancelled, and where consent was asked for as blocked.
        storyboard: For a question about the storyboard, what is to be rendered instead; it is judged again.
    """

    question_id: str = Field(min_length=1, max_length=100)
    action: Literal["accept", "decline"]
    storyboard: Storyboard | None = None


class Revision(_Value):
    """What is to be otherwise in a new clip than in an earlier one; what is None stays as it was.

    Attributes:
        request: What to change, in words, 1..4000 characters; they are put after the words of the earlier request.
        duration_s: Whole clip in seconds, 1..60.
        aspect_ratio: `1:1`, `16:9` or `9:16`.
        style: Style words.
        seed: 0..2**31-1; None keeps the one that the earlier clip was drawn with.
        quality: `draft`, `standard` or `fine`.
    """

    request: str | None = Field(default=None, min_length=1, max_length=MAX_REQUEST_CHARS)
    duration_s: float | None = Field(default=None, ge=MIN_SHOT_S, le=MAX_CLIP_S, allow_inf_nan=False)
    aspect_ratio: AspectRatio | None = None
    style: str | None = Field(default=None, min_length=1, max_length=200)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    quality: Quality | None = None


class JobProgress(_Value):
    """How far a job is.

    Attributes:
        stage: `waiting`, `planning`, or a stage of the render.
        fraction: 0..1 over the whole job; never falls while one attempt lasts.
        eta_s: Seconds still expected, learned from past renders; None when nothing is known.
        position: How many jobs are before it, while it waits.
    """

    stage: str = "waiting"
    fraction: float = Field(default=0.0, ge=0.0, le=1.0)
    eta_s: float | None = None
    position: int | None = None


class JobView(_Value):
    """One job at one moment.

    Attributes:
        id: `job_` and letters.
        state: Where it stands.
        tenant: Whose it is.
        request: What was asked for; empty once the words are erased.
        conversation_id: The stored conversation it belongs to.
        created_at: When it was accepted, aware.
        started_at: When it was first taken up.
        finished_at: When it came to its end.
        expires_at: When it ends by itself if nobody has taken it up or answered.
        progress: How far it is.
        attempts: How often a worker took up its render.
        cancelling: Whether somebody asked for its end and the worker has not yet let go.
        clip_id: The clip, exactly when completed.
        parent_clip_id: The clip that this one revises.
        storyboard: What is to be rendered, as soon as it is planned.
        question: What it waits for, exactly in `needs_answer`.
        reply: How it ended, in a final state; a cancelled job has one only when its time ran out or its consent was
            revoked.
        version: Grows with every change; what an event stream resumes from.
    """

    id: str
    state: JobState
    tenant: str = LOCAL
    request: str = ""
    conversation_id: str | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    expires_at: datetime | None = None
    progress: JobProgress = JobProgress()
    attempts: int = 0
    cancelling: bool = False
    clip_id: str | None = None
    parent_clip_id: str | None = None
    storyboard: Storyboard | None = None
    question: Question | None = None
    reply: ToolReply | None = None
    version: int = 0


class JobLimits(_Value):
    """What one installation takes on.

    Attributes:
        running: Renders at once in one worker process.
        queued: Jobs that may wait, of all tenants together.
        queued_per_principal: Jobs of one principal that may wait.
        work_per_day: Pixels x frames x steps that one principal may have rendered in 24 hours.
        approve_over: Work above which `over_budget` asks first.
        ttl_s: Seconds a job may wait to be taken up or answered.
        lease_s: Seconds after which a worker that gave no sign is taken for dead.
        max_attempts: Renders that are begun for one job before it counts as failed.
    """

    running: int = Field(default=1, ge=1, le=64)
    queued: int = Field(default=10_000, ge=1, le=1_000_000)
    queued_per_principal: int = Field(default=1_000, ge=1, le=1_000_000)
    work_per_day: int = Field(default=10**12, ge=1)
    approve_over: int = Field(default=2 * 10**9, ge=1)
    ttl_s: float = Field(default=86_400.0, ge=1.0, le=30 * 86_400.0)
    lease_s: float = Field(default=30.0, ge=1.0, le=3600.0)
    max_attempts: int = Field(default=3, ge=1, le=10)
