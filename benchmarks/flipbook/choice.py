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

COMMON_STYLES = (STYLES.index("flat"), STYLES.index("playful"))
GROUP_DISTANCE = 0.025
"""Root mean square of the premultiplied pictures at 24 x 24, 0..1."""
CALIBRATION = 100
"""(subject, style) pairs that the classifier never sees either: on their true pictures it shows what can be expected
of a pair that was never drawn."""
GRID = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A subject in a style, both as indices."""

    subject: int
    style: int


def common(bench: Bench, n: int) -> list[Pair]:
    """The first `n` subjects of the first selection (the everyday ones) that are drawn flat and playful, in both."""
    aside = set(calibration(bench))
    out: list[Pair] = []
    for i, subject in enumerate(bench.subjects):
        pairs = [Pair(subject=i, style=s) for s in COMMON_STYLES]
        if subject.trained and all((p.subject, p.style) in bench.rows and p not in aside for p in pairs):
            out += pairs
    return out[: len(COMMON_STYLES) * n]


def every(bench: Bench, n: int) -> list[Pair]:
    """`n` pairs of each style, drawn by seed."""
    aside = set(calibration(bench))
    out = []
    for style in sorted({s for _, s in bench.rows}):
        pairs = [Pair(subject=i, style=style) for i, s in sorted(bench.rows) if s == style]
        pairs = [p for p in pairs if p not in aside]
        out += random.Random(f"every/{style}").sample(pairs, min(n, len(pairs)))
    return out


def never_drawn(bench: Bench, n: int) -> list[Pair]:
    """Up to `n` pairs that no true picture shows, of a style that others are drawn in."""
    styles = sorted({s for _, s in bench.rows})
    drawn = {i for i, _ in bench.rows}
    pairs = [Pair(subject=i, style=s) for i in sorted(drawn) for s in styles if (i, s) not in bench.rows]
    return random.Random("never").sample(pairs, min(n, len(pairs)))


def calibration(bench: Bench) -> list[Pair]:
    """Pairs that are drawn, but kept from the classifier; of the styles that have pairs that were never drawn.

    At most a tenth of what is drawn in such a style, and only subjects that are drawn in another style too.
    """
    missing = {p.style for p in never_drawn(bench, len(bench.subjects))}
    out = []
    for style in sorted(missing):
        elsewhere = {i for i, s in bench.rows if s != style}
        pairs = [Pair(subject=i, style=style) for i, s in sorted(bench.rows) if s == style and i in elsewhere]
        out += random.Random(f"calibration/{style}").sample(pairs, min(CALIBRATION, len(pairs) // 10))
    return out


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
