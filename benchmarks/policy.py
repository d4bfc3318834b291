"""How long the gate thinks about a request, on one core.

    python -m benchmarks.policy [--texts 300]

Prints percentiles for texts of about 50, 500 and 5,000 characters and for a storyboard of 500, each made of tune
cases: once of harmless ones only, once of both sides. Every text is judged once, so that nothing is remembered from the
time before. Beside it stand Presidio, where it is installed, and a plain scan of the same list of names: the floor.

Times are of the processor, so that other programs on the machine count little; the last columns are those of the clock.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from benchmarks.corpus import Case, Part, Side, load, words
from benchmarks.outside import Presidio, plain_scan, presidio, shipped_names
from policy.gate import Gate, MemoryLog, default_gate
from policy.types import Intent, ShotIntent

SIZES = (50, 500, 5000)
STORYBOARD_CHARS = 500
WARM_UP = 20

_SLOTS = 5
_SEED = 0
_LONG_SHARE = 5
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Percentiles:
    """How long something takes, in milliseconds.

    Attributes:
        p50: Half of all times are at most this.
        p95: 95 % are at most this.
        p99: 99 % are at most this.
    """

    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, times_ms: Sequence[float]) -> Percentiles:
        """The percentiles of some times, each the smallest time that enough of them do not exceed (nearest rank).

        Args:
            times_ms: At least one time.

        Raises:
            ValueError: There is no time.
        """
        if not times_ms:
            raise ValueError("times_ms is empty, must hold at least one time")
        ranked = sorted(times_ms)
        p50, p95, p99 = (ranked[-(-len(ranked) * percent // 100) - 1] for percent in (50, 95, 99))
        return cls(p50=p50, p95=p95, p99=p99)

    def __str__(self) -> str:
        return "  ".join(f"{value:.2f}" for value in (self.p50, self.p95, self.p99))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one thing takes over many texts.

    Attributes:
        cpu: By the processor's time.
        wall: By the clock.
    """

    cpu: Percentiles
    wall: Percentiles


def long_texts(cases: Sequence[Case], n_chars: int, count: int, *, seed: int = _SEED) -> list[str]:
    """Texts of cases put together, each about so long, no two alike.

    Args:
        cases: Where the words come from, at least one.
        n_chars: Length in characters, at least 1; a text is cut at a space where it has one.
        count: How many texts, at least 1.
        seed: Which texts.
    """
    chance = random.Random(seed)
    pool = [words(case) for case in cases]
    texts = []
    for _ in range(count):
        text = ""
        while len(text) < n_chars:
            text += chance.choice(pool) + ". "
        texts.append(text[:n_chars].rpartition(" ")[0] or text[:n_chars])
    return texts


def storyboard(text: str) -> Intent:
    """A short request whose planned shot holds a text, spread over its slots.

    Args:
        text: The words of the storyboard, at least five.
    """
    parts = text.split(" ")
    step = -(-len(parts) // _SLOTS)
    scene, camera, lighting, temporal, style = (" ".join(parts[k * step : (k + 1) * step]) for k in range(_SLOTS))
    shot = ShotIntent(scene=scene, camera=camera, lighting=lighting, temporal=temporal, style=style)
    return Intent(turns=("make this one",), shots=(shot,))


def storyboards(cases: Sequence[Case], count: int) -> list[Intent]:
    """Storyboards of 500 characters, no two alike.

    Args:
        cases: Where the words come from, at least one.
        count: How many, at least 1.
    """
    return [storyboard(text) for text in long_texts(cases, STORYBOARD_CHARS, count)]


def timed(act: Callable[[_Value], object], values: Sequence[_Value]) -> Timing:
    """Times of doing something with each value, once.

    Args:
        act: What is done.
        values: More than 20; the first 20 warm up and are not timed.

    Raises:
        ValueError: There are too few values.
    """
    if len(values) <= WARM_UP:
        raise ValueError(f"values are {len(values)!r}, must be more than {WARM_UP}")
    for value in values[:WARM_UP]:
        act(value)
    cpu, wall = [], []
    for value in values[WARM_UP:]:
        wall_start, start = time.perf_counter_ns(), time.thread_time_ns()
        act(value)
        cpu.append((time.thread_time_ns() - start) / 1e6)
        wall.append((time.perf_counter_ns() - wall_start) / 1e6)
    return Timing(cpu=Percentiles.of(cpu), wall=Percentiles.of(wall))


def fresh_gate() -> Gate:
    """The shipped gate, with nothing logged for long."""
    return default_gate(MemoryLog(1), secrets.token_bytes(32))


def processor() -> str:
    """The name of this machine's processor, as far as it says."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Milliseconds that a decision takes.")
    parser.add_argument("--texts", type=int, default=300, help="texts of each kind, at least 20; a fifth of 5,000")
    args = parser.parse_args()
    if args.texts < WARM_UP:
        parser.error(f"--texts is {args.texts!r}, must be at least {WARM_UP}")
    outside = presidio()
    floor = plain_scan(shipped_names())
    table = Table(title=f"{processor()}; milliseconds p50  p95  p99")
    for name in ("text", "n", "gate, processor", "gate, clock", "plain scan of the list"):
        table.add_column(name)
    if isinstance(outside, Presidio):
        table.add_column(f"Presidio, {outside.model}")
    gate, tune = fresh_gate(), load(Part.TUNE)
    harmless = [case for case in tune if case.side is Side.ALLOW]
    for kind, cases in (("harmless", harmless), ("both sides", tune)):
        for n_chars in SIZES:
            count = args.texts if n_chars < max(SIZES) else max(WARM_UP, args.texts // _LONG_SHARE)
            texts = long_texts(cases, n_chars, count + WARM_UP)
            timing = timed(gate.check, texts)
            others = [floor] + ([outside.scan] if isinstance(outside, Presidio) else [])
            cells = [str(timed(scan, texts).cpu) for scan in others]
            table.add_row(f"{kind}, {n_chars}", str(count), str(timing.cpu), str(timing.wall), *cells)
        timing = timed(gate.review, storyboards(cases, args.texts + WARM_UP))
        table.add_row(f"{kind}, storyboard of 500", str(args.texts), str(timing.cpu), str(timing.wall), "")
    console = Console(width=150)
    console.print(table)
    if isinstance(outside, str):
        console.print(outside)


if __name__ == "__main__":
    main()
