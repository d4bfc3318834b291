"""Tells whoever waits for a job that it has changed, without a thread or a question to the database for each of them.

A change in this process is told at once. For changes by other processes one thread looks for all waiters together: it
asks SQLite whether anybody wrote at all, and only then for the versions of the jobs that are waited for.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Self

from agent_tools.errors import StoreError

LOOK_EVERY_S = 0.1
"""How often changes by other processes are looked for while somebody waits."""

Versions = Callable[[Iterable[str]], Mapping[str, int]]
_logger = logging.getLogger(__name__)


class Bell:
    """Rings for jobs.

    Args:
        versions: The versions of these jobs in the database.
        written: A number that changes when anybody writes into the database; called from one thread only.
    """

    def __init__(self, versions: Versions, written: Callable[[], int]) -> None:
        self._versions = versions
        self._written = written
        self._changed = threading.Condition()
        self._waiters: dict[str, list[_Waiter]] = {}
        self._looker: threading.Thread | None = None
        self._closed = False

    def ring(self, job_id: str, version: int, *, settled: bool = True) -> None:
        """Say that a job has this version now.

        Args:
            job_id: The job.
            version: Its version.
            settled: Whether it goes on by itself no more, or that is not known.
        """
        with self._changed:
            waiters = [
                each
                for each in self._waiters.get(job_id, ())
                if each.since < version and (settled or not each.until_settled)
            ]
        for waiter in waiters:
            waiter.wake()

    def wait(self, job_id: str, since: int, timeout_s: float, *, until_settled: bool = False) -> bool:
        """Wait until a job has a higher version.

        Args:
            job_id: The job.
            since: The version that is known.
            timeout_s: How long at most.
            until_settled: Whether versions in which it goes on by itself need not be told.

        Returns:
            Whether it has.
        """
        event = threading.Event()
        with _Waiting(self, job_id, _Waiter(since, event.set, until_settled=until_settled)) as waiting:
            return waiting.late() or event.wait(timeout_s)

    async def wait_async(self, job_id: str, since: int, timeout_s: float) -> bool:
        """The same on an event loop, where a waiter costs no thread."""
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        with _Waiting(self, job_id, _Waiter(since, lambda: _on_loop(loop, event.set))) as waiting:
            if await asyncio.to_thread(waiting.late):
                return True
            try:
                await asyncio.wait_for(event.wait(), timeout_s)
            except TimeoutError:
                return False
            return True

    def close(self) -> None:
        """Wake everybody, and stop looking."""
        with self._changed:
            self._closed = True
            waiters = [each for some in self._waiters.values() for each in some]
            looker = self._looker
            self._changed.notify_all()
        for waiter in waiters:
            waiter.wake()
        if looker is not None and looker is not threading.current_thread():
            looker.join()

    def _enter(self, job_id: str, waiter: _Waiter) -> None:
        with self._changed:
            self._waiters.setdefault(job_id, []).append(waiter)
            if self._looker is None and not self._closed:
                self._looker = threading.Thread(target=self._look, name="reelwright-bell", daemon=True)
                self._looker.start()
            self._changed.notify_all()

    def _leave(self, job_id: str, waiter: _Waiter) -> None:
        with self._changed:
            left = [each for each in self._waiters.get(job_id, ()) if each is not waiter]
            if left:
                self._waiters[job_id] = left
            else:
                self._waiters.pop(job_id, None)

    def _look(self) -> None:
        seen = -1
        while True:
            with self._changed:
                # Whoever begins to wait looks once by itself, so that the first look is due after a pause, too.
                self._changed.wait_for(lambda: self._closed, timeout=LOOK_EVERY_S)
                self._changed.wait_for(lambda: self._closed or bool(self._waiters))
                if self._closed:
                    return
                wanted = list(self._waiters)
            try:
                written = self._written()
                if written != seen:
                    for job_id, version in self._versions(wanted).items():
                        self.ring(job_id, version)
                    seen = written
            except StoreError:
                _logger.exception("changes of jobs could not be looked for")

    def version(self, job_id: str) -> int:
        """The version of a job in the database; -1 where there is none."""
        return self._versions([job_id]).get(job_id, -1)


class _Waiter:
    """Somebody who waits for a version above `since`, or for such a one in which the job is settled."""

    def __init__(self, since: int, wake: Callable[[], object], *, until_settled: bool = False) -> None:
        self.since = since
        self.wake = wake
        self.until_settled = until_settled


class _Waiting:
    """Somebody is among the waiters for as long as the block lasts."""

    def __init__(self, bell: Bell, job_id: str, waiter: _Waiter) -> None:
        self._bell = bell
        self._job_id = job_id
        self._waiter = waiter

    def __enter__(self) -> Self:
        self._bell._enter(self._job_id, self._waiter)
        return self

    def late(self) -> bool:
        """Whether the change came before anybody could be told."""
        return self._bell.version(self._job_id) > self._waiter.since

    def __exit__(self, *_exc: object) -> None:
        self._bell._leave(self._job_id, self._waiter)


def _on_loop(loop: asyncio.AbstractEventLoop, wake: Callable[[], object]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(wake)


def deadline(timeout_s: float) -> Callable[[], float]:
    """A function that says how many seconds are left, never below 0.

    Args:
        timeout_s: How many there are now.
    """
    ends = time.monotonic() + timeout_s
    return lambda: max(0.0, ends - time.monotonic())
