"""What a model reads of a job, a clip, a check or a fault: short, without paths, and with what to do next.

The same values are the structured output of the MCP tools and the text of the LangChain ones.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent_tools.job import JobState, JobView, Question, QuestionKind
from agent_tools.reply import ADVICE, failed, remedy_of
from policy.refusal import explain
from policy.types import Decision, Verdict

if TYPE_CHECKING:
    from agent_tools.reply import Fault
    from agent_tools.schema import Storyboard, ToolReply

RETRY_S = (2, 20)
"""Least and most seconds after which a model is told to look again."""

_UNKNOWN_RETRY_S = 5
_State = Literal["queued", "running", "needs_answer", "completed", "failed", "cancelled", "blocked"]
_STATES: dict[str, _State] = {
    "made": "completed",
    "blocked": "blocked",
    "needs_answer": "needs_answer",
    "needs_consent": "needs_answer",
    "failed": "failed",
}
_VERDICTS: dict[Verdict, Literal["allow", "ask", "block"]] = {
    Verdict.ALLOW: "allow",
    Verdict.ASK: "ask",
    Verdict.BLOCK: "block",
}
_GET = "Call clip_get with this job_id."
ASK = (
    "Put this question to the person word for word and wait for their own answer; you cannot answer it. Then call "
    "clip_get with this job_id."
)
"""What to do about a question where the person's own words can be read."""

_CONSENT = (
    "Tell the person that whoever is shown has to put their consent on record with this installation first; nothing "
    "that you or they write here is a consent. Once it is on record, call clip_create again."
)


class _Outcome(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def to_json(self) -> dict[str, Any]:
        """What is there, without what is not."""
        return {name: value for name, value in self.model_dump(mode="json").items() if value not in (None, [], "")}

    def to_text(self) -> str:
        """The same as compact JSON."""
        return json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))


class Reason(_Outcome):
    """Why something is not made.

    Attributes:
        code: Stable code of the policy.
        words: The words that caused it.
        remedy: What can be done instead.
    """

    code: str
    words: str = ""
    remedy: str


class ClipOutcome(_Outcome):
    """Where a clip stands.

    Attributes:
        state: The state of the job, or of the clip when it was asked for by its own id.
        message: One or two sentences that can be shown to the person.
        job_id: The handle for `clip_get`.
        clip_id: The clip, exactly when completed.
        disclosure: What must be said whenever the clip is handed over.
        notes: What was done otherwise than asked.
        reasons: Why, when blocked or when a person has to answer.
        question: What to put to the person, word for word.
        asks_for: What the question is about.
        storyboard: The planned shots, a sentence each, when they are to be approved.
        estimated_s: Seconds that the render is expected to take, when the storyboard is to be approved.
        progress: 0 to 1, while it goes on.
        stage: What is being done now.
        retry_after_s: Seconds after which it is worth looking again.
        next: What to do now.
        error: Stable code of the fault.
    """

    state: _State
    message: str
    job_id: str | None = None
    clip_id: str | None = None
    disclosure: str = ""
    notes: list[str] = Field(default_factory=list)
    reasons: list[Reason] = Field(default_factory=list)
    question: str = ""
    asks_for: Literal["storyboard", "invented", "consent"] | None = None
    storyboard: list[str] = Field(default_factory=list)
    estimated_s: float | None = None
    progress: float | None = None
    stage: str = ""
    retry_after_s: int | None = None
    next: str = ""
    error: str = ""


class CheckOutcome(_Outcome):
    """What the policy says of a request.

    Attributes:
        verdict: Whether it may be made.
        message: What can be shown to the person, when it may not simply be made.
        reasons: Why.
    """

    verdict: Literal["allow", "ask", "block"]
    message: str = ""
    reasons: list[Reason] = Field(default_factory=list)


def of_job(job: JobView, *, ask: str = ASK) -> ClipOutcome:
    """What a model reads of a job.

    Args:
        job: The job.
        ask: What a model is to do when a person has to answer, in the surface it sits in.
    """
    match job.state:
        case JobState.QUEUED | JobState.RUNNING:
            return _going_on(job)
        case JobState.NEEDS_ANSWER if job.question is not None:
            return _asking(job, job.question, ask)
        case JobState.CANCELLED:
            message = "The job was cancelled; no clip was made." if job.reply is None else job.reply.message
            return ClipOutcome(state="cancelled", message=message, job_id=job.id)
        case _ if job.reply is not None:
            # The job's word wins over the reply's, which has no state for a question that became a refusal.
            return of_clip(job.reply).model_copy(update={"state": job.state.value, "job_id": job.id})
        case _:
            raise ValueError(f"job {job.id!r} is {job.state.value!r} and says neither what it asks nor how it ended")


def of_clip(reply: ToolReply) -> ClipOutcome:
    """What a model reads of a reply: of a clip that was made before, or of how a job ended."""
    remedy = "" if reply.error_code is None else ADVICE[remedy_of(reply.error_code)]
    return ClipOutcome(
        state=_STATES[reply.status],
        message=reply.message,
        clip_id=None if reply.clip is None else reply.clip.id,
        disclosure="" if reply.disclosure is None else reply.disclosure.sentence,
        notes=list(reply.notes),
        reasons=_unique([Reason(code=f.code, words=f.matched, remedy=f.remedy) for f in reply.findings]),
        next=_CONSENT if reply.status == "needs_consent" else remedy,
        error=reply.error_code or "",
    )


def of_check(decision: Decision) -> CheckOutcome:
    """What a model reads of a decision. What a consent answered in it is not told."""
    if decision.verdict is Verdict.ALLOW:
        return CheckOutcome(verdict="allow")
    found = [found for found in decision.findings if found.verdict is not Verdict.ALLOW]
    return CheckOutcome(
        verdict=_VERDICTS[decision.verdict],
        message=explain(decision),
        reasons=_unique([Reason(code=f.code.value, words=f.matched, remedy=f.remedy) for f in found]),
    )


def of_fault(fault: Fault) -> ClipOutcome:
    """What a model reads of a fault: what went wrong, and who can act."""
    return of_clip(failed(fault))


def _going_on(job: JobView) -> ClipOutcome:
    done = job.progress
    if job.state is JobState.QUEUED:
        before = f"; {done.position} before it" if done.position else ""
        message = f"The clip is waiting its turn{before}."
    else:
        message = f"The clip is being made: {done.fraction:.0%} done."
    expected = _UNKNOWN_RETRY_S if done.eta_s is None else math.ceil(done.eta_s)
    return ClipOutcome(
        state=job.state.value,
        message=message,
        job_id=job.id,
        progress=round(done.fraction, 2),
        stage=done.stage,
        retry_after_s=min(max(expected, RETRY_S[0]), RETRY_S[1]),
        next=_GET,
    )


def _asking(job: JobView, question: Question, ask: str) -> ClipOutcome:
    for_consent = question.kind is QuestionKind.CONSENT
    to_approve = question.kind is QuestionKind.STORYBOARD
    return ClipOutcome(
        state="needs_answer",
        message=question.text if for_consent else "A person has to answer before the clip is made.",
        job_id=job.id,
        question="" if for_consent else asked_of(question),
        asks_for=question.kind.value,
        storyboard=shots(job.storyboard) if to_approve else [],
        estimated_s=question.estimated_s if to_approve else None,
        next=_CONSENT if for_consent else ask,
    )


def asked_of(question: Question) -> str:
    """A question so that yes and no answer it: what a job says of names tells what is wrong, and asks nothing."""
    if question.kind is not QuestionKind.INVENTED:
        return question.text
    match question.names:
        case (name,):
            asked = f"Is {name} an invented character, and no real person?"
        case (*names, last) if names:
            asked = f"Are {', '.join(names)} and {last} invented characters, and no real people?"
        case _:
            asked = "Is everybody who is named in it an invented character?"
    return f"{question.text} {asked}"


def shots(storyboard: Storyboard | None) -> list[str]:
    """The shots of a storyboard, a sentence each, for a person who is to approve them."""
    if storyboard is None:
        return []
    return [
        f"{number}. {shot.duration_s:g} s: "
        + "; ".join(slot for slot in (shot.prompt.scene, shot.prompt.camera, shot.prompt.temporal) if slot)
        for number, shot in enumerate(storyboard.shots, start=1)
    ]


def _unique(reasons: list[Reason]) -> list[Reason]:
    return [reason for place, reason in enumerate(reasons) if reason not in reasons[:place]]
