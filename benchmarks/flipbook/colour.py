"""Is the thing drawn in the colour that was asked for?

The dominant colour of the drawn subject is compared with that of the true picture turned to each colour word
(`generator.flipbook.tint`), by CIEDE2000. The word is obeyed when the true variant of that word is the nearest of all
seven and not further than `MAX_DIFFERENCE`. Variants that look the same (`SAME`) count as one.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from torch import Tensor

from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.ciede2000 import ciede2000, lab
from benchmarks.flipbook.row import Row, mean_row, share_row
from benchmarks.flipbook.stage import matte, sprite
from generator.flipbook.tint import HUES, tinted
from generator.flipbook.train.batch import subject_tokens

F64 = npt.NDArray[np.float64]
STYLE = 0
MAX_DIFFERENCE = 20.0
SAME = 2.0
"""CIEDE2000 below which two variants are one colour to the eye at arm's length."""
SOLID = 0.9
CHROMA = 20.0
"""CIELAB chroma from which a pixel has a colour."""
MIN_COLOURED = 0.05
BIN = 12.0
"""Side of the cells of the a*b* plane in which pixels are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A subject in a colour, by index and word."""

    subject: int
    colour: str


def dominant(colour: npt.NDArray[np.uint8], opacity: npt.NDArray[np.floating]) -> F64:
    """(3,) CIELAB of the colour that most of a picture has.

    Among the solid pixels that have a colour at all, the mean of the fullest cell of the a*b* plane and its neighbours;
    the mean of all solid pixels where hardly any has a colour, of all pixels where none is solid.

    Args:
        colour: (h, w, 3) sRGB.
        opacity: (h, w), 0..1.
    """
    solid = opacity > SOLID
    pixels = lab(colour[solid] if solid.any() else colour.reshape(-1, 3))
    coloured = pixels[np.hypot(pixels[:, 1], pixels[:, 2]) > CHROMA]
    if len(coloured) < MIN_COLOURED * len(pixels):
        return np.asarray(pixels.mean(0))
    cells = np.floor(coloured[:, 1:] / BIN).astype(int)
    found, counts = np.unique(cells, axis=0, return_counts=True)
    near = (np.abs(found[:, None] - found[None]).max(-1) <= 1) @ counts
    fullest = found[int((near + 0.5 * counts).argmax())]
    return np.asarray(coloured[np.abs(cells - fullest).max(1) <= 1].mean(0))


def obeyed(seen: F64, variants: dict[str, F64], colour: str) -> tuple[bool, float]:
    """Whether a colour (3,) is the one of that word, and how far it is from it.

    Args:
        seen: CIELAB of what was drawn.
        variants: Colour word to CIELAB of its true variant.
        colour: The word.
    """
    away = {word: float(ciede2000(seen, variant)) for word, variant in variants.items()}
    rivals = [w for w in variants if float(ciede2000(variants[w], variants[colour])) >= SAME]
    nearest = all(away[colour] < away[w] for w in rivals)
    return nearest and away[colour] <= MAX_DIFFERENCE, away[colour]


def measure(bench: Bench) -> list[Row]:
    """Obedience and distance."""
    every = [Wanted(subject=i, colour=c) for i, s in sorted(bench.rows) if s == STYLE for c in HUES]
    return _rows(
        bench, "colour word obeyed", random.Random("colours").sample(every, min(bench.sizes.colours, len(every)))
    )


def _rows(bench: Bench, name: str, wanted: list[Wanted]) -> list[Row]:
    hits, far, top, misses = [], [], [], []
    for k, one in enumerate(wanted):
        picture = bench.atlas.subject[bench.rows[one.subject, STYLE]]
        tokens = {c: subject_tokens(tinted(picture, c)[None]) for c in HUES}
        variants = {c: _colour(bench, x) for c, x in tokens.items()}
        name_of = bench.subjects[one.subject].name
        seen = bench.ask(name_of, STYLE, k, colour=one.colour)
        hit, away = obeyed(_colour(bench, seen), variants, one.colour)
        best, _ = obeyed(variants[one.colour], variants, one.colour)
        hits.append(hit)
        misses += [f"{one.colour} {name_of}"] * (not hit)
        far.append(away)
        top.append(best)
    return [
        share_row(name, hits, ceiling=top, misses=misses),
        mean_row(f"{name}: mean CIEDE2000 to the true variant", far, unit="dE", falling=True),
    ]


def _colour(bench: Bench, tokens: Tensor) -> F64:
    return dominant(*matte(sprite(bench.pipeline, tokens)))
