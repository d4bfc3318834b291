"""What the embedded model is to reach, row by row, and whether a measured row does."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.flipbook.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A number to reach.

    Attributes:
        row: The row's name, but for what it says in brackets.
        reach: What it is to reach, in the row's unit; at most this where less is better.
        aim: What would be better still.
        of_ceiling: Whether the share of the ceiling counts instead of the value.
    """

    row: str
    reach: float
    aim: float
    of_ceiling: bool = False


EXACT = 1.0
TARGETS = (
    Target(row="subject recognised, common x 2 styles", reach=0.95, aim=0.99, of_ceiling=True),
    Target(row="subject recognised, all subjects x all styles", reach=0.85, aim=0.95, of_ceiling=True),
    Target(row="never drawn in that style: subject recognised", reach=0.60, aim=0.85),
    Target(row="never drawn in that style: style recognised", reach=0.80, aim=0.95),
    Target(row="colour word obeyed", reach=0.85, aim=0.95),
    Target(row="camera move obeyed", reach=0.95, aim=0.99),
    Target(row="subject motion obeyed", reach=0.95, aim=0.99),
    Target(row="kept layers identical, byte for byte", reach=EXACT, aim=EXACT),
    Target(row="4 steps: subject recognised", reach=0.95, aim=1.0, of_ceiling=True),
    Target(row="clip seconds a wall second, 4 s 512x512 24 fps", reach=4.0, aim=6.0),
    Target(row="peak memory of a fresh process", reach=1500.0, aim=1000.0),
    Target(row="weights, all files of the folder", reach=60.0, aim=40.0),
)


def target_of(row: Row) -> Target | None:
    """The number that a row is to reach; None where nothing was set, as for a row on part of another."""
    return next((t for t in TARGETS if row.name == t.row or row.name.startswith(f"{t.row} (")), None)


def met(row: Row) -> str:
    """`yes`, `no`, or `open` where the interval holds the number; empty for a row without one."""
    target = target_of(row)
    if target is None:
        return ""
    scale = 1.0
    if target.of_ceiling:
        if not row.ceiling:
            return ""
        scale = row.ceiling
    value, low, high = row.value / scale, row.low / scale, row.high / scale
    if row.falling:
        value, low, high, reach = -value, -high, -low, -target.reach
    else:
        reach = target.reach
    # No interval of a share ends above 1: what must be exact is so when nothing measured was not.
    if low >= reach or (value >= reach and (low == high or target.reach == EXACT)):
        return "yes"
    if high < reach or (value < reach and target.reach == EXACT):
        return "no"
    return "open, above" if value >= reach else "open, below"
