"""Recordings of real models: what was recorded is given again, and a conversation that came otherwise is an error."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent_tools.converse.agent_bot import LangGraphBot
from agent_tools.converse.cassette import Cassette, recorded, recording
from agent_tools.converse.fault import CassetteError
from agent_tools.converse.format import Driver, Scenario
from agent_tools.converse.judge import Status
from agent_tools.converse.outcome import ScenarioReport
from agent_tools.converse.runner import Stage
from agent_tools.scripted import ScriptedChatModel
from tests.agent_tools.converse.conversation_double import failed, last, scenarios

TURNS = """
- user: "A red fox runs"
  expect: {tool_calls: {calls: [{tool: clip_create}]}, reply: {contains: ready}, clip: {decodes: true}}
  save: {first: clip.id}
- user: "now vertical"
  expect:
    tool_calls: {calls: [{tool: clip_revise, args: {clip_id: "${first}"}}]}
    clip: {based_on: "${first}", size: 288x512}
"""


def a_model() -> BaseChatModel:
    """Stands for a real model: it reads the id of the clip that it is to change out of the conversation."""

    def step(messages: list[BaseMessage]) -> AIMessage | str:
        told = [json.loads(str(message.text)) for message in messages if isinstance(message, ToolMessage)]
        if isinstance(messages[-1], ToolMessage):
            return str(told[-1]["message"])
        name, args = "clip_create", {"request": str(messages[-1].text)}
        if told:
            name, args = "clip_revise", {"clip_id": told[-1]["clip_id"], "aspect_ratio": "9:16"}
        return AIMessage(content="", tool_calls=[{"name": name, "args": args, "id": f"call_{len(messages)}"}])

    return ScriptedChatModel(script=[step] * 10)


def recorded_one(folder: Path, turns: str = TURNS) -> Scenario:
    (folder / "one.yaml").touch()
    (one,) = scenarios(folder, turns, more="driver: recorded\ncassette: one.yaml")
    return one


@pytest.fixture
def taped(stage: Stage, tmp_path: Path) -> Scenario:
    one = recorded_one(tmp_path)
    report = _with(stage, one, LangGraphBot(recording(one, a_model(), "a model")))
    assert failed(report) == {}
    return one


def _with(stage: Stage, one: Scenario, bot: LangGraphBot) -> ScenarioReport:
    """A scenario with driver recorded, whose agent is another one."""
    return stage.run(one.model_copy(update={"driver": Driver.LIVE, "cassette": None}), bot)


def test_what_was_recorded_is_given_again_without_the_model(taped: Scenario, stage: Stage) -> None:
    report = stage.run(taped)
    assert failed(report) == {}
    assert report.bot == "recorded agent"
    statuses = {(turn.number, check.path): check.status for turn in report.turns for check in turn.checks}
    assert statuses[1, "tool_calls"] is Status.RECORDED
    assert statuses[1, "clip.decodes"] is Status.PASSED


def test_ids_stand_in_a_cassette_by_their_order(taped: Scenario) -> None:
    cassette = Cassette.read(taped.folder / "one.yaml")
    assert cassette.model == "a model"
    assert cassette.answers[2].calls[0].args["clip_id"].startswith("<clip#")
    assert not re.search(r"\b(clip|job)_(?=[a-z0-9]*[0-9])[a-z0-9]{8}", (taped.folder / "one.yaml").read_text("utf-8"))


def test_a_conversation_that_comes_otherwise_names_the_turn(taped: Scenario, stage: Stage) -> None:
    changed = recorded_one_with(taped, TURNS.replace("now vertical", "now square"))
    report = stage.run(changed)
    assert last(report).number == 2
    assert last(report).error_code == "agent_tools.converse.cassette"
    assert "cassette 'one.yaml', turn 2: message" in last(report).error
    assert "now square" in last(report).error


def test_a_conversation_that_goes_on_after_the_recording_is_an_error(taped: Scenario, stage: Stage) -> None:
    longer = recorded_one_with(taped, TURNS + '- user: "and again"\n')
    assert "turn 3: all 4 recorded answers were given; record it again" in last(stage.run(longer)).error


def test_other_tools_than_were_recorded_are_an_error(taped: Scenario, stage: Stage) -> None:
    file = taped.folder / "one.yaml"
    Cassette.read(file).model_copy(update={"tools": "sha256:00"}).write(file)
    assert "turn 1: it was recorded with other tools or descriptions" in last(stage.run(taped)).error


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cassette 'one.yaml': the file: Input should be"),
        ("version: 2\nmodel: m\ntools: t\nanswers: []", "version: Input should be 1"),
        ("{", "cannot be read"),
    ],
)
def test_a_cassette_that_is_none_is_refused(text: str, said: str, tmp_path: Path) -> None:
    one = recorded_one(tmp_path)
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CassetteError, match=r".*") as fault:
        recorded(one)
    assert said in str(fault.value)


def recorded_one_with(before: Scenario, turns: str) -> Scenario:
    """The same scenario with other turns, over the same cassette."""
    (one,) = scenarios(before.folder, turns, more="driver: recorded\ncassette: one.yaml")
    return one
