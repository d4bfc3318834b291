"""How good is the embedded model? One table, each measure beside its ceiling: true pictures, tracks and clips.

    python -m benchmarks.flipbook [--weights FOLDER] [--atlas FILE] [--quick] [--rows NAME ...] [--json FILE]

The classifiers of the judge are fitted on first use (a few minutes) and kept beside the atlas. Parts that were judged
apart, each with `--json`, are joined by `python -m benchmarks.flipbook.report`.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import torch
from rich.console import Console

from benchmarks.flipbook import camera, colour, cost, motion, recognition, steadiness, steps
from benchmarks.flipbook.bench import Bench, NothingToJudge, Sizes
from benchmarks.flipbook.report import Report
from benchmarks.flipbook.row import Row
from generator.flipbook.backend import GUIDANCE, STEPS, weights_digest
from generator.flipbook.pipeline import WEIGHTS, Sampling
from policy.types import Quality

MEASURES: dict[str, Callable[[Bench], list[Row]]] = {
    "recognition": recognition.measure,
    "colour": colour.measure,
    "camera": camera.measure,
    "motion": motion.measure,
    "steadiness": steadiness.measure,
    "steps": steps.measure,
    "cost": cost.measure,
}
BAD_ARGUMENTS = 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flipbook", description="Judge the embedded model.")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="a pipeline folder")
    parser.add_argument("--atlas", type=Path, default=Path("build/flipbook/atlas.npz"), help="the true pictures")
    parser.add_argument("--rows", nargs="+", choices=list(MEASURES), default=list(MEASURES), metavar="NAME",
                        help=f"measures: {', '.join(MEASURES)}")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="a small sample: wide intervals")
    parser.add_argument("--json", type=Path, help="write the rows here too")
    parser.add_argument("--steps", type=_count, default=STEPS[Quality.STANDARD], help="denoising steps, 1..100")
    parser.add_argument("--guidance", type=float, default=GUIDANCE)
    parser.add_argument("--seed", type=int, default=0, help="of the model's noise")
    for size in fields(Sizes):
        parser.add_argument(
            f"--n-{size.name}", type=_count, metavar="N", help=f"sample size, {size.default} by default"
        )
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return int(text)


def _sizes(args: argparse.Namespace) -> Sizes:
    said = {f.name: n for f in fields(Sizes) if (n := getattr(args, f"n_{f.name}")) is not None}
    return replace(Sizes.quick() if args.quick else Sizes(), **said)


def main() -> None:
    """Measure what was asked for and print the table."""
    args = _parser().parse_args()
    console = Console(width=150)
    try:
        how = Sampling(steps=args.steps, guidance=args.guidance, seed=args.seed)
        bench = Bench.open(args.weights, args.atlas, sampling=how, sizes=_sizes(args))
        report = Report(
            weights=weights_digest(args.weights),
            machine=f"{platform.machine()}, {torch.get_num_threads()} threads",
            day=datetime.datetime.now(datetime.UTC).date().isoformat(),
            steps=how.steps,
            guidance=how.guidance,
            seed=how.seed,
            rows=(),
        )
        for name in args.rows:
            start = time.perf_counter()
            report = replace(report, rows=(*report.rows, *MEASURES[name](bench)))
            console.print(f"{name}: {time.perf_counter() - start:.0f} s")
            if args.json:  # a run that is stopped leaves what it has measured
                report.write(args.json)
    except NothingToJudge as missing:
        print(missing, file=sys.stderr)
        sys.exit(BAD_ARGUMENTS)
    console.print(report.table())


if __name__ == "__main__":
    main()
