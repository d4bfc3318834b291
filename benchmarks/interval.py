"""The uncertainty of a measured share."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""


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
