"""Clips with known motion, drawn by the package's own compositor: the truth that measurements are held against."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from generator.encode import FfmpegEncoder
from generator.flipbook.compositor import Compositor, Scene
from generator.flipbook.known import CAMERA_COLUMNS
from generator.flipbook.layout import LIGHT_AT, N_KEYS, N_MOTION, POSE

X, Y, SCALE, OPACITY, FACING = (POSE.index(name) for name in ("x", "y", "scale", "opacity", "facing"))
FPS = 12
SIZE = (256, 144)
SHARES = np.linspace(0, 1, N_KEYS)


def scenery(grain: int = 24, seed: int = 0) -> np.ndarray:
    """(384, 576, 3) soft blotches; a smaller grain is a busier scene."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 220, (384 // grain, 576 // grain, 3), np.uint8)
    return np.asarray(cv2.resize(coarse, (576, 384), interpolation=cv2.INTER_CUBIC))


def ball() -> np.ndarray:
    """A striped red ball, premultiplied."""
    y, x = np.mgrid[0:192, 0:192] + 0.5
    cover = np.clip(84.5 - np.hypot(x - 96, y - 96), 0, 1)
    colour = np.where((x // 24 % 2 == 0)[..., None], (230, 20, 30), (255, 220, 40))
    return np.dstack([colour * cover[..., None], 255 * cover]).astype(np.uint8)


def motion(camera: dict[int, object] | None = None, subject: dict[int, object] | None = None) -> np.ndarray:
    """(24, 40): columns of the camera (0..3) and of the subject that differ from standing still; no subject: none."""
    out = np.zeros((N_KEYS, N_MOTION), np.float32)
    out[:, [SCALE, FACING, CAMERA_COLUMNS.start + 2, LIGHT_AT]] = 0.7, 1.0, 1.0, 1.0
    for column, values in (camera or {}).items():
        out[:, CAMERA_COLUMNS.start + column] = values
    if subject is not None:
        out[:, OPACITY] = 1.0
        for column, values in subject.items():
            out[:, column] = values
    return out


def film(rows: np.ndarray, *, seconds: float = 2.0, grain: int = 24, floor: bool = False) -> np.ndarray:
    """(n, h, w, 3) frames."""
    scene = Scene(background=scenery(grain), sprites=(ball(),), motion=rows, floor=floor)
    n = round(seconds * FPS)
    return np.stack(list(Compositor(scene, width_px=SIZE[0], height_px=SIZE[1], n_frames=n).frames()))


def write(path: Path, frames: np.ndarray, fps: int = FPS) -> Path:
    """As an MP4."""
    encoder = FfmpegEncoder(path, width_px=frames.shape[2], height_px=frames.shape[1], fps=fps)
    for frame in frames:
        encoder.write(frame)
    encoder.finish()
    return path
