"""What the memory starts from: the least-squares linear code (PCA) of the true pictures and of the mean tracks.

An auto-decoder (one learned code for each picture, no encoder; Park et al. 2019) with a linear decoder has this as its
optimum, so training need not spend its first days on finding it. The transformer then learns what a linear code leaves
out, and everything that is not one stored picture: colours, noise, mixtures, what was given clean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from generator.flipbook.layout import PARTICLE, scale_motion
from generator.flipbook.memory import Book, Memory
from generator.flipbook.network import Network
from generator.flipbook.train.action import actions, length_s, mean_track
from generator.flipbook.train.atlas import VARIANTS, Atlas
from generator.flipbook.train.batch import background_tokens, subject_tokens
from generator.flipbook.train.subject import STYLES, subjects
from generator.flipbook.train.validation import validation

RIDGE = 0.3
"""Weight of a code's own size, whose numbers have unit variance, beside the squared error of the pixels."""


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


@torch.no_grad()
def remember(network: Network, atlas: Atlas) -> None:
    """Put the pictures of an atlas, and the mean tracks of all actions, into the memory of a fresh network."""
    _subjects(network, atlas)
    moods = _memory(network, "background").n_hows
    rows = [(int(s) * moods + int(m)) * VARIANTS for s, m in zip(atlas.scene_setting, atlas.scene_mood, strict=True)]
    _drawings(network, "background", background_tokens(atlas.scene), rows)
    rows = [int(kind) * VARIANTS for kind in atlas.particle_kind]
    _drawings(network, "weather", subject_tokens(atlas.particle, PARTICLE), rows)
    if "motion" in network.memory:
        remember_motion(network)


def _subjects(network: Network, atlas: Atlas) -> None:
    """Every subject in every look that it was drawn in; looks of one shape get one code."""
    memory = _memory(network, "subject")
    at = _rows(atlas)
    tokens = subject_tokens(atlas.subject)
    n = memory.what.n_concepts
    if not memory.looks:
        codes, decoder, mean = code(tokens, _book(memory, 0).value_size)
        for (i, s), k in at.items():
            _book(memory, 0).values[i * memory.n_hows + s] = codes[k].flatten()
        _decoders(memory, (0,), decoder)
        _start_at(network, "subject", mean)
        return
    means = []
    for b, (members, size) in enumerate(memory.looks):
        drawn = [i for i in range(n) if all((i, s) in at for s in members)]
        side_by_side = torch.cat([tokens[[at[i, s] for i in drawn]] for s in members], -1)  # (M, N, C * members)
        codes, decoder, mean = code(side_by_side, size)
        _book(memory, b).values.zero_()
        _book(memory, b).values[drawn] = codes.flatten(1)
        _decoders(memory, members, decoder)
        partly = {i: [s for s in members if (i, s) in at] for i in sorted({i for i, _ in at} - set(drawn))}
        for i, there in partly.items():
            if there:
                parts = [members.index(s) for s in there]
                seen = torch.cat([tokens[at[i, s]] for s in there], -1)  # (N, C * there)
                fitted = _fitted(seen, decoder.chunk(len(members)), mean.chunk(len(members)), parts)
                _book(memory, b).values[i] = fitted.flatten()
        means += list(mean.view(len(members), -1))
    _start_at(network, "subject", torch.stack(means).mean(0))


def _rows(atlas: Atlas) -> dict[tuple[int, int], int]:
    """(subject, style) to the row of its picture, without what is held out."""
    names, held_out = subjects(), validation().styles
    ids = zip(atlas.subject_id.tolist(), atlas.subject_style.tolist(), strict=True)
    return {(i, s): k for k, (i, s) in enumerate(ids) if (STYLES[s], names[i].name) not in held_out}


def _fitted(seen: Tensor, decoders: Sequence[Tensor], means: Sequence[Tensor], parts: Sequence[int]) -> Tensor:
    """The code (N, S) of a subject of whose looks only some are known, by ridge regression.

    Args:
        seen: (N, C * parts) its patches in the looks that are known, side by side.
        decoders: (C, S) of each look.
        means: (C,) of each look.
        parts: Which looks are known.
    """
    decoder = torch.cat([decoders[p] for p in parts])  # (C * parts, S)
    rest = seen - torch.cat([means[p] for p in parts])
    gram = decoder.mT @ decoder + RIDGE * torch.eye(decoder.shape[1])
    fitted: Tensor = torch.linalg.solve(gram, decoder.mT @ rest.mT).mT
    return fitted


def _drawings(network: Network, kind: str, tokens: Tensor, rows: Sequence[int]) -> None:
    """Pictures whose drawings lie side by side, `rows` being that of the first drawing of each."""
    memory = _memory(network, kind)
    codes, decoder, mean = code(tokens, _book(memory, 0).value_size)
    at = torch.tensor([row + k % VARIANTS for k, row in enumerate(rows)])
    _book(memory, 0).values[at] = codes.flatten(1)
    _decoders(memory, (0,), decoder)
    _start_at(network, kind, mean)


@torch.no_grad()
def remember_motion(network: Network) -> None:
    """The mean track of every action at every length."""
    memory = _memory(network, "motion")
    tracks = [mean_track(action, length_s(i), seed=i) for action in actions() for i in range(memory.n_variants)]
    tokens = scale_motion(torch.from_numpy(np.stack(tracks)))  # (M, 24, N_MOTION)
    codes, decoder, mean = code(tokens, _book(memory, 0).value_size)
    _book(memory, 0).values.copy_(codes.flatten(1))
    _decoders(memory, (0,), decoder)
    _start_at(network, "motion", mean)


def _memory(network: Network, kind: str) -> Memory:
    return cast("Memory", network.memory[kind])


def _book(memory: Memory, index: int) -> Book:
    return cast("Book", memory.books[index])


def _decoders(memory: Memory, members: Sequence[int], decoder: Tensor) -> None:
    for i, part in zip(members, decoder.chunk(len(members)), strict=True):
        cast("nn.Linear", memory.leave[i]).weight.copy_(part)


def _start_at(network: Network, kind: str, mean: Tensor) -> None:
    cast("nn.Linear", network.leave[kind]).bias.copy_(mean)
