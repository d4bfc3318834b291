"""How fast jobs are accepted, found on the shelf and cancelled: `python -m benchmarks.service [--jobs N]`.

Jobs go to the desk itself, without HTTP; every accepted one is counted in the database afterwards, through another
connection. The model is a double that draws in no time, or one that takes its time where something is cancelled. Each
figure stands with the processor time of this process beside the wall time, because a busy machine stretches the latter.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from agent_tools.job.desk import JobDesk
from agent_tools.job.view import JobLimits, JobState, JobView
from agent_tools.schema import Brief
from agent_tools.settings import Settings
from generator.backend.stub import StubBackend

if TYPE_CHECKING:
    from generator.types import Backend, ModelInfo, RenderedShot
    from policy.types import Permit

REQUEST = "a red fox runs across a snowy field"
LIMITS = JobLimits(queued=1_000_000, queued_per_principal=1_000_000, work_per_day=10**15)
TARGETS = {"accept": "p95 20 ms", "rate": "500 a second", "shelf": "p95 30 ms", "cancel": "1 s"}
N_DENOISING_STEPS = 2000
STEP_S = 0.02


class Slow:
    """A model whose denoising takes its time, step by step, and whose clips are long."""

    def __init__(self) -> None:
        self.drawing = threading.Event()

    @property
    def info(self) -> ModelInfo:
        """What the stub is."""
        return StubBackend().info

    def render(self, permit: Permit, shot: int, *, progress: Callable[[str, float], None]) -> RenderedShot:
        """Draw one shot, slowly where its seed is even."""
        if permit.intent.shots[shot].seed % 2 == 0:
            for step in range(N_DENOISING_STEPS):
                progress("denoise", step / N_DENOISING_STEPS)
                self.drawing.set()
                threading.Event().wait(STEP_S)
        return StubBackend().render(permit, shot, progress=progress)


def brief(seed: int, **options: object) -> Brief:
    """A request for a tiny clip, unlike every other one."""
    small = {"model": "stub", "duration_s": 1.0, "fps": 4, "width_px": 64, "height_px": 64}
    return Brief.model_validate({"request": REQUEST, "seed": seed, **small, **options})


@contextmanager
def opened(folder: Path, backends: Callable[[str], Backend] | None = None) -> Iterator[JobDesk]:
    """A desk in a home of its own."""
    settings = Settings(home=folder)
    with JobDesk.open(settings, backends=backends or (lambda _: StubBackend()), limits=LIMITS) as desk:
        desk.submit(brief(0))  # statements are compiled at their first run
        yield desk


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of a call."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - wall, time.process_time() - cpu


def one_by_one(desk: JobDesk, n: int) -> list[tuple[float, float]]:
    """What accepting a job takes one client."""
    return [timed(lambda seed=seed: desk.submit(brief(seed))) for seed in range(1, n + 1)]


def many_at_once(desk: JobDesk, n: int, n_clients: int) -> tuple[float, float, list[float], int]:
    """Wall and processor seconds of so many jobs by so many clients, what each took, and how many came back."""

    def submit(seed: int) -> tuple[str, float]:
        begun = time.perf_counter()
        return desk.submit(brief(seed)).id, time.perf_counter() - begun

    with ThreadPoolExecutor(n_clients) as pool:
        answers: list[tuple[str, float]] = []
        wall_s, cpu_s = timed(lambda: answers.extend(pool.map(submit, range(n))))
    return wall_s, cpu_s, [took for _, took in answers], len({job_id for job_id, _ in answers})


def from_the_shelf(desk: JobDesk, n: int) -> list[tuple[float, float]]:
    """What a clip takes that is there already, from the request to the reply."""
    finished(desk, desk.submit(brief(1)))

    def again() -> None:
        job = desk.wait(desk.submit(brief(1)).id, timeout_s=25)
        if job.state is not JobState.COMPLETED or job.attempts:
            raise SystemExit(f"job {job.id} is {job.state} after {job.attempts} renders; it should be on the shelf")

    return [timed(again) for _ in range(n)]


def cancelled(desk: JobDesk, model: Slow, seed: int, stage: str) -> float:
    """Seconds from a cancellation to the end of the job, with the worker free again."""
    job = desk.submit(brief(seed, duration_s=60.0, fps=24, width_px=512, height_px=288))
    version = job.version
    while job.state is not JobState.RUNNING or job.progress.stage != stage:
        if job.state.final:
            raise SystemExit(f"job {job.id} is {job.state} before its stage {stage}")
        job = desk.watch(job.id, since=version, timeout_s=25) or job
        version = job.version
    begun = time.perf_counter()
    desk.cancel(job.id)
    ended = desk.wait(job.id, timeout_s=25)
    took_s = time.perf_counter() - begun
    if ended.state is not JobState.CANCELLED:
        raise SystemExit(f"job {job.id} is {ended.state} after it was cancelled")
    return took_s


def finished(desk: JobDesk, job: JobView) -> JobView:
    """The job at its end."""
    while not job.state.final:
        job = desk.wait(job.id, timeout_s=25)
    return job


def p95_ms(seconds: list[float]) -> float:
    """The 95th percentile, in milliseconds."""
    return 1000 * statistics.quantiles(seconds, n=20)[-1]


def stored(home: Path) -> int:
    """How many jobs another program finds."""
    with closing(sqlite3.connect(home / "reelwright.db")) as connection:
        (n,) = connection.execute("SELECT count(*) FROM job").fetchone()
    return int(n)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="The figures of jobs.")
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=60)
    args = parser.parse_args()
    title = (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, SQLite {sqlite3.sqlite_version}"
    )
    table = Table("measure", "wall", "CPU", "wanted", title=title)
    with tempfile.TemporaryDirectory() as folder:
        with opened(Path(folder) / "a") as desk:
            laps = one_by_one(desk, args.repeats * 5)
            _lap(table, f"accept a job, p95 of {len(laps)}", laps, TARGETS["accept"])
        with opened(Path(folder) / "b") as desk:
            wall_s, cpu_s, took, n = many_at_once(desk, args.jobs, args.clients)
        lost = args.jobs + 1 - stored(Path(folder) / "b") + args.jobs - n
        rate, per_cpu = args.jobs / wall_s, args.jobs / cpu_s
        name = f"accept {args.jobs} jobs of {args.clients} clients, {lost} lost"
        table.add_row(name, f"{rate:.0f} a second", f"{per_cpu:.0f} a CPU second", TARGETS["rate"])
        table.add_row("  one of them, p95", f"{p95_ms(took):.1f} ms", "", "")
        model = Slow()
        with opened(Path(folder) / "c", lambda _: model) as desk:
            desk.start_worker()
            laps = from_the_shelf(desk, args.repeats)
            _lap(table, f"a clip from the shelf, p95 of {len(laps)}", laps, TARGETS["shelf"])
            for stage, first in (("denoise", 1000), ("encode", 1001)):
                ends = [cancelled(desk, model, first + 2 * i, stage) for i in range(5)]
                table.add_row(f"cancel while it is in {stage!r}, worst of {len(ends)}", f"{max(ends):.3f} s", "", "1 s")
    Console(width=120).print(table)
    if lost:
        raise SystemExit(f"{lost} accepted jobs were lost")


def _lap(table: Table, name: str, laps: list[tuple[float, float]], wanted: str) -> None:
    wall_ms, cpu_ms = p95_ms([wall for wall, _ in laps]), p95_ms([cpu for _, cpu in laps])
    table.add_row(name, f"{wall_ms:.1f} ms", f"{cpu_ms:.1f} ms", wanted)


if __name__ == "__main__":
    main()
