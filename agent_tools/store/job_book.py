"""Where jobs are accepted, answered, cancelled and ended. Who works on them is in `store.job_queue`.

Every change goes through `job.state.after`, raises the version, and is written with what else belongs to it in one
transaction; what can be undone by nobody has its link of the audit chain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agent_tools.errors import AgentToolsError, JobRefused, KeyReused, NotFound, NotWaiting, TextErased
from agent_tools.job.state import Event, after
from agent_tools.job.view import JobLimits, JobState, Question
from agent_tools.schema import Brief, Storyboard, ToolReply
from agent_tools.store import job_statement as sql
from agent_tools.store import text
from agent_tools.store.acknowledgement_table import AcknowledgementRow
from agent_tools.store.job_finder import JobFinder, required
from agent_tools.store.job_table import JobRow
from agent_tools.store.job_view import Application, Job, Stage
from agent_tools.store.table import BriefRow, ClipRow, ConversationRow
from agent_tools.store.transaction import Transaction

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A job that was written down.

    Attributes:
        job: Its row.
        n_ahead: How many jobs waited before it; None for one that was there already.
    """

    job: Job
    n_ahead: int | None


Answered = Accepted | AgentToolsError


class JobBook(JobFinder):
    """The store, open for whoever asks for clips."""

    def accept(self, batch: Sequence[Application], limits: JobLimits) -> list[Answered]:
        """Write down new jobs in one transaction that waits for the disk.

        Args:
            batch: What is asked for.
            limits: What this installation takes on.

        Returns:
            For each the job, new or that of the same key, or why it is not accepted: `JobRefused`, `KeyReused`,
            `NotFound` or `TextErased`.

        Raises:
            StoreError: The database failed; nothing was accepted.
        """
        with self._transaction(durable=True) as tx:
            room = _Room(tx, limits, self._clock())
            conversations = [each.conversation_id or tx.unused_id("conv", ConversationRow) for each in batch]
            erased = tx.take_keys(conversations)
            return [
                self._accept(tx, each, conversation_id, room, erased)
                for each, conversation_id in zip(batch, conversations, strict=True)
            ]

    def _accept(
        self, tx: Transaction, asked: Application, conversation_id: str, room: _Room, erased: set[str]
    ) -> Answered:
        if asked.key is not None:
            same = tx.first(sql.JOB_OF_KEY, tenant=asked.tenant, key=asked.key)
            if same is not None and same.request_digest == asked.request_digest:
                return Accepted(job=required(tx, same.id), n_ahead=None)
            if same is not None:
                return KeyReused(f"idempotency key {asked.key!r} came before with another request, as job {same.id!r}")
        refusal = _unknown(tx, asked) or room.refusal(asked)
        if refusal is not None:
            return refusal
        if conversation_id in erased:
            return TextErased(f"conversation {conversation_id!r} was erased; nothing can be added to it")
        now = self._clock()
        if asked.conversation_id is None:
            tx.add(ConversationRow, {"id": conversation_id, "created_at": now, "tenant": asked.tenant})
        job_id = tx.unused_id("job", JobRow)
        tx.add(JobRow, _new(asked, job_id, conversation_id, now, room.limits))
        sealed = tx.seal(job_id, text.brief_text(asked.brief), key_owner=conversation_id)
        tx.note("job.accepted", job_id, {"conversation": conversation_id, "tenant": asked.tenant, "text": sealed})
        return Accepted(job=required(tx, job_id), n_ahead=room.take(asked))

    def answer_storyboard(self, job: Job, *, board: Storyboard | None, ttl_s: float) -> Job:
        """Write down that a person approved the storyboard, or another one that is to be judged.

        Args:
            job: The job with the question that is answered.
            board: What is to be rendered instead; None for what was shown.
            ttl_s: How long it may wait now.

        Raises:
            NotWaiting: It waits for that answer no longer.
            StoreError: The database failed.
        """
        board_id = None if board is None or job.brief_id is None else self.save_storyboard(job.brief_id, board)
        changed: dict[str, Any] = {"approved": True, "stage": Stage.READY.value}
        if board_id is not None:
            changed |= {"storyboard_id": board_id, "decision_id": None, "stage": Stage.JUDGE.value}
            changed |= {"content_digest": None}
        return self._accepted(job, changed, ttl_s=ttl_s)

    def answer_names(self, job: Job, brief: Brief, *, ttl_s: float) -> Job:
        """Write down that names are invented.

        Args:
            job: The job with the question that is answered.
            brief: The request with the names among `invented`.
            ttl_s: How long it may wait now.

        Raises:
            NotWaiting: It waits for that answer no longer.
            StoreError: The database failed.
        """
        if job.brief_id is None:
            raise NotWaiting(f"job {job.id!r} has no request on record yet")
        board = self.board(job)
        brief_id = self._amended(job.brief_id, brief)
        # A storyboard belongs to its request: the same one is written down for the new one.
        board_id = self.save_storyboard(brief_id, board)
        changed = {"brief_id": brief_id, "storyboard_id": board_id, "decision_id": None, "stage": Stage.JUDGE.value}
        return self._accepted(job, changed, ttl_s=ttl_s)

    def answer_consent(self, job: Job, *, ttl_s: float) -> Job:
        """Write down that consent is said to be on record now; whether it is, is judged.

        Raises:
            NotWaiting: It waits for that answer no longer.
            StoreError: The database failed.
        """
        return self._accepted(job, {"decision_id": None, "stage": Stage.JUDGE.value}, ttl_s=ttl_s)

    def _accepted(self, job: Job, changed: dict[str, Any], *, ttl_s: float) -> Job:
        with self._transaction() as tx:
            now = _still_asked(tx, job)
            expires_at = self._clock() + timedelta(seconds=ttl_s)
            facts = {"question": job.question_id, "kind": str(job.question_kind), "action": "accept"}
            tx.note("job.answered", job.id, facts | {"storyboard": changed.get("storyboard_id", job.storyboard_id)})
            asked = {"question_id": None, "question_kind": None, "expires_at": expires_at}
            return self._move(tx, now, Event.ACCEPTED, **asked, **changed)

    def decline(self, job: Job, reply: ToolReply | None) -> Job:
        """Write down that a person declined.

        Args:
            job: The job with the question that is answered.
            reply: How a request for consent ends, as blocked; None for other questions, which end as cancelled.

        Raises:
            NotWaiting: It waits for that answer no longer.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            now = _still_asked(tx, job)
            facts = {"question": job.question_id, "kind": str(job.question_kind), "action": "decline"}
            tx.note("job.answered", job.id, facts)
            event = Event.DECLINED if reply is None else Event.BLOCKED
            return self._end(tx, now, event, reply)

    def acknowledge(self, clip_id: str, *, tenant: str, principal: str) -> datetime:
        """Write down that somebody knows what a clip is; once more does no harm.

        Args:
            clip_id: The clip.
            tenant: Whose clips can be seen.
            principal: Who says so.

        Returns:
            When they said so first.

        Raises:
            NotFound: There is no such clip, or it is another tenant's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            if tx.require(sql.TENANT_OF_CLIP, ClipRow, clip_id).tenant != tenant:
                raise NotFound(f"there is no clip {clip_id!r} in this store")
            known = tx.first(sql.ACKNOWLEDGED, clip=clip_id, principal=principal)
            if known is not None:
                return known.at  # type: ignore[no-any-return]  # a row's columns are known to its statement alone
            now = self._clock()
            tx.add(AcknowledgementRow, {"clip_id": clip_id, "principal": principal, "at": now})
            tx.note("disclosure.acknowledged", clip_id, {"at": now.isoformat()})
            return now

    def cancel(self, job_id: str, tenant: str, reply: ToolReply | None = None) -> Job:
        """End a job that waits, or tell the worker of one that runs to let go; one that has ended stays as it is.

        Args:
            job_id: The job.
            tenant: Whose it is.
            reply: Why it ends, where it was not its owner who asked for that.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
            StoreError: The database failed.
        """
        with self._transaction() as tx:
            job = required(tx, job_id, tenant)
            if job.state.final or job.cancelling:
                return job
            if job.state is JobState.RUNNING:
                return self._change(tx, job, cancelling=True)
            return self._end(tx, job, Event.CANCELLED, reply)

    def expire(self, reply: Callable[[Job], ToolReply]) -> tuple[Job, ...]:
        """End every job whose time has run out.

        Args:
            reply: Says how it ended.
        """
        with self._snapshot() as tx:
            if tx.first(sql.OVERDUE, now=self._clock()) is None:
                return ()
        with self._transaction() as tx:
            late = [Job.of(row) for row in tx.all(sql.OVERDUE, now=self._clock())]
            return tuple(self._end(tx, job, Event.EXPIRED, reply(job)) for job in late)

    def _amended(self, brief_id: str, brief: Brief) -> str:
        """Write down a request anew, as the same turn with other options."""
        with self._transaction() as tx:
            turn = tx.require(sql.TURN_OF_BRIEF, BriefRow, brief_id)
            amended = tx.unused_id("brief", BriefRow)
            tx.add(BriefRow, {"id": amended, "turn_id": turn.turn_id, "created_at": self._clock()})
            sealed = tx.seal(amended, text.brief_text(brief), key_owner=turn.conversation_id)
            facts = {"conversation": turn.conversation_id, "turn": turn.turn_id, "text": sealed}
            tx.note("request.made", amended, facts)
            return amended

    def _ask(self, tx: Transaction, job: Job, question: Question, **changed: object) -> Job:
        question_id = f"{job.id}.{job.version + 1}"
        words = {"text": question.text, "names": list(question.names)}
        tx.seal(question_id, words, key_owner=job.conversation_id)
        asked = {"question_id": question_id, "question_kind": question.kind.value, "lease": None}
        return self._move(tx, job, Event.ASKED, **asked, **changed)

    def _end(self, tx: Transaction, job: Job, event: Event, reply: ToolReply | None, **changed: object) -> Job:
        """End a job; its lease, its question and its hold on a clip end with it."""
        state = after(job.state, event)
        if reply is not None:
            erased = tx.take_keys([job.conversation_id])
            if not erased:
                tx.seal(job.end_owner, reply.model_dump(mode="json"), key_owner=job.conversation_id)
            changed |= {"reply_status": reply.status, "error_code": reply.error_code}
        facts = {"state": state.value, "clip": changed.get("clip_id")}
        tx.note("job.ended", job.id, facts)
        free = {"lease": None, "lease_expires_at": None, "question_id": None, "question_kind": None}
        ended = {"finished_at": self._clock(), "expires_at": None, "cancelling": False}
        return self._move(tx, job, event, **free, **ended, **changed)

    def _move(self, tx: Transaction, job: Job, event: Event, **changed: object) -> Job:
        return self._change(tx, job, state=after(job.state, event).value, **changed)

    def _change(self, tx: Transaction, job: Job, **changed: object) -> Job:
        values = {**changed, "version": job.version + 1}
        tx.run(sql.updating(tuple(values)), job=job.id, **values)
        return required(tx, job.id)


class _Room:
    """What may still be accepted within one transaction; each count is asked for once.

    Args:
        tx: The transaction.
        limits: What this installation takes on.
        now: When.
    """

    def __init__(self, tx: Transaction, limits: JobLimits, now: datetime) -> None:
        self.limits = limits
        self._tx = tx
        self._since = now - DAY
        self._queued = int(tx.first(sql.N_QUEUED).n)
        self._of: dict[tuple[str, str], tuple[int, int]] = {}

    def refusal(self, asked: Application) -> JobRefused | None:
        """Why a job is not accepted; None if it is."""
        limits = self.limits
        if self._queued >= limits.queued:
            return JobRefused(f"{self._queued} jobs wait already, at most {limits.queued} may; try again later")
        queued, work = self._counts(asked)
        if queued >= limits.queued_per_principal:
            return JobRefused(
                f"{queued} jobs of this person wait already, at most {limits.queued_per_principal} may; try again later"
            )
        if work + asked.work > limits.work_per_day:
            return JobRefused(over_budget(work, asked.work, limits))
        return None

    def take(self, asked: Application) -> int:
        """Count a job that was accepted; returns how many waited before it."""
        queued, work = self._counts(asked)
        self._of[asked.tenant, asked.principal] = (queued + 1, work + asked.work)
        self._queued += 1
        return self._queued - 1

    def _counts(self, asked: Application) -> tuple[int, int]:
        who = (asked.tenant, asked.principal)
        if who not in self._of:
            whose = {"tenant": asked.tenant, "principal": asked.principal}
            work = self._tx.first(sql.WORK_OF, **whose, since=self._since, but=0)
            self._of[who] = (int(self._tx.first(sql.N_QUEUED_OF, **whose).n), int(work.n))
        return self._of[who]


def over_budget(used: int, work: int, limits: JobLimits) -> str:
    """That a job is more work than somebody has left for the day, in one sentence."""
    return (
        f"the clip takes {work} pixels x frames x steps, and {used} of {limits.work_per_day} are used in the last 24 "
        "hours; make it shorter or smaller, or try again later"
    )


def _unknown(tx: Transaction, asked: Application) -> NotFound | None:
    """What a job names that is not its tenant's."""
    wanted = (
        ("conversation", asked.conversation_id, sql.CONVERSATION),
        (ClipRow.__tablename__, asked.parent_clip_id, sql.TENANT_OF_CLIP),
    )
    for table, row_id, statement in wanted:
        if row_id is None:
            continue
        found = tx.first(statement, id=row_id)
        if found is None or found.tenant != asked.tenant:
            return NotFound(f"there is no {table} {row_id!r} in this store")
    return None


def _new(asked: Application, job_id: str, conversation_id: str, now: datetime, limits: JobLimits) -> dict[str, Any]:
    return {
        "id": job_id,
        "tenant": asked.tenant,
        "principal": asked.principal,
        "key": asked.key,
        "request_digest": asked.request_digest,
        "conversation_id": conversation_id,
        "parent_clip_id": asked.parent_clip_id,
        "state": JobState.QUEUED.value,
        "stage": Stage.PLAN.value,
        "approve": asked.approve.value,
        "approved": False,
        "model": asked.brief.model,
        "work": asked.work,
        "step": "waiting",
        "fraction": 0.0,
        "lease_owner": "",
        "attempts": 0,
        "cancelling": False,
        "created_at": now,
        "expires_at": now + timedelta(seconds=limits.ttl_s),
        "version": 0,
    }


def _still_asked(tx: Transaction, job: Job) -> Job:
    """The job as it stands under the write lock.

    Raises:
        NotWaiting: It waits for that answer no longer.
    """
    now = required(tx, job.id)
    if now.state is not JobState.NEEDS_ANSWER or now.question_id != job.question_id:
        raise NotWaiting(f"job {job.id!r} is {now.state.value!r} and waits for no answer to {job.question_id!r}")
    return now
