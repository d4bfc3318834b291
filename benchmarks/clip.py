"""How long a clip takes, request to file, warm, and where the time goes.

    python -m benchmarks.clip [--runs 5] [--quality standard]

Prints clip-seconds for each wall-second and the wall time by stage (medians). Beside it stands what the encoder alone
takes for the same frames, as an outside floor: no renderer can be faster than writing its frames.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from agent_tools.schema import Brief
from agent_tools.service import ClipService
from agent_tools.settings import Settings
from generator.encode import FfmpegEncoder
from policy.types import Quality

CASES = (
    ("one subject, 4 s, 512x512", "a red fox runs across a snowy field, camera panning right", 4.0, (512, 512)),
    ("one subject, 4 s, 512x288", "a rocket takes off at sunset", 4.0, (512, 288)),
    ("two shots, 8 s, 512x512", "first a cat sleeps in the garden, then a dog runs on the beach", 8.0, (512, 512)),
)


def once(
    service: ClipService, request: str, duration_s: float, size: tuple[int, int], quality: Quality
) -> dict[str, float]:
    """Wall seconds of one clip from request to file: in all, and by stage.

    Raises:
        SystemExit: No clip was made; the message says why.
    """
    brief = Brief(
        request=request, duration_s=duration_s, width_px=size[0], height_px=size[1], quality=quality, model="flipbook"
    )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        reply = service.make(brief, out=Path(folder) / "clip.mp4")
        wall_s = time.perf_counter() - start
    if reply.status != "made":
        raise SystemExit(f"no clip: {reply.message}")
    return {"wall": wall_s, **reply.timings_s}


def encoder_alone(duration_s: float, size: tuple[int, int]) -> float:
    """Seconds that writing so many frames takes: two pictures that alternate, already in memory."""
    rng = np.random.default_rng(0)
    low = rng.integers(0, 255, (2, size[1] // 16, size[0] // 16, 3), dtype=np.uint8)
    frames = low.repeat(16, axis=1).repeat(16, axis=2)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        encoder = FfmpegEncoder(Path(folder) / "floor.mp4", width_px=size[0], height_px=size[1], fps=24)
        for i in range(round(duration_s * 24)):
            encoder.write(frames[i // 12 % 2])
        encoder.finish()
        return time.perf_counter() - start


def main() -> None:
    """Measure every case and print the table."""
    parser = argparse.ArgumentParser(description="Seconds of clip for each second of waiting.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quality", type=Quality, choices=list(Quality), default=Quality.STANDARD)
    args = parser.parse_args()
    table = Table(
        title=f"{platform.machine()}, {torch.get_num_threads()} threads, {args.quality}, median of {args.runs}"
    )
    for name in ("case", "wall s", "x real time", "stages, s", "encoder alone, s"):
        table.add_column(name)
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        with ClipService.open(Settings(home=Path(home))) as service:
            once(service, *CASES[0][1:], args.quality)
            cold_s = time.perf_counter() - start
            for name, request, duration_s, size in CASES:
                runs = [once(service, request, duration_s, size, args.quality) for _ in range(args.runs)]
                median = {k: statistics.median(r[k] for r in runs) for k in runs[0]}
                stages = "  ".join(f"{k} {v:.2f}" for k, v in median.items() if k != "wall")
                speed = duration_s / median["wall"]
                table.add_row(
                    name, f"{median['wall']:.2f}", f"{speed:.2f}", stages, f"{encoder_alone(duration_s, size):.2f}"
                )
    console = Console(width=140)
    console.print(table)
    console.print(f"first clip in a cold process, imports and weights included: {cold_s:.1f} s")


if __name__ == "__main__":
    main()
