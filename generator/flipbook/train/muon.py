"""Muon: momentum whose update is orthogonalised (Jordan et al. 2024), in fp32 and batched over equal shapes.

torch.optim.Muon computes in bf16, which a CPU without bf16 units emulates slowly; that is why this one exists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import torch
from torch import Tensor, nn

QUINTIC = (3.4445, -4.7750, 2.0315)


def orthogonalise(g: Tensor, steps: int = 5) -> Tensor:
    """(..., M, N) -> the same shape with singular values near 1, by Newton-Schulz quintic iteration."""
    a, b, c = QUINTIC
    x = g / (g.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    tall = x.shape[-2] > x.shape[-1]
    x = x.mT if tall else x
    for _ in range(steps):
        s = x @ x.mT
        x = a * x + (b * s + c * (s @ s)) @ x
    out: Tensor = x.mT if tall else x
    return out


class Muon(torch.optim.Optimizer):
    """For matrices inside blocks; everything else belongs to AdamW.

    Args:
        params: Two-dimensional parameters.
        lr: Step size of an update whose matrix has unit RMS times 0.2 * sqrt(max(M, N)) (Moonlight's scaling).
        momentum: Nesterov momentum.
    """

    def __init__(self, params: Iterable[nn.Parameter], lr: float, momentum: float = 0.95) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # no closure: gradients are there
        """Update every parameter that has a gradient."""
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[tuple[nn.Parameter, Tensor]]] = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    by_shape[p.shape].append((p, p.grad))
            for shape, pairs in by_shape.items():
                updates = []
                for p, grad in pairs:
                    buffer = self.state[p].setdefault("momentum", torch.zeros_like(p))
                    buffer.lerp_(grad, 1 - group["momentum"])
                    updates.append(grad.lerp(buffer, group["momentum"]))
                scale = group["lr"] * max(1.0, shape[0] / shape[1]) ** 0.5
                for (p, _), u in zip(pairs, orthogonalise(torch.stack(updates)), strict=True):
                    p.add_(u, alpha=-scale)
