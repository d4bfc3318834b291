"""The learned upscaler: pictures four times larger, edges crisp.

A small residual network (EDSR without batch norm, Lim et al. 2017, with PixelShuffle, Shi et al. 2016) that adds detail
to a bilinear enlargement. Works on premultiplied RGBA; a background goes through with alpha 1. Needs torch only.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FACTOR = 4


class Residual(nn.Module):
    """x + conv(silu(conv(x)))."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(B, W, H, W) -> the same shape."""
        out: Tensor = x + self.second(F.silu(self.first(x)))
        return out


class UpscalerNet(nn.Module):
    """(B, 4, H, W) in [-1, 1] -> (B, 4, 4 H, 4 W).

    Args:
        width: Channels inside.
        depth: Residual blocks.
    """

    def __init__(self, width: int = 40, depth: int = 5) -> None:
        super().__init__()
        self.enter = nn.Conv2d(4, width, 3, padding=1)
        self.body = nn.Sequential(*(Residual(width) for _ in range(depth)))
        self.leave = nn.Conv2d(width, 4 * FACTOR * FACTOR, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        if self.leave.bias is not None:
            nn.init.zeros_(self.leave.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Enlarge; at initialisation this is exactly the bilinear enlargement."""
        h = self.enter(x)
        detail = F.pixel_shuffle(self.leave(h + self.body(h)), FACTOR)
        return F.interpolate(x, scale_factor=FACTOR, mode="bilinear", align_corners=False) + detail


def with_alpha(rgb: Tensor) -> Tensor:
    """(B, 3, H, W) -> (B, 4, H, W) with alpha 1."""
    return torch.cat([rgb, torch.ones_like(rgb[:, :1])], 1)
