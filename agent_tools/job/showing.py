"""A job as it is shown: the row, its words as far as they can be read, and what is expected of it."""

from __future__ import annotations

from datetime import datetime

from agent_tools.job.estimate import left_s, total_s
from agent_tools.job.studio import Studio
from agent_tools.job.view import JobProgress, JobState, JobView, Question
from agent_tools.schema import ToolReply
from agent_tools.store.job_finder import JobRecord
from agent_tools.store.job_view import Job
from agent_tools.store.seal import ERASED


def shown(record: JobRecord, studio: Studio, now: datetime) -> JobView:
    """A job as every surface sees it.

    Args:
        record: The job with its words.
        studio: Tells of its clip.
        now: What is expected is counted from here.
    """
    job = record.job
    return JobView(
        id=job.id,
        state=job.state,
        tenant=job.tenant,
        request=record.request or "",
        conversation_id=job.conversation_id,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        expires_at=None if job.state is JobState.RUNNING else job.expires_at,
        progress=_progress(record, now),
        attempts=job.attempts,
        cancelling=job.cancelling,
        clip_id=job.clip_id,
        parent_clip_id=job.parent_clip_id,
        storyboard=record.storyboard,
        question=_question(record),
        reply=_reply(record, studio),
        version=job.version,
    )


def _progress(record: JobRecord, now: datetime) -> JobProgress:
    job = record.job
    match job.state:
        case JobState.RUNNING:
            elapsed_s = 0.0 if job.claimed_at is None else max(0.0, (now - job.claimed_at).total_seconds())
            eta_s = left_s(estimated_s=job.estimated_s, elapsed_s=elapsed_s, fraction=job.fraction)
            return JobProgress(stage=job.step, fraction=job.fraction, eta_s=eta_s)
        case JobState.QUEUED:
            eta_s = total_s([record.wait_s, job.estimated_s])
            return JobProgress(stage=job.step, eta_s=eta_s, position=record.n_ahead)
        case _:
            return JobProgress(stage=job.step, fraction=job.fraction)


def _question(record: JobRecord) -> Question | None:
    job, words = record.job, record.question or {"text": ERASED, "names": ()}
    if job.question_id is None or job.question_kind is None:
        return None
    return Question(
        id=job.question_id,
        kind=job.question_kind,
        text=words["text"],
        names=tuple(words["names"]),
        estimated_s=job.estimated_s,
    )


def _reply(record: JobRecord, studio: Studio) -> ToolReply | None:
    job = record.job
    if job.clip_id is not None:
        return _made(job, studio.get(job.clip_id))
    if record.end is not None:
        return ToolReply.model_validate(record.end)
    if job.reply_status is None:
        return None
    left = {"status": job.reply_status, "message": ERASED, "error_code": job.error_code}
    return ToolReply.model_validate(left)


def _made(job: Job, told: ToolReply) -> ToolReply:
    """The reply with a clip. One that was there already is handed over anew, to whoever asks for it now."""
    if told.disclosure is None or job.render_s is not None:
        return told
    to = {"shown_to": job.principal or f"conversation:{job.conversation_id}", "shown_at": job.finished_at}
    return told.model_copy(update={"disclosure": told.disclosure.model_copy(update=to)})
