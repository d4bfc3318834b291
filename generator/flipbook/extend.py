"""A shot that goes on where another one ended.

The end of the shot before is known to the network as the first key times of a longer shot, so that it draws what comes
after them; then the shot is cut at the joint. Nothing is shown twice, and the first frame stands where the last one
stood, with its speed.

    lead = lead_in(before, duration_s=3.0)
    after = cut_at_joint(pipeline(roles, duration_s=lead.total_s, known=lead.known), lead)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from generator.flipbook.compositor import interpolate_at
from generator.flipbook.known import Known, known_motion
from generator.flipbook.layout import N_KEYS, N_MOTION, scale_motion

if TYPE_CHECKING:
    from generator.flipbook.pipeline import FlipbookOutput

JOINT = 5
"""Key times of the longer shot that belong to the shot before: enough to see a speed and its change."""
MIN_S, MAX_S = 0.5, 7.5
"""Lengths of the new part; with its lead a shot of 7.5 s is just inside what the pipeline takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What an extended shot is denoised with.

    Attributes:
        known: Every layer of the shot before that stays, and its last moments of motion.
        total_s: Seconds to denoise, the lead included.
        duration_s: Seconds of the new part alone.
    """

    known: dict[str, Known]
    total_s: float
    duration_s: float


def lead_in(before: FlipbookOutput, *, duration_s: float) -> Lead:
    """The end of a shot as the beginning of a longer one; its pictures stay exactly as they are.

    Args:
        before: The shot that goes on.
        duration_s: Seconds that are added, 0.5..7.5.

    Raises:
        ValueError: `duration_s` is out of range.
    """
    if not MIN_S <= duration_s <= MAX_S:
        raise ValueError(f"duration_s must be {MIN_S}..{MAX_S}, got {duration_s!r}")
    total_s = duration_s * (N_KEYS - 1) / (N_KEYS - 1 - JOINT)
    step_s = total_s / (N_KEYS - 1)
    at = np.maximum(before.duration_s - step_s * np.arange(JOINT, -1, -1), 0.0) / before.duration_s  # shares, rising
    rows, mask = np.zeros((N_KEYS, N_MOTION), np.float32), np.zeros((N_KEYS, N_MOTION), np.bool_)
    rows[: JOINT + 1], mask[: JOINT + 1] = interpolate_at(before.scene.motion, at), True
    known = before.all_but("motion")
    known["motion"] = known_motion(rows, mask, joint=JOINT)
    return Lead(known=known, total_s=total_s, duration_s=duration_s)


def cut_at_joint(out: FlipbookOutput, lead: Lead) -> FlipbookOutput:
    """The extended shot without its lead: `lead.duration_s` seconds that begin at the joint."""
    at = np.linspace(JOINT / (N_KEYS - 1), 1.0, N_KEYS)
    rows = interpolate_at(out.scene.motion, at).astype(np.float32)
    tokens = scale_motion(torch.from_numpy(rows))[None]
    return replace(
        out,
        scene=replace(out.scene, motion=rows),
        layers={**out.layers, "motion": tokens},
        duration_s=lead.duration_s,
    )
