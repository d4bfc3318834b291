"""The queue of jobs: which is planned or rendered next, by whom, and who lost his right to it.

A worker holds a job by a lease with a random token that no other worker has. Everything that it writes of the job it
writes under that token, so a worker that was taken for dead and is not can change nothing any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from agent_tools.errors import JobAbandoned, LeaseLost
from agent_tools.job.state import Event
from agent_tools.job.view import JobLimits, JobState, Question
from agent_tools.schema import ToolReply
from agent_tools.store import job_statement as sql
from agent_tools.store import statement
from agent_tools.store.job_book import DAY, JobBook
from agent_tools.store.job_finder import required
from agent_tools.store.job_view import Job, JobLease, Stage
from agent_tools.store.transaction import Transaction
from agent_tools.store.view import ABANDONED, RenderStatus

_TOKEN_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was planned and judged of a job.

    Attributes:
        brief_id: The request.
        storyboard_id: What is to be rendered.
        decision_id: What the gate said of it.
        work: Pixels x frames x steps.
        estimated_s: Seconds that the render is expected to take.
        content_digest: Of everything that decides what the clip shows and says; None where it is not to be shared.
    """

    brief_id: str
    storyboard_id: str
    decision_id: str
    work: int
    estimated_s: float | None
    content_digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a worker says of a job that it renders."""

    lease: JobLease
    step: str
    fraction: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A job that was taken from a worker, and the renders that this worker leaves behind."""

    job: Job
    renders: tuple[str, ...]
    dead: bool


class JobQueue(JobBook):
    """The store, open for workers."""

    # Planning

    def claim_planning(self, owner: str, limits: JobLimits) -> Job | None:
        """Take the first job that is to be planned or judged; None where there is none.

        Args:
            owner: Which process takes it.
            limits: What this installation takes on.

        Raises:
            StoreError: The database failed.
        """
        with self._snapshot() as tx:
            if tx.first(sql.TO_PLAN, now=self._clock()) is None:
                return None
        with self._transaction() as tx:
            row = tx.first(sql.TO_PLAN, now=self._clock())
            return None if row is None else self._lease(tx, Job.of(row), owner, limits, step="planning")

    def planned(self, lease: JobLease, drawn: Drawn) -> Job:
        """Write down that a job may be rendered.

        Raises:
            LeaseLost: The job is no longer this worker's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            job = held(tx, lease)
            return self._move(tx, job, Event.PLANNED, **_known(drawn), **_FREE, stage=Stage.READY.value, step="waiting")

    def asked(self, lease: JobLease, drawn: Drawn, question: Question, *, ttl_s: float) -> Job:
        """Write down that a job waits for an answer.

        Args:
            lease: The right to it.
            drawn: What is known of it.
            question: What is asked; its id is given here.
            ttl_s: How long the answer may take.

        Raises:
            LeaseLost: The job is no longer this worker's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            job = held(tx, lease)
            expires_at = self._clock() + timedelta(seconds=ttl_s)
            stage = Stage.READY if job.stage is Stage.READY else Stage.JUDGE
            known = _known(drawn) | {"lease_expires_at": None, "expires_at": expires_at}
            return self._ask(tx, job, question, **known, stage=stage.value, step="waiting")

    def work_used(self, job: Job) -> int:
        """Work of the person behind a job in the last 24 hours, without this job."""
        with self._snapshot() as tx:
            whose = {"tenant": job.tenant, "principal": job.principal}
            return int(tx.first(sql.WORK_OF, **whose, since=self._clock() - DAY, but=job.seq).n)

    # Rendering

    def claim_render(self, owner: str, limits: JobLimits) -> Job | None:
        """Take the first job that may be rendered; None where there is none.

        Args:
            owner: Which process takes it.
            limits: What this installation takes on.

        Raises:
            StoreError: The database failed.
        """
        with self._snapshot() as tx:
            if tx.first(sql.TO_RENDER, now=self._clock()) is None:
                return None
        with self._transaction() as tx:
            row = tx.first(sql.TO_RENDER, now=self._clock())
            if row is None:
                return None
            job, now = Job.of(row), self._clock()
            job = self._lease(tx, job, owner, limits, step="load", fraction=0.0)
            begun = {"attempts": job.attempts + 1, "claimed_at": now, "started_at": job.started_at or now}
            return self._move(tx, job, Event.CLAIMED, **begun)

    def beat(self, beats: Iterable[Beat], limits: JobLimits) -> dict[str, Job | None]:
        """Say of every job that this worker still renders it, and how far it is.

        Returns:
            By the id of each job its row, or None where it is no longer this worker's.

        Raises:
            StoreError: The database failed.
        """
        told: dict[str, Job | None] = {}
        with self._transaction() as tx:
            for each in beats:
                try:
                    job = held(tx, each.lease)
                except LeaseLost:
                    told[each.lease.job_id] = None
                    continue
                fraction = max(job.fraction, each.fraction)
                told[job.id] = self._change(tx, job, step=each.step, fraction=fraction, **self._until(limits))
        return told

    def complete(self, lease: JobLease, clip_id: str, drawn: Drawn | None = None) -> Job:
        """Write down that a clip that is there already is the one of a job; it counts as no work.

        Args:
            lease: The right to it.
            clip_id: The clip.
            drawn: What is known of the job, where that was not written down before.

        Raises:
            LeaseLost: The job is no longer this worker's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            job = held(tx, lease)
            if job.cancelling:
                return self._end(tx, job, Event.CANCELLED, None)
            known = {} if drawn is None else _known(drawn)
            values = known | {"clip_id": clip_id, "fraction": 1.0, "work": 0}
            return self._end(tx, job, Event.DELIVERED, None, **values)

    def end(self, lease: JobLease, event: Event, reply: ToolReply | None) -> Job:
        """Write down how a job ended without a clip.

        Args:
            lease: The right to it.
            event: `BLOCKED`, `FAILED` or `CANCELLED`; whatever it is, a job that is to be cancelled is cancelled.
            reply: What the person is told.

        Raises:
            LeaseLost: The job is no longer this worker's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            job = held(tx, lease)
            if job.cancelling:
                return self._end(tx, job, Event.CANCELLED, None)
            return self._end(tx, job, event, reply)

    def give_back(self, lease: JobLease, *, counts: bool = True) -> Job:
        """Put a job that is rendered back into the queue, in its place.

        Args:
            lease: The right to it.
            counts: Whether it counts as an attempt; one that was stopped in good order does not.

        Raises:
            LeaseLost: The job is no longer this worker's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            return self._requeue(tx, held(tx, lease), counts=counts)

    def reap(
        self, is_dead: Callable[[str], bool | None], limits: JobLimits, abandoned: Callable[[Job], ToolReply]
    ) -> tuple[Taken, ...]:
        """Take every job from a worker that is dead or gave no sign for too long.

        Args:
            is_dead: Whether a process is gone; None where this cannot be known from here.
            limits: What this installation takes on.
            abandoned: How a job ends that was begun too often.

        Raises:
            StoreError: The database failed.
        """
        late = [job for job in self.held() if self._is_lost(job, is_dead)]
        taken = []
        for job in late:
            with self._transaction() as tx:
                now = required(tx, job.id)
                if now.lease == job.lease and self._is_lost(now, is_dead):
                    taken.append(self._take(tx, now, is_dead, limits, abandoned))
        return tuple(taken)

    def _take(
        self,
        tx: Transaction,
        job: Job,
        is_dead: Callable[[str], bool | None],
        limits: JobLimits,
        abandoned: Callable[[Job], ToolReply],
    ) -> Taken:
        renders = tuple(row.id for row in tx.all(sql.RENDERS, job_id=job.id))
        for render_id in renders:
            why = {"error_code": ABANDONED, "error_message": "its worker gave no sign for too long"}
            tx.run(
                statement.FAIL,
                render=render_id,
                status=RenderStatus.FAILED.value,
                finished_at=self._clock(),
                **why,
            )
            tx.note("render.ended", render_id, {"status": RenderStatus.FAILED.value, "code": ABANDONED})
        if job.state is JobState.QUEUED:
            job = self._change(tx, job, **_FREE, step="waiting")
        elif job.cancelling:
            job = self._end(tx, job, Event.CANCELLED, None)
        elif job.attempts >= limits.max_attempts:
            job = self._end(tx, job, Event.FAILED, abandoned(job))
        else:
            job = self._requeue(tx, job, counts=True)
        return Taken(job=job, renders=renders, dead=bool(is_dead(job.lease_owner)))

    def _requeue(self, tx: Transaction, job: Job, *, counts: bool) -> Job:
        if job.cancelling:
            return self._end(tx, job, Event.CANCELLED, None)
        attempts = job.attempts if counts else job.attempts - 1
        changed = {"attempts": attempts, "claimed_at": None, "step": "waiting", "fraction": 0.0}
        return self._move(tx, job, Event.GIVEN_BACK, **_FREE, **changed)

    def _is_lost(self, job: Job, is_dead: Callable[[str], bool | None]) -> bool:
        if job.lease is None:
            return False
        late = job.lease_expires_at is None or job.lease_expires_at < self._clock()
        return late or is_dead(job.lease_owner) is True

    def _lease(self, tx: Transaction, job: Job, owner: str, limits: JobLimits, **changed: object) -> Job:
        taken = {"lease": secrets.token_hex(_TOKEN_BYTES), "lease_owner": owner}
        return self._change(tx, job, **taken, **self._until(limits), **changed)

    def _until(self, limits: JobLimits) -> dict[str, object]:
        now = self._clock()
        return {"heartbeat_at": now, "lease_expires_at": now + timedelta(seconds=limits.lease_s)}


_FREE: dict[str, object] = {"lease": None, "lease_expires_at": None}


def held(tx: Transaction, lease: JobLease) -> Job:
    """The job of a lease.

    Raises:
        NotFound: There is no such job.
        LeaseLost: The lease is no longer the one of the job.
    """
    job = required(tx, lease.job_id)
    if job.lease != lease.token:
        raise LeaseLost(f"job {job.id!r} is {job.state.value!r} and no longer this worker's")
    return job


def abandoned(job: Job) -> JobAbandoned:
    """That a job was begun too often."""
    return JobAbandoned(f"job {job.id!r} was begun {job.attempts} times, and each time its worker died")


def _known(drawn: Drawn) -> dict[str, object]:
    return {
        "brief_id": drawn.brief_id,
        "storyboard_id": drawn.storyboard_id,
        "decision_id": drawn.decision_id,
        "work": drawn.work,
        "estimated_s": drawn.estimated_s,
        "content_digest": drawn.content_digest,
    }
