"""The threads of a worker: one that plans and judges, some that render, one that beats."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable
from weakref import WeakSet

from agent_tools.errors import AgentToolsError, LeaseLost
from agent_tools.job.bell import deadline
from agent_tools.job.planning import Planning
from agent_tools.job.pulse import BEAT_EVERY_S, Pulse
from agent_tools.job.rendering import Rendering, Runs, Stop
from agent_tools.store.job_queue import JobQueue

IDLE_S = 0.2
"""How often work that other processes left is looked for; what comes in this process is told at once."""
FAULT_S = 1.0
"""How long a thread waits after the database failed."""
SEEN_OUT_S = 600.0
"""How long the end of the process waits for threads that were still loading a model when they were told to stop.

On two busy cores a process took 33 s to let go of one, and a thread that is left aborts it; this only bounds a load
that never ends.
"""

_logger = logging.getLogger(__name__)


class Crew:
    """Works until it is told to stop.

    Args:
        book: Where jobs are kept.
        planning: Plans and judges.
        rendering: Renders.
        pulse: Beats.
        runs: The jobs that are rendered now.
        n_rendering: How many are rendered at once.
    """

    def __init__(
        self, book: JobQueue, *, planning: Planning, rendering: Rendering, pulse: Pulse, runs: Runs, n_rendering: int
    ) -> None:
        self._book = book
        self._runs = runs
        self._planners, self._renderers = _Alarm(), _Alarm()
        self._ended = threading.Event()
        plans = ("plan", planning.step, self._planners)
        renders = ("render", rendering.step, self._renderers)
        self._threads = [
            threading.Thread(target=self._work, args=(step, alarm), name=f"reelwright-{name}", daemon=True)
            for name, step, alarm in (plans, *(renders for _ in range(n_rendering)))
        ]
        self._threads.append(threading.Thread(target=self._beat, args=(pulse,), name="reelwright-beat", daemon=True))

    def start(self) -> None:
        """Begin to work."""
        self._runs.open()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be something to do."""
        self._planners.ring()
        self._renderers.ring()

    def accepted(self) -> None:
        """Say that a job has come; it is planned before anything of it can be rendered."""
        self._planners.ring()

    def stop(self, timeout_s: float) -> None:
        """Stop; what is being rendered goes back into the queue.

        A render lets go between two steps, but not while a model is loaded. One that has not in time is waited for
        once more when the process ends.

        Args:
            timeout_s: How long renders may take to let go. One that has not by then can deliver nothing any more.

        Raises:
            StoreError: The database failed; what was being rendered goes back when its lease is over.
        """
        self._ended.set()
        self._runs.close(Stop.GIVEN_BACK)
        self.wake()
        left = deadline(timeout_s)
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(left())
        for run in self._runs.all():
            try:
                self._book.give_back(run.lease, counts=False)
            except LeaseLost:
                continue  # it came to its end in this moment
        _LATE.update(thread for thread in self._threads if thread.is_alive())

    def _work(self, step: Callable[[], bool], alarm: _Alarm) -> None:
        while not self._ended.is_set():
            seen = alarm.rung
            pause_s = IDLE_S
            try:
                if step():
                    # What was planned can be rendered, and what is the same as that can be taken from the shelf.
                    self._renderers.ring()
                    continue
            except AgentToolsError:
                _logger.exception("a step of the worker failed; it goes on in %s s", FAULT_S)
                pause_s = FAULT_S
            alarm.wait(seen, pause_s, self._ended.is_set)

    def _beat(self, pulse: Pulse) -> None:
        while not self._ended.is_set():
            try:
                pulse.beat()
            except AgentToolsError:
                _logger.exception("the worker could not beat; its leases may run out")
            self._ended.wait(BEAT_EVERY_S)


_LATE: WeakSet[threading.Thread] = WeakSet()
"""Threads that were told to stop and had not let go in time."""


@atexit.register
def _see_out() -> None:
    """Wait for threads before the interpreter goes: it ends those that are left wherever they are.

    Inside a library's C++ code, such as an import of torch, that end is `std::terminate`, and the process is aborted.
    """
    left = deadline(SEEN_OUT_S)
    for thread in tuple(_LATE):
        if thread is not threading.current_thread():
            thread.join(left())


class _Alarm:
    """Wakes the threads of one kind of work."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = 0

    @property
    def rung(self) -> int:
        """How often it was rung."""
        with self._changed:
            return self._rung

    def ring(self) -> None:
        """Wake them."""
        with self._changed:
            self._rung += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float, ended: Callable[[], bool]) -> None:
        """Wait until it has been rung.

        Args:
            seen: How often it had been rung before there was nothing to do.
            seconds: How long at most.
            ended: Whether nothing more is to be done; what makes it so rings.
        """
        with self._changed:
            self._changed.wait_for(lambda: ended() or self._rung != seen, seconds)
