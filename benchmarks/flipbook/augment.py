"""True pictures as they may be met: moved, scaled, turned, tinted, blurred, noisy, before any ground.

Works on whole batches and takes every number from the generator it is given, so that a seed repeats it exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

SCALE = (0.7, 0.92)
"""Side of the picture as a share of the frame's; what is judged is shown at four fifths (`stage.LOOK_ZOOM`)."""
SHIFT = 0.04
TURN = 0.06
"""Radians to either side."""
GAIN, TINT = 0.1, 0.04
"""How far the brightness of all channels, and of each channel, may be from 1."""
P_PLAIN, P_BLUR = 0.4, 0.25
NOISE = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What stands behind a picture: colours at random, or a piece of one of these scenes.

    Attributes:
        scenes: (K, 3, H, W), 0..1.
    """

    scenes: Tensor

    def draw(self, n: int, side: int, rng: Generator) -> Tensor:
        """(n, 3, side, side)."""
        colours = torch.rand(n, 3, 1, 1, generator=rng).expand(n, 3, side, side)
        picked = self.scenes[torch.randint(len(self.scenes), (n,), generator=rng)]
        theta = torch.zeros(n, 2, 3)
        zoom = _between(n, 0.3, 0.7, rng)
        theta[:, 0, 0] = theta[:, 1, 1] = zoom
        theta[:, :, 2] = (2 * torch.rand(n, 2, generator=rng) - 1) * (1 - zoom)[:, None]
        pieces = F.grid_sample(
            picked, F.affine_grid(theta, [n, 3, side, side], align_corners=False), align_corners=False
        )
        plain = torch.rand(n, 1, 1, 1, generator=rng) < P_PLAIN
        return torch.where(plain, colours, pieces)


def met(pictures: Tensor, grounds: Grounds, side: int, rng: Generator) -> Tensor:
    """Pictures as they may be met.

    Args:
        pictures: (B, 4, H, W) premultiplied, 0..1.
        grounds: What may stand behind them.
        side: Pixels of the result.
        rng: Where every number comes from.

    Returns:
        (B, 3, side, side), 0..1.
    """
    n = len(pictures)
    shape = [n, 4, side, side]
    laid = F.grid_sample(pictures, F.affine_grid(_placed(n, rng), shape, align_corners=False), align_corners=False)
    colour, alpha = laid[:, :3], laid[:, 3:]
    gain = _between(n, 1 - GAIN, 1 + GAIN, rng)[:, None] * (1 + TINT * (2 * torch.rand(n, 3, generator=rng) - 1))
    seen = colour * gain[..., None, None] + (1 - alpha) * grounds.draw(n, side, rng)
    blurred = F.avg_pool2d(seen, 3, stride=1, padding=1, count_include_pad=False)
    seen = torch.where(torch.rand(n, 1, 1, 1, generator=rng) < P_BLUR, blurred, seen)
    noise = torch.randn(seen.shape, generator=rng) * (NOISE * torch.rand(n, 1, 1, 1, generator=rng))
    return (seen + noise).clamp(0, 1)


def _placed(n: int, rng: Generator) -> Tensor:
    """(B, 2, 3): frame -> picture, for `affine_grid`."""
    size, angle = _between(n, *SCALE, rng), _between(n, -TURN, TURN, rng)
    shift = SHIFT * (2 * torch.rand(n, 2, generator=rng) - 1) * 2
    c, s = torch.cos(angle) / size, torch.sin(angle) / size
    linear = torch.stack([torch.stack([c, s], 1), torch.stack([-s, c], 1)], 1)  # (B, 2, 2)
    return torch.cat([linear, -linear @ shift[..., None]], 2)


def _between(n: int, low: float, high: float, rng: Generator) -> Tensor:
    return low + (high - low) * torch.rand(n, generator=rng)
