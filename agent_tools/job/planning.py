"""Plans and judges the jobs that were just accepted or answered, in a thread of its own: no render is waited for."""

from __future__ import annotations

import logging

from agent_tools import reply
from agent_tools.errors import JobRefused, LeaseLost, StoreError
from agent_tools.job import question
from agent_tools.job.bell import Bell
from agent_tools.job.estimate import content_digest, work_of
from agent_tools.job.state import Event
from agent_tools.job.studio import Order, Studio
from agent_tools.job.view import LOCAL, JobLimits
from agent_tools.planner.errors import PlanError
from agent_tools.schema import Brief, Storyboard, ToolReply
from agent_tools.store.job_book import over_budget
from agent_tools.store.job_queue import Drawn, JobQueue
from agent_tools.store.job_view import Job
from agent_tools.worker import this_worker
from policy.errors import PermitError
from policy.types import Decision, Verdict

_logger = logging.getLogger(__name__)


class Shelf:
    """The weights of the models that this process has loaded; a clip is taken from the shelf only where they agree."""

    def __init__(self) -> None:
        self._weights: dict[str, str] = {}

    def put(self, model: str, weights: str) -> None:
        """Say with which weights a model draws in this process."""
        self._weights[model] = weights

    def clip(self, book: JobQueue, studio: Studio, job: Job, content_digest: str | None) -> str | None:
        """A clip that is there already and is what a job would make; None where there is none.

        Args:
            book: Where jobs are found.
            studio: Where clips are stored.
            job: The job, judged.
            content_digest: Of what it would show and say; None where that is not to be shared.

        Raises:
            AgentToolsError: The database or the store of clips failed.
        """
        weights = self._weights.get(job.model)
        if content_digest is None or weights is None:
            return None
        found = book.cached(job.tenant, content_digest, weights)
        return found[0] if found is not None and studio.stored(found[1]) else None


class Planning:
    """Plans and judges.

    Args:
        book: Where jobs are kept.
        studio: Plans and judges one.
        limits: What this installation takes on.
        bell: Told of every change.
        shelf: Clips that are there already.
    """

    def __init__(self, book: JobQueue, studio: Studio, limits: JobLimits, *, bell: Bell, shelf: Shelf) -> None:
        self._book = book
        self._studio = studio
        self._limits = limits
        self._bell = bell
        self._shelf = shelf

    def step(self) -> bool:
        """Plan or judge one job.

        Returns:
            Whether there was one.

        Raises:
            StoreError: The database failed; the job is tried again when its lease is over.
        """
        job = self._book.claim_planning(this_worker(), self._limits)
        if job is None:
            return False
        self._bell.ring(job.id, job.version, settled=job.state.settled)
        done: Job | None
        try:
            done = self._plan(job)
        except LeaseLost:
            return True  # it was cancelled meanwhile, or taken over
        except (*reply.FAULTS, PlanError) as fault:
            if isinstance(fault, StoreError):
                raise
            done = self._ended(job, Event.FAILED, reply.failed(fault))
        except Exception as fault:
            _logger.exception("job %s could not be planned", job.id)
            done = self._ended(job, Event.FAILED, mishap(fault))
        if done is not None:
            self._bell.ring(done.id, done.version, settled=done.state.settled)
        return True

    def _plan(self, job: Job) -> Job:
        order = self._order(job)
        decision = self._studio.review(order)
        match decision.verdict:
            case Verdict.BLOCK:
                return self._book.end(job.held, Event.BLOCKED, reply.refused(decision))
            case Verdict.ASK:
                return self._asked(job, order, decision)
            case Verdict.ALLOW:
                return self._allowed(job, order, decision)

    def draft(self, brief: Brief, *, asker: str) -> tuple[Storyboard, Decision, float | None]:
        """What would be rendered, whether it may be, and the seconds that this would take; no job comes of it.

        Args:
            brief: The request.
            asker: Who asks, for whoever is blocked again and again.

        Returns:
            The storyboard, the decision, and the seconds, None where nothing is known.

        Raises:
            PlanError: The request names nothing that could be shown.
            AgentToolsError: The decision cannot be written down.
        """
        board = self._studio.plan(brief)
        decision = self._studio.judge(brief, board, asker=asker)
        pace = self._book.seconds_per_work(brief.model)
        return board, decision, None if pace is None else pace * work_of(board, brief)

    def _order(self, job: Job) -> Order:
        brief = self._book.brief(job)
        if job.brief_id is None or job.storyboard_id is None:
            brief_id, board_id, board = self._studio.draw_up(brief, conversation_id=job.conversation_id)
        else:
            brief_id, board_id, board = job.brief_id, job.storyboard_id, self._book.board(job)
        return order_of(job, brief, brief_id=brief_id, storyboard_id=board_id, storyboard=board)

    def _asked(self, job: Job, order: Order, decision: Decision) -> Job:
        asked = question.of_decision(decision)
        if asked is None:  # only another request could change that
            return self._book.end(job.held, Event.BLOCKED, reply.refused(decision))
        return self._book.asked(job.held, self._drawn(job, order, decision), asked, ttl_s=self._limits.ttl_s)

    def _allowed(self, job: Job, order: Order, decision: Decision) -> Job:
        drawn = self._drawn(job, order, decision)
        if question.wants_approval(job, drawn.work, self._limits):
            asked = question.of_storyboard(order.storyboard, drawn.estimated_s)
            return self._book.asked(job.held, drawn, asked, ttl_s=self._limits.ttl_s)
        clip_id = self._shelf.clip(self._book, self._studio, job, drawn.content_digest)
        if clip_id is not None:
            return self._book.complete(job.held, clip_id, drawn)
        used = self._book.work_used(job)
        if used + drawn.work > self._limits.work_per_day:
            raise JobRefused(over_budget(used, drawn.work, self._limits))
        return self._book.planned(job.held, drawn)

    def _drawn(self, job: Job, order: Order, decision: Decision) -> Drawn:
        work = work_of(order.storyboard, order.brief)
        pace = self._book.seconds_per_work(job.model)
        digest = None
        if decision.verdict is Verdict.ALLOW:
            if decision.permit is None:
                raise PermitError(f"decision {decision.id!r} allows and gives no permit")
            digest = content_digest(order.storyboard, order.brief, decision.permit)
        return Drawn(
            brief_id=order.brief_id,
            storyboard_id=order.storyboard_id,
            decision_id=decision.id,
            work=work,
            estimated_s=None if pace is None else pace * work,
            content_digest=digest,
        )

    def _ended(self, job: Job, event: Event, told: ToolReply) -> Job | None:
        try:
            return self._book.end(job.held, event, told)
        except LeaseLost:
            return None


def order_of(job: Job, brief: Brief, *, brief_id: str, storyboard_id: str, storyboard: Storyboard) -> Order:
    """What is judged and rendered for a job.

    Args:
        job: The job.
        brief: Its request.
        brief_id: The row of that.
        storyboard_id: The row of what is to be rendered.
        storyboard: What is to be rendered.
    """
    shown_to = job.principal or brief.requester or f"conversation:{job.conversation_id}"
    # The same name in another tenant is another person.
    own = job.tenant == LOCAL or shown_to.startswith(f"{job.tenant}/")
    asker = shown_to if own else f"{job.tenant}/{shown_to}"
    return Order(
        brief=brief,
        brief_id=brief_id,
        storyboard=storyboard,
        storyboard_id=storyboard_id,
        asker=asker,
        shown_to=shown_to,
    )


def mishap(fault: Exception) -> ToolReply:
    """The reply to a mistake of the program; what it says may hold words of the request and is not told.

    Args:
        fault: The mistake.
    """
    return ToolReply(
        status="failed",
        message=f"The program failed ({type(fault).__name__}); whoever runs it finds more in its log.",
        error_code="agent_tools.fault",
    )
