"""How a subject moves, seen from outside: a marker takes its place and is followed through the frames.

The marker is a sprite whose colours are coordinates: before black, red is its opacity, green is red on its left half,
blue is red on its upper half. So the image moments of the three channels tell where it is, how large, how opaque,
which way up and which way it faces, with the compositor between the track and what is seen. The whole canvas is in
view.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

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
    channels = frames.reshape(len(frames), -1, 3).astype(np.float64) / 255  # (n, pixels, 3)
    moments = np.einsum("npc,pm->cnm", channels, _powers(), optimize=True) / channels.shape[1]  # (3, n, 6)
    red, green, blue = (_Spread.of(m) for m in moments)
    there = red.mass >= LEAST
    columns = [
        np.minimum(red.mass * 20, 1.0), red.x, red.y,
        *(part.beside(red, axis) for part in (green, blue) for axis in ("x", "y")),
        red.wide, red.tall, red.slant, channels[..., 0].max(1), blue.wide, blue.slant,
    ]  # fmt: skip
    return np.where(there, np.stack(columns), 0.0).astype(np.float32)


def subject_path(motion: F32) -> F64:
    """(24,): where the first subject is from left to right at every key, world units; 0 where it is not seen."""
    return traits(motion)[TRAITS.index("x"), ::2].astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spread:
    """Where the light of one channel is in every frame, (n,) each; zeros where there is none.

    Attributes:
        mass: Its mean, 0..1.
        x: Centroid, world units.
        y: Centroid, world units.
        wide: Standard deviation across.
        tall: Standard deviation down.
        slant: Signed root of the covariance.
    """

    mass: F64
    x: F64
    y: F64
    wide: F64
    tall: F64
    slant: F64

    @classmethod
    def of(cls, moments: F64) -> _Spread:
        """From the means of light times 1, x, y, xx, yy and xy, (n, 6)."""
        mass = moments[:, 0]
        x, y, xx, yy, xy = np.where(mass >= LEAST, moments[:, 1:].T / np.maximum(mass, LEAST), 0.0)
        slant = xy - x * y
        return cls(
            mass=mass, x=x, y=y, wide=np.sqrt(np.maximum(xx - x * x, 0)), tall=np.sqrt(np.maximum(yy - y * y, 0)),
            slant=np.sign(slant) * np.sqrt(np.abs(slant)),
        )  # fmt: skip

    def beside(self, other: _Spread, axis: Literal["x", "y"]) -> F64:
        """How far its centroid is from another's; 0 where it is not there."""
        mine, theirs = (self.x, other.x) if axis == "x" else (self.y, other.y)
        return np.where(self.mass >= LEAST, mine - theirs, 0.0)


@cache
def _powers() -> F64:
    """(pixels, 6): 1, x, y, xx, yy and xy of every pixel, world units."""
    unit = SIZE[0] / CANVAS_W
    x = (np.arange(SIZE[0]) + 0.5) / unit - CANVAS_W / 2
    y = ((np.arange(SIZE[1]) + 0.5) / unit - SIZE[1] / unit / 2)[:, None]
    x, y = (np.broadcast_to(axis, SIZE[::-1]).ravel() for axis in (x, y))
    return np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], 1)
