"""Runs many scenarios, in this process or in several; the reports come in the order of the scenarios."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from agent_tools.converse.bot import Bot
from agent_tools.converse.bot_spec import BotSpecs
from agent_tools.converse.format import Generator, Scenario
from agent_tools.converse.home import HomeTemplate
from agent_tools.converse.outcome import ScenarioReport
from agent_tools.converse.rehearsal import rehearse
from agent_tools.converse.runner import RunOptions, Stage

MAX_WORKERS = 64
_PER_PROCESSOR = 2
Told = Callable[[ScenarioReport], None]


class _Here:
    """What a process of the pool keeps from one scenario to the next."""

    stage: Stage
    bots: Mapping[str, Bot]


def default_workers(scenarios: Sequence[Scenario], options: RunOptions) -> int:
    """How many processes make sense: one alone for a model that uses every processor, else two for each.

    A scenario waits now and then, for the encoder and between threads, and another one can go on meanwhile.

    Args:
        scenarios: What is to be run.
        options: How.
    """
    real = options.generator or max((each.generator for each in scenarios), key=_weight, default=Generator.STUB)
    if real is not Generator.STUB:
        return 1
    return max(1, min(_PER_PROCESSOR * len(os.sched_getaffinity(0)), len(scenarios), MAX_WORKERS))


def run_all(
    scenarios: Sequence[Scenario],
    bots: BotSpecs,
    options: RunOptions,
    *,
    workers: int = 1,
    told: Told = lambda _report: None,
) -> list[ScenarioReport]:
    """Run scenarios.

    Args:
        scenarios: The scenarios.
        bots: The bots under test.
        options: How they are run.
        workers: How many processes, 1..64.
        told: Told of each report as it comes, in whatever order.

    Returns:
        The reports, in the order of the scenarios.

    Raises:
        BriefError: A bot is not there.
    """
    opened = bots.open()  # a bot that is not there is said before anything is run
    if workers == 1 or len(scenarios) <= 1:
        with Stage.open() as stage:
            reports = []
            for scenario in scenarios:
                reports.append(run_one(stage, scenario, opened, options))
                told(reports[-1])
            return reports
    with Stage.open() as stage:
        return _beside_each_other(stage, scenarios, bots, options, workers=workers, told=told)


def run_one(stage: Stage, scenario: Scenario, bots: Mapping[str, Bot], options: RunOptions) -> ScenarioReport:
    """Run one scenario against the bot that it names.

    Args:
        stage: Where.
        scenario: The scenario.
        bots: The bots by name; the default one under the empty name.
        options: How.
    """
    bot = bots.get(scenario.bot or "", bots.get(""))
    return stage.run(scenario, bot, options)


def _beside_each_other(
    stage: Stage, scenarios: Sequence[Scenario], bots: BotSpecs, options: RunOptions, *, workers: int, told: Told
) -> list[ScenarioReport]:
    stage.homes.prepare()
    if _can_fork():
        rehearse(stage.homes)
    context = multiprocessing.get_context("fork" if _can_fork() else "spawn")
    begun = (stage.folder, bots)
    with _frozen(), ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=begun) as pool:
        waiting: list[Future[ScenarioReport]] = [pool.submit(_run, each, options) for each in scenarios]
        reports = []
        for scenario, future in zip(scenarios, waiting, strict=True):
            try:
                reports.append(future.result())
            except BrokenProcessPool:
                reports.append(_lost(scenario))
            told(reports[-1])
        return reports


@contextmanager
def _frozen() -> Iterator[None]:
    """No collection touches what was made so far, so that forked processes go on sharing it."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _can_fork() -> bool:
    """A fork takes over what was made already; beside other threads it would take over their locks, too."""
    return threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()


def _begin(folder: os.PathLike[str], bots: BotSpecs) -> None:
    from pathlib import Path

    home = Path(folder)
    _Here.stage = Stage(HomeTemplate(home), home, owns=False)
    _Here.bots = bots.open()


def _run(scenario: Scenario, options: RunOptions) -> ScenarioReport:
    return run_one(_Here.stage, scenario, _Here.bots, options)


def _lost(scenario: Scenario) -> ScenarioReport:
    why = "the process that ran it, or another one beside it, ended in the middle; run it with --workers 1"
    return ScenarioReport(
        id=scenario.id,
        title=scenario.title,
        file=str(scenario.file),
        line=scenario.line,
        n_turns=len(scenario.turns),
        driver=scenario.driver.value,
        generator=scenario.generator.value,
        error=why,
    )


def _weight(generator: Generator) -> int:
    return 0 if generator is Generator.STUB else 1
