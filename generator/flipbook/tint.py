"""A colour word on a drawn picture: its main hue is turned to that of the word, and a grey thing is dyed.

A network of this size learns "a blue fox" for the pairs that it was shown, and half of it for the others. Turning the
hue is exact for all of them, and what is not of that hue (eyes, leaves, windows) stays as it was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from generator.flipbook.layout import SUBJECT

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
Floats = npt.NDArray[np.floating]

MIN_SATURATION = 0.25
MIN_BODY = 0.3
"""Share of a picture that has its main hue; with less it is a grey thing with something coloured on it."""
MAIN_DEG = 45.0
"""Hues as near as this to the main one belong to it."""
DYE_SATURATION = 0.72
DARK = 0.25
"""Value below which a pixel of a grey thing is an outline, which no dye takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """What a word asks for.

    Attributes:
        hue: Degrees; None for a colour without one.
        saturation: Multiplies that of the body.
        floor, ceiling: What the body's values, 0..1, are mapped to.
    """

    hue: float | None
    saturation: float = 1.0
    floor: float = 0.0
    ceiling: float = 1.0


HUES = {"red": 0.0, "orange": 28.0, "yellow": 50.0, "green": 125.0, "blue": 215.0, "purple": 275.0, "pink": 330.0}
"""The hues by which obedience is measured, in degrees."""

NATURAL = "natural "
"""Before a colour word that is part of a thing's name: a red fox is as red as foxes are, unless it was drawn blue."""
NEAR_DEG = 40.0

COLOURS: dict[str, Colour] = {
    **{word: Colour(hue=hue) for word, hue in HUES.items()},
    "cyan": Colour(hue=188.0),
    "turquoise": Colour(hue=174.0),
    "teal": Colour(hue=180.0, ceiling=0.62),
    "violet": Colour(hue=265.0),
    "magenta": Colour(hue=308.0),
    "crimson": Colour(hue=350.0, ceiling=0.86),
    "navy": Colour(hue=225.0, ceiling=0.55),
    "lime": Colour(hue=85.0),
    "gold": Colour(hue=44.0, saturation=0.9),
    "golden": Colour(hue=44.0, saturation=0.9),
    "beige": Colour(hue=36.0, saturation=0.34, floor=0.3),
    "brown": Colour(hue=24.0, saturation=0.8, ceiling=0.58),
    "black": Colour(hue=None, saturation=0.25, ceiling=0.3),
    "white": Colour(hue=None, saturation=0.05, floor=0.72),
    "grey": Colour(hue=None, saturation=0.06, floor=0.1, ceiling=0.72),
    "gray": Colour(hue=None, saturation=0.06, floor=0.1, ceiling=0.72),
    "silver": Colour(hue=None, saturation=0.08, floor=0.4, ceiling=0.92),
}


def main_hue(picture: U8) -> float | None:
    """The hue in degrees that most of a picture has.

    Args:
        picture: (H, W, 4) straight-alpha RGBA.

    Returns:
        The hue; None when the picture is mostly grey, black or white.
    """
    hue, saturation, value = _hsv(picture[..., :3].astype(np.float32) / 255)
    solid = picture[..., 3] > 128
    coloured = solid & (saturation > MIN_SATURATION) & (value > 0.2)
    counts, edges = np.histogram(hue[coloured], bins=36, range=(0, 360))
    smooth = counts + 0.5 * (np.roll(counts, 1) + np.roll(counts, -1))
    main = float(edges[int(smooth.argmax())] + 5.0)
    body = coloured & (np.abs(_between(hue, main)) <= MAIN_DEG)
    grey = solid & (saturation <= MIN_SATURATION) & (value > DARK)
    return main if body.sum() >= max(MIN_BODY * int(solid.sum()), int(grey.sum()), 1) else None


def tinted(picture: U8, word: str) -> U8:
    """The picture in a colour; what is not of its main hue, such as leaves and windows, stays.

    Args:
        picture: (H, W, 4) straight-alpha RGBA.
        word: One of `COLOURS`; after `NATURAL`, a picture that is near it already stays as it is.

    Raises:
        ValueError: The word is none of them.
    """
    name = word.removeprefix(NATURAL)
    if name not in COLOURS:
        raise ValueError(f"{word!r} is no colour that can be drawn: give one of {', '.join(COLOURS)}")
    colour, main = COLOURS[name], main_hue(picture)
    if name != word and _is_near(colour, main):
        return picture.copy()
    hue, saturation, value = _hsv(picture[..., :3].astype(np.float32) / 255)
    if main is None:
        body = (saturation <= MIN_SATURATION) & (value > DARK)
        turned, least = np.full_like(hue, colour.hue or 0.0), DYE_SATURATION if colour.hue is not None else 0.0
    else:
        body = (saturation > MIN_SATURATION) & (np.abs(_between(hue, main)) <= MAIN_DEG)
        turned, least = hue if colour.hue is None else hue + colour.hue - main, 0.0
    full = np.clip(np.maximum(saturation, least) * colour.saturation, 0, 1)
    tone = colour.floor + value * (colour.ceiling - colour.floor)
    rgb = _rgb(turned % 360, full, tone)
    out = picture.copy()
    out[body, :3] = np.round(rgb[body] * 255).astype(np.uint8)
    return out


def tinted_tokens(tokens: Tensor, word: str) -> Tensor:
    """A subject's picture in a colour: (1, N, C) premultiplied tokens in [-1, 1] -> the same."""
    rgba = ((SUBJECT.unpatchify(tokens)[0].clamp(-1, 1) + 1) / 2).permute(1, 2, 0).numpy()  # (H, W, 4)
    alpha = np.maximum(rgba[..., 3:], 1 / 255)
    straight = np.concatenate([np.clip(rgba[..., :3] / alpha, 0, 1), rgba[..., 3:]], -1)
    coloured = tinted(np.round(straight * 255).astype(np.uint8), word)[..., :3].astype(np.float32) / 255
    out = np.concatenate([coloured * rgba[..., 3:], rgba[..., 3:]], -1)
    return SUBJECT.patchify(torch.from_numpy(out).permute(2, 0, 1)[None] * 2 - 1)


def _is_near(colour: Colour, main: float | None) -> bool:
    if colour.hue is None or main is None:
        return colour.hue is None and main is None
    return float(np.abs(_between(np.array([main]), colour.hue))[0]) <= NEAR_DEG


def _between(hue: Floats, main: float) -> Floats:
    """Degrees from the main hue to another, -180..180."""
    return np.asarray((hue - main + 180) % 360 - 180, np.float32)


def _hsv(rgb: Floats) -> tuple[Floats, Floats, Floats]:
    """(..., 3) in 0..1 -> hue in degrees, saturation, value."""
    top, low = rgb.max(-1), rgb.min(-1)
    spread = np.maximum(top - low, 1e-6)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(top == r, (g - b) / spread % 6, np.where(top == g, (b - r) / spread + 2, (r - g) / spread + 4))
    return (hue * 60).astype(np.float32), (top - low) / np.maximum(top, 1e-6), top


def _rgb(hue: Floats, saturation: Floats, value: Floats) -> F32:
    """The inverse of `_hsv`."""
    n = np.array([5.0, 3.0, 1.0], np.float32)
    k = (n + hue[..., None] / 60) % 6
    share = saturation[..., None] * np.clip(np.minimum(k, 4 - k), 0, 1)
    return np.asarray(value[..., None] * (1 - share), np.float32)
