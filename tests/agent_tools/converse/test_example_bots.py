"""The example bots that are no part of this process: a script in Node, and an endpoint."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tools.converse.command_bot import CommandBot
from agent_tools.converse.http_bot import HttpBot
from agent_tools.converse.loader import load_file
from agent_tools.converse.runner import Stage
from tests.agent_tools.converse.conversation_double import failed, scenarios

BOTS = Path(__file__).parents[3] / "examples" / "bots"
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="there is no Node on this machine")
def test_a_bot_in_node_that_knows_nothing_of_this_package_is_tested(stage: Stage, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    source = (BOTS / "node_bot.mjs").read_text("utf-8")
    assert "reelwright" not in "".join(line for line in source.splitlines() if not line.startswith("//"))
    bot = CommandBot([str(NODE), str(BOTS / "node_bot.mjs")])
    (more,) = scenarios(
        tmp_path,
        """
        - user: "a red fox runs"
          expect: {pending: {kind: storyboard, in_reply: true}}
        - answer: {action: accept}
          expect: {clip: {fresh: true, decodes: true}, disclosure: {reply: true}}
          save: {first: clip.id}
        - user: "make it vertical"
          expect: {clip: {based_on: "${first}", size: 288x512}}
        """,
        more="context: {approve: always, requester: maria}",
    )
    for one in (*load_file(BOTS / "first.clip.yaml"), more.model_copy(update={"id": "node"})):
        report = stage.run(one, bot)
        assert failed(report) == {}
        assert report.ok, [(turn.said, turn.reply, turn.error) for turn in report.turns]


def test_an_endpoint_of_the_standard_library_is_tested(stage: Stage) -> None:
    pytest.importorskip("uvicorn")
    server = subprocess.Popen(
        [sys.executable, str(BOTS / "http_bot.py"), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    try:
        assert server.stdout is not None
        bot = HttpBot(server.stdout.readline().strip())
        for one in load_file(BOTS / "first.clip.yaml"):
            report = stage.run(one, bot)
            assert failed(report) == {}
            assert report.ok, report
    finally:
        server.terminate()
        server.wait(30)
        if server.stdout is not None:
            server.stdout.close()
