"""`reelwright mcp` as a host starts it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tools.settings import Settings
from tests.agent_tools.service_double import prepare

ROOT = Path(__file__).parents[2]
PROGRAM = "from agent_tools.cli import main; main()"
NOISY = f"""
import os, sys
from agent_tools.mcp import server
plain = server.clip_server
def noisy(served):
    built = plain(served)
    @built.tool()
    def shout() -> str:
        print("a library that prints")
        os.write(1, b"a program that writes\\n")
        return "done"
    return built
server.clip_server = noisy
{PROGRAM}
"""
WITHOUT = f"import sys; sys.modules['mcp'] = None; {PROGRAM}"


def serve(*words: str, told: str = "", program: str = PROGRAM) -> subprocess.CompletedProcess[str]:
    """The command, told these lines by its host, which then goes away."""
    return subprocess.run(
        [sys.executable, "-c", program, "mcp", "--model", "stub", *words],
        input=told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def line(number: int, method: str, **params: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n"


GREETING = line(
    1,
    "initialize",
    protocolVersion="2025-06-18",
    capabilities={},
    clientInfo={"name": "test", "version": "1"},
)


def test_nothing_but_the_protocol_is_written_to_standard_output(settings: Settings) -> None:
    pytest.importorskip("mcp")
    prepare(settings)
    initialized = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}) + "\n"
    shout = line(2, "tools/call", name="shout", arguments={})
    done = serve(told=f"{GREETING}{initialized}no json at all\n{shout}", program=NOISY)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(each) for each in done.stdout.splitlines()]
    assert all(each["jsonrpc"] == "2.0" for each in answers)
    assert answers[0]["result"]["serverInfo"]["name"] == "reelwright"
    assert "a library that prints" in done.stderr
    assert "a program that writes" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--wait", "26"), "--wait '26' is not allowed: it must be a number from 0 to 25"),
        (("--wait", "nan"), "--wait 'nan' is not allowed"),
        (("--wait", "long"), "--wait 'long' is not allowed"),
        (("--approve", "sometimes"), "--approve 'sometimes' is not allowed: it must be never, always or over_budget"),
        (("--use", "spying"), "--use 'spying' is not allowed"),
        (("--territory", "Germany"), "--territory 'Germany' is not allowed"),
    ],
)
def test_a_bad_option_is_told_in_one_line(words: tuple[str, ...], said: str) -> None:
    pytest.importorskip("mcp")
    done = serve(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_library_is_told_with_what_brings_it() -> None:
    done = serve(program=WITHOUT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'reelwright[mcp]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_home_that_cannot_be_used_ends_the_server_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("mcp")
    monkeypatch.setenv("REELWRIGHT_HOME", __file__)
    done = serve(told=GREETING)
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[0])["id"] == 1
    assert "must be a folder" in done.stderr
