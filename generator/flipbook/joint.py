"""Carrying a motion on across a joint, without a jump of place or speed.

What the network draws after the joint is moved onto the end of what is known: the gaps of place and of speed at the
joint are added to it and fade smoothly over a few keys. The gap of the place from left to right does not fade: a fox
that stands on the right does not slide to the middle because the next shot would begin there. The gap of the height
does, because the ground stays where it is.
"""

from __future__ import annotations

import torch
from torch import Tensor

from generator.flipbook.layout import CAMERA, CHANGE, LIGHT, MAX_SUBJECTS, POSE, WEATHER

FADE_KEYS = 6
LASTING = frozenset({"x", *CHANGE})
"""Columns whose gap stays; the others return to what the network drew. What has become another thing stays it."""
_NAMES = POSE * MAX_SUBJECTS + CAMERA + LIGHT + CHANGE + WEATHER
_LASTS = torch.tensor([name in LASTING for name in _NAMES])


def carried_on(clean: Tensor, known: Tensor, joint: int) -> Tensor:
    """Predicted motion that continues what is known.

    Args:
        clean: (B, 24, C) predicted key rows.
        known: (1, 24, C) key rows, known up to and with row `joint`.
        joint: Last known row, 1..22.

    Returns:
        (B, 24, C): the known rows, then the predicted ones moved onto them.

    Raises:
        ValueError: `joint` is out of range.
    """
    last = clean.shape[1] - 1
    if not 1 <= joint < last:
        raise ValueError(f"joint must be 1..{last - 1}, got {joint!r}")
    k = torch.arange(last + 1 - joint, device=clean.device, dtype=clean.dtype)[:, None]  # (K, 1)
    f = (k / FADE_KEYS).clamp(max=1.0)
    fade = 2 * f**3 - 3 * f**2 + 1
    stays = torch.where(_LASTS.to(clean.device), torch.ones_like(fade), fade)  # (K, C)
    pull = k * (1 - f) ** 2 / (1 - 1 / FADE_KEYS) ** 2  # (K, 1), 1 at the first key, so that the speed there is exact
    after = clean[:, joint:] + (known[:, joint] - clean[:, joint])[:, None] * stays  # (B, K, C)
    speed = known[:, joint] - known[:, joint - 1] - (after[:, 1] - after[:, 0])  # (B, C), a key
    moved = after + speed[:, None] * pull
    return torch.cat([known[:, :joint].expand(len(clean), -1, -1), moved], 1)
