"""Laying one frame over the next by their pixels alone, for scenes too plain for corners.

Gauss-Newton on the four numbers of a similarity, coarse to fine, with weights that forget what does not fit (Geman-
McClure), so that hills and clouds decide and not the fox that runs before them (Odobez & Bouthemy 1995).
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

LEVELS = 3
ROUNDS = 6
LEVEL_SPREAD = 6.0
"""Levels, 0..255, beyond which a difference stops to count."""
WORST = 12.0
"""What a pixel that does not fit at all adds to `misfit`."""
ENOUGH_PX = 0.01
MIN_PIXELS, MAX_PIXELS = 50, 9000
"""Pixels with a gradient that a level is aligned by."""
_LEAST_GRADIENT = 0.75
_RIDGE = 1e-3


def misfit(before: F32, after: F32, step: F64) -> float:
    """Mean difference of two frames, grey levels, each pixel's cut off at 12, when one is laid over the other.

    Args:
        before: (h, w) grey.
        after: (h, w) grey.
        step: (3, 3) pixels of `before` -> pixels of `after`.
    """
    height, width = before.shape
    laid = cv2.warpAffine(after, step[:2], (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    inside = cv2.warpAffine(np.ones_like(after), step[:2], (width, height), flags=cv2.WARP_INVERSE_MAP) > 0.99
    if inside.mean() < 0.3:
        return WORST
    return float(np.minimum(np.abs(laid - before), WORST)[inside].mean())


def refined(before: F32, after: F32, step: F64) -> F64:
    """The similarity (3, 3) near `step` that lays `after` over `before` best."""
    pyramid = [(before, after)]
    for _ in range(LEVELS - 1):
        one, two = (np.asarray(cv2.pyrDown(frame), np.float32) for frame in pyramid[-1])
        pyramid.append((one, two))
    out = step.copy()
    for level in reversed(range(LEVELS)):
        zoom = np.diag([2.0**-level, 2.0**-level, 1.0])
        there = zoom @ out @ np.linalg.inv(zoom)
        out = np.linalg.inv(zoom) @ _at_level(*pyramid[level], there) @ zoom
    return out


def _at_level(before: F32, after: F32, step: F64) -> F64:
    height, width = before.shape
    gx, gy = (cv2.Sobel(before, cv2.CV_32F, *d, ksize=3, scale=1 / 8) for d in ((1, 0), (0, 1)))
    ys, xs = np.nonzero(np.abs(gx) + np.abs(gy) > _LEAST_GRADIENT)
    if len(xs) < MIN_PIXELS:
        return step
    thin = slice(None, None, 1 + len(xs) // MAX_PIXELS)
    ys, xs = ys[thin], xs[thin]
    half = max(width, height) / 2
    u, v = (xs - width / 2) / half, (ys - height / 2) / half
    gx, gy = gx[ys, xs], gy[ys, xs]
    jacobian = np.stack([gx * u + gy * v, gy * u - gx * v, gx, gy], 1).astype(np.float64)  # (m, 4)
    target, out = before[ys, xs], step.copy()
    for _ in range(ROUNDS):
        px = (out[0, 0] * xs + out[0, 1] * ys + out[0, 2]).astype(np.float32)
        py = (out[1, 0] * xs + out[1, 1] * ys + out[1, 2]).astype(np.float32)
        now = cv2.remap(after, px[None], py[None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]
        inside = (px >= 0) & (py >= 0) & (px <= width - 1) & (py <= height - 1)
        rest = (now - target).astype(np.float64)
        weight = inside / (1 + (rest / LEVEL_SPREAD) ** 2) ** 2
        weighted = jacobian * weight[:, None]
        normal = weighted.T @ jacobian
        change = np.linalg.solve(normal + _RIDGE * np.trace(normal) * np.eye(4), weighted.T @ rest)
        out = out @ np.linalg.inv(_similarity(change, half, width, height))
        if np.abs(change).max() < ENOUGH_PX:
            break
    return out


def _similarity(change: F64, half: float, width: int, height: int) -> F64:
    """(3, 3) from its four numbers, about the middle of the frame."""
    a, b, tx, ty = change[0] / half, change[1] / half, change[2], change[3]
    cx, cy = width / 2, height / 2
    return np.array([[1 + a, -b, tx - a * cx + b * cy], [b, 1 + a, ty - b * cx - a * cy], [0.0, 0.0, 1.0]])
