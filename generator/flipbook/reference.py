"""A picture from outside as a layer that is known: a subject, or the whole background.

The network sees it as tokens of the size it was trained with; the compositor shows the original pixels, so that a logo
or a mug keeps its own colours and edges. A picture no larger than a sprite is kept pixel for pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch

from generator.flipbook.cutout import cut_out
from generator.flipbook.known import Known
from generator.flipbook.layout import BACKGROUND, CANVAS_H, CANVAS_W, SUBJECT
from generator.flipbook.picture_file import VISIBLE, read_picture

U8 = npt.NDArray[np.uint8]

SPRITE_PX = 384
FILL = 84 / 96
"""Longer side of a training picture as a share of its square: the median of the flat ones; the rest is margin."""
CANVAS_PX = (2304, 1536)
"""The largest background that is kept, width and height; a larger picture is made smaller."""
MAX_CROP = 0.25
"""Share of a picture that may be cut off to fill the 3:2 canvas; beyond it the sides are extended instead."""
OWN_ALPHA_SHARE = 0.005
"""Share of see-through pixels from which a picture has an alpha of its own."""
CORNER = 0.08
"""Radius of rounded corners as a share of the shorter side."""
SOFT_BELOW_PX = 96
_BLUR_SHARE = 0.05  # of the canvas height: soft enough to hold no shape
_SEAM_SHARE = 0.02
_DIMMED = 0.9  # of the extension, so that the eye stays on the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture as a known layer.

    Attributes:
        known: Its tokens, and the picture in full resolution.
        notes: What was done otherwise than a person would expect, in plain words.
    """

    known: Known
    notes: tuple[str, ...]


def subject_reference(path: Path) -> Reference:
    """A picture file as a subject: its background cut away, trimmed, centred and fitted into the subject picture.

    Args:
        path: See `read_picture`.

    Raises:
        PictureError: The picture cannot be used.
    """
    rgba = read_picture(path)
    notes = []
    if (rgba[..., 3] < 128).mean() < OWN_ALPHA_SHARE:
        cut = cut_out(np.ascontiguousarray(rgba[..., :3]))
        rgba = cut.rgba
        if cut.doubt:
            rgba = _rounded(rgba)
            notes.append(
                f"The background of {path.name!r} could not be cut away: {cut.doubt}. "
                "The picture is used whole, with rounded corners."
            )
    rgba = _trimmed(rgba)
    if max(rgba.shape[:2]) < SOFT_BELOW_PX:
        notes.append(
            f"{path.name!r} shows its subject with only {rgba.shape[1]}x{rgba.shape[0]} pixels; it will look soft."
        )
    sprite = _sprite(rgba)
    side = (SUBJECT.width, SUBJECT.height)
    tokens = SUBJECT.patchify(_as_model(_resized(sprite, side)))
    return Reference(known=Known(tokens=tokens, exact=sprite), notes=tuple(notes))


def background_reference(path: Path) -> Reference:
    """A picture file as the background: all of it covers the canvas.

    Args:
        path: See `read_picture`.

    Raises:
        PictureError: The picture cannot be used.
    """
    rgba = read_picture(path)
    notes = []
    if rgba[..., 3].min() < 255:
        notes.append(f"{path.name!r} is see-through in places; as a background it lies on white.")
    rgb = _on_white(rgba)
    height, width = rgb.shape[:2]
    shape = (width / height) / (CANVAS_W / CANVAS_H)
    if 1 - min(shape, 1 / shape) <= MAX_CROP:
        canvas = _covering(rgb, CANVAS_PX)
    else:
        canvas = _extended(rgb)
        notes.append(f"{path.name!r} is {width}x{height} pixels; the canvas is 3:2, so its sides are a blur of it.")
    tokens = BACKGROUND.patchify(_as_model(_resized(canvas, (BACKGROUND.width, BACKGROUND.height))))
    return Reference(known=Known(tokens=tokens, exact=canvas), notes=tuple(notes))


def _as_model(picture: U8) -> torch.Tensor:
    """(h, w, C) 0..255 -> (1, C, h, w) in [-1, 1]."""
    return torch.from_numpy(picture.astype(np.float32) / 127.5 - 1).permute(2, 0, 1)[None].contiguous()


def _resized(picture: U8, size: tuple[int, int]) -> U8:
    shrinks = picture.shape[1] >= size[0]
    return np.asarray(
        cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR), np.uint8
    )


def _rounded(rgba: U8) -> U8:
    """The same with rounded corners, edges smooth."""
    height, width = rgba.shape[:2]
    radius = CORNER * min(height, width)
    y = np.maximum(np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius), 0)[:, None]
    x = np.maximum(np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius), 0)[None]
    alpha = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    out = rgba.copy()
    out[..., 3] = np.round(rgba[..., 3] * alpha).astype(np.uint8)
    return out


def _trimmed(rgba: U8) -> U8:
    seen = rgba[..., 3] >= VISIBLE
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    return np.ascontiguousarray(rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def _sprite(rgba: U8) -> U8:
    """(s, s, 4) premultiplied, s <= 384: the picture in the middle of its margin; pixel for pixel where it fits."""
    alpha = rgba[..., 3:].astype(np.uint16)
    picture = np.dstack([((rgba[..., :3] * alpha + 127) // 255).astype(np.uint8), rgba[..., 3]])
    longest = max(picture.shape[:2])
    limit = int(SPRITE_PX * FILL)
    if longest > limit:
        size = (max(1, round(picture.shape[1] * limit / longest)), max(1, round(picture.shape[0] * limit / longest)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    height, width = picture.shape[:2]
    side = min(SPRITE_PX, round(max(height, width) / FILL))
    out = np.zeros((side, side, 4), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    out[top : top + height, left : left + width] = picture
    out[..., :3] = np.minimum(out[..., :3], out[..., 3:])
    return out


def _on_white(rgba: U8) -> U8:
    alpha = rgba[..., 3:].astype(np.uint16)
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _covering(rgb: U8, limit: tuple[int, int]) -> U8:
    """The middle of the picture in the canvas's shape, no larger than `limit`, never enlarged."""
    height, width = rgb.shape[:2]
    factor = max(limit[0] / width, limit[1] / height)
    shown_w, shown_h = min(width, round(limit[0] / factor)), min(height, round(limit[1] / factor))
    left, top = (width - shown_w) // 2, (height - shown_h) // 2
    middle = np.ascontiguousarray(rgb[top : top + shown_h, left : left + shown_w])
    return middle if factor >= 1 else _resized(middle, limit)


def _extended(rgb: U8) -> U8:
    """The whole picture in the middle of a canvas that is filled with a blur of it."""
    height, width = rgb.shape[:2]
    factor = min(1.0, CANVAS_PX[0] / width, CANVAS_PX[1] / height)
    inner = _resized(rgb, (max(1, round(width * factor)), max(1, round(height * factor)))) if factor < 1 else rgb
    height, width = inner.shape[:2]
    ratio = CANVAS_W / CANVAS_H
    size = (max(width, round(height * ratio)), max(height, round(width / ratio)))
    fill = _resized(_covering(inner, size), size)
    canvas = cv2.GaussianBlur(fill, (0, 0), max(1.0, _BLUR_SHARE * size[1])) * _DIMMED
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    seam = max(1.0, _SEAM_SHARE * size[1])
    x = np.minimum(np.arange(width) + 1, np.arange(width, 0, -1)) / seam if left else np.full(width, 1.0)
    y = np.minimum(np.arange(height) + 1, np.arange(height, 0, -1)) / seam if top else np.full(height, 1.0)
    weight = np.clip(np.minimum(x[None], y[:, None]), 0, 1)[..., None]
    region = canvas[top : top + height, left : left + width]
    canvas[top : top + height, left : left + width] = region + (inner - region) * weight
    return np.clip(np.round(canvas), 0, 255).astype(np.uint8)
