"""The calls behind the tools: a model's arguments and the surface's own knowledge go to the desk, job views come back.

Nothing is decided here. A call that is repeated finds the job that it began: its key is a digest of who asks, in which
conversation, after which words, and for what.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from agent_tools.errors import BriefError, JobRefused, NotWaiting
from agent_tools.job import Answer, Approve, Caller, JobState, JobView, QuestionKind
from agent_tools.schema import Brief
from policy.types import Quality, Use

if TYPE_CHECKING:
    from agent_tools.job.desk import JobDesk
    from agent_tools.schema import ToolReply
    from agent_tools.tool.request import CheckRequest, CreateRequest, ReviseRequest
    from policy.types import Decision

MAX_TRIES = 100
"""Jobs that may end without a clip under one call before the same call is refused."""

Tell = Callable[[JobView], None]
"""Takes each change of a job that is waited for."""

TellAsync = Callable[[JobView], Awaitable[None]]

_T = TypeVar("_T")
_WATCH_S = 5.0
_JOB = "job_"
_UNMADE = frozenset({JobState.FAILED, JobState.CANCELLED})


def settled(job: JobView) -> bool:
    """Whether waiting longer changes nothing: it has ended, or a person has to answer."""
    return job.state.final or job.state is JobState.NEEDS_ANSWER


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """What the surface knows by itself, and no language model can say.

    Attributes:
        caller: Whose jobs they are, and which person asks.
        model: The video model.
        groups: The groups that the person belongs to.
        use: What the clips are for.
        territory: Where they will be shown, ISO 3166-1 alpha-2; None for not said.
        approve: When a person has to approve the storyboard.
    """

    caller: Caller = field(default_factory=Caller)
    model: str = "flipbook"
    groups: tuple[str, ...] = ()
    use: Use = Use.PERSONAL
    territory: str | None = None
    approve: Approve = Approve.NEVER

    def brief(self, request: str, turns: tuple[str, ...] = (), **options: object) -> Brief:
        """A request of this asker.

        Args:
            request: What is asked for.
            turns: What the person typed before, oldest first.
            **options: Fields of `Brief` that a model may fill in.

        Raises:
            BriefError: A field is out of its range.
        """
        try:
            return Brief.model_validate(
                {
                    "request": request,
                    "turns": turns,
                    "model": self.model,
                    "requester": self.caller.principal or None,
                    "groups": self.groups,
                    "use": self.use,
                    "territory": self.territory,
                    **options,
                }
            )
        except ValidationError as exc:
            raise BriefError("; ".join(f"{error['loc'][0]}: {error['msg']}" for error in exc.errors())) from exc


class ClipCalls:
    """What the tools of one asker do.

    Args:
        desk: Where jobs are submitted and looked at.
        asker: Who asks, as the surface knows them.
        anew: Ends after which the same call begins another job instead of telling the old end again.
    """

    def __init__(self, desk: JobDesk, asker: Asker, *, anew: frozenset[JobState] = _UNMADE) -> None:
        self._desk = desk
        self._asker = asker
        self._anew = anew

    def create(self, asked: CreateRequest, *, turns: tuple[str, ...] = (), conversation: str = "") -> JobView:
        """The job of a request; the same job when the call is repeated.

        Args:
            asked: The model's arguments.
            turns: What the person typed in the conversation, oldest first.
            conversation: What tells it from others; empty where it has no name.

        Raises:
            BriefError: A field is out of range, or an invented name is none of the person's own words.
            JobError: The job is not accepted.
        """
        _typed_by_person(asked.invented_names, turns)
        brief = self._asker.brief(
            asked.request,
            turns,
            duration_s=asked.duration_s,
            aspect_ratio=asked.aspect_ratio,
            style=asked.style or None,
            quality=Quality(asked.quality),
            seed=asked.seed,
            invented=tuple(asked.invented_names),
        )
        key = self._key("create", brief.model_dump(mode="json"), conversation)
        desk, asker = self._desk, self._asker
        return self._begin(key, lambda key: desk.submit(brief, asker.caller, key=key, approve=asker.approve))

    def revise(self, asked: ReviseRequest, *, turns: tuple[str, ...] = (), conversation: str = "") -> JobView:
        """The job of a new version of a clip; the same job when the call is repeated.

        Args:
            asked: The model's arguments.
            turns: What the person typed in the conversation; it tells a repeated call from a second wish.
            conversation: As of `create`.

        Raises:
            BriefError: Nothing is to be otherwise.
            NotFound: There is no such clip.
            JobError: The job is not accepted.
        """
        changes = asked.revision()
        if not changes.model_dump(exclude_none=True):
            raise BriefError("nothing is to be otherwise; give `request` or at least one option")
        told = {"clip_id": asked.clip_id, "turns": turns, **changes.model_dump(mode="json")}
        key = self._key("revise", told, conversation)
        desk, asker, clip_id = self._desk, self._asker, asked.clip_id
        return self._begin(key, lambda key: desk.revise(clip_id, changes, asker.caller, key=key, approve=asker.approve))

    def job(self, job_id: str) -> JobView:
        """One job.

        Raises:
            NotFound: This asker has none of that id.
        """
        return self._desk.get(job_id, self._asker.caller)

    def find(self, any_id: str) -> JobView | ToolReply:
        """A job by its id, or a clip by its own.

        Raises:
            NotFound: This asker has neither.
        """
        return self.job(any_id) if any_id.startswith(_JOB) else self._desk.clip(any_id, self._asker.caller)

    def check(self, asked: CheckRequest) -> Decision:
        """What the policy says of a request.

        Raises:
            BriefError: The request is empty or too long.
            StoreError: The decision cannot be written down.
        """
        return self._desk.service.check(asked.request, self._asker.brief(asked.request))

    def answer(self, job: JobView, *, accept: bool) -> JobView:
        """Pass on what a person said to the question of a job; where it was answered elsewhere first, that holds.

        Args:
            job: The job as the person saw it; an answer to an earlier question never answers a later one.
            accept: Whether they said yes.

        Raises:
            NotWaiting: The job, as the person saw it, asked nothing.
        """
        if job.question is None:
            raise NotWaiting(f"job {job.id!r} is {job.state.value!r} and asks nothing")
        said = Answer(question_id=job.question.id, action="accept" if accept else "decline")
        try:
            return self._desk.answer(job.id, said, self._asker.caller)
        except NotWaiting:
            return self.job(job.id)

    def cancel(self, job: JobView) -> None:
        """Ask for the end of a job; one that has ended stays as it is."""
        self._desk.cancel(job.id, self._asker.caller)

    def follow(self, job: JobView, wait_s: float, tell: Tell) -> JobView:
        """Wait until a job has ended or asks something, or the time is over.

        Args:
            job: The job as last seen.
            wait_s: Most seconds, 0..25.
            tell: Told of each change.
        """
        until = monotonic() + wait_s
        while not settled(job) and (left := until - monotonic()) > 0:
            seen = self._desk.watch(job.id, self._asker.caller, since=job.version, timeout_s=min(left, _WATCH_S))
            if seen is not None:
                job = seen
                tell(job)
        return job

    async def follow_async(
        self, job: JobView, wait_s: float, tell: TellAsync, *, enough: Callable[[JobView], bool] = settled
    ) -> JobView:
        """As `follow`, without a thread that waits.

        Args:
            job: The job as last seen.
            wait_s: Most seconds, 0..25.
            tell: Told of each change.
            enough: Whether it need not be waited for any longer.
        """
        until = monotonic() + wait_s
        caller = self._asker.caller
        while not enough(job) and (left := until - monotonic()) > 0:
            seen = await self._desk.watch_async(job.id, caller, since=job.version, timeout_s=min(left, _WATCH_S))
            if seen is not None:
                job = seen
                await tell(job)
        return job

    async def begin_async(self, begin: Callable[[], _T]) -> _T:
        """Begin a job in a thread; when the caller goes away meanwhile, the job is cancelled as soon as it has an id.

        Args:
            begin: Submits it.
        """
        begun = asyncio.ensure_future(asyncio.to_thread(begin))
        try:
            return await asyncio.shield(begun)
        except asyncio.CancelledError:
            begun.add_done_callback(self._cancel_begun)
            raise

    def _cancel_begun(self, begun: asyncio.Future[_T]) -> None:
        job = None if begun.cancelled() or begun.exception() is not None else begun.result()
        if isinstance(job, JobView):
            self.cancel(job)

    def _begin(self, key: str, submit: Callable[[str], JobView]) -> JobView:
        """The job of this key, or of its next number when the one before came to nothing.

        Raises:
            JobRefused: It came to nothing too often.
        """
        asked_at = self._desk.now()
        for number in range(MAX_TRIES):
            job = submit(f"{key}.{number}")
            if job.created_at >= asked_at or not self._over(job):
                return job
        raise JobRefused(f"this request came to nothing {MAX_TRIES} times; it is not begun again by the same call")

    def _over(self, job: JobView) -> bool:
        """Whether an earlier job of the same call is in the way of a new one.

        One that waits for consent is: whether there is one by now is for the gate to find, never for a call to say.
        """
        if job.question is not None and job.question.kind is QuestionKind.CONSENT:
            self.cancel(job)
            return True
        return job.cancelling or job.state in self._anew

    def _key(self, kind: str, told: dict[str, Any], conversation: str) -> str:
        whole = [kind, self._asker.caller.principal, self._asker.approve.value, conversation, told]
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return f"{kind}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _typed_by_person(names: list[str], turns: tuple[str, ...]) -> None:
    """Refuse that a model declares names to be invented which the person never wrote.

    Raises:
        BriefError: One of them is in none of the turns, though there are turns.
    """
    typed = " ".join(turns).casefold()
    unheard = [name for name in names if turns and name.casefold() not in typed]
    if unheard:
        raise BriefError(
            f"invented_names holds {unheard!r}, which the person never wrote; only they can say that a name is invented"
        )
