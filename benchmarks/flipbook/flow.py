"""How a camera moved, seen from outside: dense optical flow between frames and one similarity through all of it.

Inverse-search flow (DIS; Kroeger et al. 2016) gives every pixel a step; least squares with Geman-McClure weights, over
the pixels that have a texture to tell it by, gives the step of the whole picture. Steps are chained. Nothing here is
shared with the code that measures motion for the model itself.
"""

from __future__ import annotations

import itertools
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

PASSES = 2
WORST = 20.0
"""Grey levels at which a difference stops to count."""
EXPLAINED = 1.5
"""Mean difference in grey levels below which a step needs no second try."""
ROUNDS = 6
SPREAD_PX = 0.4
"""Error of a pixel's flow beyond which it stops to count."""
MARGIN = 0.06
"""Share of the frame at each edge where the flow is not believed: what comes in there was not seen before."""
TEXTURE = 2.0
"""Grey levels a pixel of gradient at which a pixel counts half."""


def camera_path(frames: U8, *, unit_px: float) -> F64:
    """The camera at every frame, relative to the first.

    Args:
        frames: (n, h, w, 3) RGB of a still place.
        unit_px: Pixels of a world unit in the first frame.

    Returns:
        (n, 4): x and y in world units (y downwards), log zoom, roll in radians clockwise.
    """
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    path, total, step = [np.zeros(4)], np.eye(3), np.eye(3)
    for before, after in itertools.pairwise(grey):
        step = _step(before, after, step)
        total = step @ total
        path.append(_pose(total, frames.shape[2], frames.shape[1], unit_px))
    out = np.stack(path)
    out[:, 3] = np.unwrap(out[:, 3])
    return out


def _step(before: U8, after: U8, last: F64) -> F64:
    """The step (3, 3) of a picture: what flow finds from the last step, or from rest where that explains more."""
    step = _refined(before, after, last)
    rest = _rest(before, after, step)
    if rest < EXPLAINED:
        return step
    other = _refined(before, after, np.eye(3))
    return other if _rest(before, after, other) < rest else step


def _refined(before: U8, after: U8, start: F64) -> F64:
    """The step near `start`: flow to the picture that is laid back by it, twice."""
    weight, step = _weight(before), start
    for _ in range(PASSES):
        rest = np.zeros((*before.shape, 2), np.float32)
        rest = np.asarray(_search().calc(before, _laid_back(after, step), rest), np.float32)
        step = np.asarray(step @ similarity(rest, weight), np.float64)
    return step


def _laid_back(after: U8, step: F64) -> U8:
    size = (after.shape[1], after.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(after, step[:2], size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _rest(before: U8, after: U8, step: F64) -> float:
    """What a step leaves unexplained: mean difference in grey levels, of the weighted pixels."""
    weight = _weight(before)
    difference = np.abs(_laid_back(after, step).astype(np.float64) - before)
    return float((weight * np.minimum(difference, WORST)).sum() / max(float(weight.sum()), 1e-9))


@cache
def _search() -> cv2.DISOpticalFlow:
    return cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)


def similarity(flow: F32, weight: F64) -> F64:
    """The similarity (3, 3), pixels to pixels, that explains most of a flow.

    Args:
        flow: (h, w, 2) steps in pixels.
        weight: (h, w) how much each pixel is believed, at least 0.
    """
    height, width = weight.shape
    ys, xs = np.mgrid[0:height:2, 0:width:2]
    x, y = (xs - width / 2).ravel() / width, (ys - height / 2).ravel() / width
    u, v = flow[::2, ::2, 0].ravel().astype(np.float64), flow[::2, ::2, 1].ravel().astype(np.float64)
    one, none = np.ones_like(x), np.zeros_like(x)
    # u = a x - b y + p, v = b x + a y + q
    system = np.concatenate([np.stack([x, -y, one, none], 1), np.stack([y, x, none, one], 1)])  # (2 m, 4)
    seen, trust = np.concatenate([u, v]), np.tile(weight[::2, ::2].ravel(), 2)
    fit = _solved(system, seen, trust)
    for _ in range(ROUNDS):
        rest = (seen - system @ fit).reshape(2, -1)
        robust = 1 / (1 + (rest**2).sum(0) / SPREAD_PX**2) ** 2
        fit = _solved(system, seen, trust * np.tile(robust, 2))
    a, b, p, q = fit[0] / width, fit[1] / width, fit[2], fit[3]
    cx, cy = width / 2, height / 2
    return np.array([[1 + a, -b, p - a * cx + b * cy], [b, 1 + a, q - b * cx - a * cy], [0.0, 0.0, 1.0]])


def _solved(system: F64, seen: F64, weight: F64) -> F64:
    weighted = system * weight[:, None]
    normal = weighted.T @ system
    ridge = 1e-9 * max(float(np.trace(normal)), 1e-9) * np.eye(4)
    return np.asarray(np.linalg.solve(normal + ridge, weighted.T @ seen))


def _weight(grey: U8) -> F64:
    """(h, w): the texture of each pixel; none at the edges of the frame."""
    smooth = cv2.GaussianBlur(grey, (5, 5), 0).astype(np.float32)
    slope = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8), cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8))
    out = slope.astype(np.float64) ** 2 / (slope.astype(np.float64) ** 2 + TEXTURE**2)
    edge_y, edge_x = round(MARGIN * grey.shape[0]), round(MARGIN * grey.shape[1])
    inside = np.zeros_like(out)
    inside[edge_y : grey.shape[0] - edge_y, edge_x : grey.shape[1] - edge_x] = 1.0
    return out * inside


def _pose(total: F64, width: int, height: int, unit_px: float) -> F64:
    """(4,) camera that shows the first frame's pixels where `total` puts them."""
    centre = np.array([width / 2, height / 2])
    linear = total[:2, :2]
    zoom, roll = float(np.hypot(linear[0, 0], linear[1, 0])), float(-np.arctan2(linear[1, 0], linear[0, 0]))
    gone = total[:2] @ np.array([*centre, 1.0]) - centre
    x, y = -np.linalg.solve(linear, gone) / unit_px
    return np.array([x, y, np.log(max(zoom, 1e-6)), roll])
