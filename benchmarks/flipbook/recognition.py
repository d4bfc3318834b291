"""Is the subject that was asked for the one that is drawn, and in the style that was asked for?

Every picture is drawn by the model, enlarged, set before a scene by the compositor at 64 x 64, and named by the
classifier. The ceiling is the same for the true pictures before the same scenes. Pairs that training never draws are
kept from the classifier too, so their ceiling is what it makes of a true picture that it has never seen.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from torch import Tensor

from benchmarks.flipbook import choice, learned
from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.choice import Pair
from benchmarks.flipbook.classifier import Classifier, TrueSet, named, opened
from benchmarks.flipbook.row import Row, share_row
from benchmarks.flipbook.stage import look, sprite
from generator.flipbook.pipeline import Sampling
from generator.flipbook.train.validation import validation

U8 = npt.NDArray[np.uint8]
FILE = "judge-pictures.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Eye:
    """The classifier and which subjects count as one.

    Attributes:
        network: The classifier.
        group: For each style, (S,) group of each subject.
    """

    network: Classifier
    group: dict[int, npt.NDArray[np.int64]]

    def right(self, seen: U8, pairs: list[Pair], *, new: bool = False) -> tuple[list[bool], list[bool]]:
        """Whether each picture shows its pair's subject, and its pair's style.

        Args:
            seen: (n, 64, 64, 3).
            pairs: What was asked for.
            new: Whether the classifier knows no true picture of these pairs: the shading alone tells the style.
        """
        if not pairs:
            return [], []
        names = named(self.network, seen)
        subjects = [
            bool(self.group[p.style][a] == self.group[p.style][p.subject])
            for a, p in zip(names.subject, pairs, strict=True)
        ]
        styles = names.shading if new else names.style
        return subjects, [bool(b == p.style) for b, p in zip(styles, pairs, strict=True)]


def eye(bench: Bench) -> Eye:
    """The classifier of this atlas, learned now if need be (a minute or two of one core)."""
    aside = {(p.subject, p.style) for p in choice.never_drawn(bench, len(bench.rows))}
    rows = [k for pair, k in sorted(bench.rows.items()) if pair not in aside]
    ids = bench.atlas.subject_id[rows].astype(np.int64)
    true = TrueSet(
        pictures=bench.atlas.subject[rows],
        subject=ids,
        style=bench.atlas.subject_style[rows].astype(np.int64),
        scenes=bench.atlas.scene,
    )
    origin = {"atlas": learned.atlas_digest(bench.atlas), "aside": f"{len(aside)}"}
    network = opened(bench.build / FILE, true, passes=bench.passes, origin=origin)
    return Eye(network=network, group=choice.groups(bench))


def shown(bench: Bench, tokens: Tensor, ground: str) -> U8:
    """A picture before a scene that the text `ground` picks."""
    scenes = bench.atlas.scene
    return look(sprite(bench.pipeline, tokens), scenes[random.Random(ground).randrange(len(scenes))])


def drawn(bench: Bench, pairs: list[Pair], sampling: Sampling | None = None) -> U8:
    """(n, 64, 64, 3): each pair as the model draws it when asked by name."""
    return _stack(
        [
            shown(bench, bench.ask(bench.subjects[p.subject].name, p.style, p.subject, sampling), _ground(p))
            for p in pairs
        ]
    )


def truth(bench: Bench, pairs: list[Pair]) -> U8:
    """(n, 64, 64, 3): each pair's true picture before the same scene."""
    return _stack([shown(bench, bench.true_tokens(p.subject, p.style), _ground(p)) for p in pairs])


def measure(bench: Bench) -> list[Row]:
    """All rows on recognition."""
    judge, sizes = eye(bench), bench.sizes
    rows = []
    pairs = choice.common(bench, sizes.common)
    if pairs:
        subjects, _ = judge.right(drawn(bench, pairs), pairs)
        top, _ = judge.right(truth(bench, pairs), pairs)
        name = f"subject recognised, common x 2 styles ({len(pairs) // 2} subjects)"
        rows.append(share_row(name, subjects, ceiling=top))
    pairs = choice.every(bench, sizes.every)
    subjects, styles = judge.right(drawn(bench, pairs), pairs)
    top, top_styles = judge.right(truth(bench, pairs), pairs)
    rows.append(share_row("subject recognised, all subjects x all styles", subjects, ceiling=top))
    rows.append(share_row("style recognised, all subjects x all styles", styles, ceiling=top_styles))
    return rows + _never_drawn(bench, judge) + _wordings(bench, judge)


def _never_drawn(bench: Bench, judge: Eye) -> list[Row]:
    pairs = choice.never_drawn(bench, bench.sizes.unseen)
    if not pairs:
        return []
    subjects, styles = judge.right(drawn(bench, pairs), pairs, new=True)
    top, top_styles = judge.right(truth(bench, pairs), pairs, new=True)
    return [
        share_row("never drawn in that style: subject recognised", subjects, ceiling=top),
        share_row("never drawn in that style: style recognised", styles, ceiling=top_styles),
    ]


def _wordings(bench: Bench, judge: Eye) -> list[Row]:
    """Subjects asked for in words that training never said, straight to the network without the vocabulary's help."""
    at = {s.name: i for i, s in enumerate(bench.subjects)}
    said = [w for w in validation().wordings if w.role == "subject" and (at.get(w.means, -1), 0) in bench.rows]
    pairs = [Pair(subject=at[w.means], style=0) for w in said]
    if not pairs:
        return []
    seen = _stack([shown(bench, bench.ask(w.words, 0, k), _ground(pairs[k])) for k, w in enumerate(said)])
    subjects, _ = judge.right(seen, pairs)
    top, _ = judge.right(truth(bench, pairs), pairs)
    return [share_row("subject recognised, wordings never heard, no vocabulary", subjects, ceiling=top)]


def _ground(pair: Pair) -> str:
    return f"{pair.subject}/{pair.style}"


def _stack(pictures: list[U8]) -> U8:
    return np.stack(pictures) if pictures else np.zeros((0, 64, 64, 3), np.uint8)
