"""The pytest plugin: `*.clip.yaml` files are tests. Nothing heavy is imported before there is one.

A team tests its bot with one fixture:

    @pytest.fixture
    def clip_bot():
        return my_bot          # def my_bot(text, service) -> str; a class; or a bot of agent_tools.converse

Every file is collected, a test a scenario. Where the private parts of pytest that this needs are not wanted, a test
function that takes `clip_scenario` is run once for each scenario instead, and `clip_run` runs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agent_tools.converse.outcome import ScenarioReport
    from agent_tools.converse.pytest_run import ClipRun

SUFFIX = ".clip.yaml"
_RUN: pytest.StashKey[ClipRun] = pytest.StashKey()
REPORT = "clip_report"
"""The attribute of a test's report that holds the report of its scenario, as JSON values."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the settings."""
    group = parser.getgroup("clips", "scripted conversations about clips")
    group.addoption("--clip-bot", metavar="SPEC", help="The bot under test where no fixture `clip_bot` gives one.")
    group.addoption("--clip-generator", choices=("stub", "flipbook"), help="What draws, whatever the scenarios say.")
    group.addoption(
        "--clip-timing",
        choices=("record", "enforce"),
        default="record",
        help="Whether a turn that takes too long fails.",
    )
    group.addoption("--clip-timeout", metavar="SECONDS", type=float, default=30.0, help="For one turn of the bot.")
    group.addoption("--clip-live", metavar="MODEL", default="", help="A real chat model for driver live.")
    group.addoption("--clip-report", metavar="FILE", help="Write an HTML report, clips and all.")
    parser.addini("clip_scenarios", "Globs of the files with scenarios, from the root; *.clip.yaml anywhere.", "args")
    parser.addini("clip_collect", "Whether files are tests by themselves.", "bool", default=True)


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marks mean."""
    config.addinivalue_line("markers", "clip: a scripted conversation about clips")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take a file with scenarios."""
    if not parent.config.getini("clip_collect") or not _is_scenario_file(parent.config, file_path):
        return None
    from agent_tools.converse.pytest_item import ScenarioFile

    return ScenarioFile.from_parent(parent, path=file_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse two scenarios of one name, as `reelwright converse run` does."""
    seen: dict[str, pytest.Item] = {}
    for item in items:
        scenario = getattr(item, "scenario", None)
        if scenario is None:
            continue
        other = seen.setdefault(scenario.id, item)
        if other is not item and other.path != item.path:
            raise pytest.UsageError(f"two scenarios are called {scenario.id!r}: in {other.path} and in {item.path}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a function that takes `clip_scenario` once for each scenario."""
    if "clip_scenario" not in metafunc.fixturenames:
        return
    from agent_tools.converse.loader import load_file
    from agent_tools.converse.source import ScenarioFileError

    try:
        scenarios = [each for path in _scenario_files(metafunc.config) for each in load_file(path)]
    except ScenarioFileError as fault:
        raise pytest.UsageError(str(fault)) from fault
    metafunc.parametrize("clip_scenario", scenarios, ids=[each.id for each in scenarios])


@pytest.fixture
def clip_bot(request: pytest.FixtureRequest) -> object:
    """The bot under test; a project puts its own fixture of this name in the place of this one."""
    return request.config.getoption("--clip-bot")


@pytest.fixture
def clip_run(
    request: pytest.FixtureRequest, clip_bot: object, record_property: Callable[[str, object], None]
) -> Callable[[Any], ScenarioReport]:
    """Runs a scenario against the bot under test, and gives its report."""

    def run(scenario: Any) -> ScenarioReport:  # noqa: ANN401  # a Scenario, which is not imported here
        from agent_tools.converse.report import properties_of

        report = run_of(request.config).run(scenario, clip_bot)
        for name, value in properties_of(report):
            record_property(name, value)
        keep(request.node, report)
        return report

    return run


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Hand the report of a scenario on with that of its test, over the border of a process too."""
    outcome: Any = yield
    told = item.stash.get(_TOLD, None)
    if told is not None and call.when == "call":
        setattr(outcome.get_result(), REPORT, told)


_TOLD: pytest.StashKey[list[Any]] = pytest.StashKey()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what came of each scenario, for the report of the whole run."""
    told = getattr(report, REPORT, None)
    if told and not hasattr(report, "context"):  # that of a subtest is a copy of its test's
        _SEEN.extend(told)


_SEEN: list[Any] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin with nothing seen; one process can run pytest more than once."""
    _SEEN.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the report, in the process that knows everything, and let go of what was opened."""
    run = session.config.stash.get(_RUN, None)
    if run is not None:
        run.close()
    target = session.config.getoption("--clip-report")
    if target and _SEEN and not hasattr(session.config, "workerinput"):
        from agent_tools.converse.pytest_run import write_report

        write_report(session.config, _SEEN)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:  # noqa: ANN401  # of pytest
    """Say what the scenarios came to."""
    if _SEEN:
        from agent_tools.converse.pytest_run import summary

        terminalreporter.section("scripted conversations")
        for line in summary(config, _SEEN):
            terminalreporter.write_line(line)


def run_of(config: pytest.Config) -> ClipRun:
    """What runs the scenarios of this session; it is opened once.

    Args:
        config: Of the session.
    """
    run = config.stash.get(_RUN, None)
    if run is None:
        from agent_tools.converse.pytest_run import ClipRun

        run = config.stash[_RUN] = ClipRun.of(config)
    return run


def keep(item: pytest.Item, report: ScenarioReport) -> None:
    """Keep the report of a scenario with the test that ran it.

    Args:
        item: The test.
        report: What came of the scenario.
    """
    item.stash.setdefault(_TOLD, []).append(report.to_json())


def _is_scenario_file(config: pytest.Config, path: Path) -> bool:
    globs = config.getini("clip_scenarios")
    if not globs:
        return path.name.endswith(SUFFIX)
    return any(_matches(path, config.rootpath, glob) for glob in globs)


def _matches(path: Path, root: Path, glob: str) -> bool:
    return path.is_relative_to(root) and path in set(root.glob(glob))


def _scenario_files(config: pytest.Config) -> list[Path]:
    globs = config.getini("clip_scenarios") or [f"**/*{SUFFIX}"]
    return sorted({path for glob in globs for path in config.rootpath.glob(glob) if path.is_file()})
