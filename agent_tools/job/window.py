"""What can be seen of jobs and of their clips: the half of the desk that changes nothing."""

from __future__ import annotations

from asyncio import to_thread
from datetime import datetime
from pathlib import Path
from typing import Self

from agent_tools.errors import BriefError, NotFound
from agent_tools.job.bell import Bell, deadline
from agent_tools.job.estimate import work_of
from agent_tools.job.pulse import expired
from agent_tools.job.showing import shown
from agent_tools.job.studio import Studio
from agent_tools.job.view import Caller, JobState, JobView
from agent_tools.schema import Brief, Storyboard, ToolReply
from agent_tools.store.job_queue import JobQueue
from agent_tools.store.job_view import Job

MAX_WAIT_S = 25.0
MAX_JOBS = 100

_LOCAL = Caller()


class JobWindow:
    """Looks. Close it, or use it as a context manager.

    Args:
        book: Where jobs are kept.
        studio: Tells of clips; it is closed with the window.
    """

    def __init__(self, book: JobQueue, studio: Studio) -> None:
        self._book = book
        self._studio = studio
        self._bell = Bell(book.versions, book.written)

    def close(self) -> None:
        """Let go of the database."""
        self._bell.close()
        self._studio.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def service(self) -> Studio:
        """Everything about clips that is no job: `check`, `plan`, `get`, `fetch`, `history`, `list`."""
        return self._studio

    def now(self) -> datetime:
        """The time by which everything about jobs is judged, aware."""
        return self._book.now()

    def get(self, job_id: str, caller: Caller = _LOCAL) -> JobView:
        """A job as it stands.

        Args:
            job_id: The job.
            caller: Who looks.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
        """
        return self._shown(self._unexpired(job_id, caller), caller)

    def jobs(
        self, caller: Caller = _LOCAL, *, after: str | None = None, limit: int = 20, newest_first: bool = True
    ) -> tuple[JobView, ...]:
        """The jobs of a tenant.

        Args:
            caller: Who looks.
            after: The last job that was seen; None begins at the beginning.
            limit: How many at most, 1..100.
            newest_first: Whether the newest come first.

        Raises:
            BriefError: The limit is out of range.
            NotFound: There is no such job as `after`, or it is another tenant's.
        """
        if not 1 <= limit <= MAX_JOBS:
            raise BriefError(f"limit {limit!r} is out of range; it must be 1..{MAX_JOBS}")
        records = self._book.records(caller.tenant, after=after, limit=limit, newest_first=newest_first)
        now = self._book.now()
        return tuple(shown(record, self._studio, now) for record in records)

    def wait(self, job_id: str, caller: Caller = _LOCAL, *, timeout_s: float = 20.0) -> JobView:
        """Wait until a job has ended or asks something, or the time is over.

        Args:
            job_id: The job.
            caller: Who waits.
            timeout_s: How long at most, 0..25 seconds.

        Raises:
            BriefError: The time is out of range.
            NotFound: There is no such job, or it is another tenant's.
        """
        left = deadline(_checked_wait(timeout_s))
        while True:
            job = self._unexpired(job_id, caller)
            if job.state.settled or not left():
                return self._shown(job, caller)
            self._bell.wait(job_id, job.version, left(), until_settled=True)

    def watch(
        self, job_id: str, caller: Caller = _LOCAL, *, since: int = -1, timeout_s: float = 15.0
    ) -> JobView | None:
        """A job as soon as it has changed.

        Args:
            job_id: The job.
            caller: Who watches.
            since: The version that is known.
            timeout_s: How long to wait at most, 0..25 seconds.

        Returns:
            The job, or None when it did not change in time.

        Raises:
            BriefError: The time is out of range.
            NotFound: There is no such job, or it is another tenant's.
        """
        timeout_s = _checked_wait(timeout_s)
        job = self._unexpired(job_id, caller)
        if job.version <= since and not self._bell.wait(job_id, since, timeout_s):
            return None
        return self.get(job_id, caller)

    async def watch_async(
        self, job_id: str, caller: Caller = _LOCAL, *, since: int = -1, timeout_s: float = 15.0
    ) -> JobView | None:
        """The same on an event loop; whoever waits costs neither a thread nor questions to the database."""
        timeout_s = _checked_wait(timeout_s)
        job = await to_thread(self._unexpired, job_id, caller)
        if job.version <= since and not await self._bell.wait_async(job_id, since, timeout_s):
            return None
        return await to_thread(self.get, job_id, caller)

    def estimate(self, board: Storyboard, brief: Brief) -> float | None:
        """Seconds that a render is expected to take, learned from past ones; None where nothing is known.

        Args:
            board: What would be rendered.
            brief: The request.
        """
        pace = self._book.seconds_per_work(brief.model)
        return None if pace is None else pace * work_of(board, brief)

    def clip(self, clip_id: str, caller: Caller = _LOCAL) -> ToolReply:
        """The reply with which a clip was handed over, or why it is not any more.

        Args:
            clip_id: The clip.
            caller: Who asks for it.

        Raises:
            NotFound: There is no such clip, or it is another tenant's.
        """
        self._check_clip(clip_id, caller)
        return self._studio.get(clip_id)

    def open_clip(self, clip_id: str, caller: Caller = _LOCAL) -> Path:
        """A local file of a clip, to be read.

        Args:
            clip_id: The clip.
            caller: Who asks for it.

        Raises:
            NotFound: There is no such clip, or it is another tenant's.
            ClipWithdrawn: Somebody took it back.
            ClipLost: Its file is gone.
            BlobError: The store of clips cannot be reached.
        """
        self._check_clip(clip_id, caller)
        return self._studio.file(clip_id)

    def acknowledged_at(self, clip_id: str, caller: Caller = _LOCAL) -> datetime | None:
        """When whoever asks acknowledged the disclosure of a clip; None when they did not.

        Args:
            clip_id: The clip.
            caller: Who asks.

        Raises:
            NotFound: There is no such clip, or it is another tenant's.
        """
        self._check_clip(clip_id, caller)
        return self._book.acknowledged_at(clip_id, caller.principal)

    def preview(self, job_id: str, caller: Caller = _LOCAL) -> bytes | None:
        """The first finished frame of a job as a JPEG, with its label; None before there is one, or where none came.

        Args:
            job_id: The job.
            caller: Who looks.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
            ClipWithdrawn: Somebody took its clip back.
            ClipLost: The file of its clip is gone.
            GeneratorError: The clip cannot be decoded.
        """
        job = self._book.job(job_id, caller.tenant)
        if job.clip_id is not None:
            from generator.preview import first_frame

            return first_frame(self._studio.file(job.clip_id))
        if job.state is not JobState.RUNNING:
            return None
        try:
            return self._studio.shown_frame(job.id).read_bytes()
        except FileNotFoundError:
            return None

    def _unexpired(self, job_id: str, caller: Caller) -> Job:
        """A job as it stands; where no worker looks after jobs, what is overdue ends when somebody asks for it."""
        job = self._book.job(job_id, caller.tenant)
        if job.expires_at is None or job.state is JobState.RUNNING or job.expires_at >= self._book.now():
            return job
        for each in self._book.expire(expired):
            self._told(each)
        return self._book.job(job_id, caller.tenant)

    def _check_clip(self, clip_id: str, caller: Caller) -> None:
        if self._book.tenant_of_clip(clip_id) != caller.tenant:
            raise NotFound(f"there is no clip {clip_id!r} in this store")

    def _shown(self, job: Job, caller: Caller) -> JobView:
        return shown(self._book.record(job.id, caller.tenant), self._studio, self._book.now())

    def _told(self, job: Job) -> None:
        self._bell.ring(job.id, job.version, settled=job.state.settled)
        self._wake()

    def _wake(self) -> None:
        """There may be something to do; a desk with a worker tells it."""


def _checked_wait(timeout_s: float) -> float:
    if not 0.0 <= timeout_s <= MAX_WAIT_S:
        raise BriefError(f"timeout_s {timeout_s!r} is out of range; it must be 0..{MAX_WAIT_S:g}")
    return timeout_s
