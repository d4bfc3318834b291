"""A job in the shape of OpenAI's videos, and a request for a video as one of ours."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agent_tools.http.errors import BodyUnreadable
from agent_tools.http.wire import job_out
from agent_tools.job.view import Caller, JobState, JobView
from agent_tools.schema import MAX_CLIP_S, MIN_SHOT_S, Brief, Disclosure

MODEL = "flipbook"
POLICY = "content_policy_violation"
DEFAULT_SECONDS, DEFAULT_SIZE = "4", "512x512"
MIN_PX, MAX_PX = 64, 1920

_SECONDS = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")
_SIZE = re.compile(r"([0-9]{2,4})x([0-9]{2,4})")
_STATUS: dict[JobState, Literal["queued", "in_progress", "completed", "failed"]] = {
    JobState.QUEUED: "queued",
    JobState.RUNNING: "in_progress",
    JobState.COMPLETED: "completed",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "failed",
    JobState.BLOCKED: "failed",
    # Nobody can answer in this shape; who answers at /v1/clips brings the video back to life.
    JobState.NEEDS_ANSWER: "failed",
}


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VideoFault(_Shape):
    """Why there is no video."""

    code: str
    message: str


class Video(_Shape):
    """One video, as `GET /v1/videos/{id}` of OpenAI tells it, with what must be said with it besides."""

    id: str
    object: Literal["video"] = "video"
    status: Literal["queued", "in_progress", "completed", "failed"]
    progress: int
    created_at: int
    completed_at: int | None = None
    expires_at: int | None = None
    model: str = MODEL
    prompt: str | None = None
    seconds: str
    size: str
    remixed_from_video_id: str | None = None
    error: VideoFault | None = None
    disclosure: Disclosure | None = None


class VideoPage(_Shape):
    """Some videos, in order."""

    object: Literal["list"] = "list"
    data: tuple[Video, ...]
    first_id: str | None = None
    last_id: str | None = None
    has_more: bool


class VideoDeleted(_Shape):
    """That a video is gone."""

    id: str
    object: Literal["video.deleted"] = "video.deleted"
    deleted: Literal[True] = True


def brief_of(caller: Caller, *, prompt: str, model: str | None, seconds: str | None, size: str | None) -> Brief:
    """A request for a video as one of ours.

    Args:
        caller: Who asks.
        prompt: What is to be shown.
        model: `flipbook`; None for that too.
        seconds: Length, `1` to `60`; None reads it from the words.
        size: `WIDTHxHEIGHT`, even, 64 to 1920; None reads it from the words.

    Raises:
        BodyUnreadable: A value is out of range.
    """
    if model not in (None, MODEL):
        raise BodyUnreadable(f"model {model!r} is not offered here; it must be {MODEL!r} or left out")
    values: dict[str, Any] = {
        "request": prompt,
        "requester": caller.principal or None,
        "duration_s": _duration(seconds),
    }
    if size is not None:
        values["width_px"], values["height_px"] = _pixels(size)
    return Brief(**values)


def video_of(view: JobView) -> Video:
    """A job as a video.

    Args:
        view: The job.
    """
    told = job_out(view)
    board = told.storyboard
    done = view.state is JobState.COMPLETED
    return Video(
        id=view.id,
        status=_STATUS[view.state],
        progress=100 if done else int(view.progress.fraction * 100),
        created_at=_seconds(view.created_at),
        completed_at=_seconds(view.finished_at) if done and view.finished_at else None,
        expires_at=_seconds(view.expires_at) if view.expires_at and not view.state.final else None,
        prompt=view.request or None,
        seconds=DEFAULT_SECONDS if board is None else f"{board.duration_s:g}",
        size=DEFAULT_SIZE if board is None else f"{board.width_px}x{board.height_px}",
        remixed_from_video_id=view.parent_clip_id,
        error=fault_of(told),
        disclosure=None if told.reply is None else told.reply.disclosure,
    )


def fault_of(view: JobView) -> VideoFault | None:
    """Why a job gives no video; None while it may.

    Args:
        view: The job, as it goes over the network.
    """
    message = "" if view.reply is None else view.reply.message
    match view.state:
        case JobState.BLOCKED:
            return VideoFault(code=POLICY, message=message)
        case JobState.NEEDS_ANSWER:
            asked = view.question
            return VideoFault(
                code=f"needs_{asked.kind.value}" if asked else POLICY, message=asked.text if asked else ""
            )
        case JobState.FAILED:
            code = view.reply.error_code if view.reply else None
            return VideoFault(code=code or "failed", message=message)
        case JobState.CANCELLED:
            code = view.reply.error_code if view.reply else None
            return VideoFault(code=code or "cancelled", message=message or "The job was cancelled.")
        case JobState.QUEUED | JobState.RUNNING | JobState.COMPLETED:
            return None


def _duration(seconds: str | None) -> float | None:
    if seconds is None:
        return None
    if not _SECONDS.fullmatch(seconds) or not MIN_SHOT_S <= float(seconds) <= MAX_CLIP_S:
        raise BodyUnreadable(f"seconds {seconds[:50]!r} must be a number from {MIN_SHOT_S:g} to {MAX_CLIP_S:g}")
    return float(seconds)


def _pixels(size: str) -> tuple[int, int]:
    found = _SIZE.fullmatch(size)
    sides = [int(side) for side in found.groups()] if found else []
    if not sides or any(side % 2 or not MIN_PX <= side <= MAX_PX for side in sides):
        raise BodyUnreadable(f"size {size[:50]!r} must be WIDTHxHEIGHT, both even and from {MIN_PX} to {MAX_PX}")
    return sides[0], sides[1]


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
