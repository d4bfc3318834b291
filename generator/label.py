"""The visible label that every frame carries, and the fast blend that it and the titles share.

The label is drawn once for a frame size and then blended into each frame, on its own rectangle only. It knows nothing
of files, shots or models. GB 45438-2025 asks that a visible label is at least 5 % of the frame's short side high.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from generator.font import typeface

if TYPE_CHECKING:
    from generator.types import Frame

LABEL_TEXT = "AI-generated"
MIN_HEIGHT_SHARE = 0.05  # of the short side: GB 45438-2025
_COMFORT_PX = 11  # below this em size the letters run together once the chroma is halved by yuv420p
_MARGIN_SHARE = 0.015
_PAD_SHARE = 0.35  # of the text height, on each side of it
# White on 70 % black keeps a contrast of 8.6:1 even over a white picture (WCAG AAA asks for 7:1).
_INK = (255, 255, 255, 255)
_BACKING = (0, 0, 0, 178)
_SUPERSAMPLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """A picture with transparency at a fixed place in the frame.

    Attributes:
        x_px: Left edge in the frame.
        y_px: Upper edge in the frame.
        ink: Colour times opacity, plus half a step so that the division by 255 rounds; uint16 (h, w, 3).
        keep: 255 minus opacity: how much of the frame shines through; uint16 (h, w, 1).
    """

    x_px: int
    y_px: int
    ink: npt.NDArray[np.uint16]
    keep: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, picture: Image.Image, *, x_px: int, y_px: int) -> Overlay:
        """Prepare an RGBA picture for blending with its upper left corner at (x_px, y_px)."""
        rgba = np.asarray(picture.convert("RGBA"), dtype=np.uint16)  # (h, w, 4)
        alpha = rgba[..., 3:]  # (h, w, 1)
        return cls(
            x_px=x_px,
            y_px=y_px,
            ink=(rgba[..., :3] * alpha + 128).astype(np.uint16),
            keep=(255 - alpha).astype(np.uint16),
        )

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, upper, right and lower edge in the frame, half-open."""
        h, w = self.keep.shape[:2]
        return self.x_px, self.y_px, self.x_px + w, self.y_px + h

    def blend(self, frame: Frame) -> None:
        """Draw the overlay into a writable uint8 frame (H, W, 3); nothing outside `box` changes."""
        left, upper, right, lower = self.box
        region = frame[upper:lower, left:right]  # (h, w, 3)
        mixed = region * self.keep + self.ink
        # Division by 255 in shifts: exact for every value up to 255 * 255 + 128, and that still fits 16 bits.
        region[...] = (mixed + (mixed >> 8)) >> 8


def label_overlay(width_px: int, height_px: int, text: str = LABEL_TEXT) -> Overlay:
    """The label for the lower right corner of one frame size.

    Args:
        width_px: Frame width, at least 64.
        height_px: Frame height, at least 64.
        text: What the label says.
    """
    short_px = min(width_px, height_px)
    margin = max(1, round(short_px * _MARGIN_SHARE))
    size = _font_size(width_px - 2 * margin, short_px, text)
    left, upper, right, lower = typeface(size).getbbox(text)
    text_w, text_h = math.ceil(right - left), math.ceil(lower - upper)
    pad = _pad(text_h)
    patch = rounded_box(text_w + 2 * pad, text_h + 2 * pad, radius_px=pad + text_h // 4, colour=_BACKING)
    ImageDraw.Draw(patch).text((pad - left, pad - upper), text, font=typeface(size), fill=_INK)
    return Overlay.of(patch, x_px=width_px - margin - patch.width, y_px=height_px - margin - patch.height)


def rounded_box(width_px: int, height_px: int, *, radius_px: int, colour: tuple[int, int, int, int]) -> Image.Image:
    """A filled RGBA rectangle with smooth round corners on a clear ground."""
    scale = _SUPERSAMPLE
    mask = Image.new("L", (width_px * scale, height_px * scale), 0)
    radius = min(radius_px, width_px // 2, height_px // 2) * scale
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius, fill=colour[3])
    picture = Image.new("RGBA", (width_px, height_px), (*colour[:3], 0))
    picture.putalpha(mask.resize((width_px, height_px), Image.Resampling.BOX))
    return picture


def _font_size(room_px: int, short_px: int, text: str) -> int:
    """The legal height, or a comfortable one where the frame is small and wide enough for it."""
    least_px = math.ceil(short_px * MIN_HEIGHT_SHARE)
    size = 1
    while _extent(size, text)[1] < least_px:
        size += 1
    while size < _COMFORT_PX and _extent(size + 1, text)[0] <= room_px:
        size += 1
    return size


def _extent(size: int, text: str) -> tuple[int, int]:
    left, upper, right, lower = typeface(size).getbbox(text)
    text_h = math.ceil(lower - upper)
    return math.ceil(right - left) + 2 * _pad(text_h), text_h


def _pad(text_h: int) -> int:
    return max(2, round(text_h * _PAD_SHARE))
