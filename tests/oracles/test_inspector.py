"""The MCP Inspector, a client of others, against `reelwright mcp` as a host starts it; `make oracles` installs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")

ROOT = Path(__file__).parents[2]
INSPECTOR = ROOT / "build" / "inspector" / "node_modules"
NODE = INSPECTOR / "node" / "bin" / "node"
LAUNCHER = INSPECTOR / "@modelcontextprotocol" / "inspector" / "clients" / "launcher" / "build" / "index.js"
SERVER = "from agent_tools.cli import main; main()"
TOOL_ERROR = 5
PATIENT = ("--connect-timeout", "120000")

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(not LAUNCHER.exists(), reason="the MCP Inspector is not in build/inspector; run make oracles"),
]


def inspect(home: Path, *words: str, code: int = 0) -> str:
    """What the Inspector prints; the server it starts keeps its home."""
    script = home.parent / "server.sh"
    script.write_text(f"#!/bin/sh\ncd '{ROOT}'\nexec '{sys.executable}' -c '{SERVER}' mcp --model stub\n")
    script.chmod(0o700)
    done = subprocess.run(
        [str(NODE), str(LAUNCHER), "--cli", str(script), *words, *PATIENT, "--format", "json"],
        env={**os.environ, "REELWRIGHT_HOME": str(home), "OMP_NUM_THREADS": "1"},
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout


def call(home: Path, era: str, name: str, code: int = 0, **arguments: Any) -> dict[str, Any]:
    words = ("--method", "tools/call", "--tool-name", name, "--tool-args-json", json.dumps(arguments))
    printed = inspect(home, *words, "--protocol-era", era, code=code)
    return json.loads(printed)


def found(value: Any, name: str) -> Any:
    """The first value under a key, however deep; a client prints what it likes around a result."""
    if isinstance(value, dict):
        inner = [value[name]] if name in value else [found(each, name) for each in value.values()]
    else:
        inner = [found(each, name) for each in value] if isinstance(value, list) else []
    return next((each for each in inner if each is not None), None)


def test_every_definition_is_portable(home: Path) -> None:
    printed = inspect(home, "--method", "tools/list", "--strict")
    for name in ("clip_create", "clip_get", "clip_check", "clip_revise"):
        assert f'"{name}"' in printed


@pytest.mark.parametrize("era", ["legacy", "modern"])
def test_a_client_makes_a_clip_and_downloads_it(home: Path, era: str) -> None:
    made = found(
        call(home, era, "clip_create", request="a red fox runs", duration_s=1, quality="draft", wait_seconds=25),
        "structuredContent",
    )
    assert made["state"] == "completed"
    assert "disclosure" in made
    out = home.parent / "clip.mp4"
    uri = f"clip://{made['clip_id']}.mp4"
    words = ("--method", "resources/read", "--uri", uri, "--protocol-era", era, "--output", str(out))
    inspect(home, *words, "--output-format", "raw")
    assert out.read_bytes()[4:8] == b"ftyp"
    refused = found(call(home, era, "clip_create", request="Taylor Swift sings"), "structuredContent")
    assert refused["state"] == "blocked"
    asked = found(call(home, era, "clip_create", request="Zorp Vander dances"), "structuredContent")
    assert (asked["state"], asked["asks_for"]) == ("needs_answer", "invented")
    call(home, era, "clip_create", request="a fox", consent=True, code=TOOL_ERROR)
