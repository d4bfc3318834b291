"""A camera path that was given in numbers, as the part of it that each shot of a storyboard sees."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from agent_tools.planner import camera
from agent_tools.schema import CameraMove, Pose, Storyboard
from policy.types import CameraKind

if TYPE_CHECKING:
    from policy.types import CameraPose

_STRENGTH = 0.5
_LEAST = 0.02
"""A change below it is no move: a fiftieth of a world unit, of the zoom's logarithm, or of a radian."""


def steered(board: Storyboard, text: str) -> Storyboard:
    """The storyboard with a camera path over the whole clip; its times count from the clip's start.

    Args:
        board: The storyboard.
        text: Poses `seconds:x,y,zoom[,roll]` with spaces between them.

    Raises:
        TrajectoryError: The path cannot be read, leaves its ranges, or has two poses at one time.
    """
    # NumPy is needed by no storyboard without a path.
    from generator.flipbook.trajectory import parse_trajectory

    poses = parse_trajectory(text, duration_s=board.duration_s)
    kind = _kind(poses[0], poses[-1])
    move = CameraMove(kind=kind, strength=_STRENGTH)
    shots, start_s = [], 0.0
    for shot in board.shots:
        prompt = shot.prompt.model_copy(update={"camera": camera.sentence(kind, _STRENGTH)})
        shots.append(
            shot.model_copy(update={"prompt": prompt, "camera_move": move, "camera_path": _from(poses, start_s)})
        )
        start_s += shot.duration_s
    return board.model_copy(update={"shots": tuple(shots)})


def _from(poses: tuple[CameraPose, ...], start_s: float) -> tuple[Pose, ...]:
    return tuple(
        Pose(at_s=round(pose.at_s - start_s, 6), x=pose.x, y=pose.y, zoom=pose.zoom, roll=pose.roll) for pose in poses
    )


def _kind(first: CameraPose, last: CameraPose) -> CameraKind:
    """The word that is nearest to a path: the largest of its changes."""
    changes = {
        (CameraKind.PAN_RIGHT, CameraKind.PAN_LEFT): last.x - first.x,
        (CameraKind.TILT_DOWN, CameraKind.TILT_UP): last.y - first.y,
        (CameraKind.ZOOM_IN, CameraKind.ZOOM_OUT): math.log(last.zoom / first.zoom),
        (CameraKind.ROLL, CameraKind.ROLL): math.radians(last.roll - first.roll),
    }
    (more, less), change = max(changes.items(), key=lambda item: abs(item[1]))
    if abs(change) < _LEAST:
        return CameraKind.STATIC
    return more if change > 0 else less
