"""What a clip costs: its time from request to file, warm and cold, by stage, and the memory of a fresh process.

    python -m benchmarks.flipbook.cost --weights FOLDER

makes one clip in this process and prints, as JSON, its seconds and the most memory that the process has held.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from agent_tools.service import ClipService
from agent_tools.settings import Settings
from benchmarks.clip import CASES, encoder_alone, once
from benchmarks.flipbook.bench import Bench
from benchmarks.flipbook.interval import bootstrap
from benchmarks.flipbook.row import Row, mean_row
from generator.flipbook.backend import FlipbookBackend
from policy.types import Quality

_, REQUEST, DURATION_S, SIZE = CASES[0]
MODULE = "benchmarks.flipbook.cost"
STATUS = Path("/proc/self/status")
PEAK_FIELD = "VmHWM:"
"""Most resident memory of this program alone: unlike `ru_maxrss` it forgets the process that started it."""


def service(weights: Path, home: Path) -> ClipService:
    """A service whose every model is the embedded one with these weights."""
    backend = FlipbookBackend(weights)
    return ClipService.open(Settings(home=home), backends=lambda _: backend)


def peak_mb() -> float:
    """The most memory that this process has held, in MB.

    Raises:
        OSError: The system does not tell, as only Linux does.
    """
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(PEAK_FIELD):
            return int(line.split()[1]) * 1024 / 1e6
    raise OSError(f"{str(STATUS)!r} has no line {PEAK_FIELD!r}")


def measure(bench: Bench) -> list[Row]:
    """Speed and stages of a warm service, then cold start and memory of fresh processes."""
    with tempfile.TemporaryDirectory() as home, service(bench.weights, Path(home)) as warm:
        once(warm, REQUEST, DURATION_S, SIZE, Quality.STANDARD)
        runs = [once(warm, REQUEST, DURATION_S, SIZE, Quality.STANDARD) for _ in range(bench.sizes.runs)]
    speeds = [DURATION_S / run["wall"] for run in runs]
    low, high = bootstrap(speeds, statistic=statistics.median)
    floor = DURATION_S / encoder_alone(DURATION_S, SIZE)
    rows = [
        Row(
            name="clip seconds a wall second, 4 s 512x512 24 fps (ceiling: the encoder alone)",
            value=statistics.median(speeds),
            low=low,
            high=high,
            ceiling=floor,
            n=len(speeds),
            unit="x",
        )
    ]
    rows += [
        mean_row(f"  stage: {k}", [run[k] for run in runs], unit="s", falling=True) for k in runs[0] if k != "wall"
    ]
    first = [_first_frame_s(bench, seed) for seed in range(bench.sizes.runs)]
    rows.append(mean_row("first frame of a warm model, 512x512", first, unit="s", falling=True))
    fresh = [_fresh(bench.weights) for _ in range(min(bench.sizes.runs, 3))]
    rows.append(mean_row("cold start, request to file, in a fresh process", [f["cold_s"] for f in fresh], unit="s",
                         falling=True))  # fmt: skip
    rows.append(mean_row("peak memory of a fresh process", [f["peak_mb"] for f in fresh], unit="MB", falling=True))
    return [*rows, _weights_row(bench.weights)]


def _weights_row(folder: Path) -> Row:
    size_mb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    name = "weights, all files of the folder"
    return Row(name=name, value=size_mb, low=size_mb, high=size_mb, ceiling=None, n=1, unit="MB", falling=True)


def _first_frame_s(bench: Bench, seed: int) -> float:
    """Seconds from words to the first frame."""
    words = {"subject1": "fox", "action1": "runs", "setting": "in a snowy field", "camera": "camera pans right"}
    start = time.perf_counter()
    out = bench.pipeline(words, duration_s=DURATION_S, sampling=bench.seeded(seed))
    next(bench.pipeline.frames(out.scene, width_px=SIZE[0], height_px=SIZE[1], n_frames=round(DURATION_S * 24)))
    return time.perf_counter() - start


def _fresh(weights: Path) -> dict[str, float]:
    """What this module prints when it is run by itself, and the seconds that all of that took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", MODULE, "--weights", str(weights)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"a fresh process made no clip: {done.stderr.strip()[-2000:]}")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**told, "cold_s": time.perf_counter() - start}


def main() -> None:
    """Make one clip and print what it took."""
    parser = argparse.ArgumentParser(description="One clip in this process, its seconds and its peak memory.")
    parser.add_argument("--weights", type=Path, required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, service(args.weights, Path(home)) as cold:
        once(cold, REQUEST, DURATION_S, SIZE, Quality.STANDARD)
    print(json.dumps({"peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
