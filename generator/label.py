"""The visible label, and the fast blend that it and the titles share.

The label is drawn once for a frame size and then blended into each frame, on its own rectangle only. It knows nothing
of files, shots or models. GB 45438-2025 asks that a visible label is at least 5 % of the frame's short side high, and
that it stands for the first two seconds at least.

The icon is drawn in the manner of the icons that the European code of practice describes, letters in a framed square;
it is not that artwork.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from generator.font import label_typeface
from generator.label_choice import Label, LabelCorner, LabelStyle
from generator.label_text import WORDS, Language, letters

if TYPE_CHECKING:
    from generator.types import Frame

LABEL_TEXT = WORDS[Language.ENGLISH].label
MIN_HEIGHT_SHARE = 0.05  # of the short side: GB 45438-2025
_COMFORT_PX = 11  # below this em size the letters run together once the chroma is halved by yuv420p
_MARGIN_SHARE = 0.015
_PAD_SHARE = 0.35  # of the text height, on each side of it
# White on 70 % black keeps a contrast of 8.6:1 even over a white picture (WCAG AAA asks for 7:1).
_INK = (255, 255, 255, 255)
_BACKING = (0, 0, 0, 178)
_SUPERSAMPLE = 4
_SEEN = 128  # opacity from which a letter's edge counts to its height
_ICON_HEIGHT = 1.6  # of the text's height: as high as the text with its padding
_FRAME_SHARE = 0.12  # line of the icon's frame, of its height


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


@lru_cache(maxsize=32)
def label_overlay(width_px: int, height_px: int, label: Label | None = None) -> Overlay:
    """The label for one frame size.

    Words that are wider than the frame give way to the icon, which fits every frame.

    Args:
        width_px: Frame width, at least 64.
        height_px: Frame height, at least 64.
        label: What it says and how it looks; None for the default.
    """
    label = label or Label()
    short_px = min(width_px, height_px)
    margin = max(1, round(short_px * _MARGIN_SHARE))
    room = width_px - 2 * margin
    patch = _patch(label, room, short_px)
    if patch.width > room:
        patch = _icon(label, room, short_px)
    x_px = margin if label.corner is LabelCorner.LOWER_LEFT else width_px - margin - patch.width
    return Overlay.of(patch, x_px=x_px, y_px=height_px - margin - patch.height)


def _patch(label: Label, room_px: int, short_px: int) -> Image.Image:
    match label.style:
        case LabelStyle.TEXT:
            return _words(label, room_px, short_px)
        case LabelStyle.ICON:
            return _icon(label, room_px, short_px)
        case LabelStyle.BOTH:
            words, icon = _words(label, room_px, short_px), _icon(label, room_px, short_px)
            both = Image.new("RGBA", (icon.width + 2 + words.width, max(icon.height, words.height)), (0, 0, 0, 0))
            both.paste(icon, (0, both.height - icon.height))
            both.paste(words, (icon.width + 2, both.height - words.height))
            return both


def _words(label: Label, room_px: int, short_px: int) -> Image.Image:
    """Words on their backing."""
    line = _Line.fitted(label.runs, room_px, short_px)
    pad = _pad(line.height_px)
    size = line.width_px + 2 * pad, line.height_px + 2 * pad
    patch = rounded_box(*size, radius_px=pad + line.height_px // 4, colour=_BACKING)
    line.draw(patch, pad, pad)
    return patch


def _icon(label: Label, room_px: int, short_px: int) -> Image.Image:
    """Letters in a framed square, or in a framed bar where they are wider than high."""
    said = _Line.fitted((letters(label.languages),), room_px, short_px)
    thickness = max(1, round(said.height_px * _FRAME_SHARE))
    pad = _pad(said.height_px) + thickness
    height = max(round(said.height_px * _ICON_HEIGHT), said.height_px + 2 * pad)
    width = max(height, said.width_px + 2 * pad)
    patch = rounded_box(width, height, radius_px=height // 5, colour=_BACKING)
    inset = thickness // 2 + 1
    frame = (inset, inset, width - 1 - inset, height - 1 - inset)
    ImageDraw.Draw(patch).rounded_rectangle(frame, height // 6, outline=_INK, width=thickness)
    said.draw(patch, (width - said.width_px) // 2, (height - said.height_px) // 2)
    return patch


def rounded_box(width_px: int, height_px: int, *, radius_px: int, colour: tuple[int, int, int, int]) -> Image.Image:
    """A filled RGBA rectangle with smooth round corners on a clear ground."""
    scale = _SUPERSAMPLE
    mask = Image.new("L", (width_px * scale, height_px * scale), 0)
    radius = min(radius_px, width_px // 2, height_px // 2) * scale
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius, fill=colour[3])
    picture = Image.new("RGBA", (width_px, height_px), (*colour[:3], 0))
    picture.putalpha(mask.resize((width_px, height_px), Image.Resampling.BOX))
    return picture


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of text of which each run has the font that can draw it."""

    runs: tuple[str, ...]
    size_px: int

    @classmethod
    def fitted(cls, runs: tuple[str, ...], room_px: int, short_px: int) -> _Line:
        """At the legal height, or at a comfortable one where the frame is small and wide enough for it."""
        least_px = math.ceil(short_px * MIN_HEIGHT_SHARE)
        line = cls(runs=runs, size_px=least_px)  # no letter is higher than its em
        while line.n_ink_rows < least_px:
            line = cls(runs=runs, size_px=line.size_px + 1)
        while line.size_px < _COMFORT_PX:
            larger = cls(runs=runs, size_px=line.size_px + 1)
            if larger.width_px + 2 * _pad(larger.height_px) > room_px:
                break
            line = larger
        return line

    @property
    def width_px(self) -> int:
        left, _, right, _ = self._box()
        return right - left

    @property
    def height_px(self) -> int:
        _, upper, _, lower = self._box()
        return lower - upper

    @property
    def n_ink_rows(self) -> int:
        """Rows in which a letter can be seen; the box of a letter may be a row or two higher."""
        picture = Image.new("RGBA", (self.width_px, self.height_px), (0, 0, 0, 0))
        self.draw(picture, 0, 0)
        return int(np.count_nonzero((np.asarray(picture)[..., 3] >= _SEEN).any(axis=1)))

    def draw(self, picture: Image.Image, x_px: int, y_px: int) -> None:
        """Draw the ink with its upper left corner there."""
        left, upper, _, _ = self._box()
        pen, x = ImageDraw.Draw(picture), float(x_px - left)
        for run, font in self._fonts():
            pen.text((x, y_px - upper), run, font=font, anchor="ls", fill=_INK)
            x += font.getlength(run)

    def _fonts(self) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        return [(run, label_typeface(self.size_px, run)) for run in self.runs]

    def _box(self) -> tuple[int, int, int, int]:
        """The ink around x = 0 and the baseline."""
        x, boxes = 0.0, []
        for run, font in self._fonts():
            left, upper, right, lower = font.getbbox(run, anchor="ls")
            boxes.append((x + left, upper, x + right, lower))
            x += font.getlength(run)
        return (
            math.floor(min(box[0] for box in boxes)),
            math.floor(min(box[1] for box in boxes)),
            math.ceil(max(box[2] for box in boxes)),
            math.ceil(max(box[3] for box in boxes)),
        )


def _pad(text_h: int) -> int:
    return max(2, round(text_h * _PAD_SHARE))
