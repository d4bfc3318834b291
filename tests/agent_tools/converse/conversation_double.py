"""What the tests of scripted conversations share: a scenario in one call, and bots that do as they are told."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from agent_tools.converse.format import Scenario
from agent_tools.converse.loader import load_file
from agent_tools.converse.outcome import ScenarioReport, TurnReport

FOX = "A red fox runs through snow"


def scenarios(folder: Path, turns: str, *, more: str = "") -> list[Scenario]:
    """The scenarios of a file with one that has these turns.

    Args:
        folder: Where the file is put.
        turns: Its turns, as YAML.
        more: Further fields of it, as YAML.
    """
    file = folder / "one.clip.yaml"
    head = "version: 1\nscenarios:\n  - id: one\n    title: one\n"
    body = (
        textwrap.indent(textwrap.dedent(more).strip("\n"), "    ")
        + "\n    turns:\n"
        + textwrap.indent(textwrap.dedent(turns), " " * 6)
    )
    file.write_text(head + body, encoding="utf-8")
    return load_file(file)


def failed(report: ScenarioReport) -> dict[str, tuple[str, str]]:
    """What did not hold: path to what was expected and what came."""
    return {check.path: (check.expected, check.got) for turn in report.turns for check in turn.checks if check.failed}


def last(report: ScenarioReport) -> TurnReport:
    """The last turn that was run."""
    return report.turns[-1]


def python(code: str) -> list[str]:
    """A command that runs these lines."""
    return [sys.executable, "-c", textwrap.dedent(code)]
