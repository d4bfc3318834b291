"""Where the main mover of a clip is: what differs from the scene behind it, followed from moment to moment.

The scene behind is the median of other moments, each laid over this one as the camera moved (background subtraction
with a moving camera). A shadow, which darkens without changing the hue, does not count; nor does the empty place of
something that was there at other moments, which has its outline in the scene behind and not in the frame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

N_MOMENTS = 40
N_OTHERS = 15
SIDE_PX = 160
"""Longer side of the frames that are compared."""
LEAST_DIFFERENCE = 20.0
"""Levels, 0..255; compression and resampling stay below it."""
NOISE_TIMES = 5.0
LEAST_SHARE = 0.0012
"""Share of the frame below which a blob is noise."""
SHADOW = (0.6, 0.985)
SHADOW_TINT = 0.035
MAX_JUMP = 0.35
"""Share of the frame's diagonal that the mover may go between two moments."""
LEAST_SEEN = 0.15
"""Share of the moments in which a mover must be seen."""
_NEIGHBOURS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """The mover at one moment: centroid, area and longer side in pixels, and whether the frame's edge cuts it."""

    x: float
    y: float
    area: float
    side: float
    cut: bool

    def enlarged(self, factor: float) -> Blob:
        """The same in frames that are larger by this factor."""
        return replace(self, x=self.x * factor, y=self.y * factor, area=self.area * factor**2, side=self.side * factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """The main mover.

    Attributes:
        at: (m,) frame indices, rising.
        blobs: What was seen there; None where nothing was.
    """

    at: npt.NDArray[np.int64]
    blobs: tuple[Blob | None, ...]


def main_mover(frames: U8, background: F64) -> Track | None:
    """Follow the main mover; None when nothing moves against its background.

    Args:
        frames: (n, h, w, 3) RGB.
        background: (n, 3, 3) first frame's background -> each frame's, pixels.
    """
    at = np.unique(np.linspace(0, len(frames) - 1, min(len(frames), N_MOMENTS)).round().astype(np.int64))
    full = float(max(frames.shape[1:3]))
    factor = min(1.0, SIDE_PX / full)
    scenes = _Scenes(frames[at], background[at], factor)
    seen = [[b.enlarged(1 / factor) for b in scenes.blobs(k)] for k in range(len(at))]
    largest = max(range(len(at)), key=lambda k: max((b.area for b in seen[k]), default=0.0))
    if not seen[largest]:
        return None
    chosen: list[Blob | None] = [None] * len(at)
    chosen[largest] = max(seen[largest], key=lambda b: b.area)
    reach = MAX_JUMP * float(np.hypot(*frames.shape[1:3]))
    for order in (range(largest + 1, len(at)), range(largest - 1, -1, -1)):
        last = chosen[largest]
        for k in order:
            chosen[k] = _next(last, seen[k], reach) if last else None
            last = chosen[k] or last
    if sum(b is not None for b in chosen) < LEAST_SEEN * len(at):
        return None
    return Track(at=at, blobs=tuple(chosen))


class _Scenes:
    """The moments that are looked at, as small frames, and the scene behind each."""

    def __init__(self, frames: U8, background: F64, factor: float) -> None:
        self._frames = [
            np.asarray(cv2.resize(f, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
            for f in frames
        ]
        zoom = np.diag([factor, factor, 1.0])
        self._background = zoom @ background @ np.linalg.inv(zoom)

    def blobs(self, i: int) -> list[Blob]:
        """What differs from the scene behind at moment i."""
        now, plate = self._frames[i].astype(np.float32), self._plate(i)
        # Light that changes on everything alike is not movement.
        plate *= np.clip(np.median(now / np.maximum(plate, 8.0), axis=(0, 1)), 0.4, 2.5)
        # An edge that lies a pixel beside itself is the measurement's error, not movement.
        low, high = cv2.erode(plate, _NEIGHBOURS), cv2.dilate(plate, _NEIGHBOURS)
        difference = np.maximum(np.maximum(now - high, low - now), 0.0).max(2)
        mask = difference > max(LEAST_DIFFERENCE, NOISE_TIMES * float(np.median(difference)))
        return _blobs(mask & ~_shadow(now, plate), now, plate)

    def _plate(self, i: int) -> F32:
        """(h, w, 3) median of the other moments, laid over this one as the camera moved."""
        here = self._frames[i]
        n, layers = len(self._frames), []
        for j in np.unique(np.linspace(0, n - 1, min(n, N_OTHERS)).round().astype(int)):
            to_here = self._background[i] @ np.linalg.inv(self._background[j])
            # What another moment does not show is taken from this one, where it makes no difference.
            laid = cv2.warpAffine(
                self._frames[j],
                to_here[:2],
                here.shape[1::-1],
                dst=here.copy(),
                flags=cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_TRANSPARENT,
            )
            layers.append(laid)
        middle = len(layers) // 2
        return np.asarray(np.partition(np.stack(layers), middle, axis=0)[middle], np.float32)


def _shadow(now: F32, plate: F32) -> Mask:
    ratio = (now + 4.0) / (plate + 4.0)
    middle = ratio.mean(2)
    return np.asarray((middle > SHADOW[0]) & (middle < SHADOW[1]) & (np.ptp(ratio, axis=2) < SHADOW_TINT), np.bool_)


def _blobs(mask: Mask, now: F32, plate: F32) -> list[Blob]:
    height, width = mask.shape
    edges_now, edges_behind = _edges(now), _edges(plate)
    solid = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    solid = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11)))
    outlines, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(solid), outlines, -1, 1, cv2.FILLED)
    n, parts, stats, centres = cv2.connectedComponentsWithStats(filled, connectivity=8)
    out = []
    for k in range(1, n):
        left, top, wide, tall, area = (int(v) for v in stats[k])
        if area < LEAST_SHARE * height * width:
            continue
        part = (parts == k).astype(np.uint8)
        outline = cv2.dilate(part, _NEIGHBOURS, iterations=2) - cv2.erode(part, _NEIGHBOURS) > 0
        if edges_now[outline].sum() >= edges_behind[outline].sum():
            cut = left <= 1 or top <= 1 or left + wide >= width - 1 or top + tall >= height - 1
            x, y = (float(v) + 0.5 for v in centres[k])
            out.append(Blob(x=x, y=y, area=float(area), side=float(max(wide, tall)), cut=cut))
    return out


def _edges(picture: F32) -> F32:
    grey = picture.mean(2)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return np.asarray(np.hypot(across, down), np.float32)


def _next(last: Blob, blobs: list[Blob], reach: float) -> Blob | None:
    """The blob that carries on best from the last one, within reach."""

    def cost(blob: Blob) -> float:
        away = float(np.hypot(blob.x - last.x, blob.y - last.y)) / reach
        return away + 0.3 * abs(float(np.log(blob.area / last.area)))

    near = [b for b in blobs if np.hypot(b.x - last.x, b.y - last.y) <= reach]
    return min(near, key=cost, default=None)
