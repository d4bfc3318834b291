"""Renders the jobs whose turn it is, one at a time in each of its threads."""

from __future__ import annotations

import logging
import threading
from enum import Enum
from typing import TYPE_CHECKING

from agent_tools import reply
from agent_tools.errors import BlobError, LeaseLost, StoreLocked
from agent_tools.job.bell import Bell
from agent_tools.job.planning import Shelf, mishap, order_of
from agent_tools.job.state import Event
from agent_tools.job.studio import Studio
from agent_tools.job.view import JobLimits
from agent_tools.store.job_queue import Beat, JobQueue
from agent_tools.store.job_view import Job
from agent_tools.worker import this_worker
from generator.errors import RenderCancelled

if TYPE_CHECKING:
    from agent_tools.schema import ToolReply
    from generator.types import Progress

_TRY_AGAIN = {StoreLocked.code, BlobError.code}
_logger = logging.getLogger(__name__)


class Stop(Enum):
    """Why a render is to end before it is done."""

    CANCELLED = "the job was cancelled"
    GIVEN_BACK = "the worker ends, and the job goes back into the queue"
    LOST = "the job was taken over by another worker"


class Run:
    """One job while it is rendered. The render looks at it between its steps, everybody else may stop it.

    Args:
        job: The job, claimed.

    Attributes:
        job: The job as it was claimed.
        lease: The right to it.
        stop: Why the render is to end at its next step; None while it goes on.
        told: What was written of it last, by whoever beats.
        told_at: When.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.lease = job.held
        self.stop: Stop | None = None
        self.told: Beat | None = None
        self.told_at = job.claimed_at
        self._step, self._fraction = job.step, job.fraction

    def __call__(self, now: Progress) -> None:
        """Take one step of progress.

        Raises:
            RenderCancelled: The render is to end.
        """
        self._step, self._fraction = now.stage, now.fraction
        self.check()

    def check(self) -> None:
        """Go on only while nobody said stop.

        Raises:
            RenderCancelled: The render is to end.
        """
        if self.stop is not None:
            raise RenderCancelled(self.stop.value)

    @property
    def beat(self) -> Beat:
        """How far it is."""
        return Beat(lease=self.lease, step=self._step, fraction=self._fraction)


class Runs:
    """The jobs that this process renders now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}
        self._closed: Stop | None = None

    def open(self) -> None:
        """Take in what comes."""
        with self._lock:
            self._closed = None

    def close(self, why: Stop) -> None:
        """Tell all renders to end at their next step, and those too that come until `open`.

        Args:
            why: Why.
        """
        with self._lock:
            self._closed = why
        self.stop(why)

    def enter(self, run: Run) -> None:
        """Add one."""
        with self._lock:
            self._runs[run.lease.token] = run
            run.stop = run.stop or self._closed

    def leave(self, run: Run) -> None:
        """Take one out."""
        with self._lock:
            self._runs.pop(run.lease.token, None)

    def all(self) -> tuple[Run, ...]:
        """All of them."""
        with self._lock:
            return tuple(self._runs.values())

    def stop(self, why: Stop, job_id: str | None = None) -> None:
        """Tell a render to end at its next step.

        Args:
            why: Why.
            job_id: Of which job; None for all.
        """
        for run in self.all():
            if run.stop is None and job_id in (None, run.job.id):
                run.stop = why


class Rendering:
    """Renders.

    Args:
        book: Where jobs are kept.
        studio: Renders one.
        limits: What this installation takes on.
        bell: Told of every change.
        shelf: Clips that are there already.
        runs: Where each job stands while it is rendered.
    """

    def __init__(
        self, book: JobQueue, studio: Studio, limits: JobLimits, *, bell: Bell, shelf: Shelf, runs: Runs
    ) -> None:
        self._book = book
        self._studio = studio
        self._limits = limits
        self._bell = bell
        self._shelf = shelf
        self._runs = runs

    def step(self) -> bool:
        """Render one job.

        Returns:
            Whether there was one.

        Raises:
            StoreError: The database failed; the job is taken up again when its lease is over.
        """
        job = self._book.claim_render(this_worker(), self._limits)
        if job is None:
            return False
        self._bell.ring(job.id, job.version, settled=job.state.settled)
        run = Run(job)
        self._runs.enter(run)
        try:
            done = self._ended(run, self._render(run))
        except LeaseLost:
            done = self._book.job(job.id)
        finally:
            self._runs.leave(run)
            self._studio.clear(job.id)
        self._bell.ring(done.id, done.version, settled=done.state.settled)
        return True

    def _render(self, run: Run) -> ToolReply | str:
        """The reply to a job, or the id of a clip that is there already."""
        job = run.job
        try:
            run.check()
            self._shelf.put(job.model, self._studio.weights(job.model))
            run.check()  # that may have loaded a model
            clip_id = self._shelf.clip(self._book, self._studio, job, job.content_digest)
            if clip_id is not None:
                return clip_id
            if job.brief_id is None or job.storyboard_id is None:
                raise LeaseLost(f"job {job.id!r} is to be rendered and was never planned")
            order = order_of(
                job,
                self._book.brief(job),
                brief_id=job.brief_id,
                storyboard_id=job.storyboard_id,
                storyboard=self._book.board(job),
            )
            frame = self._studio.shown_frame(job.id, make=True)
            return self._studio.film(order, job=run.lease, first_frame=frame, progress=run)
        except reply.FAULTS as fault:
            return reply.failed(fault)
        except Exception as fault:
            _logger.exception("job %s could not be rendered", job.id)
            return mishap(fault)

    def _ended(self, run: Run, came: ToolReply | str) -> Job:
        """Write down how a job ended; a clip that was made is written down with its rows."""
        if isinstance(came, str):
            return self._book.complete(run.lease, came)
        job = self._book.job(run.job.id)
        if came.status == "made" or job.lease != run.lease.token:
            return job
        if run.stop is Stop.GIVEN_BACK:
            return self._book.give_back(run.lease, counts=False)
        if came.status == "blocked" or came.status.startswith("needs_"):
            return self._book.end(run.lease, Event.BLOCKED, came)
        again = came.error_code in _TRY_AGAIN and job.attempts < self._limits.max_attempts
        if again and not job.cancelling:
            return self._book.give_back(run.lease)
        return self._book.end(run.lease, Event.FAILED, came)
