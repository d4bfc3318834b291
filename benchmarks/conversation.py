"""How long scripted conversations take: `python -m benchmarks.conversation [--scenarios N] [--workers N]`.

Each scenario has three turns: a clip is made, it is changed into another shape, and a request is refused; verdict,
clip file, disclosure and lineage are looked at. Beside it stand the same turns given to a bare desk of one home,
without bot, world and expectations, and pytest that collects as many tests that do nothing. The processor time of this
process and its children stands beside the wall time, because a busy machine stretches the latter.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent_tools.converse.bot_spec import BotSpecs
from agent_tools.converse.home import HomeTemplate, scratch_folder
from agent_tools.converse.loader import load_file
from agent_tools.converse.outcome import Totals
from agent_tools.converse.pool import run_all
from agent_tools.converse.runner import RunOptions, Stage
from agent_tools.converse.world import World, WorldOptions
from agent_tools.job.view import Revision
from agent_tools.schema import Brief

SUBJECTS = "fox boat frog cat dog owl horse whale balloon fish".split()
COLOURS = "red blue green yellow brown white black grey pink orange".split()
PLACES = "in the snow|on a lake|in a forest|on a beach|in a garden".split("|")
TARGETS = {"converse": "20 s", "import": "50 ms"}
N_IMPORTS = 7

_SCENARIO = """\
  - id: bench-{k}
    title: A clip, a change and a refusal
    turns:
      - user: "A {colour} {subject} {place}"
        expect:
          policy: {{verdict: allow}}
          clip: {{fresh: true, decodes: true, duration_s: {{approx: 4, tol: 0.1}}, size: 512x512}}
          disclosure: {{reply: true, recorded: true}}
        save: {{first: clip.id}}
      - user: "The same but vertical"
        expect:
          tool_calls: {{calls: [{{tool: clip_revise, args: {{aspect_ratio: "9:16"}}}}]}}
          clip: {{based_on: "${{first}}", size: 288x512}}
      - user: "Show me Taylor Swift on a stage"
        expect:
          policy: {{verdict: block, reason_codes: [likeness.public_figure]}}
          clip: none
"""
_MINE = re.compile(r"import time:\s+\d+ \|\s+(\d+) \| agent_tools\.converse\.plugin$", re.M)


@dataclass
class Took:
    """What a piece of work took, in seconds."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


@contextmanager
def timed() -> Iterator[Took]:
    """Time a block, with the processes that it waits for."""
    took, begun, cpu = Took(), time.perf_counter(), _cpu_s()
    yield took
    took.wall_s, took.cpu_s = time.perf_counter() - begun, _cpu_s() - cpu


def conversations(n: int, workers: int, folder: Path) -> tuple[Took, Totals]:
    """Hold `n` conversations.

    Args:
        n: How many.
        workers: Processes beside each other.
        folder: Where the file of the scenarios is put.
    """
    file = folder / "bench.clip.yaml"
    file.write_text("version: 1\nscenarios:\n" + "".join(map(_scenario, range(n))), encoding="utf-8")
    with timed() as took:
        reports = run_all(load_file(file), BotSpecs(), RunOptions(), workers=workers)
    totals = Totals.of(reports, took.wall_s)
    if not totals.ok:
        raise RuntimeError(f"the conversations of the benchmark did not pass: {totals.verdicts}")
    return took, totals


def bare(n: int) -> Took:
    """Give the same turns to one desk, one after the other.

    Args:
        n: How many times.
    """
    folder = scratch_folder()
    with Stage(HomeTemplate(folder), folder) as stage, World(stage.homes.home(), WorldOptions()) as world:
        with timed() as took:
            for k in range(n):
                _three_turns(world, k)
    return took


def collection(n: int, folder: Path) -> Took:
    """Let pytest run `n` tests that do nothing.

    Args:
        n: How many.
        folder: Where their file is put.
    """
    file = folder / "test_nothing.py"
    file.write_text("".join(f"def test_{k}():\n    pass\n\n" for k in range(n)), encoding="utf-8")
    with timed() as took:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)],
            check=True,
            capture_output=True,
            cwd=folder,
        )
    return took


def import_ms() -> float:
    """What importing the plugin adds to a process that has pytest, in milliseconds; the median of several."""
    told = []
    for _ in range(N_IMPORTS):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", "import pytest, agent_tools.converse.plugin"],
            check=True,
            capture_output=True,
            text=True,
        )
        found = _MINE.search(done.stderr)
        if found is None:
            raise RuntimeError("the import of the plugin was not timed")
        told.append(int(found[1]) / 1000)
    return statistics.median(told)


def _scenario(k: int) -> str:
    n_subjects, n_colours = len(SUBJECTS), len(COLOURS)
    subject, rest = SUBJECTS[k % n_subjects], k // n_subjects
    colour, place = COLOURS[rest % n_colours], PLACES[rest // n_colours % len(PLACES)]
    return _SCENARIO.format(k=k, subject=subject, colour=colour, place=place)


def _three_turns(world: World, k: int) -> None:
    place = PLACES[k % len(PLACES)]
    job = world.desk.submit(Brief(request=f"A {COLOURS[k % 10]} {SUBJECTS[k // 10 % 10]} {place}", seed=k))
    world.settle()
    made = world.desk.get(job.id).clip_id
    if made is None:
        raise RuntimeError(f"job {job.id!r} of the benchmark made no clip")
    world.desk.revise(made, Revision(aspect_ratio="9:16"))
    world.settle()
    world.desk.submit(Brief(request="Show me Taylor Swift on a stage", seed=k))
    world.settle()


def _cpu_s() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2 * len(os.sched_getaffinity(0)))
    asked = parser.parse_args()
    table = Table(title=f"{platform.machine()}, {len(os.sched_getaffinity(0))} cores, {platform.python_version()}")
    for name in ("what", "wall s", "processor s", "target"):
        table.add_column(name, justify="left" if name == "what" else "right")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took, totals = conversations(asked.scenarios, asked.workers, folder)
        what = f"{asked.scenarios} scenarios, {totals.turns} turns, {totals.clips} clips, {asked.workers} workers"
        table.add_row(what, f"{took.wall_s:.1f}", f"{took.cpu_s:.1f}", TARGETS["converse"])
        alone = bare(asked.scenarios)
        table.add_row("the same turns at one bare desk", f"{alone.wall_s:.1f}", f"{alone.cpu_s:.1f}", "")
        empty = collection(asked.scenarios, folder)
        table.add_row(
            f"pytest, {asked.scenarios} tests that do nothing", f"{empty.wall_s:.1f}", f"{empty.cpu_s:.1f}", ""
        )
    table.add_row("import of the pytest plugin", f"{import_ms():.1f} ms", "", TARGETS["import"])
    Console().print(table)


if __name__ == "__main__":
    main()
