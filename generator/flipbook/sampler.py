"""The one denoising loop: every unknown layer goes from noise to data together, known layers stay clean.

Needs torch only; the pipeline hands in the scheduler's times and step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from generator.flipbook.network import GROUPS, Network, Words, no_words

Layers = dict[str, Tensor]
Step = Callable[[Tensor, int, Tensor], Tensor]
"""(velocity d noise-ward, step index, sample) -> next sample, all flattened (B, X)."""
Hold = Callable[[Layers], Layers]
"""Predicted clean layers -> the same with what is known inside of them put in its place; idempotent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When and how to step.

    Attributes:
        times: Flow times from 0 to 1, n_steps + 1 of them.
        guidance: Classifier-free guidance scale (Ho & Salimans 2022); 1 leaves the unconditional branch out.
        step: Takes one step; None is Euler.
    """

    times: Sequence[float]
    guidance: float = 1.0
    step: Step | None = None


@torch.no_grad()
def denoise(
    network: Network,
    noise: Layers,
    words: Words,
    *,
    schedule: Schedule,
    known: Layers | None = None,
    hold: Hold | None = None,
    watch: Callable[[int], None] | None = None,
) -> Layers:
    """Clean layers from noise.

    Args:
        network: The transformer.
        noise: Layer name to unit noise (B, N, C), in the order of `GROUPS`.
        words: The prompt of each sample.
        schedule: When and how to step.
        known: Layers that are given; they stay as they are, exactly.
        hold: Corrects the prediction of every step and the result, for layers that are known in part.
        watch: Called after each step with the number of steps that are done.

    Returns:
        Every layer of `noise` and `known`.
    """
    known = known or {}
    order = [*noise]
    shapes = [noise[k].shape for k in order]
    x = torch.cat([noise[k].flatten(1) for k in order], 1)  # (B, X)
    sizes = [int(s[1] * s[2]) for s in shapes]

    def split(flat: Tensor) -> Layers:
        parts = torch.split(flat, sizes, 1)
        return {k: p.view(s) for k, p, s in zip(order, parts, shapes, strict=True)}

    times, step = schedule.times, schedule.step
    for i, now in enumerate(times[:-1]):
        layers = _sorted({**known, **split(x)})
        t = {k: torch.full((len(x),), 1.0 if k in known else float(now), device=x.device) for k in layers}
        clean = _predict(network, layers, t, words, schedule.guidance)
        clean = hold(clean) if hold else clean
        flat = torch.cat([clean[k].flatten(1) for k in order], 1).float()
        velocity = (x - flat) / max(1.0 - float(now), 1e-3)  # towards noise, d x / d sigma
        x = step(velocity, i, x) if step else x - (times[i + 1] - now) * velocity
        if watch:
            watch(i + 1)
    drawn = split(x)
    return _sorted({**known, **(hold(drawn) if hold else drawn)})


def _predict(network: Network, layers: Layers, t: Layers, words: Words, guidance: float) -> Layers:
    if guidance == 1.0:
        once: Layers = network(layers, t, words)
        return once
    twice = network(
        {k: torch.cat([v, v]) for k, v in layers.items()},
        {k: torch.cat([v, v]) for k, v in t.items()},
        _stacked(words, no_words(words)),
    )
    halves = {k: v.chunk(2) for k, v in twice.items()}
    return {k: without + guidance * (with_words - without) for k, (with_words, without) in halves.items()}


def _stacked(a: Words, b: Words) -> Words:
    return Words(
        vectors=torch.cat([a.vectors, b.vectors]),
        roles=torch.cat([a.roles, b.roles]),
        duration_s=torch.cat([a.duration_s, b.duration_s]),
        variant=torch.cat([a.variant, b.variant]),
    )


def _sorted(layers: Layers) -> Layers:
    return {k: layers[k] for k in GROUPS if k in layers}
