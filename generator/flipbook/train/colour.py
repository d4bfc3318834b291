"""Colour variants of a picture: turn its main hue to the hue of a colour word. Numpy only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from generator.flipbook.train.subject import Rgba

HUES = {"red": 0.0, "orange": 28.0, "yellow": 50.0, "green": 125.0, "blue": 215.0, "purple": 275.0, "pink": 330.0}
SAME_HUE_DEG = 14.0
MIN_SATURATION = 0.25
MIN_COLOURED = 0.35
F32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.floating]


def _hsv(rgb: Floats) -> tuple[Floats, Floats, Floats]:
    """(..., 3) in 0..1 -> hue in degrees, saturation, value."""
    top, low = rgb.max(-1), rgb.min(-1)
    spread = np.maximum(top - low, 1e-6)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(top == r, (g - b) / spread % 6, np.where(top == g, (b - r) / spread + 2, (r - g) / spread + 4))
    return (hue * 60).astype(np.float32), (top - low) / np.maximum(top, 1e-6), top


def main_hue(picture: Rgba) -> float | None:
    """The hue in degrees that most of the picture has; None when it is mostly grey, black or white."""
    hue, saturation, value = _hsv(picture[..., :3].astype(np.float32) / 255)
    solid = picture[..., 3] > 128
    coloured = solid & (saturation > MIN_SATURATION) & (value > 0.2)
    if coloured.sum() < MIN_COLOURED * max(int(solid.sum()), 1):
        return None
    counts, edges = np.histogram(hue[coloured], bins=36, range=(0, 360))
    smooth = counts + 0.5 * (np.roll(counts, 1) + np.roll(counts, -1))
    return float(edges[int(smooth.argmax())] + 5.0)


def recolour(picture: Rgba, turn_deg: float) -> Rgba:
    """The picture with every coloured pixel's hue turned by `turn_deg`; greys stay."""
    hue, saturation, value = _hsv(picture[..., :3].astype(np.float32) / 255)
    n = np.array([5.0, 3.0, 1.0], np.float32)
    k = (n + (hue[..., None] + turn_deg) / 60) % 6
    rgb = value[..., None] * (1 - saturation[..., None] * np.clip(np.minimum(k, 4 - k), 0, 1))
    out = picture.copy()
    out[..., :3] = np.round(rgb * 255).astype(np.uint8)
    return out


def colour_variant(picture: Rgba, hue: float, colour: str) -> Rgba:
    """The picture with its main `hue` turned to the hue of `colour`."""
    turn = (HUES[colour] - hue + 180) % 360 - 180
    return picture if abs(turn) < SAME_HUE_DEG else recolour(picture, turn)
