"""Which pictures are asked for: common ones, all, and pairs of subject and style that were never drawn.

Subjects that nobody could tell apart count as one, style by style: those whose true pictures in that style differ by
less than `GROUP_DISTANCE`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.flipbook.bench import Bench
from generator.flipbook.train.subject import STYLES
from generator.flipbook.train.validation import validation

COMMON_STYLES = (STYLES.index("flat"), STYLES.index("playful"))
GROUP_DISTANCE = 0.025
"""Root mean square of the premultiplied pictures at 24 x 24, 0..1."""
GRID = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A subject in a style, both as indices."""

    subject: int
    style: int


def common(bench: Bench, n: int) -> list[Pair]:
    """The first `n` everyday subjects of the list that are drawn flat and playful, in both."""
    aside = _held_out(bench)
    out: list[Pair] = []
    for i, subject in enumerate(bench.subjects):
        pairs = [Pair(subject=i, style=s) for s in COMMON_STYLES]
        if subject.everyday and all((p.subject, p.style) in bench.rows and p not in aside for p in pairs):
            out += pairs
    return out[: len(COMMON_STYLES) * n]


def every(bench: Bench, n: int) -> list[Pair]:
    """`n` pairs of each style, drawn by seed."""
    aside = _held_out(bench)
    out = []
    for style in sorted({s for _, s in bench.rows}):
        pairs = [Pair(subject=i, style=style) for i, s in sorted(bench.rows) if s == style]
        pairs = [p for p in pairs if p not in aside]
        out += random.Random(f"every/{style}").sample(pairs, min(n, len(pairs)))
    return out


def never_drawn(bench: Bench, n: int) -> list[Pair]:
    """Up to `n` pairs that training never draws (`validation.txt`), in their own order mixed by seed."""
    at = {subject.name: i for i, subject in enumerate(bench.subjects)}
    held_out = sorted((at.get(name, -1), STYLES.index(style)) for style, name in validation().styles)
    pairs = [Pair(subject=i, style=s) for i, s in held_out if (i, s) in bench.rows]
    return random.Random("never").sample(pairs, min(n, len(pairs)))


def _held_out(bench: Bench) -> set[Pair]:
    return set(never_drawn(bench, len(bench.rows)))


def groups(bench: Bench) -> dict[int, npt.NDArray[np.int64]]:
    """For each style, (S,) the group of each subject: the smallest index of those that look the same in it."""
    small = _small(bench)
    out = {}
    for style in sorted({s for _, s in bench.rows}):
        ids = np.array([i for i, s in sorted(bench.rows) if s == style])
        x = small[[bench.rows[i, style] for i in ids.tolist()]]
        squares = (x**2).sum(1)
        distance = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * x @ x.T, 0) / x.shape[1])
        pairs = ids[np.argwhere(np.triu(distance < GROUP_DISTANCE, 1))]
        out[style] = _joined(np.arange(len(bench.subjects)), [(int(a), int(b)) for a, b in pairs])
    return out


def _joined(group: npt.NDArray[np.int64], pairs: list[tuple[int, int]]) -> npt.NDArray[np.int64]:
    out = group.copy()
    for a, b in pairs:
        first, second = sorted((int(out[a]), int(out[b])))
        out[out == second] = first
    return out


def _small(bench: Bench) -> npt.NDArray[np.float32]:
    """(M, 2304) premultiplied pictures at 24 x 24, 0..1."""
    x = bench.atlas.subject.astype(np.float32) / 255
    x[..., :3] *= x[..., 3:]
    m, side = x.shape[:2]
    step = side // GRID
    return np.asarray(x.reshape(m, GRID, step, GRID, step, 4).mean((2, 4)).reshape(m, -1))
