"""The heartbeat of a worker: says that it lives, looks after jobs whose worker does not, and ends what is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_tools import reply
from agent_tools.errors import JobExpired
from agent_tools.job.bell import Bell
from agent_tools.job.rendering import Run, Runs, Stop
from agent_tools.job.studio import Studio
from agent_tools.job.view import JobLimits, JobState
from agent_tools.schema import ToolReply
from agent_tools.store.job_queue import JobQueue, abandoned
from agent_tools.store.job_view import Job
from agent_tools.worker import is_dead

BEAT_EVERY_S = 0.25
"""How often progress is written, and a cancellation by another process is seen."""
LOOK_AFTER_EVERY = timedelta(seconds=1)
"""How often dead workers and overdue jobs are looked for."""


class Pulse:
    """Beats.

    Args:
        book: Where jobs are kept.
        studio: Clears away what a dead worker left.
        limits: What this installation takes on.
        bell: Told of every change.
        runs: The jobs that this process renders.
    """

    def __init__(self, book: JobQueue, studio: Studio, limits: JobLimits, *, bell: Bell, runs: Runs) -> None:
        self._book = book
        self._studio = studio
        self._limits = limits
        self._bell = bell
        self._runs = runs
        self._looked_at: datetime | None = None

    def beat(self) -> None:
        """Write down how far every job of this process is, and stop those that are to end.

        Raises:
            StoreError: The database failed.
        """
        now = self._book.now()
        runs = self._runs.all()
        due = [run for run in runs if self._is_due(run, now)]
        told = self._book.beat([run.beat for run in due], self._limits) if due else {}
        for run in runs:
            if run in due:
                run.told, run.told_at = run.beat, now
                self._heed(run, told[run.job.id])
            else:
                self._heed(run, self._book.job(run.job.id))
        if self._looked_at is None or not timedelta() <= now - self._looked_at < LOOK_AFTER_EVERY:
            self._looked_at = now
            self.look_after()

    def look_after(self) -> None:
        """Put back the jobs of dead workers, and end those whose time has run out.

        Raises:
            StoreError: The database failed.
        """
        for taken in self._book.reap(is_dead, self._limits, lambda job: reply.failed(abandoned(job))):
            self._bell.ring(taken.job.id, taken.job.version, settled=taken.job.state.settled)
            if taken.dead:
                for render_id in taken.renders:
                    self._studio.clear(render_id)
                # A job that is back in the queue may have its next worker already, who has put its own frame there.
                if taken.job.state.final:
                    self._studio.clear(taken.job.id)
        for job in self._book.expire(expired):
            self._bell.ring(job.id, job.version, settled=job.state.settled)

    def _is_due(self, run: Run, now: datetime) -> bool:
        """Whether something of a job has to be written: that it is further, or that its worker lives."""
        quiet = timedelta() if run.told_at is None else now - run.told_at
        # A clock that was set back shows as a time before the last one.
        return run.told != run.beat or not timedelta() <= quiet < timedelta(seconds=self._limits.lease_s / 3)

    def _heed(self, run: Run, job: Job | None) -> None:
        if job is not None:
            self._bell.ring(job.id, job.version, settled=job.state.settled)
        if run.stop is None and (job is None or job.lease != run.lease.token):
            run.stop = Stop.LOST
        elif run.stop is None and job is not None and job.cancelling:
            run.stop = Stop.CANCELLED


def expired(job: Job) -> ToolReply:
    """How a job ends whose time has run out.

    Args:
        job: The job, as it stood before.
    """
    waited = "nobody answered its question" if job.state is JobState.NEEDS_ANSWER else "no worker took it up"
    return reply.failed(JobExpired(f"job {job.id!r} expired: {waited} until {job.expires_at:%Y-%m-%d %H:%M:%S} UTC"))
