"""The pose track: what a paper puppet can do, and the curves that animate it.

World: x in [-1.5, 1.5] to the right, y in [-1, 1] downwards, origin at the canvas centre. A track has `KEYS` rows,
evenly spaced over the shot from 0 to 1; a cubic spline runs through them, so nothing here swings faster than the keys
can hold.

A renderer deforms the sprite in this order: mirror (facing), squash, shear and bend with the feet fixed, scale and
rotation about the sprite's centre, then the move to (x, y). Shear and bend are therefore in the direction of the
frame: a positive shear dx/dy carries what is above the feet to the left (y grows downwards), a positive bend curves
the top to the right.
This module knows no motion by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

KEYS = 24
POSE = ("x", "y", "scale", "rotation", "squash", "shear", "bend", "opacity", "facing")
GROUND_Y = 0.40
HALF_HEIGHT = 0.28
"""From a sprite's centre to its feet at scale 1: the art fills about 93 % of a square of side 0.6."""
STAND_Y = GROUND_Y - HALF_HEIGHT
MAX_CYCLES = 5
"""Swings a shot: at 24 keys this leaves more than four keys a swing."""

Poses = npt.NDArray[np.float32]  # (KEYS, len(POSE))
Curve = npt.NDArray[np.float64]  # (KEYS,)
Value = float | Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One track by column; a single number is held over the shot. Travelling tracks are written going right.

    Attributes:
        x: Centre, world units.
        y: Centre, world units, downwards.
        scale: Size factor, at least 0.
        rotation: Radians clockwise.
        squash: Log of the vertical stretch; the width shrinks by the same factor.
        shear: dx/dy.
        bend: Sideways curve, -1..1.
        opacity: 0..1.
        facing: +1 as drawn (looks left), -1 mirrored (looks right); a turn passes through 0.
    """

    x: Value = 0.0
    y: Value = STAND_Y
    scale: Value = 1.0
    rotation: Value = 0.0
    squash: Value = 0.0
    shear: Value = 0.0
    bend: Value = 0.0
    opacity: Value = 1.0
    facing: Value = 1.0

    def track(self, direction: int = 1) -> Poses:
        """The track as an array.

        Args:
            direction: +1 keeps it as written, -1 mirrors it left to right.

        Returns:
            (KEYS, 9), columns as in `POSE`.

        Raises:
            ValueError: The direction is neither -1 nor +1.
        """
        if direction not in (-1, 1):
            raise ValueError(f"direction {direction!r} is not one of -1 (left) and +1 (right)")
        columns = [np.broadcast_to(np.asarray(getattr(self, f.name), np.float64), (KEYS,)) for f in fields(self)]
        poses = np.stack(columns, axis=1).astype(np.float32)  # (KEYS, 9)
        return poses if direction == 1 else mirror(poses)


def mirror(poses: Poses) -> Poses:
    """The same track with left and right exchanged."""
    signs = np.array([-1 if name in {"x", "rotation", "shear", "bend", "facing"} else 1 for name in POSE], np.float32)
    return poses * signs


def place(poses: Poses, *, x: float = 0.0, scale: float = 1.0) -> Poses:
    """The same track for a subject of another size, standing elsewhere on the same ground.

    Args:
        poses: (KEYS, 9).
        x: World units to the right by which it is moved.
        scale: Size factor, above 0; heights above ground and distances travelled shrink with it.
    """
    if scale <= 0:
        raise ValueError(f"scale {scale!r} is not above 0")
    placed = poses.copy()
    placed[:, 0] = x + scale * poses[:, 0]
    placed[:, 1] = GROUND_Y - scale * (GROUND_Y - poses[:, 1])
    placed[:, 2] = scale * poses[:, 2]
    return placed


def key_times() -> Curve:
    """The key times, 0..1 inclusive, (KEYS,)."""
    return np.linspace(0.0, 1.0, KEYS)


def through(*knots: tuple[float, float]) -> Curve:
    """A curve through key poses, easing out of one and into the next.

    Args:
        knots: (time, value), times rising; before the first and after the last the value is held.
    """
    t = key_times()
    times = np.array([k[0] for k in knots])
    values = np.array([k[1] for k in knots])
    i = np.clip(np.searchsorted(times, t, side="right") - 1, 0, len(knots) - 2)
    u = np.clip((t - times[i]) / (times[i + 1] - times[i]), 0.0, 1.0)
    return np.asarray(values[i] + (values[i + 1] - values[i]) * u * u * (3.0 - 2.0 * u))


def ramp(start: float, end: float) -> Curve:
    """0 before `start`, 1 after `end`, straight between them."""
    return np.clip((key_times() - start) / (end - start), 0.0, 1.0)


def swing(cycles: float, phase: float = 0.0) -> Curve:
    """A sine of so many cycles a shot, beginning `phase` of a cycle in."""
    return np.sin(2.0 * np.pi * (cycles * key_times() + phase))


def spring(start: float, rate: float, damping: float) -> Curve:
    """0 until `start`, then to 1 and past it, settling: follow-through.

    Args:
        start: Shot time at which it is let go, 0..1.
        rate: Oscillations a shot.
        damping: Decay a shot; 10 is settled after half a shot.
    """
    u = np.maximum(key_times() - start, 0.0)
    return 1.0 - np.exp(-damping * u) * np.cos(2.0 * np.pi * rate * u)


def cycles(duration_s: float, per_second: float, limits: tuple[int, int]) -> int:
    """How many whole cycles a shot gets at a natural tempo, within what the keys can hold.

    One length has one number of them, and each begins at the same phase: a network that predicts the mean of all tracks
    that fit the words would draw none of a swing whose count or phase could be any.

    Args:
        duration_s: Length of the shot, seconds, above 0.
        per_second: Natural cycles a second.
        limits: Fewest and most cycles.
    """
    if duration_s <= 0:
        raise ValueError(f"duration_s {duration_s!r} is not above 0")
    low, high = limits
    return int(np.clip(round(duration_s * per_second), low, high))


def share(duration_s: float, seconds: float, low: float = 0.35) -> float:
    """The part of the shot that an action of so many seconds takes, from `low` to 0.9."""
    return float(np.clip(seconds / duration_s, low, 0.9))


def on_feet(rotation: Curve, x: Value = 0.0) -> tuple[Curve, Curve]:
    """Centre (x, y) of a subject that leans about its feet rather than its centre.

    Args:
        rotation: Radians clockwise.
        x: Where the feet stand.
    """
    return x + HALF_HEIGHT * np.sin(rotation), GROUND_Y - HALF_HEIGHT * np.cos(rotation)


def on_ground(scale: Value) -> Value:
    """Centre y of a subject of that scale whose feet touch the ground."""
    return GROUND_Y - HALF_HEIGHT * scale


def arcs(lengths: Sequence[int], height: float, squeeze: float, first: int) -> tuple[Curve, Curve]:
    """Leaps under one gravity: a parabola an arc, every take-off and landing on a key.

    Args:
        lengths: Key intervals that each arc takes; heights follow from their squares.
        height: Apex of the longest arc, world units above the ground.
        squeeze: Squash on landing from the longest arc; three quarters of it stretch the subject at speed.
        first: Key of the first take-off; the keys before it crouch.

    Returns:
        Height above the ground and squash, each (KEYS,).
    """
    lift, squash = np.zeros(KEYS), np.zeros(KEYS)
    longest, key = max(lengths), first
    squash[: first + 1] = -squeeze * np.linspace(0.0, 1.0, first + 1) ** 2
    for n in lengths:
        j = np.arange(n + 1)
        lift[key : key + n + 1] = height * 4.0 * j * (n - j) / longest**2
        squash[key : key + n + 1] = 0.75 * squeeze * np.abs(n - 2 * j) / longest
        squash[key] = squash[key + n] = -squeeze * n / longest
        key += n
    rest = np.arange(KEYS - key)
    squash[key:] = squash[key] * np.cos(np.pi * rest / 2.0) * 0.5**rest
    return lift, squash
