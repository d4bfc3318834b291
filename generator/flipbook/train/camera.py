"""Camera moves: a window that slides, grows, shrinks and turns over the canvas.

The window at zoom 1 has area 1.96 and the frame's aspect; x and y are its centre in world units (y downwards), a
bigger zoom is closer, roll turns the window by so many radians clockwise. Moves ease in and out. Nothing is known of
what is drawn, except that `follow` is the track of the subject that a move may keep in view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from generator.flipbook.shake import tremor
from generator.flipbook.train.pose import KEYS, POSE, Curve, Poses, key_times, through
from policy.types import CameraKind

CameraTrack = npt.NDArray[np.float32]  # (KEYS, 4): x, y, zoom, roll

LIMIT_X = 0.55
LIMIT_Y = 0.25
TRACK_LIMIT_X = 0.80
"""A square window of zoom 1 touches the canvas edge here."""
TRACK_LIMIT_Y = 0.30
ZOOM_PER_STRENGTH = 2.0 * float(np.log(1.35))
"""Strength 0.5 zooms by 1.35, strength 1 by 1.82."""
LAG_S = 0.35
"""How long a tracking camera takes to make up two thirds of the way to its subject."""

STRENGTH_WORDS: dict[str, float] = {
    "slowly": 0.25,
    "gently": 0.25,
    "": 0.5,
    "quickly": 0.9,
    "dramatically": 0.9,
}

_PHRASES: dict[CameraKind, str] = {
    CameraKind.STATIC: "static camera|static shot|the camera stays still|fixed camera|the camera does not move",
    CameraKind.PAN_LEFT: "camera pans left|the camera pans left|panning left|panning to the left|the camera turns left",
    CameraKind.PAN_RIGHT: (
        "camera pans right|the camera pans right|panning right|panning to the right|the camera turns right"
    ),
    CameraKind.TILT_UP: "camera tilts up|the camera tilts up|tilting up|tilting upwards|tilt up|the camera looks up",
    CameraKind.TILT_DOWN: (
        "camera tilts down|the camera tilts down|tilting down|tilting downwards|tilt down|the camera looks down"
    ),
    CameraKind.ZOOM_IN: "camera zooms in|the camera zooms in|zooming in|zoom in|zoom in on the subject",
    CameraKind.ZOOM_OUT: "camera zooms out|the camera zooms out|zooming out|zoom out|zoom out to reveal",
    CameraKind.DOLLY_IN: (
        "camera dollies in|the camera moves closer|dolly in|dolly shot moving in|push in|the camera pushes in"
    ),
    CameraKind.DOLLY_OUT: (
        "camera dollies out|the camera moves away|dolly out|dolly shot moving back|pull back|the camera pulls back"
    ),
    CameraKind.TRACKING: (
        "tracking shot|the camera follows the subject|camera tracking alongside|following shot|the camera tracks it"
    ),
    CameraKind.ORBIT: "camera orbits|the camera circles around|orbiting camera|arc shot|the camera arcs around",
    CameraKind.CRANE_UP: "crane up|crane shot rising|the camera rises|the camera cranes up|camera lifts up|jib up",
    CameraKind.CRANE_DOWN: (
        "crane down|crane shot descending|the camera descends|the camera cranes down|camera lowers down|jib down"
    ),
    CameraKind.AERIAL: "aerial shot|drone shot|seen from above|bird's-eye view|the camera floats high above",
    CameraKind.HANDHELD: "handheld camera|handheld shot|shaky camera|shaky handheld footage|the camera shakes",
    CameraKind.ROLL: "camera rolls|the camera rolls|rolling camera|camera roll|dutch roll|the camera rotates",
}
CAMERA_PHRASES: dict[CameraKind, tuple[str, ...]] = {kind: tuple(text.split("|")) for kind, text in _PHRASES.items()}

_Columns: TypeAlias = tuple[Curve, Curve, Curve, Curve]
_Move: TypeAlias = Callable[[float, np.random.Generator, float, Poses], _Columns]


def draw_camera(
    kind: CameraKind, strength: float, rng: np.random.Generator, duration_s: float, follow: Poses
) -> CameraTrack:
    """The window's path over one shot.

    Args:
        kind: Which move.
        strength: How much of it, 0..1; 0.5 pans by about half a world unit and zooms by 1.35.
        rng: Varies the amount, the start and the shake.
        duration_s: Length of the shot, seconds, above 0.
        follow: (KEYS, 9) track of the subject to keep in view.

    Returns:
        (KEYS, 4): x, y, zoom, roll.

    Raises:
        ValueError: The strength, the duration or the shape of `follow` is out of range.
    """
    if not 0.0 <= strength <= 1.0:
        raise ValueError(f"strength {strength!r} is outside 0..1")
    if duration_s <= 0:
        raise ValueError(f"duration_s {duration_s!r} is not above 0")
    if follow.shape != (KEYS, len(POSE)):
        raise ValueError(f"follow has shape {follow.shape!r}, not {(KEYS, len(POSE))!r}")
    x, y, zoom, roll = _MOVES[kind](strength, rng, duration_s, follow)
    limits = (TRACK_LIMIT_X, TRACK_LIMIT_Y) if kind is CameraKind.TRACKING else (LIMIT_X, LIMIT_Y)
    x, y = np.clip(x, -limits[0], limits[0]), np.clip(y, -limits[1], limits[1])
    return np.stack([x, y, zoom, roll], axis=1).astype(np.float32)


def _still(value: float) -> Curve:
    """One value, held."""
    return np.full(KEYS, value)


def _progress(rng: np.random.Generator) -> Curve:
    """0 to 1 with an ease at both ends, half of it straight so that the move is seen from the first frames."""
    straight = rng.uniform(0.25, 0.5)
    return straight * key_times() + (1.0 - straight) * through((0.0, 0.0), (1.0, 1.0))


def _framing(follow: Poses) -> tuple[float, float]:
    """Where the subject mostly is while it is near the middle, as a target that keeps the window on the canvas."""
    inside = follow[np.abs(follow[:, 0]) < 0.7]
    if not len(inside):
        return 0.0, 0.0
    return float(np.clip(np.median(inside[:, 0]), -0.35, 0.35)), float(np.clip(np.median(inside[:, 1]), -0.2, 0.2))


def _static(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
    return _still(rng.uniform(-0.03, 0.03)), _still(rng.uniform(-0.03, 0.03)), _still(1.0), _still(0.0)


def _pan(sign: float) -> _Move:
    def move(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
        amount = strength * rng.uniform(0.95, 1.05)
        x = sign * amount * (_progress(rng) - 0.5)
        return x, _still(rng.uniform(-0.03, 0.03)), _still(1.0), _still(0.0)

    return move


def _tilt(sign: float) -> _Move:
    def move(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
        # The canvas is lower than it is wide: at most half a unit, and slow tilts are kept visible.
        amount = 0.5 * strength**0.7 * rng.uniform(0.95, 1.0)
        y = sign * amount * (_progress(rng) - 0.5)
        return _still(rng.uniform(-0.03, 0.03)), y, _still(1.0), _still(0.0)

    return move


def _crane(sign: float) -> _Move:
    def move(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
        done = _progress(rng)
        amount = 0.5 * strength**0.7 * rng.uniform(0.95, 1.0)
        side = rng.choice([-1.0, 1.0]) * 0.10 * strength
        # A rising crane also backs away, a sinking one comes closer, on an arc.
        zoom = np.exp(sign * 0.45 * strength * (done - 0.5))
        return side * np.sin(np.pi * done), sign * amount * (done - 0.5), zoom, _still(0.0)

    return move


def _zoom(inwards: bool) -> _Move:
    def move(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
        done = _progress(rng)
        near = done if inwards else 1.0 - done
        amount = ZOOM_PER_STRENGTH * strength * rng.uniform(0.95, 1.05)
        aim_x, aim_y = _framing(follow)
        return aim_x * strength * near, aim_y * strength * near, np.exp(amount * near), _still(0.0)

    return move


def _dolly(inwards: bool) -> _Move:
    def move(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
        done = _progress(rng)
        near = done if inwards else 1.0 - done
        amount = 1.1 * ZOOM_PER_STRENGTH * strength * rng.uniform(0.95, 1.05)
        aim_x, aim_y = _framing(follow)
        drift = -0.08 * strength * (1.0 - near) + 0.04 * strength * near
        # Moving through space at a steady pace, the nearer the subject the faster it grows.
        zoom = 1.0 / (1.0 - near * (1.0 - np.exp(-amount)))
        return aim_x * strength * near, aim_y * strength * near + drift, zoom, _still(0.0)

    return move


def _tracking(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
    share = 1.0 - np.exp(-duration_s / (KEYS - 1) / (LAG_S * rng.uniform(0.8, 1.2)))
    target = np.clip(follow[:, :2].astype(np.float64), [-TRACK_LIMIT_X, -TRACK_LIMIT_Y], [TRACK_LIMIT_X, TRACK_LIMIT_Y])
    target *= strength**0.5 * np.array([1.0, 0.5])
    seen = target.copy()  # (KEYS, 2)
    for k in range(1, KEYS):
        seen[k] = seen[k - 1] + share * (target[k] - seen[k - 1])
    return seen[:, 0], seen[:, 1], _still(1.0 + 0.12 * strength), _still(0.0)


def _orbit(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
    side = rng.uniform(0.95, 1.05)
    angle = (_progress(rng) - 0.5) * np.pi
    x = side * 0.40 * strength * np.sin(angle)
    y = -0.10 * strength * np.cos(angle)
    zoom = 1.0 + 0.35 * strength * np.cos(angle)
    return x, y, zoom, side * 0.16 * strength * np.sin(angle)


def _aerial(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
    done = _progress(rng)
    side = rng.choice([-1.0, 1.0])
    # Half the heights of a window at zoom 0.75 leave only this little of the canvas above and below.
    y = 0.05 * strength * (1.0 - 2.0 * done)
    x = side * 0.36 * strength * (done - 0.5)
    zoom = 0.90 - 0.13 * strength * rng.uniform(0.8, 1.0) - 0.02 * done
    return x, y, zoom, side * 0.08 * strength * (done - 0.5)


def _handheld(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
    x, y, zoom, roll = tremor(strength, rng).astype(np.float64).T
    return x, y, zoom, roll


def _roll(strength: float, rng: np.random.Generator, duration_s: float, follow: Poses) -> _Columns:
    angle = 0.7 * strength * rng.uniform(0.95, 1.05) * _progress(rng)
    return _still(0.0), _still(0.0), _still(1.0 + 0.2 * strength), angle


_MOVES: dict[CameraKind, _Move] = {
    CameraKind.STATIC: _static,
    CameraKind.PAN_LEFT: _pan(-1.0),
    CameraKind.PAN_RIGHT: _pan(1.0),
    CameraKind.TILT_UP: _tilt(-1.0),
    CameraKind.TILT_DOWN: _tilt(1.0),
    CameraKind.ZOOM_IN: _zoom(True),
    CameraKind.ZOOM_OUT: _zoom(False),
    CameraKind.DOLLY_IN: _dolly(True),
    CameraKind.DOLLY_OUT: _dolly(False),
    CameraKind.TRACKING: _tracking,
    CameraKind.ORBIT: _orbit,
    CameraKind.CRANE_UP: _crane(-1.0),
    CameraKind.CRANE_DOWN: _crane(1.0),
    CameraKind.AERIAL: _aerial,
    CameraKind.HANDHELD: _handheld,
    CameraKind.ROLL: _roll,
}
