"""What is made once before a process is forked leaves nothing behind, and hides no fault of the scenarios."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from agent_tools.converse.bot_spec import BotSpecs
from agent_tools.converse.home import HomeTemplate
from agent_tools.converse.pool import run_all
from agent_tools.converse.rehearsal import rehearse
from agent_tools.converse.runner import RunOptions
from tests.agent_tools.converse.conversation_double import FOX, scenarios


def test_a_rehearsal_leaves_neither_a_home_nor_a_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    rehearse(HomeTemplate(tmp_path))
    assert [each.name for each in tmp_path.iterdir()] == ["template"]
    assert set(threading.enumerate()) <= before


def test_settings_that_no_installation_can_be_opened_with_are_told_by_each_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_POLICY", str(tmp_path / "missing.toml"))
    (one,) = scenarios(tmp_path, f'- user: "{FOX}"')
    reports = run_all([one, one], BotSpecs(), RunOptions(), workers=2)
    assert ["missing.toml" in report.error for report in reports] == [True, True]
