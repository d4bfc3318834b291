"""What fewer denoising steps cost: recognition and squared error of each quality's steps beside those of `MANY`."""

from __future__ import annotations

import dataclasses

import numpy as np

from benchmarks.flipbook import choice
from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.recognition import eye, shown
from benchmarks.flipbook.row import Row, mean_row, share_row
from generator.flipbook.backend import STEPS

MANY = 50
FEW = tuple(STEPS.values())


def measure(bench: Bench) -> list[Row]:
    """Two rows for each number of steps; their ceiling is the result of `MANY` steps."""
    judge = eye(bench)
    n_styles = len({s for _, s in bench.rows})
    pairs = choice.every(bench, max(1, bench.sizes.steps // n_styles))
    hits: dict[int, list[bool]] = {}
    errors: dict[int, list[float]] = {}
    for steps in (*FEW, MANY):
        how = dataclasses.replace(bench.sampling, steps=steps)
        seen = []
        errors[steps] = []
        for p in pairs:
            tokens = bench.ask(bench.subjects[p.subject].name, p.style, p.subject, how)
            away = tokens.clamp(-1, 1) - bench.true_tokens(p.subject, p.style)
            errors[steps].append(float(away.square().mean()))
            seen.append(shown(bench, tokens, f"{p.subject}/{p.style}"))
        hits[steps] = judge.right(np.stack(seen), pairs)[0]
    rows = []
    for steps in FEW:
        rows.append(share_row(f"{steps} steps: subject recognised (ceiling: {MANY})", hits[steps], ceiling=hits[MANY]))
        name = f"{steps} steps: mean squared error on [-1, 1] (ceiling: {MANY})"
        rows.append(mean_row(name, errors[steps], unit="mse", ceiling=errors[MANY], falling=True))
    return rows
