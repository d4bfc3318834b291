"""Bots that hang, crash, flood or speak another language are failed turns, and never a hang or a traceback."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from agent_tools.converse.bot import Bot, Service
from agent_tools.converse.bot_spec import BotSpecs, as_bot, bot_of
from agent_tools.converse.callable_bot import CallableBot
from agent_tools.converse.command_bot import CommandBot
from agent_tools.converse.http_bot import HttpBot
from agent_tools.converse.outcome import TurnReport
from agent_tools.converse.runner import RunOptions, Stage
from agent_tools.errors import BriefError
from tests.agent_tools.converse.conversation_double import failed, last, python, scenarios

LOOP = "import json, sys\nfor line in sys.stdin:\n    told = json.loads(line)\n"
ECHO = (
    LOOP
    + "    if 'text' in told: print(json.dumps({'type': 'reply', 'id': told['id'], 'text': told['text']}), flush=True)"
)


def turn_of(stage: Stage, folder: Path, bot: Bot, *, turn_s: float = 20.0) -> TurnReport:
    """The last turn of two words with a bot."""
    (one,) = scenarios(folder, '- user: "hello"\n- user: "again"')
    return last(stage.run(one, bot, RunOptions(turn_s=turn_s)))


def test_a_command_is_answered_line_by_line(stage: Stage, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    turn = turn_of(stage, tmp_path, CommandBot(python(ECHO)))
    assert (turn.number, turn.reply, turn.error) == (2, "again", "")


@pytest.mark.parametrize(
    ("code", "fault", "said"),
    [
        (
            "import sys; sys.stderr.write('a\\nno model\\n'); sys.exit(3)",
            "bot_crashed",
            "exit code 3; it wrote: a | no model",
        ),
        (
            LOOP + "    if 'id' in told: import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            "bot_crashed",
            "SIGKILL",
        ),
        (
            LOOP + "    if 'id' in told: print('thinking ...', flush=True)",
            "bot_garbled",
            "sent no JSON: 'thinking ...'",
        ),
        (
            LOOP + "    if 'id' in told: sys.stdout.buffer.write(b'{\"a\": \"\\xe9\"}\\n'); sys.stdout.flush()",
            "bot_garbled",
            "no UTF-8 at byte 7: e9",
        ),
        (LOOP + "    if 'id' in told: print('[1]', flush=True)", "bot_garbled", "a message is a JSON object"),
        (LOOP + '    if \'id\' in told: print(\'{"type": "reply", "id": 9}\', flush=True)', "bot_garbled", "with id 9"),
        (
            LOOP + "    if 'id' in told: print(json.dumps({'type': 'reply', 'id': 1, 'text': 7}), flush=True)",
            "bot_garbled",
            "text is '7'; it must be a text",
        ),
        (
            LOOP + "    if 'id' in told: print(json.dumps({'type': 'reply', 'id': 1, 'words': ''}), flush=True)",
            "bot_garbled",
            "a reply with 'words'; known are events, id",
        ),
        (LOOP + "    while 'id' in told: sys.stdout.write('x' * 65536)", "bot_flooded", "without the end of a line"),
        (
            LOOP + "    while 'id' in told: print('{\"type\": \"event\"}')",
            "bot_flooded",
            "a turn has at most 4194304 and 1000",
        ),
        (
            LOOP
            + "    if 'id' in told: print(json.dumps({'type': 'reply', 'id': 1, 'text': 'x' * 70000}), flush=True)",
            "bot_flooded",
            "a reply has at most 65536",
        ),
    ],
)
def test_a_command_that_misbehaves_is_a_clear_failure(
    code: str, fault: str, said: str, stage: Stage, tmp_path: Path
) -> None:
    pytest.importorskip("uvicorn")
    turn = turn_of(stage, tmp_path, CommandBot(python(code)))
    assert turn.number == 1
    assert turn.error_code == f"agent_tools.converse.{fault}"
    assert said in turn.error


def test_a_command_that_hangs_is_ended(stage: Stage, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    bot = CommandBot(python("import sys, time\nsys.stderr.write('loading\\n')\ntime.sleep(600)"), turn_s=5.0)
    turn = turn_of(stage, tmp_path, bot)
    assert turn.error_code == "agent_tools.converse.bot_hung"
    assert "did not answer within 5 s; it wrote: loading" in turn.error


def test_a_command_that_ends_before_it_is_spoken_to_leaves_no_pipe_open(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("uvicorn")
    begun: list[subprocess.Popen[bytes]] = []

    class Ended(subprocess.Popen[bytes]):
        """A command that is over before anybody can write to it."""

        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            begun.append(self)
            self.wait(60)

    monkeypatch.setattr(subprocess, "Popen", Ended)
    turn = turn_of(stage, tmp_path, CommandBot(python("import sys; sys.stderr.write('no model'); sys.exit(3)")))
    assert turn.error.endswith("does not read any more: exit code 3; it wrote: no model")
    (process,) = begun
    assert all(stream and stream.closed for stream in (process.stdin, process.stdout, process.stderr))


def test_a_command_that_is_not_there_is_said(stage: Stage, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    turn = turn_of(stage, tmp_path, CommandBot(["no-such-program-here"]))
    assert "cannot be started: No such file or directory: 'no-such-program-here'" in turn.error


def test_events_of_a_command_are_shown_and_prove_nothing(stage: Stage, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    code = LOOP + (
        "    if 'id' in told:\n"
        "        print(json.dumps({'type': 'event', 'thought': 'hm'}))\n"
        "        print(json.dumps({'type': 'reply', 'id': told['id'], 'text': 'yes', "
        "'tool_calls': [{'tool': 'clip_create', 'args': {}}]}), flush=True)\n"
    )
    (one,) = scenarios(tmp_path, '- user: "hi"\n  expect: {tool_calls: {calls: [{tool: clip_create}]}}')
    report = stage.run(one, CommandBot(python(code)))
    assert list(failed(report)) == ["tool_calls"]
    assert last(report).told == ({"tool": "clip_create", "args": {}}, {"type": "event", "thought": "hm"})


def raising(_text: str, _service: Service) -> str:
    raise LookupError("no such prompt")


@pytest.mark.parametrize(
    ("speaks", "said"),
    [
        (raising, "raising raised LookupError: no such prompt (test_bot.py:"),
        (lambda _text, _service: 7, "answered with int: '7'; a reply is a text"),
        (lambda _text, _service: "x" * 70_000, "answered with 70000 characters"),
        (lambda _text: "one argument", "raised TypeError"),
    ],
)
def test_a_function_that_misbehaves_is_a_clear_failure(speaks: object, said: str, stage: Stage, tmp_path: Path) -> None:
    assert said in turn_of(stage, tmp_path, as_bot(speaks)).error


def test_a_function_that_hangs_is_left_alone(stage: Stage, tmp_path: Path) -> None:
    go = threading.Event()
    turn = turn_of(stage, tmp_path, CallableBot(lambda _text, _service: str(go.wait(60)), name="slow"), turn_s=0.2)
    go.set()
    assert turn.error == "slow did not answer within 0.2 s"


def test_a_class_remembers_its_conversation(stage: Stage, tmp_path: Path) -> None:
    class Counting:
        def __init__(self, service: Service) -> None:
            self.said: list[str] = []

        def __call__(self, text: str) -> str:
            self.said.append(text)
            return " ".join(self.said)

    assert turn_of(stage, tmp_path, as_bot(Counting)).reply == "hello again"


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """An endpoint that gives the same answer to everything."""

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/chat"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "code", "said"),
    [
        (200, b'{"text": "fine"}', "", ""),
        (500, b"boom", "bot_crashed", "answered with status 500: 'boom'"),
        (200, "é".encode("latin-1"), "bot_garbled", "no UTF-8 at byte 0: e9"),
        (200, b"<html>", "bot_garbled", "sent no JSON: '<html>'"),
        (200, b'{"text": "' + b"x" * 5_000_000 + b'"}', "bot_flooded", "more than 4194304 bytes"),
    ],
)
def test_an_endpoint_is_talked_to_and_its_faults_are_told(
    status: int, body: bytes, code: str, said: str, stage: Stage, tmp_path: Path
) -> None:
    pytest.importorskip("uvicorn")
    with answering(status, body) as url:
        turn = turn_of(stage, tmp_path, HttpBot(url))
    assert turn.error_code == (f"agent_tools.converse.{code}" if code else "")
    assert said in turn.error
    if not code:
        assert turn.reply == "fine"


def test_an_endpoint_that_is_not_there_is_said(stage: Stage, tmp_path: Path) -> None:
    pytest.importorskip("uvicorn")
    assert "cannot be reached" in turn_of(stage, tmp_path, HttpBot("http://127.0.0.1:9/")).error


def test_an_mcp_server_is_talked_to(stage: Stage, tmp_path: Path) -> None:
    server_module = pytest.importorskip("mcp.server")
    from agent_tools.converse.mcp_bot import McpBot

    server = server_module.MCPServer("bot")

    @server.tool()
    def chat(text: str, conversation: str) -> str:
        return f"{conversation}: {text}"

    assert turn_of(stage, tmp_path, McpBot(server)).reply == "one/1: again"
    assert "has no tool 'talk'; it has: chat" in turn_of(stage, tmp_path, McpBot(server, tool="talk")).error


def test_an_mcp_server_that_raises_is_a_clear_failure(stage: Stage, tmp_path: Path) -> None:
    server_module = pytest.importorskip("mcp.server")
    from agent_tools.converse.mcp_bot import McpBot

    server = server_module.MCPServer("bot")

    @server.tool()
    def chat(text: str) -> str:
        raise ValueError(f"cannot answer {text}")

    assert "answered with an error" in turn_of(stage, tmp_path, McpBot(server, name="b")).error


def test_bots_are_named_as_they_are_typed(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def bot(text, service):\n    return text\n", encoding="utf-8")
    opened = BotSpecs.of([f"{tmp_path / 'mine.py'}:bot", "node=command:node bot.mjs", "web=https://x.example/"]).open()
    assert {name: type(bot).__name__ for name, bot in opened.items()} == {
        "": "CallableBot",
        "node": "CommandBot",
        "web": "HttpBot",
    }
    assert bot_of("router").name == "router"
    assert isinstance(bot_of(f"mcp:{sys.executable} server.py"), Bot)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["nonsense"], "bot 'nonsense' is unknown; it must be router, MODULE:NAME"),
        (["no_such_module:bot"], "cannot be loaded: No module named 'no_such_module'"),
        (["no/such.py:bot"], "there is no file 'no/such.py'"),
        (["agent_tools.converse.bot:nothing"], "has no attribute 'nothing'"),
        (["agent_tools.converse.bot:TURN_S"], "30.0 is no bot"),
        (["command:"], "names no command"),
        (["command:a 'b"], "cannot be read as a command: No closing quotation"),
        (["a=router", "a=router"], "two bots are called 'a'"),
        (["router", "x.py:y"], "are both given without a name; write NAME=SPEC"),
    ],
)
def test_a_bot_that_is_none_is_refused(typed: list[str], said: str) -> None:
    with pytest.raises(BriefError, match=r".*") as fault:
        BotSpecs.of(typed).open()
    assert said in str(fault.value)
