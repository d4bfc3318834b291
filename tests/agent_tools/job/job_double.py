"""What the tests of jobs share: desks over one home, a clock set by hand, and a backend that waits when told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from agent_tools.job.desk import JobDesk
from agent_tools.job.studio import Studio
from agent_tools.job.view import Caller, JobLimits, JobState, JobView
from agent_tools.settings import Settings
from agent_tools.store.job_queue import JobQueue
from generator.backend.stub import StubBackend

if TYPE_CHECKING:
    from generator.types import Backend, Frame, ModelInfo, RenderedShot
    from policy.types import Permit

TIMEOUT_S = 120.0
"""How long a test waits for another thread before it fails; far longer than anything takes."""


class Clock:
    """The time, as a test sets it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def open_desk(
    settings: Settings,
    backends: Callable[[str], Backend] | None = None,
    *,
    clock: Clock | None = None,
    **limits: float,
) -> JobDesk:
    """A desk with its own connections, as another process would have one."""
    book = JobQueue.open_url(settings.database_url, **({} if clock is None else {"clock": clock}))
    studio = Studio.over(book, settings, backends or stubs)
    return JobDesk(book, studio, JobLimits.model_validate(limits))


def stubs(_model: str) -> Backend:
    return StubBackend()


class Pausing:
    """A stub that stops at a point of its render until it is let go, and counts its renders."""

    POINTS = ("load", "denoise", "frames", "last frame")

    def __init__(self, point: str = "") -> None:
        self._point = point
        self.reached, self.go = threading.Event(), threading.Event()
        self.n_renders = 0

    @property
    def info(self) -> ModelInfo:
        self._pause("load")
        return StubBackend().info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        self.n_renders += 1
        progress("denoise", 0.3)
        self._pause("denoise")
        progress("denoise", 0.6)
        made = StubBackend().render(permit, shot, progress=progress)
        frames = self._frames(made.frames)
        return type(made)(frames=frames, n_frames=made.n_frames, steps=made.steps, notes=made.notes)

    def _frames(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        yield next(frames)
        self._pause("frames")
        yield from frames
        self._pause("last frame")

    def _pause(self, point: str) -> None:
        if point == self._point:
            self.reached.set()
            assert self.go.wait(TIMEOUT_S)


class Thread:
    """A function in a thread of its own; leaving the block waits for it and raises what it raised."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._function = function

    def __enter__(self) -> None:
        self._done = self._pool.submit(self._function)

    def __exit__(self, kind: type[BaseException] | None, *_exc: object) -> None:
        if kind is None:
            self._done.result(TIMEOUT_S)
        self._pool.shutdown(wait=kind is None)


def planned(desk: JobDesk, job: JobView) -> JobView:
    """The job after it was planned and judged."""
    assert desk.planning.step()
    return desk.get(job.id, Caller(tenant=job.tenant))


def done(desk: JobDesk, job: JobView) -> JobView:
    """The job after it was planned and rendered."""
    assert planned(desk, job).state is JobState.QUEUED
    assert desk.rendering.step()
    return desk.get(job.id, Caller(tenant=job.tenant))
