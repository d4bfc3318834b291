"""One picture becomes another by its shape: an outline that moves, not a cross-fade.

The outlines are interpolated as signed distance fields (Payne and Toga 1992), so that every moment between has one
crisp edge. Inside it, colours go from the first picture's to the second's along a soft front that spreads from the
place deepest in both; each picture's colours are carried beyond its own outline.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]

LEVELS = 32
"""Moments between the two pictures that are drawn; a change takes some thirty frames."""
FRONT = 0.35
"""Width of the front of colours, as a share of the change."""


class Morph:
    """Every moment between two pictures, drawn when it is first asked for.

    Args:
        before: (s, s, 4) premultiplied RGBA.
        after: The same size.
    """

    def __init__(self, before: U8, after: U8) -> None:
        self._ends = (before, after)
        self._drawn: dict[int, U8] = {}
        self._distance: tuple[F32, F32] | None = None
        self._colour: tuple[F32, F32] | None = None
        self._order: F32 | None = None

    def at(self, share: float) -> U8:
        """The picture at `share` of the change: 0 the first one itself, 1 the second."""
        level = round(float(np.clip(share, 0, 1)) * LEVELS)
        if level in (0, LEVELS):
            return self._ends[level // LEVELS]
        if level not in self._drawn:
            self._drawn[level] = self._between(level / LEVELS)
        return self._drawn[level]

    def _between(self, share: float) -> U8:
        (outline_a, outline_b), (colour_a, colour_b), order = self._prepared()
        outline = outline_a * (1 - share) + outline_b * share
        alpha = np.clip(outline + 0.5, 0, 1)[..., None]
        gone = np.clip((share * (1 + FRONT) - order) / FRONT, 0, 1)[..., None]
        gone = gone * gone * (3 - 2 * gone)
        colour = colour_a * (1 - gone) + colour_b * gone
        return np.concatenate([colour * alpha, alpha * 255], 2).round().astype(np.uint8)

    def _prepared(self) -> tuple[tuple[F32, F32], tuple[F32, F32], F32]:
        if self._distance is None or self._colour is None or self._order is None:
            a, b = self._ends
            self._distance = (_signed_distance(a), _signed_distance(b))
            self._colour = (_carried(a), _carried(b))
            self._order = _order(self._distance[0], self._distance[1])
        return self._distance, self._colour, self._order


def _signed_distance(picture: U8) -> F32:
    """(s, s) pixels to the outline, positive inside."""
    inside = (picture[..., 3] >= 128).astype(np.uint8)
    if not inside.any():  # nothing there: an outline far outside
        return np.full(inside.shape, -float(inside.shape[0]), np.float32)
    to_out = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    to_in = cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(to_out - to_in, np.float32)


def _carried(picture: U8) -> F32:
    """(s, s, 3) straight colours, each place outside the outline with the colour of its nearest place inside."""
    alpha = picture[..., 3:].astype(np.float32)
    colour = np.clip(picture[..., :3] * (255.0 / np.maximum(alpha, 1.0)), 0, 255).astype(np.float32)
    outside = (picture[..., 3] < 200).astype(np.uint8)
    if outside.all():
        return colour
    _, labels = cv2.distanceTransformWithLabels(outside, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL)
    inside = outside == 0
    of_label = np.zeros((int(labels.max()) + 1, 3), np.float32)
    of_label[labels[inside]] = colour[inside]
    carried = of_label[labels]
    return np.asarray(
        cv2.GaussianBlur(carried, (0, 0), 2.0) * outside[..., None] + colour * inside[..., None], np.float32
    )


def _order(a: F32, b: F32) -> F32:
    """(s, s) in 0..1: when a place changes its colour; first what lies deep inside both outlines."""
    depth = np.minimum(a, b)
    low, high = float(depth.min()), float(depth.max())
    return np.asarray(1 - (depth - low) / max(high - low, 1e-6), np.float32)
