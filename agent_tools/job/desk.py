"""The one way in to jobs: any surface, any thread. Knows no HTTP, no MCP and no agent library.

What is accepted stands in the database before anybody is told so. A worker, in this process or another, plans and
judges it within milliseconds and renders it when its turn comes; `worker` says how.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from agent_tools.errors import AgentToolsError, BriefError, NotFound
from agent_tools.job import question
from agent_tools.job.crew import Crew
from agent_tools.job.estimate import digest_of, least_work_of
from agent_tools.job.group import GroupCommit
from agent_tools.job.limit import limits_of
from agent_tools.job.planning import Planning, Shelf
from agent_tools.job.pulse import Pulse
from agent_tools.job.rendering import Rendering, Runs, Stop
from agent_tools.job.revision import revised
from agent_tools.job.showing import shown
from agent_tools.job.studio import Studio
from agent_tools.job.view import Answer, Approve, Caller, JobLimits, JobView, QuestionKind, Revision
from agent_tools.job.window import JobWindow
from agent_tools.schema import Brief, FindingView, ToolReply
from agent_tools.settings import Settings
from agent_tools.store.job_book import Answered
from agent_tools.store.job_finder import JobRecord
from agent_tools.store.job_queue import JobQueue
from agent_tools.store.job_view import Application, Job
from agent_tools.warm import OpenBackend
from generator.backend.registry import open_backend
from policy.types import Verdict

MAX_KEY_CHARS = 255

_LOCAL = Caller()


class JobDesk(JobWindow):
    """The desk of one installation. Close it, or use it as a context manager; nothing runs before `start_worker`.

    Args:
        book: Where jobs are kept.
        studio: Plans, judges and renders; it is closed with the desk.
        limits: What this installation takes on.
    """

    def __init__(self, book: JobQueue, studio: Studio, limits: JobLimits) -> None:
        super().__init__(book, studio)
        self.limits = limits
        self._runs = Runs()
        self._shelf = Shelf()
        self._intake: GroupCommit[Application, Answered] = GroupCommit(lambda batch: book.accept(batch, limits))
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
        super().close()

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
            BriefError: The key is empty or too long, or a text that is no Unicode.
            KeyReused: The key came before with another request.
            JobRefused: A limit is reached.
            NotFound: There is no such conversation or clip, or it is another tenant's.
            TextErased: The conversation was erased.
            StoreError: The database failed; nothing was accepted.
        """
        if key is not None and not 1 <= len(key) <= MAX_KEY_CHARS:
            raise BriefError(f"idempotency key {key!r} has {len(key)} characters; it must have 1..{MAX_KEY_CHARS}")
        _check_text(key=key, model=brief.model, tenant=caller.tenant, principal=caller.principal)
        _check_text(conversation_id=conversation_id, parent_clip_id=parent_clip_id)
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
        if accepted.n_ahead is None:
            return self._shown(accepted.job, caller)
        if self._crew is not None:
            self._crew.accepted()
        new = JobRecord.new(accepted.job, brief.request, n_ahead=accepted.n_ahead)
        return shown(new, self._studio, accepted.job.created_at)

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

    def acknowledge(self, clip_id: str, caller: Caller = _LOCAL) -> datetime:
        """Write down that the person who asks knows that a clip was generated by AI; once more does no harm.

        Args:
            clip_id: The clip.
            caller: The person.

        Returns:
            When they said so first.

        Raises:
            NotFound: There is no such clip, or it is another tenant's.
            StoreError: The database failed.
        """
        return self._book.acknowledge(clip_id, tenant=caller.tenant, principal=caller.principal)

    # Who works

    @property
    def planning(self) -> Planning:
        """One that plans and judges a job a step."""
        return Planning(self._book, self._studio, self.limits, bell=self._bell, shelf=self._shelf)

    @property
    def rendering(self) -> Rendering:
        """One that renders a job a step."""
        return Rendering(self._book, self._studio, self.limits, bell=self._bell, shelf=self._shelf, runs=self._runs)

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

    def _wake(self) -> None:
        if self._crew is not None:
            self._crew.wake()


def _check_text(**named: str | None) -> None:
    """Refuse what the database cannot keep before it is written together with what others asked for.

    Raises:
        BriefError: A text holds half of a surrogate pair.
    """
    for name, text in named.items():
        try:
            (text or "").encode()
        except UnicodeEncodeError:
            raise BriefError(f"{name} {text!r} is no text: it holds half of a surrogate pair") from None
