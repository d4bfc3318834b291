"""The library of conversations: what it covers, and that its first scenarios hold against the service as it is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from agent_tools.converse.format import Scenario
from agent_tools.converse.loader import load_scenarios
from agent_tools.converse.outcome import Verdict
from agent_tools.converse.runner import Stage

LIBRARY = Path(__file__).parents[3] / "examples" / "conversations"
GROUPS = {
    "happy", "refusal", "consent", "revoked", "multi-turn", "evasion", "injection", "revision", "cancel", "time-out",
    "restart", "disclosure", "provenance", "approval", "invented", "language", "bad-input", "tenant", "limits",
}  # fmt: skip


@pytest.fixture(scope="module")
def library() -> list[Scenario]:
    return load_scenarios(LIBRARY)


def test_the_library_is_large_and_most_of_it_has_several_turns(library: list[Scenario]) -> None:
    once = {each.id.partition("[")[0]: each for each in library}
    assert len(once) >= 60
    assert sum(len(each.turns) > 1 for each in once.values()) > len(once) / 2


def test_every_group_has_scenarios(library: list[Scenario]) -> None:
    tagged = Counter(tag for each in library for tag in each.tags)
    assert {group for group in GROUPS if not tagged[group]} == set()


def test_every_scenario_expects_something_of_the_service(library: list[Scenario]) -> None:
    seen = ("policy", "storyboard", "clip", "provenance", "disclosure", "pending", "job", "rows", "fault")
    for each in library:
        parts = {name for turn in each.turns if turn.expect for name in turn.expect.model_fields_set}
        assert parts & set(seen), each.id


def test_the_first_scenarios_of_the_library_hold(library: list[Scenario]) -> None:
    with Stage.open() as stage:
        reports = [stage.run(each) for each in library if "smoke" in each.tags]
    assert len(reports) >= 10
    wrong = [
        f"{report.id}: {turn.error or [check for check in turn.checks if check.failed]}"
        for report in reports
        for turn in report.turns
        if not turn.ok
    ]
    assert (wrong, {report.verdict for report in reports}) == ([], {Verdict.PASSED})
