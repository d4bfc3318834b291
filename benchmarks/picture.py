"""Does Flipbook draw the thing that was asked for? Nearest true picture, over every subject that it was trained on.

    python -m benchmarks.picture [--weights FOLDER] [--atlas build/flipbook/atlas.npz] [--steps 4 8 16] [--sample 128]

Each picture is asked for by name, drawn, shrunk to 24 x 24 and compared with every true picture; the first line is the
share whose nearest true picture is the one asked for, with a 95 % Wilson interval. Beside it stands the outside figure:
the same measure for the training pictures themselves with 1 % noise added (the ceiling).
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
import torch.nn.functional as F
from rich.console import Console
from rich.table import Table
from torch import Tensor

from benchmarks.interval import wilson
from generator.flipbook.layout import SUBJECT
from generator.flipbook.pipeline import WEIGHTS, FlipbookPipeline, Sampling
from generator.flipbook.train import atlas as atlases
from generator.flipbook.train.batch import in_style, subject_tokens
from generator.flipbook.train.subject import STYLES

GUIDANCES = (1.0, 1.5, 2.0)


def _small(tokens: Tensor) -> Tensor:
    """(B, N, C) tokens -> (B, 2304): premultiplied pictures at 24 x 24."""
    return F.avg_pool2d(SUBJECT.unpatchify(tokens.clamp(-1, 1)), 4).flatten(1)


def main() -> None:
    """Draw a sample of subjects at every setting and print the table."""
    parser = argparse.ArgumentParser(description="Share of pictures that are nearest to the true one.")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--atlas", type=Path, default=Path("build/flipbook/atlas.npz"))
    parser.add_argument("--steps", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--sample", type=int, default=128)
    args = parser.parse_args()
    if not args.atlas.is_file():
        parser.error(f"--atlas {str(args.atlas)!r} is no file, must hold the true pictures, which `make train` draws")
    atlas, subjects = atlases.load(args.atlas), atlases.chosen()
    ids = zip(atlas.subject_id, atlas.subject_style, strict=True)
    rows = [k for k, (i, s) in enumerate(ids) if in_style(subjects[i], STYLES[s])]
    true_tokens = subject_tokens(atlas.subject[rows])
    true = _small(true_tokens)
    picked = random.Random(0).sample(range(len(rows)), min(args.sample, len(rows)))
    pipeline = FlipbookPipeline.open(args.weights)
    table = Table(title=f"{len(picked)} of {len(rows)} pictures, {len(subjects)} subjects")
    for name in ("steps", "guidance", "nearest is right", "95 %", "mean squared error"):
        table.add_column(name)
    for steps in args.steps:
        for guidance in GUIDANCES:
            hits, error = 0, 0.0
            for k in picked:
                row = rows[k]
                words, style = subjects[atlas.subject_id[row]].name, STYLES[atlas.subject_style[row]]
                drawn = pipeline.picture(words, style, sampling=Sampling(steps=steps, guidance=guidance, seed=k))
                hits += int(torch.cdist(_small(drawn), true).argmin()) == k
                error += float((drawn.clamp(-1, 1) - true_tokens[k]).square().mean())
            low, high = wilson(hits, len(picked))
            share = f"{hits / len(picked):.1%}"
            table.add_row(str(steps), str(guidance), share, f"{low:.1%}..{high:.1%}", f"{error / len(picked):.4f}")
    noisy = _small(true_tokens + 0.02 * torch.randn(true_tokens.shape, generator=torch.Generator().manual_seed(0)))
    ceiling = (torch.cdist(noisy, true).argmin(1) == torch.arange(len(true))).float().mean()
    table.add_row("ceiling", "", f"{ceiling:.1%}", "", "0")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
