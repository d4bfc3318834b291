"""What the memory starts from: the least-squares linear code of the true pictures (PCA), patch by patch.

An auto-decoder (one learned code for each picture, no encoder; Park et al. 2019) with a linear decoder has this as its
optimum, so training need not spend its first days on finding it. The transformer then learns what a linear code leaves
out, and everything that is not one stored picture: colours, noise, mixtures, what was given clean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from generator.flipbook.network import Network
from generator.flipbook.train.atlas import VARIANTS, Atlas
from generator.flipbook.train.batch import background_tokens, subject_tokens

if TYPE_CHECKING:
    from generator.flipbook.memory import Memory


def code(tokens: Tensor, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """The best linear code of some patches.

    Args:
        tokens: (M, N, C) patches of M pictures.
        size: S, numbers in the code of one patch, at most C.

    Returns:
        Codes (M, N, S) with unit variance, the decoder's weight (C, S), and the mean patch (C,).
    """
    x = tokens.flatten(0, 1)
    mean = x.mean(0)
    centred = x - mean
    spread, axes = torch.linalg.eigh(centred.mT @ centred / len(x))  # rising
    scale = spread[-size:].clamp(min=1e-12).sqrt()
    axes = axes[:, -size:]
    return (centred @ axes / scale).view(*tokens.shape[:2], size), axes * scale, mean


def _start_at(head: nn.Module, mean: Tensor) -> None:
    cast("nn.Linear", head).bias.copy_(mean)


@torch.no_grad()
def remember(network: Network, atlas: Atlas) -> None:
    """Put the pictures of an atlas into the memory of a fresh network.

    A subject that has no picture in a style starts from its first one.
    """
    subject = cast("Memory", network.memory["subject"])
    codes, decoder, mean = code(subject_tokens(atlas.subject), subject.value_size)
    subject.leave.weight.copy_(decoder)
    _start_at(network.leave["subject"], mean)
    n_styles = subject.values.shape[0] // subject.what.n_concepts
    rows = {(int(i), int(s)): k for k, (i, s) in enumerate(zip(atlas.subject_id, atlas.subject_style, strict=True))}
    for i in range(subject.what.n_concepts):
        for s in range(n_styles):
            subject.values[i * n_styles + s] = codes[rows.get((i, s), rows[i, 0])].flatten()
    background = cast("Memory", network.memory["background"])
    codes, decoder, mean = code(background_tokens(atlas.scene), background.value_size)
    background.leave.weight.copy_(decoder)
    _start_at(network.leave["background"], mean)
    n_moods = background.how.n_concepts
    for k in range(len(atlas.scene)):
        row = int(atlas.scene_setting[k]) * n_moods + int(atlas.scene_mood[k])
        background.values[row * VARIANTS + k % VARIANTS] = codes[k].flatten()
