"""Four shapes that stand for subjects, an atlas of them, and a bench with a tiny, untrained model."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from benchmarks.flipbook.bench import Bench, Sizes
from generator.flipbook.pipeline import FlipbookPipeline, Sampling
from generator.flipbook.train.atlas import Atlas
from generator.flipbook.train.subject import subjects
from tests.generator.flipbook.tiny import tiny_folder

NAMES = ("cat", "dog", "fox", "robot")
SIDE = 96
SMALL = Sizes(
    common=2, every=2, unseen=2, colours=2, camera=1, motion=1, flicker=1, prompts=1, seeds=2, kept=1, steps=2, runs=1
)


def shape(kind: int, colour: tuple[int, int, int]) -> np.ndarray:
    """(96, 96, 4) straight-alpha: a disc, a square, a triangle or a cross."""
    mask = np.zeros((SIDE, SIDE), np.uint8)
    match kind:
        case 0:
            cv2.circle(mask, (48, 48), 40, 255, -1)
        case 1:
            cv2.rectangle(mask, (12, 12), (84, 84), 255, -1)
        case 2:
            cv2.fillPoly(mask, [np.array([[48, 8], [88, 86], [8, 86]], np.int32)], 255)
        case _:
            cv2.rectangle(mask, (38, 8), (58, 88), 255, -1)
            cv2.rectangle(mask, (8, 38), (88, 58), 255, -1)
    out = np.zeros((SIDE, SIDE, 4), np.uint8)
    out[..., :3], out[..., 3] = colour, mask
    return out


def scenes(n: int = 4) -> np.ndarray:
    """(n, 96, 144, 3) grounds full of detail, different from one another."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(40, 215, (n, 16, 24, 3), dtype=np.uint8)
    return np.stack([cv2.resize(c, (144, 96), interpolation=cv2.INTER_CUBIC) for c in coarse])


def shapes_atlas() -> Atlas:
    """The shapes red in the flat style and, but for the last, dark in the playful one; settings 0 and 1 by day."""
    ids = [[s.name for s in subjects()].index(name) for name in NAMES]
    flat = [shape(k, (220, 60, 30)) for k in range(4)]
    playful = [shape(k, (40, 40, 60)) for k in range(3)]
    return Atlas(
        subject=np.stack(flat + playful),
        subject_id=np.array([*ids, *ids[:3]], np.int32),
        subject_style=np.array([0] * 4 + [1] * 3, np.int32),
        scene=scenes(),
        scene_setting=np.array([0, 0, 1, 1], np.int32),
        scene_mood=np.zeros(4, np.int32),
        particle=np.zeros((2, 48, 48, 4), np.uint8),
        particle_kind=np.zeros(2, np.int32),
    )


def bench_of(atlas: Atlas, folder: Path) -> Bench:
    """A bench over an atlas; the model is tiny and untrained."""
    return Bench(
        pipeline=FlipbookPipeline.open(tiny_folder(folder / "weights")),
        weights=folder / "weights",
        atlas=atlas,
        subjects=subjects(),
        build=folder,
        sampling=Sampling(steps=1),
        sizes=SMALL,
        passes=2,
        tracks=1,
    )
