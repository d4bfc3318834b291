"""The desk of a world: the shipped one, with each call that reaches it written down.

This is where tool calls are observed. A language model, a client of HTTP or of MCP and a program in another language
all end here, and what a bot says that it called plays no part.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

from sqlalchemy import Dialect

from agent_tools.errors import NotFound, TextErased
from agent_tools.job.desk import JobDesk
from agent_tools.job.studio import Studio
from agent_tools.job.view import Answer, Approve, Caller, JobLimits, JobView, Revision
from agent_tools.material import Material
from agent_tools.schema import Brief, ClipView, Storyboard, ToolReply
from agent_tools.store.engine import WRITING
from agent_tools.store.job_queue import JobQueue
from agent_tools.store.view import DecisionView
from agent_tools.warm import OpenBackend
from policy.types import Decision, Quality

SIZE_FACTOR = 4
"""A reduced clip has a quarter of the width and of the height."""

_PACES = (6, 4, 3, 2)
_NOTE = re.compile(r"reduced for a test: a quarter of the size, one frame of (\d)")
_EXACT_S = 0.021  # half a frame of 24 a second: what the rounding to whole frames may cost at full pace, too
_MIN_PX = 64
_MOST = 1000
_LOCAL = Caller()
_INSIDE: ContextVar[bool] = ContextVar("reelwright_inside_a_call", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallRecord:
    """One call as it reached the service.

    Attributes:
        tool: `clip_create`, `clip_revise`, `clip_get`, `clip_check`, `clip_answer` or `clip_cancel`.
        args: What was asked for, under the names of the tools' arguments; what was left out is not there.
        job_id: The job that it began or is about; empty for none.
        error: Code of the fault that it ended in; empty for none.
    """

    tool: str
    args: dict[str, Any]
    job_id: str = ""
    error: str = ""


@dataclass
class CallLog:
    """Every call of one world, in the order in which they came."""

    calls: list[ToolCallRecord] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def call(self, tool: str, args: dict[str, Any]) -> Iterator[_Call]:
        """Write one call down, unless the service makes it by itself while it answers another."""
        told, error = _Call(), ""
        if _INSIDE.get():
            yield told
            return
        inside = _INSIDE.set(True)
        try:
            yield told
        except Exception as exc:
            error = str(getattr(exc, "code", type(exc).__name__))
            raise
        finally:
            _INSIDE.reset(inside)
            with self._lock:
                self.calls.append(ToolCallRecord(tool=tool, args=args, job_id=told.job_id, error=error))


@contextmanager
def quiet() -> Iterator[None]:
    """A block in which nothing is written down, because it is the service that looks."""
    inside = _INSIDE.set(True)
    try:
        yield
    finally:
        _INSIDE.reset(inside)


@dataclass
class _Call:
    job_id: str = ""


class WatchedBook(JobQueue):
    """The book of a world. Worlds ask the same questions of one database after another, and prepare them once."""

    _dialect: ClassVar[Dialect | None] = None
    _prepared: ClassVar[dict[Any, Any]] = {}

    def share(self) -> Self:
        """Take over what earlier books of this process have prepared."""
        cls = type(self)
        if cls._dialect is None:
            cls._dialect = self._reader.dialect
        self._reader.dialect = cls._dialect
        self._reader = self._reader.execution_options(compiled_cache=cls._prepared)
        self._writer = self._reader.execution_options(**WRITING)
        return self


class WatchedStudio(Studio):
    """The service of a world.

    Attributes:
        reduces: Whether what is rendered is made smaller than it was planned.
        log: Where calls are written down.
    """

    reduces: bool = False
    log: CallLog

    def use_models(self, backends: OpenBackend) -> None:
        """Open models another way from now on; a render that never comes back keeps what it has.

        Args:
            backends: Opens a model by name.
        """
        self._backends = backends

    def row(self, clip_id: str) -> ClipView:
        """The row of a clip, withdrawn or not.

        Raises:
            NotFound: There is none.
        """
        return self._store.get_clip(clip_id)

    def judged(self, decision_id: str) -> DecisionView:
        """A decision as it was written down.

        Raises:
            NotFound: It is not there.
        """
        try:
            return self._store.judged(decision_id).decision
        except TextErased:  # what was judged is gone, and what was decided is not
            found = next((each for each in self._store.decisions(_MOST) if each.id == decision_id), None)
        if found is None:
            raise NotFound(f"there is no decision {decision_id!r} among the last {_MOST}")
        return found

    def check(self, text: str, asked: Brief | None = None) -> Decision:
        """As the service does."""
        with self.log.call("clip_check", {"request": text}):
            return super().check(text, asked)

    def _board(self, brief: Brief, material: Material) -> Storyboard:
        board = super()._board(brief, material)
        return reduced(board) if self.reduces else board


def reduced(board: Storyboard) -> Storyboard:
    """The same storyboard in a size that is rendered at once; one that cannot be made so small stays as it is.

    Frames are left out, too, as many as can be without a shot or the clip becoming longer or shorter.

    Args:
        board: What was planned.
    """
    sides = (board.width_px, board.height_px)
    if any(px % (2 * SIZE_FACTOR) or px < _MIN_PX * SIZE_FACTOR for px in sides):
        return board
    pace = next((pace for pace in _PACES if board.fps % pace == 0 and _is_exact(board, board.fps // pace)), 1)
    return board.model_copy(
        update={
            "width_px": board.width_px // SIZE_FACTOR,
            "height_px": board.height_px // SIZE_FACTOR,
            "fps": board.fps // pace,
            "notes": (*board.notes, f"reduced for a test: a quarter of the size, one frame of {pace}"),
        }
    )


def reduction(notes: Sequence[str]) -> tuple[int, int]:
    """By how much a clip was reduced: its size, and its frames a second; 1 and 1 where it was not.

    Args:
        notes: Of its storyboard.
    """
    found = next((match for note in notes if (match := _NOTE.fullmatch(note))), None)
    return (1, 1) if found is None else (SIZE_FACTOR, int(found[1]))


def own_notes(notes: Sequence[str]) -> list[str]:
    """The notes of a planner, without that on the reduction.

    Args:
        notes: Of a storyboard.
    """
    return [note for note in notes if not _NOTE.fullmatch(note)]


def _is_exact(board: Storyboard, fps: int) -> bool:
    """Whether every shot, and all of them together, last as long in whole frames as they were planned to."""
    taken = [round(shot.duration_s * fps) / fps for shot in board.shots]
    apart = [abs(got - shot.duration_s) for got, shot in zip(taken, board.shots, strict=True)]
    return max(*apart, abs(sum(taken) - board.duration_s)) <= _EXACT_S


class WatchedDesk(JobDesk):
    """The desk of a world.

    Args:
        book: Where jobs are kept.
        studio: Plans, judges and renders.
        limits: What this installation takes on.
        log: Where calls are written down.

    Attributes:
        log: Where calls are written down.
        seed: The seed of requests that name none; None for what is drawn from their words.
    """

    def __init__(self, book: JobQueue, studio: WatchedStudio, limits: JobLimits, log: CallLog) -> None:
        super().__init__(book, studio, limits)
        self._watched = studio
        self.log = log
        self.seed: int | None = None

    def reopen(self, book: JobQueue, studio: WatchedStudio) -> None:
        """End, and begin again over other connections; a bot that holds this desk goes on with it.

        Args:
            book: Where jobs are kept.
            studio: Plans, judges and renders.
        """
        self.close()
        super().__init__(book, studio, self.limits)
        self._watched = studio

    @property
    def service(self) -> WatchedStudio:
        """Everything about clips that is no job."""
        return self._watched

    def changed(self, job_id: str, *, since: int, timeout_s: float) -> bool:
        """Wait until a job has changed, without looking at it.

        Args:
            job_id: The job.
            since: The version that is known.
            timeout_s: How long at most.
        """
        return self._bell.wait(job_id, since, timeout_s)

    @property
    def works(self) -> bool:
        """Whether a worker works."""
        return self._crew is not None

    def lose_worker(self) -> tuple[str, ...]:
        """Let the worker stand where it is for good; it gives nothing back, and nobody waits for it.

        Returns:
            The leases that it still holds.
        """
        lost = self._runs.all()
        for run in lost:
            self._runs.leave(run)
        self.stop_worker(timeout_s=0.0)
        return tuple(run.lease.token for run in lost)

    def submit(  # as the desk has it
        self,
        brief: Brief,
        caller: Caller = _LOCAL,
        *,
        key: str | None = None,
        approve: Approve = Approve.NEVER,
        conversation_id: str | None = None,
        parent_clip_id: str | None = None,
    ) -> JobView:
        """As the desk does."""
        with self.log.call("clip_create", _created(brief)) as call:
            job = super().submit(
                brief if brief.seed is not None else brief.model_copy(update={"seed": self.seed}),
                caller,
                key=key,
                approve=approve,
                conversation_id=conversation_id,
                parent_clip_id=parent_clip_id,
            )
            call.job_id = job.id
            return job

    def revise(
        self,
        clip_id: str,
        changes: Revision,
        caller: Caller = _LOCAL,
        *,
        key: str | None = None,
        approve: Approve = Approve.NEVER,
    ) -> JobView:
        """As the desk does."""
        args = {"clip_id": clip_id, **changes.model_dump(mode="json", exclude_none=True)}
        with self.log.call("clip_revise", args) as call:
            job = super().revise(clip_id, changes, caller, key=key, approve=approve)
            call.job_id = job.id
            return job

    def answer(self, job_id: str, answer: Answer, caller: Caller = _LOCAL) -> JobView:
        """As the desk does."""
        args = {"job_id": job_id, **answer.model_dump(mode="json", exclude_none=True)}
        with self.log.call("clip_answer", args) as call:
            call.job_id = job_id
            return super().answer(job_id, answer, caller)

    def cancel(self, job_id: str, caller: Caller = _LOCAL) -> JobView:
        """As the desk does."""
        with self.log.call("clip_cancel", {"job_id": job_id}) as call:
            call.job_id = job_id
            return super().cancel(job_id, caller)

    def get(self, job_id: str, caller: Caller = _LOCAL) -> JobView:
        """As the desk does."""
        with self.log.call("clip_get", {"id": job_id}) as call:
            call.job_id = job_id
            return super().get(job_id, caller)

    def clip(self, clip_id: str, caller: Caller = _LOCAL) -> ToolReply:
        """As the desk does."""
        with self.log.call("clip_get", {"id": clip_id}):
            return super().clip(clip_id, caller)

    def open_clip(self, clip_id: str, caller: Caller = _LOCAL) -> Path:
        """As the desk does."""
        with quiet():
            return super().open_clip(clip_id, caller)

    def watch(
        self, job_id: str, caller: Caller = _LOCAL, *, since: int = -1, timeout_s: float = 15.0
    ) -> JobView | None:
        """As the desk does."""
        with quiet():
            return super().watch(job_id, caller, since=since, timeout_s=timeout_s)

    async def watch_async(
        self, job_id: str, caller: Caller = _LOCAL, *, since: int = -1, timeout_s: float = 15.0
    ) -> JobView | None:
        """As the desk does."""
        with quiet():
            return await super().watch_async(job_id, caller, since=since, timeout_s=timeout_s)


def _created(brief: Brief) -> dict[str, Any]:
    """What was asked for, under the names of `clip_create`."""
    args: dict[str, Any] = {"request": brief.request}
    for name in ("duration_s", "aspect_ratio", "style", "seed"):
        value = getattr(brief, name)
        if value is not None:
            args[name] = value
    if brief.quality is not Quality.STANDARD:
        args["quality"] = brief.quality.value
    if brief.invented:
        args["invented_names"] = list(brief.invented)
    return args
