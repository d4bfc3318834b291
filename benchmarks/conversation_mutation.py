"""How many faults of the service the library of conversations catches: `python -m benchmarks.conversation_mutation`.

    [PATH] [--workers 2] [--only NAME ...] [--every]

First every scenario is run against the service as it is, and all must pass. Then one fault after another is put into a
process of its own and the scenarios are run in it, until one fails that passes without the fault, and fails again when
it is run once more. A fault that was never used was not caught, however many scenarios failed, and counts as an error;
so does one whose target has moved. With `--every`, all scenarios are run for each fault, and those that catch it are
counted.

Scenarios that ask for another model than the stub are left out. The interval is a 95 % Wilson interval: it says how
sure the share is if these faults stand for others like them, and nothing about faults of other kinds.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent_tools.converse.format import Generator, Scenario
from agent_tools.converse.loader import load_scenarios
from agent_tools.converse.outcome import ScenarioReport
from agent_tools.converse.runner import RunOptions, Stage
from benchmarks.interval import wilson
from benchmarks.seeded import NotInstalled, install
from benchmarks.seeded_fault import FAULTS

LIBRARY = Path(__file__).parents[1] / "examples" / "conversations"
TURN_S = 20.0

# Each fault has a process that nothing was patched in before.
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one fault.

    Attributes:
        name: Which.
        caught_by: The scenarios that failed over it, the first of them or all.
        failed: The expectation that failed first.
        n_used: How often the fault was used.
        n_run: How many scenarios were run.
        error: Why it says nothing; empty where it does.
        elapsed_s: Wall seconds.
    """

    name: str
    caught_by: tuple[str, ...] = ()
    failed: str = ""
    n_used: int = 0
    n_run: int = 0
    error: str = ""
    elapsed_s: float = 0.0

    @property
    def word(self) -> str:
        """What became of it, in a word."""
        return "error" if self.error else "caught" if self.caught_by else "missed"


def scenarios_of(path: Path) -> list[Scenario]:
    """The scenarios that are run."""
    return [each for each in load_scenarios(path) if each.generator is Generator.STUB]


def failures(scenarios: Sequence[Scenario]) -> Iterator[tuple[Scenario, ScenarioReport]]:
    """Every scenario that is not passed, and what became of it."""
    with Stage.open() as stage:
        for scenario in scenarios:
            report = stage.run(scenario, options=RunOptions(turn_s=TURN_S))
            if not report.ok:
                yield scenario, report


def unmutated(path: Path, part: int, parts: int) -> list[str]:
    """What fails in a part of the library though nothing was seeded."""
    logging.disable()
    return [f"{report.id}: {first_failure(report)}" for _, report in failures(scenarios_of(path)[part::parts])]


def seeded(name: str, *, path: Path, every: bool) -> Outcome:
    """Put one fault into this process and run the library in it."""
    logging.disable()  # what the faults make the service say is no news
    fault = next(each for each in FAULTS if each.name == name)
    begun = time.perf_counter()
    scenarios = scenarios_of(path)
    try:
        installed = install(fault)
    except NotInstalled as exc:
        return Outcome(name=name, error=str(exc))
    caught, said, n_run = [], "", 0
    for scenario, report in failures(scenarios):
        n_run = scenarios.index(scenario) + 1
        if not any(True for _ in failures([scenario])):
            continue  # it fails now and then, which proves nothing
        caught.append(scenario.id)
        said = said or first_failure(report)
        if not every:
            break
    error = "scenarios failed, and the fault was never used" if caught and not installed.n_used else ""
    return Outcome(
        name=name,
        caught_by=tuple(caught),
        failed=said,
        n_used=installed.n_used,
        n_run=n_run if caught and not every else len(scenarios),
        error=error,
        elapsed_s=time.perf_counter() - begun,
    )


def first_failure(report: ScenarioReport) -> str:
    """What went wrong first, in one line."""
    if report.error:
        return report.error
    for turn in report.turns:
        if turn.error:
            return f"turn {turn.number}: {turn.error}"
        for check in turn.checks:
            if check.failed:
                return f"turn {turn.number}: {check.path} expected {check.expected}, got {check.got}"
    return "nothing is said to have failed"


def show(outcomes: Sequence[Outcome], console: Console, *, every: bool) -> None:
    """Print the table and the share."""
    what = {fault.name: fault.what for fault in FAULTS}
    table = Table("fault", "what is wrong then", "", "used", "run", "s", "caught by", "what failed first")
    for each in outcomes:
        by = f"{len(each.caught_by)} scenarios" if every and each.caught_by else ", ".join(each.caught_by[:1])
        numbers = (str(each.n_used), str(each.n_run), f"{each.elapsed_s:.0f}")
        table.add_row(each.name, what[each.name], each.word, *numbers, by, (each.error or each.failed)[:160])
    console.print(table)
    sound = [each for each in outcomes if not each.error]
    if sound:
        caught = sum(each.word == "caught" for each in sound)
        low, high = wilson(caught, len(sound))
        console.print(f"caught {caught} of {len(sound)} ({caught / len(sound):.1%}, 95 % {low:.0%}..{high:.0%})")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything; 0 when every fault could be judged and the library passes without them."""
    parser = argparse.ArgumentParser(prog="benchmarks.conversation_mutation", description=__doc__)
    parser.add_argument("path", type=Path, nargs="?", default=LIBRARY)
    parser.add_argument("--workers", type=int, default=2, choices=range(1, 65), metavar="N")
    parser.add_argument("--only", nargs="+", choices=[fault.name for fault in FAULTS], metavar="NAME")
    parser.add_argument("--every", action="store_true")
    asked = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 240)
    with ProcessPoolExecutor(asked.workers, mp_context=_SPAWN, max_tasks_per_child=1) as pool:
        parts = [pool.submit(unmutated, asked.path, k, asked.workers) for k in range(asked.workers)]
        wrong = [line for part in parts for line in part.result()]
        if wrong:
            console.print("The library does not pass without any fault:", *wrong, sep="\n")
            return 1
        console.print(f"{len(scenarios_of(asked.path))} scenarios pass without any fault")
        names = asked.only or [fault.name for fault in FAULTS]
        outcomes = list(pool.map(partial(seeded, path=asked.path, every=asked.every), names))
    show(outcomes, console, every=asked.every)
    return 1 if any(each.error for each in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
