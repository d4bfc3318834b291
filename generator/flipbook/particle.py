"""Snow, rain, petals: many small pictures carried by one flow, before and behind the subjects.

Each particle has a home, a depth, a phase and a turn of its own, drawn from a fixed generator; the flow of the scene is
integrated over time and wrapped around the canvas, so that the air stays evenly filled however long the wind blows.
Nothing here knows what the particles are.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from generator.flipbook.layout import CANVAS_H, CANVAS_W, PARTICLE

U8 = npt.NDArray[np.uint8]
F64 = npt.NDArray[np.float64]

MAX_PARTICLES = 90
MARGIN = 1.15
"""The particles' box in canvases: what leaves it on one side comes in on the other, unseen."""
DEPTH = (0.6, 1.3)
"""Near particles are larger, faster and in front of the subjects."""
IN_FRONT = 0.95
STREAK_FROM, STREAK_FULL = 0.6, 1.2
"""Between these speeds, in world units a second, particles turn to lie along their way."""
TURN_RATE = 0.7
"""Swings a second of the sideways swing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """What fills the air of a shot.

    Attributes:
        sheet: (s, s, 4) premultiplied RGBA, particles in a grid of `PARTICLE`'s patches.
        duration_s: Seconds that the shot lasts.
    """

    sheet: U8
    duration_s: float


class Particles:
    """The particles of one shot.

    Args:
        air: The pictures and the time.
        flow: (n_frames, 6), columns as in `layout.WEATHER`.
    """

    def __init__(self, air: Air, flow: F64) -> None:
        rows, cols = PARTICLE.grid
        side = air.sheet.shape[0] // rows
        cells = air.sheet.reshape(rows, side, cols, side, 4).swapaxes(1, 2).reshape(-1, side, side, 4)
        self._cells = [_halved(c) for c in cells]
        rng = np.random.default_rng(0)
        n = MAX_PARTICLES
        self._home = rng.uniform(-0.5, 0.5, (n, 2))
        self._depth = rng.uniform(*DEPTH, n)
        self._phase = rng.uniform(0, 2 * np.pi, n)
        self._spin = rng.choice((-1.0, 1.0), n) * rng.uniform(0.6, 1.4, n)
        self._amount, fall, drift, self._swirl, self._size, flutter = flow.T
        self._fall, self._drift = fall, drift
        step_s = air.duration_s / max(len(flow), 1)
        self._times = np.arange(len(flow)) * step_s
        self._dropped, self._drifted, self._turned = (
            np.concatenate([[0.0], np.cumsum(v[:-1])]) * step_s for v in (fall, drift, flutter)
        )

    def lay(self, out: U8, i: int, camera: F64, *, front: bool) -> None:
        """Draw frame `i`'s particles into `out`: those in front of the subjects, or those behind.

        Args:
            out: (H, W, 3), changed in place.
            i: Frame index.
            camera: (2, 3) world to pixels.
            front: Which of the two.
        """
        shown = np.clip(self._amount[i], 0, 1) * MAX_PARTICLES
        n = int(np.ceil(shown))
        x, y = self._positions(i, n)
        size = np.clip(self._size[i], 0.0, 1.0) * self._depth[:n]
        angle = 2 * np.pi * self._turned[i] * self._spin[:n] + self._tilt(i)
        for k in np.flatnonzero((self._depth[:n] >= IN_FRONT) == front):
            sizes = self._cells[int(k) % len(self._cells)]
            _lay(out, sizes, (x[k], y[k]), float(size[k]), float(angle[k]), camera, min(1.0, shown - k))

    def _positions(self, i: int, n: int) -> tuple[F64, F64]:
        depth = self._depth[:n]
        swing = self._swirl[i] * np.sin(2 * np.pi * TURN_RATE * self._times[i] * depth + self._phase[:n])
        x = self._home[:n, 0] + (self._drifted[i] * depth + swing) / (CANVAS_W * MARGIN)
        y = self._home[:n, 1] + self._dropped[i] * depth / (CANVAS_H * MARGIN)
        return ((x + 0.5) % 1.0 - 0.5) * CANVAS_W * MARGIN, ((y + 0.5) % 1.0 - 0.5) * CANVAS_H * MARGIN

    def _tilt(self, i: int) -> float:
        """Radians by which fast particles lean into their way."""
        share = np.clip((abs(self._fall[i]) - STREAK_FROM) / (STREAK_FULL - STREAK_FROM), 0, 1)
        return float(-share * np.arctan2(self._drift[i], abs(self._fall[i]) + 1e-6) * np.sign(self._fall[i]))


def _halved(cell: U8) -> tuple[U8, ...]:
    """The picture, and it at a half, a quarter and an eighth of the size, so that none sparkles when it is small."""
    sizes = [np.ascontiguousarray(cell)]
    for _ in range(3):
        sizes.append(np.asarray(cv2.resize(sizes[-1], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8))
    return tuple(sizes)


def _lay(
    out: U8, sizes: tuple[U8, ...], at: tuple[float, float], size: float, angle: float, camera: F64, opacity: float
) -> None:
    """One particle, turned, by its centre in the world and its side."""
    height, width = out.shape[:2]
    wanted = size * float(np.hypot(camera[0, 0], camera[1, 0]))  # frame pixels
    cell = next((c for c in reversed(sizes) if c.shape[0] >= wanted), sizes[0])
    side = cell.shape[0]
    scale = wanted / side
    px, py = (float(v) for v in camera @ (*at, 1.0))
    reach = 0.71 * side * scale + 1.5
    x0, y0 = max(int(px - reach), 0), max(int(py - reach), 0)
    x1, y1 = min(int(px + reach) + 1, width), min(int(py + reach) + 1, height)
    if x1 <= x0 or y1 <= y0 or reach < 2.0:
        return
    c, s, half = np.cos(angle) * scale, np.sin(angle) * scale, side / 2
    matrix = np.array([[c, -s, px - x0 - c * half + s * half], [s, c, py - y0 - s * half - c * half]])
    patch = cv2.warpAffine(cell, matrix, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR)
    if opacity < 1.0:
        patch = cv2.convertScaleAbs(patch, alpha=opacity)
    over(out[y0:y1, x0:x1], np.asarray(patch, np.uint8))


def over(region: U8, layer: U8) -> None:
    """Premultiplied `layer` (h, w, 4) over `region` (h, w, 3), in place."""
    keep = 255 - layer[..., 3]
    cv2.multiply(region, cv2.merge([keep, keep, keep]), dst=region, scale=1 / 255)
    cv2.add(region, np.ascontiguousarray(layer[..., :3]), dst=region)
