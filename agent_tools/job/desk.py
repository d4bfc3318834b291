"""The one way in to jobs: any surface, any thread. Knows no HTTP, no MCP and no agent library.

What is accepted stands in the database before anybody is told so. A worker, in this process or another, plans and
judges it within milliseconds and renders it when its turn comes; `worker` says how.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from agent_tools.errors import AgentToolsError, BriefError, NotFound
from agent_tools.job import question
from agent_tools.job.bell import Bell, deadline
from agent_tools.job.crew import Crew
from agent_tools.job.estimate import digest_of, least_work_of
from agent_tools.job.group import GroupCommit
from agent_tools.job.limit import limits_of
from agent_tools.job.planning import Planning, Shelf
from agent_tools.job.pulse import Pulse, expired
from agent_tools.job.rendering import Rendering, Runs, Stop
from agent_tools.job.revision import revised
from agent_tools.job.showing import shown
from agent_tools.job.studio import Studio
from agent_tools.job.view import Answer, Approve, Caller, JobLimits, JobState, JobView, QuestionKind, Revision
from agent_tools.schema import Brief, FindingView, ToolReply
from agent_tools.settings import Settings
from agent_tools.store.job_book import Accepted
from agent_tools.store.job_queue import JobQueue
from agent_tools.store.job_view import Application, Job
from agent_tools.warm import OpenBackend
from generator.backend.registry import open_backend
from policy.types import Verdict

MAX_KEY_CHARS = 255
MAX_WAIT_S = 25.0
MAX_JOBS = 100

_LOCAL = Caller()


class JobDesk:
    """The desk of one installation. Close it, or use it as a context manager; nothing runs before `start_worker`.

    Args:
        book: Where jobs are kept.
        studio: Plans, judges and renders; it is closed with the desk.
        limits: What this installation takes on.
    """

    def __init__(self, book: JobQueue, studio: Studio, limits: JobLimits) -> None:
        self.limits = limits
        self._book = book
        self._studio = studio
        self._bell = Bell(book.versions, book.written)
        self._runs = Runs()
        self._shelf = Shelf()
        self._intake: GroupCommit[Application, Accepted] = GroupCommit(lambda batch: book.accept(batch, limits))
        self._crew: Crew | None = None

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        backends: OpenBackend = open_backend,
        limits: JobLimits | None = None,
    ) -> Self:
        """The desk of one installation; what it needs is made when it is missing.

        Args:
            settings: Where things are kept; None reads the environment.
            backends: Opens a model by name.
            limits: What it takes on; None for what the settings say.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            KeyFileError: A key is damaged or open to others.
            StoreError: The database cannot be opened.
            PolicyDataError: A list of the gate is missing or damaged.
            OperatorPolicyError: The operator's policy file is missing or wrong.
        """
        settings = settings or Settings()
        book = JobQueue.open(settings)
        return cls(book, Studio.over(book, settings, backends), limits or limits_of(settings))

    def close(self) -> None:
        """Stop the worker and let go of the database. Models stay warm."""
        self.stop_worker()
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

    # What is asked for

    def submit(  # what a request can say beside its words
        self,
        brief: Brief,
        caller: Caller = _LOCAL,
        *,
        key: str | None = None,
        approve: Approve = Approve.NEVER,
        conversation_id: str | None = None,
        parent_clip_id: str | None = None,
    ) -> JobView:
        """Accept a job; it is durable when this returns.

        Args:
            brief: The request. A surface must not pass on names of files.
            caller: Who asks.
            key: The same key of the same tenant gives the same job, 1..255 characters; None for none.
            approve: When a person sees the storyboard before it is rendered.
            conversation_id: The stored conversation that it continues; None begins a new one.
            parent_clip_id: The clip that it revises.

        Raises:
            BriefError: The key is empty or too long.
            KeyReused: The key came before with another request.
            JobRefused: A limit is reached.
            NotFound: There is no such conversation or clip, or it is another tenant's.
            TextErased: The conversation was erased.
            StoreError: The database failed; nothing was accepted.
        """
        if key is not None and not 1 <= len(key) <= MAX_KEY_CHARS:
            raise BriefError(f"idempotency key {key!r} has {len(key)} characters; it must have 1..{MAX_KEY_CHARS}")
        if brief.requester is None and caller.principal:
            brief = brief.model_copy(update={"requester": caller.principal})
        asked = {
            "brief": brief.model_dump(mode="json"),
            "approve": approve.value,
            "conversation": conversation_id,
            "parent": parent_clip_id,
        }
        application = Application(
            brief=brief,
            tenant=caller.tenant,
            principal=caller.principal,
            key=key,
            request_digest=digest_of(asked),
            approve=approve,
            conversation_id=conversation_id,
            parent_clip_id=parent_clip_id,
            work=least_work_of(brief),
        )
        accepted = self._intake.put(application)
        if isinstance(accepted, AgentToolsError):
            raise accepted
        self._wake()
        return self._shown(accepted, caller)

    def revise(
        self,
        clip_id: str,
        changes: Revision,
        caller: Caller = _LOCAL,
        *,
        key: str | None = None,
        approve: Approve = Approve.NEVER,
    ) -> JobView:
        """Accept a job for a clip that is like an earlier one but for what is said; it is planned and judged anew.

        Args:
            clip_id: The earlier clip.
            changes: What is to be otherwise.
            caller: Who asks.
            key: As for `submit`.
            approve: As for `submit`.

        Raises:
            BriefError: Nothing is to be otherwise, or the words become too long.
            NotFound: There is no such clip, or it is another tenant's.
            TextErased: The words of the earlier request were erased.
            AgentToolsError: As for `submit`.
        """
        self._check_clip(clip_id, caller)
        history = self._studio.history(clip_id)
        brief = revised(history, changes, caller)
        return self.submit(
            brief,
            caller,
            key=key,
            approve=approve,
            conversation_id=history.conversation_id,
            parent_clip_id=clip_id,
        )

    def answer(self, job_id: str, answer: Answer, caller: Caller = _LOCAL) -> JobView:
        """Answer the question that a job waits with.

        Args:
            job_id: The job.
            answer: What the person says.
            caller: Who answers.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
            NotWaiting: It waits for no answer, or for one to another question.
            BriefError: The storyboard that is given cannot be rendered in its place.
            StoreError: The database failed.
        """
        job = self._unexpired(job_id, caller)
        kind = question.check_answer(job, answer)
        if answer.action == "decline":
            done = self._book.decline(job, self._refusal(job) if kind is QuestionKind.CONSENT else None)
        else:
            done = self._accept(job, kind, answer)
        self._told(done)
        return self._shown(done, caller)

    def cancel(self, job_id: str, caller: Caller = _LOCAL) -> JobView:
        """End a job: one that waits at once, one that is rendered at its next step. One that has ended stays so.

        Args:
            job_id: The job.
            caller: Who ends it.

        Raises:
            NotFound: There is no such job, or it is another tenant's.
            StoreError: The database failed.
        """
        job = self._book.cancel(job_id, caller.tenant)
        if job.cancelling:
            self._runs.stop(Stop.CANCELLED, job_id)
        self._told(job)
        return self._shown(job, caller)

    # What became of it

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
            if job.state.final or job.state is JobState.NEEDS_ANSWER or not left():
                return self._shown(job, caller)
            self._bell.wait(job_id, job.version, left())

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
        from asyncio import to_thread

        timeout_s = _checked_wait(timeout_s)
        job = await to_thread(self._unexpired, job_id, caller)
        if job.version <= since and not await self._bell.wait_async(job_id, since, timeout_s):
            return None
        return await to_thread(self.get, job_id, caller)

    # What came of it

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

    # Who works

    @property
    def planning(self) -> Planning:
        """One that plans and judges a job a step."""
        return Planning(self._book, self._studio, self.limits, bell=self._bell, shelf=self._shelf)

    @property
    def rendering(self) -> Rendering:
        """One that renders a job a step."""
        parts = {"bell": self._bell, "shelf": self._shelf}
        return Rendering(self._book, self._studio, self.limits, runs=self._runs, **parts)

    @property
    def pulse(self) -> Pulse:
        """One that beats."""
        return Pulse(self._book, self._studio, self.limits, bell=self._bell, runs=self._runs)

    def start_worker(self) -> None:
        """Work in threads of this process: one plans and judges, `limits.running` render. Once more does nothing."""
        if self._crew is None:
            self._crew = Crew(
                self._book,
                planning=self.planning,
                rendering=self.rendering,
                pulse=self.pulse,
                runs=self._runs,
                n_rendering=self.limits.running,
            )
            self._crew.start()

    def stop_worker(self, *, timeout_s: float = 5.0) -> None:
        """Stop working; what is being rendered goes back into the queue, in its place.

        Args:
            timeout_s: How long renders may take to let go. One that has not by then can deliver nothing any more.

        Raises:
            StoreError: The database failed; what was being rendered goes back when its lease is over.
        """
        if self._crew is not None:
            crew, self._crew = self._crew, None
            crew.stop(timeout_s)

    def _accept(self, job: Job, kind: QuestionKind, answer: Answer) -> Job:
        ttl_s = self.limits.ttl_s
        match kind:
            case QuestionKind.STORYBOARD:
                before = self._book.board(job)
                board = None if answer.storyboard in (None, before) else question.edited(answer.storyboard, before)
                return self._book.answer_storyboard(job, board=board, ttl_s=ttl_s)
            case QuestionKind.INVENTED:
                names = self._book.question_names(job)
                return self._book.answer_names(job, question.with_names(self._book.brief(job), names), ttl_s=ttl_s)
            case QuestionKind.CONSENT:
                return self._book.answer_consent(job, ttl_s=ttl_s)

    def _refusal(self, job: Job) -> ToolReply:
        """How a job ends whose request for consent was declined: with the reasons for which it was asked."""
        if job.decision_id is None:
            raise NotFound(f"job {job.id!r} asks for consent and has no decision")
        found = self._book.judged(job.decision_id).decision.findings
        return ToolReply(
            status="needs_consent",
            message=self._book.question_text(job),
            decision_id=job.decision_id,
            findings=tuple(
                FindingView(**each.model_dump(exclude={"verdict", "why"}))
                for each in found
                if each.verdict is not Verdict.ALLOW
            ),
        )

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
        self._bell.ring(job.id, job.version)
        self._wake()

    def _wake(self) -> None:
        if self._crew is not None:
            self._crew.wake()


def _checked_wait(timeout_s: float) -> float:
    if not 0.0 <= timeout_s <= MAX_WAIT_S:
        raise BriefError(f"timeout_s {timeout_s!r} is out of range; it must be 0..{MAX_WAIT_S:g}")
    return timeout_s
