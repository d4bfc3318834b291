"""The uncertainty of what was measured: of a share, of a mean, and of a mean over groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""
RESAMPLES = 2000


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); unlike the simple one it stays honest at 0 and at 1.

    Args:
        hits: How many of them, 0..n.
        n: Of how many, at least 1.

    Returns:
        The lower and the upper end, within 0..1.

    Raises:
        ValueError: A count is out of its range.
    """
    if n < 1:
        raise ValueError(f"n is {n!r}, must be at least 1")
    if not 0 <= hits <= n:
        raise ValueError(f"hits is {hits!r}, must be 0..{n}")
    p, z2 = hits / n, Z_95 * Z_95
    centre = p + z2 / (2 * n)
    half = Z_95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    # At 0 and at n the ends are exact; rounding must not move them.
    low = 0.0 if hits == 0 else (centre - half) / (1 + z2 / n)
    high = 1.0 if hits == n else (centre + half) / (1 + z2 / n)
    return low, high


def bootstrap(
    values: Sequence[float],
    *,
    seed: int = 0,
    statistic: Callable[[npt.NDArray[np.float64]], float] = lambda v: float(v.mean()),
) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic of independent values (Efron 1979).

    Args:
        values: At least one number; values of one group should be reduced to one number first.
        seed: Of the resampling.
        statistic: (n,) -> a number; the mean when left out.

    Raises:
        ValueError: There is no value, or one is not finite.
    """
    x = np.asarray(values, np.float64)
    if not len(x) or not np.isfinite(x).all():
        raise ValueError(f"values must be at least one finite number, got {len(x)} of which some may not be finite")
    rng = np.random.default_rng(seed)
    drawn = [statistic(x[rng.integers(len(x), size=len(x))]) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)
