"""What the classifier sees of a picture: which way its edges run, where its colours lie, and how it is shaded.

Histograms of oriented gradients on two grids (Dalal & Triggs, "Histograms of oriented gradients for human detection",
2005), mean colours on two grids, and the spread of gradients, detail, saturation and brightness over the middle of the
picture. Nothing here is learned.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SIDE = 64
"""Pixels of a picture that is looked at."""
BINS = 9
"""Directions of an edge over half a turn."""
CELLS = {4: 0.5, 8: 1.0}
"""Side of a cell in pixels, and how much its edges count."""
FAINT = 1e-3
"""Energy of the edges around a cell below which they are taken for noise."""
COLOUR_WEIGHT, SPREAD_WEIGHT = 2.0, 3.0
COLOUR_CELLS = ((8, 0), (6, 8))
"""Side of a colour's cell, and how many pixels at each edge are left out, for both grids."""
MIDDLE = slice(10, 54)
GRADIENTS = (0.004, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64)
SATURATIONS = tuple(0.05 + 0.85 * i / 7 for i in range(8))
BRIGHTNESSES = tuple(0.1 + 0.88 * i / 8 for i in range(9))
SIZE = (
    sum(BINS * (SIDE // cell) ** 2 for cell in CELLS)
    + sum(3 * ((SIDE - 2 * edge) // cell) ** 2 for cell, edge in COLOUR_CELLS)
    + 2 * len(GRADIENTS) + len(SATURATIONS) + len(BRIGHTNESSES)
)  # fmt: skip


def sight(x: Tensor) -> Tensor:
    """Numbers that describe pictures.

    Args:
        x: (B, 3, 64, 64), 0..1.

    Returns:
        (B, SIZE).

    Raises:
        ValueError: The pictures have another shape.
    """
    if x.ndim != 4 or x.shape[1:] != (3, SIDE, SIDE):
        raise ValueError(f"pictures are {tuple(x.shape)!r}, must be (n, 3, {SIDE}, {SIDE})")
    strength, angle = _edges(x)
    directions = _directions(strength, angle)
    parts = [weight * _cells(directions, cell) for cell, weight in CELLS.items()]
    for cell, edge in COLOUR_CELLS:
        inner = x[..., edge : SIDE - edge, edge : SIDE - edge]
        parts.append(COLOUR_WEIGHT * F.avg_pool2d(inner, cell).flatten(1))
    return torch.cat([*parts, SPREAD_WEIGHT * _spreads(x, strength)], 1)


def _edges(x: Tensor) -> tuple[Tensor, Tensor]:
    """Strength and angle of the steepest channel's gradient, (B, 1, H, W) both; the angle in bins, 0..BINS."""
    wide = F.pad(x, (1, 1, 1, 1), mode="replicate")
    across, down = wide[..., 1:-1, 2:] - wide[..., 1:-1, :-2], wide[..., 2:, 1:-1] - wide[..., :-2, 1:-1]
    square, steepest = (across.square() + down.square()).max(1, keepdim=True)
    angle = torch.atan2(down.gather(1, steepest), across.gather(1, steepest)) * (BINS / math.pi)
    return square.clamp(min=1e-12).sqrt(), angle.remainder(BINS)


def _directions(strength: Tensor, angle: Tensor) -> Tensor:
    """(B, BINS, H, W): the strength of each pixel shared between the two nearest directions."""
    low = angle.floor()
    part = angle - low
    out = strength.new_zeros(len(strength), BINS, *strength.shape[2:])
    out.scatter_add_(1, low.remainder(BINS).long(), strength * (1 - part))
    return out.scatter_add_(1, (low + 1).remainder(BINS).long(), strength * part)


def _cells(directions: Tensor, cell: int) -> Tensor:
    """(B, n): mean directions of each cell, relative to what is around it."""
    mean = F.avg_pool2d(directions, cell)
    energy = F.pad(mean.square().sum(1, keepdim=True), (1, 1, 1, 1), mode="replicate")
    return (mean / (F.avg_pool2d(energy, 3, stride=1) + FAINT).sqrt()).clamp(max=1).flatten(1)


def _spreads(x: Tensor, strength: Tensor) -> Tensor:
    """(B, n): share of the middle below each of some limits of gradient, detail, saturation and brightness."""
    mean = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    looks = (
        (strength[:, 0], GRADIENTS),
        (2 * (x - mean).abs().amax(1), GRADIENTS),
        (x.amax(1) - x.amin(1), SATURATIONS),
        (x.amax(1), BRIGHTNESSES),
    )
    return torch.cat([_below(values[:, MIDDLE, MIDDLE], limits) for values, limits in looks], 1)


def _below(values: Tensor, limits: tuple[float, ...]) -> Tensor:
    flat = values.flatten(1)
    return torch.stack([(flat < limit).to(flat.dtype).mean(1) for limit in limits], 1)
