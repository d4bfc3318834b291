"""The time of one scenario: it begins where the scenario says, goes on by itself, and is moved where a step says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SceneClock:
    """A clock that ticks from a given moment.

    It goes on, because a service orders what it writes by time, and a clock that stood still would give everything the
    same.

    Args:
        start: The first moment, aware; None for now.
        ticks: Seconds that never go back; given in tests.
    """

    def __init__(self, start: datetime | None = None, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._begun = ticks()
        self._start = datetime.now(UTC) if start is None else start.astimezone(UTC)

    def __call__(self) -> datetime:
        """The moment that it is now, aware, in UTC."""
        return self._start + timedelta(seconds=self._ticks() - self._begun)

    def move(self, seconds: float) -> None:
        """Let time pass.

        Args:
            seconds: How much, 0 or more.

        Raises:
            ValueError: It is negative.
        """
        if seconds < 0:
            raise ValueError(f"seconds are {seconds!r}, must be 0 or more: time does not go back")
        self._start += timedelta(seconds=seconds)
