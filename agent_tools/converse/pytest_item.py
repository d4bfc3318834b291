"""A file with scenarios as pytest knows files, and a scenario as it knows tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from agent_tools.converse.loader import load_file
from agent_tools.converse.plugin import keep, run_of
from agent_tools.converse.pytest_fixture import WithFixtures
from agent_tools.converse.report import properties_of
from agent_tools.converse.source import ScenarioFileError
from agent_tools.converse.telling import failure_text
from agent_tools.errors import BriefError

if TYPE_CHECKING:
    import os

    from _pytest._code.code import TerminalRepr

    from agent_tools.converse.format import Scenario
    from agent_tools.converse.outcome import ScenarioReport


class ScenarioFile(pytest.Module):
    """A file with scenarios. A module without an object: plugins with fixtures for modules find one."""

    obj = None

    def collect(self) -> Iterator[ScenarioItem]:
        """Its scenarios."""
        try:
            scenarios = load_file(self.path)
        except ScenarioFileError as fault:
            raise self.CollectError(str(fault)) from None
        for scenario in scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.id, scenario=scenario)


class ScenarioFailed(Exception):
    """A scenario did not go as expected."""

    def __init__(self, report: ScenarioReport) -> None:
        super().__init__(report.id)
        self.report = report


class ScenarioItem(WithFixtures):
    """One scenario."""

    def __init__(self, *, scenario: Scenario, **given: Any) -> None:  # noqa: ANN401  # of pytest's own constructor
        super().__init__(**given)
        self.scenario = scenario
        self.add_marker("clip")
        for tag in scenario.tags:
            name = tag.replace("-", "_")
            if name.isidentifier():
                self.config.addinivalue_line("markers", f"{name}: a tag of scripted conversations")
                self.add_marker(name)

    def runtest(self) -> None:
        """Run it.

        Raises:
            ScenarioFailed: It did not go as expected.
        """
        report = run_of(self.config).run(self.scenario, self.fixture("clip_bot"))
        self.user_properties.extend(properties_of(report))
        keep(self, report)
        if report.skipped:
            pytest.skip(report.skipped)
        if not report.ok:
            raise ScenarioFailed(report)

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401  # of pytest
    ) -> str | TerminalRepr:
        """What is shown of a failure: the conversation, and what was expected of it."""
        if isinstance(excinfo.value, ScenarioFailed):
            return failure_text(excinfo.value.report)
        if isinstance(excinfo.value, BriefError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where it stands."""
        return Path(self.scenario.file), self.scenario.line - 1, f"clip: {self.scenario.id}"
