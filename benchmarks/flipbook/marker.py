"""How a subject moves, seen from outside: a marker takes its place and is followed through the frames.

The marker is a sprite whose colours are coordinates: before black, red is its opacity, green is red on its left half,
blue is red on its upper half. So the image moments of the three channels tell where it is, how large, how opaque,
which way up and which way it faces, with the compositor between the track and what is seen. The whole canvas is in
view.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.flipbook.stage import draw, flat, plain
from generator.flipbook.layout import CAMERA_AT, CANVAS_W, N_KEYS, WINDOW_AREA

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

SIZE = (126, 84)
"""Of the canvas's shape, 3 : 2."""
ZOOM = SIZE[0] / CANVAS_W / (SIZE[0] * SIZE[1] / WINDOW_AREA) ** 0.5
N_FRAMES = 2 * N_KEYS - 1
SIDE = 96
BODY = (slice(3, 93), slice(20, 76))
TRAITS = (
    "seen", "x", "y", "left x", "left y", "up x", "up y", "width", "height", "slant", "opacity",
    "top width", "top slant",
)  # fmt: skip
"""What is measured in every frame; places in world units, `seen` and `opacity` 0..1."""
LEAST = 1e-3
"""Mean of a channel, 0..1, below which the marker is not there."""


def marker() -> U8:
    """(96, 96, 4) premultiplied."""
    out = np.zeros((SIDE, SIDE, 4), np.uint8)
    out[(*BODY, 0)] = out[(*BODY, 3)] = 255
    rows, columns = BODY
    out[rows, columns.start : SIDE // 2, 1] = 255
    out[rows.start : SIDE // 2, columns, 2] = 255
    return out


def traits(motion: F32) -> F32:
    """(len(TRAITS), 47): how the first subject of a shot moves.

    Args:
        motion: (24, N_MOTION), world units; camera, light and weather are left out of it.
    """
    rows = plain(motion)
    rows[:, CAMERA_AT + 2] = ZOOM
    frames = draw(flat((0, 0, 0)), marker(), rows, size=SIZE, n_frames=N_FRAMES)
    return np.stack([_traits(frame.astype(np.float64) / 255) for frame in frames], 1).astype(np.float32)


def subject_path(motion: F32) -> F64:
    """(24,): where the first subject is from left to right at every key, world units; 0 where it is not seen."""
    return traits(motion)[TRAITS.index("x"), ::2].astype(np.float64)


def _traits(frame: F64) -> F64:
    red, green, blue = (frame[..., k] for k in range(3))
    mass = float(red.mean())
    if mass < LEAST:
        return np.zeros(len(TRAITS))
    x, y = _middle(red)
    left, up = np.subtract(_middle(green, (x, y)), (x, y)), np.subtract(_middle(blue, (x, y)), (x, y))
    wide, tall, slant = _spread(red, x, y)
    top_wide, _, top_slant = _spread(blue, *_middle(blue, (x, y)))
    return np.array([min(mass * 20, 1.0), x, y, *left, *up, wide, tall, slant, red.max(), top_wide, top_slant])


def _world() -> tuple[F64, F64]:
    """World x (w,) and y (h, 1) of the pixels."""
    unit = SIZE[0] / CANVAS_W
    x = (np.arange(SIZE[0]) + 0.5) / unit - CANVAS_W / 2
    y = (np.arange(SIZE[1]) + 0.5) / unit - SIZE[1] / unit / 2
    return x, y[:, None]


def _middle(channel: F64, otherwise: tuple[float, float] = (0.0, 0.0)) -> tuple[float, float]:
    """The centroid, world units; `otherwise` where there is nothing."""
    total = float(channel.sum())
    if total < LEAST * channel.size:
        return otherwise
    x, y = _world()
    return float((channel * x).sum() / total), float((channel * y).sum() / total)


def _spread(channel: F64, x: float, y: float) -> tuple[float, float, float]:
    """Standard deviations across and down, and the covariance's signed root; zeros where there is nothing."""
    total = float(channel.sum())
    if total < LEAST * channel.size:
        return 0.0, 0.0, 0.0
    wx, wy = _world()
    xx, yy = float((channel * (wx - x) ** 2).sum() / total), float((channel * (wy - y) ** 2).sum() / total)
    xy = float((channel * (wx - x) * (wy - y)).sum() / total)
    return xx**0.5, yy**0.5, float(np.sign(xy) * abs(xy) ** 0.5)
