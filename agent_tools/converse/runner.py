"""Runs a scenario: a world of its own, a bot in it, turn after turn, and what was seen against what was expected."""

from __future__ import annotations

import shutil
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent_tools.converse.bot import TURN_S, Bot
from agent_tools.converse.choice import Skip, bot_for
from agent_tools.converse.clock import SceneClock
from agent_tools.converse.fault import WorldError
from agent_tools.converse.format import Generator, Scenario
from agent_tools.converse.happening import Scene, grant
from agent_tools.converse.home import HomeTemplate
from agent_tools.converse.outcome import ScenarioReport, TurnReport
from agent_tools.converse.turn import TurnRunner
from agent_tools.converse.world import World, WorldOptions
from agent_tools.job.view import JobLimits
from agent_tools.reply import FAULTS

if TYPE_CHECKING:
    from agent_tools.converse.situation import Context

_N_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How scenarios are run.

    Attributes:
        generator: What draws, whatever the scenarios say; None for what they say.
        timing: Whether expectations on time can fail.
        turn_s: How long a bot may take for one turn.
        clips_dir: Folder in which copies of clips are kept for a report; None for none.
        live: Name of a real model for scenarios with driver `live`, as `init_chat_model` takes it; empty skips them.
        record: Whether its answers become the recordings of scenarios with driver `recorded`.
    """

    generator: Generator | None = None
    timing: bool = False
    turn_s: float = TURN_S
    clips_dir: Path | None = None
    live: str = ""
    record: bool = False


@dataclass
class Stage:
    """Where scenarios are run, one after the other. Close it: everything that they left is deleted.

    Args:
        homes: Makes homes.
        folder: Their folder.
    """

    homes: HomeTemplate
    folder: Path
    owns: bool = field(default=True)

    @classmethod
    def open(cls) -> Stage:
        """A stage in a new folder."""
        from agent_tools.converse.home import scratch_folder

        folder = scratch_folder()
        return cls(HomeTemplate(folder), folder)

    def close(self) -> None:
        """Delete everything."""
        if self.owns:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def run(self, scenario: Scenario, bot: Bot | None = None, options: RunOptions | None = None) -> ScenarioReport:
        """Run one scenario.

        Args:
            scenario: The scenario.
            bot: The bot under test; None for the one that its driver brings.
            options: How.
        """
        options = options or RunOptions()
        begun = time.perf_counter()
        generator = options.generator or scenario.generator
        known = _known(scenario, generator)
        try:
            chosen = bot_for(scenario, bot, live=options.live, record=options.record)
        except FAULTS as fault:
            return ScenarioReport(**known, error=str(fault))
        if isinstance(chosen, Skip):
            return ScenarioReport(**known, skipped=chosen.why)
        try:
            with World(self.homes.home(), world_options(scenario, generator)) as world:
                scene = Scene(world)
                for consent in scenario.context.consents:
                    grant(consent, scene)
                known["turns"] = tuple(_turns(scenario, chosen, scene, options))
        except FAULTS as fault:
            known["error"] = str(fault)
        except Exception as fault:  # noqa: BLE001  # a mistake of this program is told as one, and others go on
            known["error"] = "the runner itself failed: " + "".join(traceback.format_exception(fault)[-_N_LINES:])
        return ScenarioReport(**known, bot=chosen.name, elapsed_s=round(time.perf_counter() - begun, 4))


def run_scenario(scenario: Scenario, bot: Bot | None = None, options: RunOptions | None = None) -> ScenarioReport:
    """Run one scenario by itself.

    Args:
        scenario: The scenario.
        bot: The bot under test; None for the one that its driver brings.
        options: How.
    """
    with Stage.open() as stage:
        return stage.run(scenario, bot, options)


def world_options(scenario: Scenario, generator: Generator) -> WorldOptions:
    """How the world of a scenario is set up.

    Args:
        scenario: The scenario.
        generator: What draws.

    Raises:
        WorldError: The file of the operator's policy cannot be read.
    """
    context = scenario.context
    try:
        policy = context.policy_file(scenario.folder)
    except OSError as exc:
        raise WorldError(f"policy {context.policy!r} beside {scenario.file.name!r} cannot be read: {exc}") from exc
    return WorldOptions(
        generator=generator,
        clock=SceneClock(context.clock),
        policy=policy,
        people=context.people,
        limits=JobLimits() if context.limits is None else context.limits.limits(),
        label=_label(context),
        seed=context.seed,
        wait_s=context.wait_s,
    )


def _label(context: Context) -> dict[str, object]:
    told = {
        "label_languages": context.locale,
        "label_style": context.label_style,
        "label_corner": context.label_corner,
    }
    return {name: value for name, value in told.items() if value is not None}


def _turns(scenario: Scenario, bot: Bot, scene: Scene, options: RunOptions) -> list[TurnReport]:
    with TurnRunner(scenario, bot, scene, options) as runner:
        done: list[TurnReport] = []
        for place in range(len(scenario.turns)):
            done.append(runner.run(place))
            if done[-1].error:
                break  # what follows would be said to nobody
        return done


def _known(scenario: Scenario, generator: Generator) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "file": str(scenario.file),
        "line": scenario.line,
        "tags": scenario.tags,
        "driver": scenario.driver.value,
        "generator": generator.value,
        "reduced": generator is Generator.STUB,
        "n_turns": len(scenario.turns),
    }
