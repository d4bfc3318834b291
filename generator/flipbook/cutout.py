"""Cutting the background away from an opaque picture: GrabCut (Rother et al. 2004), seeded from the border's colours.

What looks like the border and hangs together with it is background; GrabCut settles the rest; the edge is unmixed, so
that no fringe of the old background stays. Every cut is doubted: one that cannot be trusted is not used, and the reason
is said.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]

WORK_PX = 384
"""GrabCut works on a copy no larger than this."""
BORDER_SHARE = 0.025
N_BORDER_COLOURS = 3
LIKE_BORDER = 12.0
"""CIELAB distance below which a colour is one of the border's; two such colours are told apart only side by side."""
GRABCUT_ROUNDS = 3
SHARE = (0.01, 0.92)
"""Least and greatest share of the picture that a subject may fill."""
MAX_BORDER_TOUCHED = 0.12
MAX_BORDER_SPREAD = 14.0
"""Mean CIELAB distance of the border's pixels from their nearest border colour; a busier border is no background."""
MIN_CONTRAST = 9.0
"""Mean CIELAB distance across the edge of the subject."""
SMALLEST_PART = 0.03
"""Parts below this share of the largest one are specks."""
BAND_PX = 2
_SEED = 7  # OpenCV's own generator starts GrabCut's and k-means' clusters


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A picture with its background cut away, or why that was not done.

    Attributes:
        rgba: (h, w, 4) straight alpha; the picture as it was when the cut is not trusted.
        doubt: Why the cut is not trusted, in plain words; empty when it is.
    """

    rgba: U8
    doubt: str


def cut_out(rgb: U8) -> Cut:
    """Cut the background of (h, w, 3) RGB away."""
    height, width = rgb.shape[:2]
    factor = min(1.0, WORK_PX / max(height, width))
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if factor < 1 else rgb, np.uint8)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    border = _border(small.shape)
    colours, spread = _border_colours(lab[border])
    whole = np.dstack([rgb, np.full((height, width), 255, np.uint8)])
    if spread > MAX_BORDER_SPREAD:
        return Cut(rgba=whole, doubt="the background has too many colours")
    distance = np.min([np.linalg.norm(lab - c, axis=2) for c in colours], axis=0)  # (h, w)
    subject = _grabcut(small, distance, border)
    doubt = _doubt(subject, lab, border)
    if doubt:
        return Cut(rgba=whole, doubt=doubt)
    mask = cv2.resize(subject.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR) > 0.5
    return Cut(rgba=_unmixed(rgb, mask, band_px=BAND_PX + round(1 / factor)), doubt="")


def _border(shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    edge = max(2, round(BORDER_SHARE * min(shape[:2])))
    out = np.ones(shape[:2], np.bool_)
    out[edge:-edge, edge:-edge] = False
    return out


def _border_colours(lab: F32) -> tuple[F32, float]:
    """Up to three colours (k, 3) that the border's pixels (n, 3) have, and how far the pixels are from them."""
    cv2.setRNGSeed(_SEED)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    start = np.zeros((len(lab), 1), np.int32)
    points = np.ascontiguousarray(lab, np.float32)
    found = cv2.kmeans(points, N_BORDER_COLOURS, start, stop, 3, cv2.KMEANS_PP_CENTERS)
    labels, centres = np.asarray(found[1], np.int64), np.asarray(found[2], np.float32)
    spread = float(np.linalg.norm(lab - centres[labels[:, 0]], axis=1).mean())
    common = np.bincount(labels[:, 0], minlength=N_BORDER_COLOURS) >= 0.08 * len(lab)
    return np.asarray(centres[common], np.float32), spread


def _grabcut(rgb: U8, distance: F32, border: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(h, w) true where the subject is."""
    like = distance < LIKE_BORDER
    _, parts = cv2.connectedComponents(like.astype(np.uint8), connectivity=4)
    outside = like & np.isin(parts, np.unique(parts[border & like]))
    mask = np.full(like.shape, cv2.GC_PR_FGD, np.uint8)
    mask[like] = cv2.GC_PR_BGD
    mask[outside] = cv2.GC_BGD
    mask[distance > 3 * LIKE_BORDER] = cv2.GC_FGD
    mask[border & ~like] = cv2.GC_PR_FGD
    if not (mask == cv2.GC_BGD).any() or not np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).any():
        return np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD))
    cv2.setRNGSeed(_SEED)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.grabCut(
        np.ascontiguousarray(rgb[..., ::-1]), mask, (0, 0, 1, 1), *models, GRABCUT_ROUNDS, cv2.GC_INIT_WITH_MASK
    )
    return _without_specks(np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)))


def _without_specks(subject: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    n, parts, stats, _ = cv2.connectedComponentsWithStats(subject.astype(np.uint8), connectivity=8)
    if n < 2:
        return subject
    areas = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
    areas[0] = 0
    return np.asarray(np.isin(parts, np.flatnonzero(areas >= SMALLEST_PART * areas.max())), np.bool_)


def _doubt(subject: npt.NDArray[np.bool_], lab: F32, border: npt.NDArray[np.bool_]) -> str:
    share, touched = float(subject.mean()), float(subject[border].mean())
    if not SHARE[0] <= share <= SHARE[1]:
        return f"what stands out fills {share:.0%} of the picture, {SHARE[0]:.0%} to {SHARE[1]:.0%} can be trusted"
    if touched > MAX_BORDER_TOUCHED:
        return f"what stands out touches {touched:.0%} of the border, at most {MAX_BORDER_TOUCHED:.0%} can be trusted"
    kernel = np.ones((3, 3), np.uint8)
    mask = subject.astype(np.uint8)
    inner = (mask - cv2.erode(mask, kernel, iterations=2)).astype(bool)
    outer = (cv2.dilate(mask, kernel, iterations=3) - cv2.dilate(mask, kernel)).astype(bool)
    inside = cv2.blur(np.where(inner[..., None], lab, 0), (9, 9)), cv2.blur(inner.astype(np.float32), (9, 9))
    outside = cv2.blur(np.where(outer[..., None], lab, 0), (9, 9)), cv2.blur(outer.astype(np.float32), (9, 9))
    both = inner & (inside[1] > 0) & (outside[1] > 0)
    if not both.any():
        return "the edge of what stands out cannot be found"
    means = [colour[both] / weight[both][:, None] for colour, weight in (inside, outside)]
    contrast = float(np.linalg.norm(means[0] - means[1], axis=1).mean())
    return "" if contrast >= MIN_CONTRAST else "the subject hardly differs from its background"


def _unmixed(rgb: U8, mask: npt.NDArray[np.bool_], *, band_px: int) -> U8:
    """(h, w, 4): near the edge, alpha and colour are told apart by the nearest pure colours on both sides."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * band_px + 1, 2 * band_px + 1))
    solid = mask.astype(np.uint8)
    inner = np.asarray(cv2.erode(solid, kernel), np.uint8)
    outer = np.asarray(1 - cv2.dilate(solid, kernel), np.uint8)
    if not inner.any():
        return np.dstack([rgb, solid * 255])
    band = (inner == 0) & (outer == 0)
    colours = rgb.astype(np.float32)
    front, back = (_nearest(colours, side, band) for side in (inner, outer))
    along = front - back  # (n, 3)
    length = (along**2).sum(1)
    share = ((colours[band] - back) * along).sum(1) / np.maximum(length, 1.0)
    soft = cv2.blur(solid.astype(np.float32), (3, 3))[band]
    alpha = np.where(length > MIN_CONTRAST**2, np.clip(share, 0, 1), soft)
    out = np.dstack([rgb, inner * 255])
    out[band, :3] = np.round(np.where((alpha > 0.98)[:, None], colours[band], front)).astype(np.uint8)
    out[band, 3] = np.round(alpha * 255).astype(np.uint8)
    return out


def _nearest(colours: F32, side: U8, band: npt.NDArray[np.bool_]) -> F32:
    """(n, 3): for each pixel of the band, the colour of the nearest pixel of `side`."""
    _, labels = cv2.distanceTransformWithLabels(1 - side, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    table = np.zeros((int(labels.max()) + 1, 3), np.float32)
    table[labels[side == 1]] = colours[side == 1]
    return np.asarray(table[labels[band]], np.float32)
