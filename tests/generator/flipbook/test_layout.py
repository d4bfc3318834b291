from __future__ import annotations

import pytest
import torch

from generator.flipbook.layout import BACKGROUND, N_MOTION, SUBJECT, Picture, scale_motion, unscale_motion


@pytest.mark.parametrize("picture", [SUBJECT, BACKGROUND])
def test_unpatchify_undoes_patchify(picture: Picture) -> None:
    x = torch.randn(2, picture.channels, picture.height, picture.width)
    tokens = picture.patchify(x)
    assert tokens.shape == (2, picture.n_tokens, picture.token_size)
    assert torch.equal(picture.unpatchify(tokens), x)


def test_a_token_is_one_square_of_the_picture() -> None:
    x = torch.zeros(1, SUBJECT.channels, SUBJECT.height, SUBJECT.width)
    x[:, :, SUBJECT.patch : 2 * SUBJECT.patch, : SUBJECT.patch] = 1.0
    lit = SUBJECT.patchify(x).abs().sum(-1)[0].nonzero().flatten().tolist()
    assert lit == [SUBJECT.grid[1]]


def test_motion_scaling_goes_there_and_back() -> None:
    motion = torch.randn(2, 24, N_MOTION)
    assert torch.allclose(unscale_motion(scale_motion(motion)), motion, atol=1e-5)
