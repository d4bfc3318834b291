"""Does a clip hold still where it should, does another seed give another clip, and does what is kept stay the same?

Flicker is what is left between neighbouring frames after every pixel has been carried along by dense flow (Farnebaeck
2003), in grey levels, over the pixels whose flow there and back agrees. Diversity is the mean distance between clips of
one prompt that differ in their seed alone, and between their motions; its ceiling are true shots of the same words.
"""

from __future__ import annotations

import dataclasses
import itertools
import random

import cv2
import numpy as np
import numpy.typing as npt
import torch

from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.motion import acts
from benchmarks.flipbook.row import Row, mean_row, share_row
from benchmarks.flipbook.shot import Asked, made, true
from benchmarks.flipbook.stage import small
from generator.flipbook.compositor import Compositor
from generator.flipbook.known import Given, known_camera
from generator.flipbook.layout import CAMERA_AT, LIGHT_AT, N_POSE
from generator.flipbook.pipeline import FlipbookOutput
from generator.flipbook.train.camera import STRENGTH_WORDS
from policy.types import CameraKind

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]

SIZE = (192, 108)
FPS = 24
AGREES_PX = 0.5
TINY = (32, 18)
N_LOOKS = 8
"""Frames of a clip that are compared."""
SEEN_COLUMNS = np.r_[0:N_POSE, CAMERA_AT:LIGHT_AT]
"""Motion of the one subject and of the camera."""


def flicker(frames: U8) -> float:
    """Mean grey levels by which neighbouring frames (n, h, w, 3) differ beyond what moved.

    Raises:
        ValueError: There are fewer than two frames.
    """
    if len(frames) < 2:
        raise ValueError(f"flicker needs at least 2 frames, got {len(frames)}")
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    return float(np.mean([_left_over(a, b) for a, b in itertools.pairwise(grey)]))


def _left_over(before: U8, after: U8) -> float:
    there, back = _flow(before, after), _flow(after, before)
    height, width = before.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    to_x, to_y = xs + there[..., 0], ys + there[..., 1]
    laid = cv2.remap(after, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    returned = cv2.remap(back, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    trusted = np.abs(there + returned).max(-1) < AGREES_PX
    trusted &= (to_x >= 0) & (to_x <= width - 1) & (to_y >= 0) & (to_y <= height - 1)
    return float(np.abs(laid - before)[trusted].mean()) if trusted.any() else 255.0


def _flow(before: U8, after: U8) -> F32:
    return np.asarray(cv2.calcOpticalFlowFarneback(before, after, None, 0.5, 4, 15, 3, 5, 1.1, 0), np.float32)


def distance(looks: list[F32]) -> float:
    """Mean root-mean-square distance of all pairs.

    Raises:
        ValueError: There are fewer than two.
    """
    if len(looks) < 2:
        raise ValueError(f"a distance needs at least 2 of a kind, got {len(looks)}")
    pairs = itertools.combinations(looks, 2)
    return float(np.mean([np.sqrt(np.mean((a - b) ** 2)) for a, b in pairs]))


def measure(bench: Bench) -> list[Row]:
    """Flicker, diversity of clips and of motions, and kept layers."""
    return [_flicker_row(bench), *_diversity_rows(bench), _kept_row(bench)]


def _flicker_row(bench: Bench) -> Row:
    values, least = [], []
    for k, asked in enumerate(_prompts(bench, "flicker", bench.sizes.flicker)):
        values.append(flicker(_clip(made(bench, asked, k, own_picture=True))))
        least.append(flicker(_clip(true(bench, asked, np.random.default_rng([k, 4])))))
    return mean_row("flicker after motion compensation", values, unit="levels", ceiling=least, falling=True)


def _diversity_rows(bench: Bench) -> list[Row]:
    clips: list[float] = []
    motions: list[float] = []
    true_clips: list[float] = []
    true_motions: list[float] = []
    for k, asked in enumerate(_prompts(bench, "diversity", bench.sizes.prompts)):
        seeds = range(1000 * k, 1000 * k + bench.sizes.seeds)
        for outs, looks, tracks in (
            ([made(bench, asked, s, own_picture=True) for s in seeds], clips, motions),
            ([_any_drawing(bench, asked, s) for s in seeds], true_clips, true_motions),
        ):
            looks.append(distance([_looks(out) for out in outs]))
            tracks.append(distance([out.layers["motion"][0].numpy()[:, SEEN_COLUMNS] for out in outs]))
    return [
        mean_row("diversity over seeds: clips", clips, unit="rms of 1", ceiling=true_clips),
        mean_row("diversity over seeds: motions", motions, unit="spreads", ceiling=true_motions),
    ]


def _any_drawing(bench: Bench, asked: Asked, seed: int) -> FlipbookOutput:
    return true(bench, dataclasses.replace(asked, variant=seed), np.random.default_rng([seed, 5]))


def _kept_row(bench: Bench) -> Row:
    """Whether the bytes of every layer that is given come back, whole layers and parts of the motion."""
    same = []
    for k, asked in enumerate(_prompts(bench, "kept", bench.sizes.kept)):
        first = made(bench, asked, k, own_picture=True)
        for names in (("subject1",), ("background",), ("motion",), ("subject1", "background"), ("subject1", "motion")):
            again = _again(bench, k, first.kept(*names))
            same += [_bytes(again.layers[n]) == _bytes(first.layers[n]) for n in names]
        track = asked.camera_track(np.random.default_rng(k), asked.poses(np.random.default_rng(k)))
        camera = known_camera(track)
        columns = _again(bench, k, {"motion": camera}).layers["motion"][..., CAMERA_AT:LIGHT_AT]
        same.append(_bytes(columns) == _bytes(camera.tokens[..., CAMERA_AT:LIGHT_AT]))
    return share_row("kept layers identical, byte for byte", same, ceiling=[True])


def _again(bench: Bench, seed: int, known: Given) -> FlipbookOutput:
    """Another shot, with other words and another seed, around what is kept."""
    words = {"subject1": "robot", "action1": "spins", "setting": "on a beach", "lighting": "at night", "style": "flat"}
    return bench.pipeline(words, known=known, sampling=bench.seeded(seed + 500))


def _bytes(tokens: torch.Tensor) -> bytes:
    return tokens.contiguous().numpy().tobytes()


def _prompts(bench: Bench, name: str, n: int) -> list[Asked]:
    rng = random.Random(name)
    flat = sorted(i for i, s in bench.rows if s == 0)
    places = sorted(set(bench.atlas.scene_setting[bench.atlas.scene_mood == 0].tolist()))
    out = []
    for _ in range(n):
        act = rng.choice(acts())
        out.append(
            Asked(
                subject=rng.choice(flat),
                motion=act.motion,
                direction=act.direction,
                camera=rng.choice(list(CameraKind)),
                strength=rng.choice(sorted(set(STRENGTH_WORDS.values()))),
                setting=rng.choice(places),
            )
        )
    return out


def _clip(out: FlipbookOutput, n_frames: int | None = None) -> U8:
    n = n_frames or round(out.duration_s * FPS)
    return np.stack(list(Compositor(out.scene, width_px=SIZE[0], height_px=SIZE[1], n_frames=n).frames()))


def _looks(out: FlipbookOutput) -> F32:
    return small(_clip(out, N_LOOKS), TINY)
