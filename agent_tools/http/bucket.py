"""Rate limits: a bucket of tokens for each who asks, which fills again at an even pace.

Time is monotonic, so a clock that is set back lets nobody in and locks nobody out.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MAX_BUCKETS = 10_000


class Buckets:
    """One bucket for each name; not for use from several threads.

    Args:
        rate_per_s: Tokens that flow in, above 0.
        burst: Tokens that a full bucket holds, at least 1.
        clock: Monotonic seconds; given in tests.
    """

    def __init__(self, rate_per_s: float, burst: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate_per_s
        self._burst = float(burst)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> float:
        """Take a token.

        Args:
            name: Whose bucket.

        Returns:
            0 where there was one, else the seconds until there is.
        """
        now = self._clock()
        level, since = self._levels.pop(name, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        if len(self._levels) >= MAX_BUCKETS:
            self._levels.popitem(last=False)  # the one that was idle longest is the fullest
        allowed = level >= 1.0
        self._levels[name] = (level - 1.0 if allowed else level, now)
        return 0.0 if allowed else (1.0 - level) / self._rate
