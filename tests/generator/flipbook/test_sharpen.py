from __future__ import annotations

import pytest
import torch

from generator.flipbook.layout import SUBJECT
from generator.flipbook.train.sharpen import SEAM, damage, loss_of


@pytest.mark.parametrize("size", [(32, 32), (20, 48)])
def test_damage_is_small_and_keeps_the_shape(size: tuple[int, int]) -> None:
    flat = torch.zeros(8, 4, *size)
    generator = torch.Generator().manual_seed(0)
    out = damage(flat, generator)
    assert out.shape == flat.shape
    assert 0 < (out - flat).abs().mean() < 4 * SEAM


def test_seams_are_steps_of_one_patch_wide_blocks() -> None:
    smooth = damage(torch.zeros(64, 4, 64, 64), torch.Generator().manual_seed(1)).mean(1)  # (B, H, W)
    columns = smooth.mean(1)  # (B, W): noise of 64 rows averaged away
    steps = (columns[:, 1:] - columns[:, :-1]).abs().mean(0)
    largest = steps.topk(64 // SUBJECT.patch - 1).indices
    assert len(set((largest % SUBJECT.patch).tolist())) == 1


def test_the_loss_sees_edges() -> None:
    true = torch.zeros(1, 4, 8, 8)
    level, edge = true + 0.1, true.clone()
    edge[..., 4:] = 0.2  # the same mean difference
    assert loss_of(true, true) == 0
    assert loss_of(edge, true) > loss_of(level, true)
