"""What every measure is given: the pipeline, the true pictures, the sample sizes, and a place to keep things."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from torch import Tensor

from generator.errors import ModelError
from generator.flipbook.pipeline import FlipbookPipeline, Sampling
from generator.flipbook.train import atlas as atlases
from generator.flipbook.train import subject as listed
from generator.flipbook.train.atlas import Atlas
from generator.flipbook.train.batch import subject_tokens
from generator.flipbook.train.subject import STYLE_PHRASES, STYLES, Subject
from generator.flipbook.vocabulary import VOCABULARY_FILE


class NothingToJudge(Exception):
    """Weights or true pictures are missing or of another kind; the message says how to get them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is sampled; everything is drawn by seed, and spread evenly over what is measured.

    Attributes:
        common: Common subjects, each in two styles.
        every: Pictures of each style, from all subjects.
        unseen: (subject, style) pairs that were never drawn.
        colours: Subjects in a colour.
        camera: Shots of each camera move.
        motion: Shots of each motion in each direction.
        flicker: Clips.
        prompts: Prompts whose diversity is measured.
        seeds: Seeds of each of those prompts, at least 2.
        kept: Shots from which layers are kept.
        steps: Pictures that are drawn at every number of steps.
        runs: Timed clips.
    """

    common: int = 300
    every: int = 200
    unseen: int = 202
    colours: int = 140
    camera: int = 8
    motion: int = 4
    flicker: int = 10
    prompts: int = 6
    seeds: int = 5
    kept: int = 6
    steps: int = 120
    runs: int = 5

    @classmethod
    def quick(cls) -> Sizes:
        """Enough to see that everything runs, in a minute or two; the intervals are wide."""
        return cls(
            common=12, every=6, unseen=12, colours=12, camera=1, motion=1, flicker=2, prompts=2, seeds=2, kept=1,
            steps=8, runs=1,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Bench:
    """Everything that a measure needs.

    Attributes:
        pipeline: What is judged.
        weights: The folder that it came from.
        atlas: The true pictures.
        subjects: All of the list; `atlas.subject_id` are indices into them.
        build: Folder of what the judge has learned.
        sampling: Steps and guidance; its seed is added to each sample's own.
        sizes: How much is sampled.
        passes: In how many disguises the classifier sees each true picture.
        tracks: True tracks of each motion from which the judge of motions learns.
        rows: (subject, style) to the atlas row that shows it, where training draws it.
    """

    pipeline: FlipbookPipeline
    weights: Path
    atlas: Atlas
    subjects: tuple[Subject, ...]
    build: Path
    sampling: Sampling = field(default_factory=Sampling)
    sizes: Sizes = field(default_factory=Sizes)
    passes: int = 6
    tracks: int = 30
    rows: dict[tuple[int, int], int] = field(init=False)

    def __post_init__(self) -> None:
        pairs = zip(self.atlas.subject_id.tolist(), self.atlas.subject_style.tolist(), strict=True)
        rows = {(i, s): k for k, (i, s) in enumerate(pairs)}
        object.__setattr__(self, "rows", rows)

    @classmethod
    def open(cls, weights: Path, atlas: Path, *, sampling: Sampling, sizes: Sizes) -> Bench:
        """Load both.

        Raises:
            NothingToJudge: The weights or the atlas are missing or damaged, or the weights know other subjects.
        """
        try:
            true = atlases.load(atlas)
        except (OSError, ValueError, KeyError) as exc:
            raise NothingToJudge(
                f"no true pictures in {str(atlas)!r}: `python -m generator.flipbook.train atlas` "
                f"draws them (`make train` installs the icon sets that it needs), or give --atlas FILE ({exc})"
            ) from exc
        subjects = listed.subjects()
        try:
            known = json.loads((weights / VOCABULARY_FILE).read_text(encoding="utf-8"))["subjects"]
            pipeline = FlipbookPipeline.open(weights)
        except (OSError, ValueError, KeyError, ModelError) as exc:
            raise NothingToJudge(f"no weights in {str(weights)!r}: give --weights FOLDER ({exc})") from exc
        if strange := [s.name for s in subjects if s.name not in known]:
            raise NothingToJudge(
                f"the weights in {str(weights)!r} do not know {len(strange)} of the {len(subjects)} subjects of "
                f"{str(atlas)!r}, first {strange[:3]!r}: weights and atlas must be of one list of subjects"
            )
        return cls(
            pipeline=pipeline, weights=weights, atlas=true, subjects=subjects, build=atlas.parent, sampling=sampling,
            sizes=sizes,
        )  # fmt: skip

    def seeded(self, seed: int) -> Sampling:
        """The sampling of one sample."""
        return replace(self.sampling, seed=self.sampling.seed * 1_000_003 + seed)

    def true_tokens(self, subject: int, style: int) -> Tensor:
        """(1, N, C) tokens of the true picture of a subject.

        Raises:
            KeyError: It was never drawn in that style.
        """
        return subject_tokens(self.atlas.subject[[self.rows[subject, style]]])

    def ask(self, words: str, style: int, seed: int, sampling: Sampling | None = None, *, colour: str = "") -> Tensor:
        """(1, N, C) tokens of the picture that the model draws for some words in a style (index into `STYLES`)."""
        how = replace(sampling or self.sampling, seed=self.seeded(seed).seed)
        return self.pipeline.picture(words, style_words(style), sampling=how, colour=colour)


def style_words(style: int) -> str:
    """How a style is asked for."""
    return STYLE_PHRASES[STYLES[style]][0]
