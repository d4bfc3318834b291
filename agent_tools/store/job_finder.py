"""Everything that can be asked about jobs. Writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Self, cast

from agent_tools.errors import NotFound, TextErased
from agent_tools.schema import Brief, Storyboard
from agent_tools.store import job_statement as sql
from agent_tools.store import mapping
from agent_tools.store.engine import faults_named
from agent_tools.store.job_view import Job
from agent_tools.store.seal import ERASED
from agent_tools.store.store import Store
from agent_tools.store.table import ClipRow, ConversationRow, ShotRow, StoryboardRow
from agent_tools.store.transaction import Transaction

N_LEARNED = 50
"""So many of the latest renders of a model say how long the next one takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job with its words, as they can be read now.

    Attributes:
        job: The row.
        request: What was asked for; None once erased.
        storyboard: What is to be rendered; None before there is one.
        question: The words of the question that it waits for; None where there is none or they were erased.
        end: The words of its end; None where there are none or they were erased.
        n_ahead: How many jobs wait before it.
        wait_s: Seconds until the jobs before it are done, as far as that is known; None where it is not.
        withdrawn: Why its clip was withdrawn; empty where it was not.
    """

    job: Job
    request: str | None
    storyboard: Storyboard | None
    question: dict[str, Any] | None
    end: dict[str, Any] | None
    n_ahead: int = 0
    wait_s: float | None = None
    withdrawn: str = ""

    @classmethod
    def new(cls, job: Job, request: str, *, n_ahead: int) -> Self:
        """A job that was accepted just now: nothing is known of it but what was asked for.

        Args:
            job: The row.
            request: What was asked for.
            n_ahead: How many jobs wait before it.
        """
        return cls(job=job, request=request, storyboard=None, question=None, end=None, n_ahead=n_ahead)


class JobFinder(Store):
    """The store, open for questions about jobs."""

    _watcher: sqlite3.Connection | None = None

    def close(self) -> None:
        """Give the connections back."""
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
        super().close()

    def written(self) -> int:
        """A number that is another one when anybody has written since; to be asked by one thread at a time.

        Raises:
            StoreError: The database failed.
        """
        with faults_named(self._path):
            if self._watcher is None:
                self._watcher = sqlite3.connect(self._path, check_same_thread=False)
            return int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def now(self) -> datetime:
        """The time by which everything about jobs is judged."""
        return self._clock()

    def job(self, job_id: str, tenant: str | None = None) -> Job:
        """The row of a job.

        Args:
            job_id: The job.
            tenant: Whose it must be; None for anybody's.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
        """
        with self._snapshot() as tx:
            return required(tx, job_id, tenant)

    def record(self, job_id: str, tenant: str) -> JobRecord:
        """A job with its words.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
        """
        with self._snapshot() as tx:
            return self._record(tx, required(tx, job_id, tenant))

    def records(self, tenant: str, *, after: str | None, limit: int, newest_first: bool) -> tuple[JobRecord, ...]:
        """The jobs of a tenant, at most `limit` of them, from the one behind `after`.

        Raises:
            NotFound: There is no such job as `after`.
        """
        with self._snapshot() as tx:
            values: dict[str, object] = {"tenant": tenant, "limit": limit}
            if after is not None:
                values["seq"] = required(tx, after, tenant).seq
            rows = tx.all(sql.listing(newest_first=newest_first, from_seq=after is not None), **values)
            return tuple(self._record(tx, Job.of(row)) for row in rows)

    def versions(self, job_ids: Iterable[str]) -> dict[str, int]:
        """The versions of these jobs, in one statement."""
        with self._snapshot() as tx:
            return {row.id: row.version for row in tx.all(sql.VERSIONS, ids=list(job_ids))}

    def brief(self, job: Job) -> Brief:
        """What is asked for, with everything that was answered since.

        Raises:
            TextErased: It was erased.
        """
        with self._snapshot() as tx:
            words = tx.open(job.brief_id or job.id)
        found = words.get(job.brief_id or job.id)
        if found is None:
            raise TextErased(f"the words of job {job.id!r} were erased")
        return mapping.brief(found)

    def board(self, job: Job) -> Storyboard:
        """What is to be rendered.

        Raises:
            NotFound: Nothing is planned yet.
            TextErased: It was erased.
        """
        with self._snapshot() as tx:
            board = self._board(tx, job, tx.open(job.storyboard_id))
        if board is None:
            raise NotFound(f"job {job.id!r} has no storyboard yet")
        return board

    def question_text(self, job: Job) -> str:
        """What a job asks; what stands for erased words where they were."""
        return str(self._question(job).get("text", ERASED))

    def question_names(self, job: Job) -> tuple[str, ...]:
        """The names that the question of a job is about."""
        return tuple(self._question(job).get("names", ()))

    def _question(self, job: Job) -> dict[str, Any]:
        with self._snapshot() as tx:
            return tx.open(job.question_id).get(job.question_id or "", {})

    def tenant_of_clip(self, clip_id: str) -> str:
        """Whose a clip is.

        Raises:
            NotFound: There is no such clip.
        """
        with self._snapshot() as tx:
            return str(tx.require(sql.TENANT_OF_CLIP, ClipRow, clip_id).tenant)

    def acknowledged_at(self, clip_id: str, principal: str) -> datetime | None:
        """When somebody acknowledged the disclosure of a clip; None when they did not.

        Args:
            clip_id: The clip.
            principal: Who.
        """
        with self._snapshot() as tx:
            found = tx.first(sql.ACKNOWLEDGED, clip=clip_id, principal=principal)
            return None if found is None else found.at

    def tenant_of_conversation(self, conversation_id: str) -> str:
        """Whose a conversation is.

        Raises:
            NotFound: There is no such conversation.
        """
        with self._snapshot() as tx:
            return str(tx.require(sql.CONVERSATION, ConversationRow, conversation_id).tenant)

    def seconds_per_work(self, model: str) -> float | None:
        """Seconds that a unit of work takes this model: the median of its latest jobs; None where there are none."""
        with self._snapshot() as tx:
            found = tx.all(sql.RATIOS, model=model, limit=N_LEARNED)
        return median(row.ratio for row in found) if found else None

    def cached(self, tenant: str, content_digest: str, weights: str) -> tuple[str, str] | None:
        """The id and the digest of a clip that was made of the same content; None where there is none.

        Args:
            tenant: Whose it must be.
            content_digest: Of everything that decides what a clip shows and says.
            weights: Digest of the weights that it must have been drawn with.
        """
        with self._snapshot() as tx:
            found = tx.first(sql.CACHED, tenant=tenant, content_digest=content_digest, weights=weights)
        return None if found is None else (found.clip_id, found.sha256)

    def held(self) -> tuple[Job, ...]:
        """Every job that somebody plans or renders, in order."""
        with self._snapshot() as tx:
            return tuple(Job.of(row) for row in tx.all(sql.HELD))

    def _record(self, tx: Transaction, job: Job) -> JobRecord:
        words = tx.open(job.id, job.storyboard_id, job.question_id, job.end_owner)
        asked = words.get(job.id)
        ahead, wait_s = (0, None) if job.state.final else self._before(tx, job)
        gone = None if job.clip_id is None else tx.first(sql.WITHDRAWN, id=job.clip_id)
        return JobRecord(
            job=job,
            request=None if asked is None else asked["request"],
            storyboard=self._board(tx, job, words),
            question=None if job.question_id is None else words.get(job.question_id),
            end=words.get(job.end_owner),
            n_ahead=ahead,
            wait_s=wait_s,
            withdrawn="" if gone is None else gone.reason,
        )

    def _before(self, tx: Transaction, job: Job) -> tuple[int, float | None]:
        """How many jobs wait before one, and the seconds until it begins on one worker."""
        if job.lease is not None and job.claimed_at is not None:
            return 0, 0.0
        ahead = tx.first(sql.AHEAD, seq=job.seq)
        running = tx.all(sql.RUNNING_SINCE)
        if ahead.known < ahead.n or any(each.estimated_s is None for each in running):
            return ahead.n, None
        now = self._clock()
        left = (max(0.0, each.estimated_s - (now - each.claimed_at).total_seconds()) for each in running)
        return ahead.n, float(ahead.seconds or 0.0) + sum(left)

    def _board(self, tx: Transaction, job: Job, words: dict[str, dict[str, Any]]) -> Storyboard | None:
        if job.storyboard_id is None:
            return None
        row = tx.require(sql.BOARD, StoryboardRow, job.storyboard_id)
        shots = tx.all(sql.SHOTS, storyboard_id=job.storyboard_id)
        # The rows have the attributes of the classes of the tables.
        return mapping.storyboard(
            cast("StoryboardRow", row), cast("list[ShotRow]", shots), words.get(job.storyboard_id)
        )


def required(tx: Transaction, job_id: str, tenant: str | None = None) -> Job:
    """The job with this id.

    Raises:
        NotFound: There is none, or it is another tenant's.
    """
    row = tx.first(sql.JOB, id=job_id)
    if row is None or (tenant is not None and row.tenant != tenant):
        raise NotFound(f"there is no job {job_id!r} in this store")
    return Job.of(row)
