"""The threads of a worker: one that plans and judges, some that render, one that beats."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

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
        self._alarm = threading.Condition()
        self._rung = 0
        self._ending = False
        works = [("plan", planning.step), *(("render", rendering.step) for _ in range(n_rendering))]
        self._threads = [
            threading.Thread(target=self._work, args=(step,), name=f"reelwright-{name}", daemon=True)
            for name, step in works
        ]
        self._threads.append(threading.Thread(target=self._beat, args=(pulse,), name="reelwright-beat", daemon=True))

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Say that there may be something to do."""
        with self._alarm:
            self._rung += 1
            self._alarm.notify_all()

    def stop(self, timeout_s: float) -> None:
        """Stop; what is being rendered goes back into the queue.

        Args:
            timeout_s: How long renders may take to let go. One that has not by then can deliver nothing any more.

        Raises:
            StoreError: The database failed; what was being rendered goes back when its lease is over.
        """
        self._ending = True
        self._runs.stop(Stop.GIVEN_BACK)
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

    def _work(self, step: Callable[[], bool]) -> None:
        while not self._ending:
            with self._alarm:
                seen = self._rung
            pause_s = IDLE_S
            try:
                if step():
                    self.wake()  # what was planned can be rendered, and what is the same can be taken from the shelf
                    continue
            except AgentToolsError:
                _logger.exception("a step of the worker failed; it goes on in %s s", FAULT_S)
                pause_s = FAULT_S
            self._pause(seen, pause_s)

    def _beat(self, pulse: Pulse) -> None:
        while not self._ending:
            try:
                pulse.beat()
            except AgentToolsError:
                _logger.exception("the worker could not beat; its leases may run out")
            with self._alarm:
                self._alarm.wait_for(lambda: self._ending, BEAT_EVERY_S)

    def _pause(self, seen: int, seconds: float) -> None:
        with self._alarm:
            self._alarm.wait_for(lambda: self._ending or self._rung != seen, seconds)
