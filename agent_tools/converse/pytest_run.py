"""What the pytest plugin needs once there is a scenario: the stage that they are run on, and the report of them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agent_tools.converse.bot_spec import as_bot, bot_of
from agent_tools.converse.fault import ReportError
from agent_tools.converse.format import Generator
from agent_tools.converse.outcome import ScenarioReport, Totals, Verdict, report_of
from agent_tools.converse.report import Sheaf, clips_beside
from agent_tools.converse.runner import RunOptions, Stage

if TYPE_CHECKING:
    from agent_tools.converse.bot import Bot
    from agent_tools.converse.format import Scenario


class ClipRun:
    """Runs the scenarios of one session.

    Args:
        options: How.
    """

    def __init__(self, options: RunOptions) -> None:
        self._options = options
        self._stage = Stage.open()

    @classmethod
    def of(cls, config: pytest.Config) -> ClipRun:
        """As the command line asks for it.

        Raises:
            pytest.UsageError: The report cannot be written.
        """
        generator, report = config.getoption("--clip-generator"), _target(config)
        clips_dir = None
        if report is not None:
            clips_dir = clips_beside(report)
            try:
                clips_dir.mkdir(exist_ok=True)
            except OSError as exc:
                raise pytest.UsageError(f"--clip-report {str(report)!r} cannot be written: {exc.strerror}") from exc
        return cls(
            RunOptions(
                generator=None if generator is None else Generator(generator),
                timing=config.getoption("--clip-timing") == "enforce",
                turn_s=config.getoption("--clip-timeout"),
                clips_dir=clips_dir,
                live=config.getoption("--clip-live"),
            )
        )

    def run(self, scenario: Scenario, bot: object) -> ScenarioReport:
        """Run one scenario.

        Args:
            scenario: The scenario.
            bot: What the fixture `clip_bot` gave: a bot, what can be made one, how it is named, or None.

        Raises:
            BriefError: It is no bot.
        """
        return self._stage.run(scenario, _bot(bot), self._options)

    def close(self) -> None:
        """Delete what the scenarios left."""
        self._stage.close()


def write_report(config: pytest.Config, seen: Sequence[Any]) -> None:
    """Write the report of a session.

    Args:
        config: Of the session.
        seen: The reports of its scenarios, as JSON values.

    Raises:
        pytest.UsageError: It cannot be written.
    """
    reports = _reports(seen)
    sheaf = Sheaf(html=_target(config))
    try:
        with sheaf:
            sheaf.write(reports, _totals(reports))
    except ReportError as exc:
        raise pytest.UsageError(str(exc)) from exc


def summary(config: pytest.Config, seen: Sequence[Any]) -> Iterator[str]:
    """What the scenarios of a session came to, in lines.

    Args:
        config: Of the session.
        seen: The reports of its scenarios, as JSON values.
    """
    reports = _reports(seen)
    totals = _totals(reports)
    verdicts = ", ".join(f"{totals.verdicts[each]} {each.value}" for each in Verdict if totals.verdicts[each])
    checks = ", ".join(f"{count} {status.value}" for status, count in totals.checks.items() if count) or "none"
    yield f"{len(reports)} scenarios: {verdicts}; {totals.turns} turns, {totals.clips} clips; expectations: {checks}"
    if any(report.reduced and not report.skipped for report in reports):
        yield "clips were drawn by a stub, in a quarter of the planned size and with fewer frames"
    target = _target(config)
    if target is not None:
        yield f"report: {target}"


def _reports(seen: Sequence[Any]) -> list[ScenarioReport]:
    """The reports in the order of files and lines, in whatever order processes finished them."""
    return sorted((report_of(each) for each in seen), key=lambda report: (report.file, report.line, report.id))


def _totals(reports: Sequence[ScenarioReport]) -> Totals:
    return Totals.of(reports, sum(report.elapsed_s for report in reports))


def _target(config: pytest.Config) -> Path | None:
    named = config.getoption("--clip-report")
    return None if not named else Path(config.invocation_params.dir) / named


def _bot(value: object) -> Bot | None:
    if value is None:
        return None
    return bot_of(value) if isinstance(value, str) else as_bot(value)
