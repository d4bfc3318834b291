"""How the camera moved, measured from frames: sparse optical flow and a robust similarity between neighbours.

Corners are taken from every part of the frame, so that a lively subject does not outvote the scene behind it
(Lucas-Kanade with a check backwards, RANSAC). Their answer, no movement and the last movement are then tried on the
pixels, and the best of them is refined there, so that a plain scene with few corners is measured too. What is measured
is how the background moves; the way back from there to the camera follows the compositor, whose background moves a
little less than the subjects.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from generator.flipbook.align import misfit, refined
from generator.flipbook.compositor import PARALLAX
from generator.flipbook.layout import WINDOW_AREA
from generator.flipbook.trajectory import LIMITS

U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

CELLS = 5
CORNERS_A_CELL = 10
MIN_MATCHES = 10
MAX_BACK_PX = 0.5
RANSAC_PX = 0.7
STILL = np.array([0.012, 0.012, 0.012, 0.006])
"""Total x, y, log zoom and roll (radians) below which a camera stands still: the noise of the measurement."""
BETTER = 0.99
"""A movement must leave less than this share of the difference that no movement leaves."""
UNEXPLAINED = 4.0
"""Mean difference in grey levels that no movement of the camera explains."""
MAX_STEP_ZOOM, MAX_STEP_ROLL = 1.25, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraPath:
    """The camera at every frame.

    Attributes:
        poses: (n, 4) x, y, zoom, roll in radians, in the ranges of a trajectory, its middle in the canvas's middle.
        background: (n, 3, 3) first frame's background -> this frame's, pixels.
        moves: Whether the camera moves at all.
        lost: Share of the steps that could not be measured and count as no movement.
        fitted: Whether the path was made smaller to fit the canvas.
    """

    poses: F64
    background: F64
    moves: bool
    lost: float
    fitted: bool


def camera_path(frames: U8) -> CameraPath:
    """Measure the camera.

    Args:
        frames: (n, h, w, 3) RGB, n >= 2.
    """
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    background = np.tile(np.eye(3), (len(grey), 1, 1))
    lost, step = 0, np.eye(3)
    for i in range(1, len(grey)):
        step, found = _step(grey[i - 1], grey[i], step)
        lost += not found
        background[i] = step @ background[i - 1]
    height, width = frames.shape[1:3]
    poses, fitted = _fitted(_poses(background, width, height))
    span = np.ptp(np.column_stack([poses[:, :2], np.log(poses[:, 2]), poses[:, 3]]), axis=0)
    moves = bool((span > STILL).any())
    if not moves:
        background = np.tile(np.eye(3), (len(grey), 1, 1))
        poses = np.tile([0.0, 0.0, 1.0, 0.0], (len(grey), 1))
    return CameraPath(poses=poses, background=background, moves=moves, lost=lost / (len(grey) - 1), fitted=fitted)


def _step(before: U8, after: U8, last: F64) -> tuple[F64, bool]:
    """(3, 3) similarity from one frame to the next, and whether it explains what is seen."""
    one, two = (cv2.GaussianBlur(grey, (3, 3), 0).astype(np.float32) for grey in (before, after))
    still = misfit(one, two, np.eye(3))
    tries = [(still, np.eye(3)), (misfit(one, two, last), last)]
    by_corners = _from_corners(before, after)
    if by_corners is not None:
        tries.append((misfit(one, two, by_corners), by_corners))
    start = min(tries, key=lambda t: t[0])[1]
    fine = refined(one, two, start)
    tries.append((misfit(one, two, fine), fine))
    best, step = min((t for t in tries if _plausible(t[1])), key=lambda t: t[0])
    if best > BETTER * still:
        best, step = still, np.eye(3)
    return step, best < UNEXPLAINED


def _plausible(step: F64) -> bool:
    zoom, roll = np.hypot(step[0, 0], step[1, 0]), np.arctan2(step[1, 0], step[0, 0])
    return bool(1 / MAX_STEP_ZOOM < zoom < MAX_STEP_ZOOM and abs(roll) < MAX_STEP_ROLL)


def _from_corners(before: U8, after: U8) -> F64 | None:
    """(3, 3) similarity from one frame to the next; None where corners cannot tell it."""
    points = _corners(before)
    if len(points) < MIN_MATCHES:
        return None
    there, found = _flow(before, after, points)
    back, found_back = _flow(after, before, there)
    good = found & found_back
    good &= np.linalg.norm((back - points)[:, 0], axis=1) < MAX_BACK_PX
    if good.sum() < MIN_MATCHES:
        return None
    cv2.setRNGSeed(1)
    matrix, _ = cv2.estimateAffinePartial2D(
        points[good], there[good], method=cv2.RANSAC, ransacReprojThreshold=RANSAC_PX, maxIters=500
    )
    return None if matrix is None else np.vstack([matrix, [0, 0, 1]])


def _flow(before: U8, after: U8, points: F32) -> tuple[F32, npt.NDArray[np.bool_]]:
    """Where points (m, 1, 2) went, and which of them were found."""
    there, found, _ = cv2.calcOpticalFlowPyrLK(before, after, points, points.copy(), winSize=(15, 15), maxLevel=4)
    return np.asarray(there, np.float32), np.asarray(found)[:, 0] == 1


def _corners(grey: U8) -> F32:
    """(m, 1, 2) corners, some from every cell of the frame that has any."""
    height, width = grey.shape
    strength = cv2.cornerMinEigenVal(grey, 5)
    floor = 0.002 * float(strength.max())
    peaks = (strength == cv2.dilate(strength, np.ones((5, 5), np.uint8))) & (strength > max(floor, 1e-6))
    ys, xs = np.nonzero(peaks)
    cell = (ys * CELLS // height) * CELLS + xs * CELLS // width
    order = np.lexsort((-strength[ys, xs], cell))
    rank = np.arange(len(order)) - np.searchsorted(cell[order], cell[order])
    chosen = order[rank < CORNERS_A_CELL]
    return np.stack([xs[chosen], ys[chosen]], 1).astype(np.float32)[:, None]


def _poses(background: F64, width: int, height: int) -> F64:
    """(n, 4) of a camera that starts in the middle; the widest view of the path has zoom 1."""
    unit = (width * height / WINDOW_AREA) ** 0.5
    zoom = np.hypot(background[:, 0, 0], background[:, 1, 0])
    zoom = zoom / zoom.min()
    roll = -np.unwrap(np.arctan2(background[:, 1, 0], background[:, 0, 0]))
    centre = np.array([width / 2, height / 2])
    seen = background @ np.array([*centre, 1.0])  # (n, 3): where the canvas's middle is shown
    gone = (seen[:, :2] - centre) / (PARALLAX * unit * zoom)[:, None]
    c, s = np.cos(roll), np.sin(roll)  # the frame turns by -roll; turn back
    x, y = -(c * gone[:, 0] - s * gone[:, 1]), -(s * gone[:, 0] + c * gone[:, 1])
    return np.column_stack([x, y, zoom, roll])


def _fitted(poses: F64) -> tuple[F64, bool]:
    """The path in the middle of the canvas, and made smaller where it is too long for it."""
    out = poses.copy()
    out[:, :2] -= (poses[:, :2].max(0) + poses[:, :2].min(0)) / 2
    out[:, 3] -= (poses[:, 3].max() + poses[:, 3].min()) / 2 if np.ptp(poses[:, 3]) > np.pi / 4 else 0.0
    room = np.array([LIMITS["x"][1], LIMITS["y"][1], np.radians(LIMITS["roll"][1])])
    reach = np.abs(out[:, [0, 1, 3]]).max(0)
    share = min(1.0, *(room[:2] / np.maximum(reach[:2], 1e-9)))
    turn = min(1.0, room[2] / max(float(reach[2]), 1e-9))
    power = min(1.0, np.log(LIMITS["zoom"][1]) / max(float(np.log(out[:, 2].max())), 1e-9))
    out[:, :2] *= share
    out[:, 2] **= power
    out[:, 3] *= turn
    return out, min(share, turn, power) < 1.0
