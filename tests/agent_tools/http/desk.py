"""A desk in memory that meets the contract of the real one; its jobs do what a test tells them and no more."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent_tools.errors import KeyReused, NotFound, NotWaiting
from agent_tools.job.view import (
    Answer,
    Approve,
    Caller,
    JobLimits,
    JobProgress,
    JobState,
    JobView,
    Question,
    QuestionKind,
    Revision,
)
from agent_tools.schema import Brief, ClipView, Disclosure, ToolReply
from agent_tools.service import ClipService

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MAX_WAITING_S = 25.0
NOBODY = Caller()


class MemoryDesk:
    """Jobs in a dictionary.

    `then` is what becomes of a job as soon as it is accepted; None leaves it queued. `refuse` is raised instead of
    accepting one.
    """

    def __init__(self, service: ClipService, folder: Path) -> None:
        self.service = service
        self.limits = JobLimits()
        self.then: Callable[[JobView], JobView] | None = None
        self.refuse: Exception | None = None
        self.briefs: list[Brief] = []
        self.given: list[dict[str, Any]] = []
        self.previews: dict[str, bytes] = {}
        self.files: dict[str, tuple[str, Path]] = {}
        self.faults: dict[str, Exception] = {}
        self.acknowledged: dict[tuple[str, str], datetime] = {}
        self._folder = folder
        self._jobs: dict[str, JobView] = {}
        self._keys: dict[tuple[str, str], tuple[Brief, str]] = {}
        self._numbers = itertools.count(1)
        self._changed: set[asyncio.Event] = set()
        self.watched = 0

    def submit(
        self,
        brief: Brief,
        caller: Caller = NOBODY,
        *,
        key: str | None = None,
        approve: Approve = Approve.NEVER,
        conversation_id: str | None = None,
        parent_clip_id: str | None = None,
    ) -> JobView:
        if self.refuse is not None:
            raise self.refuse
        if key is not None and (caller.tenant, key) in self._keys:
            before, job_id = self._keys[caller.tenant, key]
            if before != brief:
                raise KeyReused(f"key {key!r} came before with another request")
            return self._jobs[job_id]
        number = next(self._numbers)
        self.briefs.append(brief)
        self.given.append({"approve": approve, "key": key, "caller": caller})
        view = JobView(
            id=f"job_{number:08d}",
            state=JobState.QUEUED,
            tenant=caller.tenant,
            request=brief.request,
            conversation_id=conversation_id or f"conv_{number}",
            created_at=NOON,
            parent_clip_id=parent_clip_id,
            version=1,
        )
        if key is not None:
            self._keys[caller.tenant, key] = (brief, view.id)
        self._jobs[view.id] = view
        if self.then is not None:
            self.put(self.then(view))
        return view

    def put(self, view: JobView) -> JobView:
        """Let a job be so from now on."""
        before = self._jobs.get(view.id)
        view = view.model_copy(update={"version": (before.version if before else 0) + 1})
        self._jobs[view.id] = view
        for event in list(self._changed):
            event.set()
        return view

    def get(self, job_id: str, caller: Caller = NOBODY) -> JobView:
        view = self._jobs.get(job_id)
        if view is None or view.tenant != caller.tenant:
            raise NotFound(f"there is no job {job_id!r} in this store")
        return view

    async def watch_async(
        self, job_id: str, caller: Caller = NOBODY, *, since: int = -1, timeout_s: float = 15.0
    ) -> JobView | None:
        self.watched += 1
        changed = asyncio.Event()
        self._changed.add(changed)
        try:
            async with asyncio.timeout(min(timeout_s, MAX_WAITING_S)):
                while (view := self.get(job_id, caller)).version <= since:
                    await changed.wait()
                    changed.clear()
                return view
        except TimeoutError:
            return None
        finally:
            self._changed.discard(changed)

    def answer(self, job_id: str, answer: Answer, caller: Caller = NOBODY) -> JobView:
        view = self.get(job_id, caller)
        if view.question is None or view.question.id != answer.question_id:
            raise NotWaiting(f"job {job_id!r} waits for no answer to {answer.question_id!r}")
        state = JobState.QUEUED if answer.action == "accept" else JobState.CANCELLED
        return self.put(view.model_copy(update={"state": state, "question": None}))

    def cancel(self, job_id: str, caller: Caller = NOBODY) -> JobView:
        view = self.get(job_id, caller)
        return view if view.state.final else self.put(view.model_copy(update={"state": JobState.CANCELLED}))

    def revise(
        self,
        clip_id: str,
        changes: Revision,
        caller: Caller = NOBODY,
        *,
        key: str | None = None,
        approve: Approve = Approve.NEVER,
    ) -> JobView:
        self._own(clip_id, caller)
        return self.submit(Brief(request=changes.request or "the same"), caller, key=key, parent_clip_id=clip_id)

    def jobs(
        self, caller: Caller = NOBODY, *, after: str | None = None, limit: int = 20, newest_first: bool = True
    ) -> tuple[JobView, ...]:
        mine = [view for view in self._jobs.values() if view.tenant == caller.tenant]
        ordered = mine[::-1] if newest_first else mine
        if after is not None:
            ids = [view.id for view in ordered]
            if after not in ids:
                raise NotFound(f"there is no job {after!r} in this store")
            ordered = ordered[ids.index(after) + 1 :]
        return tuple(ordered[:limit])

    def clip(self, clip_id: str, caller: Caller = NOBODY) -> ToolReply:
        self._own(clip_id, caller)
        return made(clip_id, str(self.files[clip_id][1]))

    def open_clip(self, clip_id: str, caller: Caller = NOBODY) -> Path:
        self._own(clip_id, caller)
        if clip_id in self.faults:
            raise self.faults[clip_id]
        return self.files[clip_id][1]

    def acknowledge(self, clip_id: str, caller: Caller = NOBODY) -> datetime:
        self._own(clip_id, caller)
        return self.acknowledged.setdefault((clip_id, caller.principal), NOON)

    def acknowledged_at(self, clip_id: str, caller: Caller = NOBODY) -> datetime | None:
        self._own(clip_id, caller)
        return self.acknowledged.get((clip_id, caller.principal))

    def preview(self, job_id: str, caller: Caller = NOBODY) -> bytes | None:
        return self.previews.get(self.get(job_id, caller).id)

    def complete(self, view: JobView, body: bytes = b"0123456789" * 100) -> JobView:
        """A job that has its clip."""
        clip_id = view.id.replace("job_", "clip_")
        path = self._folder / f"{clip_id}.mp4"
        path.write_bytes(body)
        self.files[clip_id] = (view.tenant, path)
        return view.model_copy(
            update={
                "state": JobState.COMPLETED,
                "clip_id": clip_id,
                "finished_at": NOON,
                "progress": JobProgress(stage="done", fraction=1.0),
                "reply": made(clip_id, str(path)),
            }
        )

    def _own(self, clip_id: str, caller: Caller) -> None:
        if self.files.get(clip_id, ("",))[0] != caller.tenant:
            raise NotFound(f"there is no clip {clip_id!r} in this store")


def made(clip_id: str, path: str) -> ToolReply:
    clip = ClipView(
        id=clip_id,
        path=path,
        sha256="sha256:" + "0" * 64,
        duration_s=1.0,
        width_px=64,
        height_px=64,
        fps=4,
        n_frames=4,
        size_bytes=1000,
    )
    return ToolReply(status="made", message="The clip is ready.", clip=clip, disclosure=Disclosure())


def blocked(view: JobView) -> JobView:
    reply = ToolReply(status="blocked", message="Real people are not shown. Describe an invented person.")
    return view.model_copy(update={"state": JobState.BLOCKED, "reply": reply, "finished_at": NOON})


def failed(view: JobView, code: str = "generator.disk_full", message: str = "no space in /home/secret") -> JobView:
    reply = ToolReply(status="failed", message=message, error_code=code)
    return view.model_copy(update={"state": JobState.FAILED, "reply": reply, "finished_at": NOON})


def asking(view: JobView) -> JobView:
    question = Question(id="q_1", kind=QuestionKind.INVENTED, text="Is Zorp invented?", names=("Zorp",))
    return view.model_copy(update={"state": JobState.NEEDS_ANSWER, "question": question})


def running(view: JobView, fraction: float = 0.5) -> JobView:
    progress = JobProgress(stage="denoise", fraction=fraction, eta_s=3.0)
    return view.model_copy(update={"state": JobState.RUNNING, "progress": progress})
