"""A camera trajectory in words of numbers: `"0:0,0,1.0 2:0.3,0,1.4"` is "from the middle to the right and nearer".

Each pose is `seconds:x,y,zoom` or `seconds:x,y,zoom,roll`. x and y are the middle of the view in world units (the
canvas is 3 wide and 2 high, y downwards), zoom 1 is the usual view and larger is nearer, roll is in degrees, clockwise.
Between poses the camera eases without overshooting (monotone cubic interpolation, Fritsch & Carlson 1980), zoom by
equal factors; before the first pose and after the last one it rests. Needs numpy only.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from generator.errors import TrajectoryError
from policy.types import CameraPose

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

LIMITS = {"x": (-1.0, 1.0), "y": (-0.6, 0.6), "zoom": (0.6, 2.5), "roll": (-45.0, 45.0)}
"""Ranges of a pose; wider ones would look past the canvas, or at blurred pixels."""
N_KEYS = 24
MAX_POSES = N_KEYS
EXAMPLE = "0:0,0,1.0 2:0.3,0,1.4"


def parse_trajectory(text: str, *, duration_s: float) -> tuple[CameraPose, ...]:
    """The poses that a text lists, in the order of their times.

    Args:
        text: Poses `seconds:x,y,zoom[,roll]` with spaces between them, 1..24 of them, in any order.
        duration_s: Seconds that the shot lasts.

    Raises:
        TrajectoryError: A pose cannot be read, a number is out of its range, a time is beyond the shot, or two poses
            stand at one time.
    """
    words = text.split()
    if not 1 <= len(words) <= MAX_POSES:
        raise TrajectoryError(
            f"the trajectory {text!r} has {len(words)} poses, 1..{MAX_POSES} are allowed, such as {EXAMPLE!r}"
        )
    poses = sorted((_pose(word, duration_s) for word in words), key=lambda pose: pose.at_s)
    for one, two in pairwise(poses):
        if one.at_s == two.at_s:
            raise TrajectoryError(f"the trajectory {text!r} has two poses at {one.at_s!r} s, one a time is allowed")
    return tuple(poses)


def _pose(word: str, duration_s: float) -> CameraPose:
    time, colon, rest = word.partition(":")
    parts = rest.split(",")
    if not colon or len(parts) not in (3, 4):
        raise TrajectoryError(f"the pose {word!r} must be seconds:x,y,zoom or seconds:x,y,zoom,roll, as in {EXAMPLE!r}")
    at_s = _number(time, word, "time", (0.0, duration_s))
    values = {
        name: _number(part, word, name, limits) for part, (name, limits) in zip(parts, LIMITS.items(), strict=False)
    }
    return CameraPose(at_s=at_s, **values)


def _number(text: str, word: str, name: str, limits: tuple[float, float]) -> float:
    low, high = limits
    try:
        value = float(text)
    except ValueError as exc:
        raise TrajectoryError(f"the {name} {text!r} of the pose {word!r} is not a number") from exc
    if not math.isfinite(value) or not low <= value <= high:
        raise TrajectoryError(f"the {name} of the pose {word!r} must be {low:g}..{high:g}, got {text!r}")
    return value


def camera_track(poses: tuple[CameraPose, ...], *, duration_s: float) -> F32:
    """Key rows of the camera, (24, 4): x, y, zoom and roll in radians.

    Args:
        poses: In the order of their times, as `parse_trajectory` gives them.
        duration_s: Seconds that the shot lasts.
    """
    times = np.array([pose.at_s for pose in poses], np.float64)
    values = np.array([[pose.x, pose.y, math.log(pose.zoom), math.radians(pose.roll)] for pose in poses], np.float64)
    keys = np.linspace(0.0, duration_s, N_KEYS)
    rows = np.stack([_eased(times, column, keys) for column in values.T], 1)
    rows[:, 2] = np.exp(rows[:, 2])
    return rows.astype(np.float32)


def _eased(times: F64, values: F64, at: F64) -> F64:
    """Monotone cubic through (times, values), at rest outside of them."""
    if len(times) == 1:
        return np.full(len(at), values[0])
    width, rise = np.diff(times), np.diff(values)
    slope = rise / width
    tangent = np.zeros(len(times))
    same = slope[:-1] * slope[1:] > 0
    weights = 2 * width[1:] + width[:-1], width[1:] + 2 * width[:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sum(weights) / (weights[0] / slope[:-1] + weights[1] / slope[1:])  # harmonic: never overshoots
    tangent[1:-1] = np.where(same, mean, 0.0)
    at = np.clip(at, times[0], times[-1])
    i = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(width) - 1)
    f = (at - times[i]) / width[i]
    start, end = values[i], values[i + 1]
    leave, arrive = tangent[i] * width[i], tangent[i + 1] * width[i]
    return np.asarray(
        start * (2 * f**3 - 3 * f**2 + 1)
        + leave * (f**3 - 2 * f**2 + f)
        + end * (3 * f**2 - 2 * f**3)
        + arrive * (f**3 - f**2),
        np.float64,
    )
