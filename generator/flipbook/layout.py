"""How a scene is laid out as numbers: token groups, picture sizes, motion columns, world coordinates.

World: the canvas is 3 wide and 2 high, x to the right, y downwards, origin at its centre. A sprite of scale 1 is a
square of side `SPRITE_SIDE`. Pictures inside the model are float [-1, 1], premultiplied by alpha; motion columns are
divided by `MOTION_SPREAD`, so that each has a spread near 1. This module needs torch and nothing else of ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

N_KEYS = 24
MAX_SUBJECTS = 3
POSE = ("x", "y", "scale", "rotation", "squash", "shear", "bend", "opacity", "facing")
CAMERA = ("x", "y", "zoom", "roll")
LIGHT = ("gain", "warmth")
CHANGE = ("change",)
"""How far the first subject has become its later look: 0 = not at all, 1 = wholly."""
WEATHER = ("amount", "fall", "drift", "swirl", "size", "flutter")
"""Share of the particles that are there, 0..1; world units a second downwards and to the right; sideways swing and
side of a particle in world units; turns a second."""
N_POSE = len(POSE)
CAMERA_AT = MAX_SUBJECTS * N_POSE
LIGHT_AT = CAMERA_AT + len(CAMERA)
CHANGE_AT = LIGHT_AT + len(LIGHT)
WEATHER_AT = CHANGE_AT + len(CHANGE)
N_MOTION = WEATHER_AT + len(WEATHER)

SPRITE_SIDE = 0.6
CANVAS_W, CANVAS_H = 3.0, 2.0
WINDOW_AREA = 1.96

# Column centres and spreads of the animation library, rounded; fixed so that old weights keep their meaning.
_POSE_CENTRE = (0.0, 0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.9, 0.0)
_POSE_SPREAD = (0.35, 0.25, 0.20, 0.90, 0.12, 0.05, 0.12, 0.20, 0.9)
_CAMERA_CENTRE = (0.0, 0.0, 1.1, 0.0)
_CAMERA_SPREAD = (0.20, 0.12, 0.22, 0.12)
_LIGHT_CENTRE = (1.0, 0.0)
_LIGHT_SPREAD = (0.20, 0.25)
_CHANGE_CENTRE, _CHANGE_SPREAD = (0.1,), (0.3,)
_WEATHER_CENTRE = (0.2, 0.1, 0.0, 0.02, 0.03, 0.1)
_WEATHER_SPREAD = (0.35, 0.5, 0.25, 0.05, 0.04, 0.25)
MOTION_CENTRE = torch.tensor(
    _POSE_CENTRE * MAX_SUBJECTS + _CAMERA_CENTRE + _LIGHT_CENTRE + _CHANGE_CENTRE + _WEATHER_CENTRE
)
MOTION_SPREAD = torch.tensor(
    _POSE_SPREAD * MAX_SUBJECTS + _CAMERA_SPREAD + _LIGHT_SPREAD + _CHANGE_SPREAD + _WEATHER_SPREAD
)

ROLES = (
    "subject1", "subject2", "subject3", "action1", "action2", "action3", "setting", "lighting", "camera", "style",
    "after1", "weather",
)  # fmt: skip
SUBJECT_ROLES = ROLES[:MAX_SUBJECTS]
ACTION_ROLES = ROLES[MAX_SUBJECTS : 2 * MAX_SUBJECTS]
AFTER_ROLE = "after1"
MOOD = "mood"
"""Beside the roles: the light that the place is drawn in, where `lighting` only says how the light changes."""
PICTURE_ROLES = (*SUBJECT_ROLES, AFTER_ROLE)
"""Roles whose layer is a subject's picture; the last is what the first subject becomes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Size of one picture group: `channels` x `height` x `width` pixels in square patches of `patch` pixels."""

    channels: int
    height: int
    width: int
    patch: int

    @property
    def grid(self) -> tuple[int, int]:
        """Patch rows and columns."""
        return self.height // self.patch, self.width // self.patch

    @property
    def n_tokens(self) -> int:
        """Tokens that one picture takes."""
        return self.grid[0] * self.grid[1]

    @property
    def token_size(self) -> int:
        """Numbers in one token."""
        return self.channels * self.patch * self.patch

    def patchify(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, N, C * P * P), rows first."""
        (rows, cols), p = self.grid, self.patch
        x = x.view(-1, self.channels, rows, p, cols, p)
        return x.permute(0, 2, 4, 1, 3, 5).reshape(-1, rows * cols, self.token_size)  # (B, N, C*P*P)

    def unpatchify(self, tokens: Tensor) -> Tensor:
        """(B, N, C * P * P) -> (B, C, H, W); the inverse of `patchify`."""
        (rows, cols), p = self.grid, self.patch
        x = tokens.view(-1, rows, cols, self.channels, p, p)
        return x.permute(0, 3, 1, 4, 2, 5).reshape(-1, self.channels, self.height, self.width)  # (B, C, H, W)


SUBJECT = Picture(channels=4, height=96, width=96, patch=16)
BACKGROUND = Picture(channels=3, height=96, width=144, patch=24)
PARTICLE = Picture(channels=4, height=48, width=48, patch=16)
"""Nine particles of one kind, one in each patch."""
PICTURES = {"subject": SUBJECT, "background": BACKGROUND, "weather": PARTICLE}


def scale_motion(motion: Tensor) -> Tensor:
    """World motion (B, 24, 33) -> model motion of the same shape, each column with a spread near 1."""
    return (motion - MOTION_CENTRE.to(motion)) / MOTION_SPREAD.to(motion)


def unscale_motion(motion: Tensor) -> Tensor:
    """The inverse of `scale_motion`."""
    return motion * MOTION_SPREAD.to(motion) + MOTION_CENTRE.to(motion)
