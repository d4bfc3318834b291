"""The command beside a terminal: the bar, Ctrl-C, a pipe that closes, and how long it takes to be loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent_tools.cli import app
from agent_tools.settings import Settings
from tests.agent_tools.service_double import FOX, left_in, rows

QUICK = ("--model", "stub", "--duration", "1", "--fps", "4", "--size", "64x64")
ROOT = Path(str(files("agent_tools"))).parent
PROGRAM = (sys.executable, "-c", "from agent_tools.cli import main; main()")
PLUGIN = """
from generator.backend.stub import StubBackend


class Stopped(StubBackend):
    def render(self, permit, shot, *, progress):
        raise KeyboardInterrupt
"""
HEAVY = {"torch", "diffusers", "moviepy", "langchain", "langchain_core", "transformers", "cv2", "numpy"}
LOADED = """
import json, sys
from agent_tools.cli import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


@pytest.fixture
def stopped_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A registered model in which Ctrl-C is pressed, as an installed package would bring it."""
    folder = tmp_path / "site"
    package = folder / "stopped-1.dist-info"
    package.mkdir(parents=True)
    (folder / "stopped_model.py").write_text(PLUGIN)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: stopped\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[reelwright.backends]\nstopped = stopped_model:Stopped\n")
    monkeypatch.syspath_prepend(folder)
    return "stopped"


def test_ctrl_c_is_one_line_and_leaves_no_file(stopped_model: str, settings: Settings) -> None:
    result = CliRunner().invoke(app, ["make", FOX, "--model", stopped_model])
    assert result.exit_code == 1
    assert result.stderr == "reelwright: cancelled\n"
    assert rows(settings, "SELECT status, error_code FROM render") == [("cancelled", "generator.cancelled")]
    assert left_in(settings.clips_dir) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_the_bar_is_drawn_on_a_terminal_alone(tmp_path: Path) -> None:
    out = tmp_path / "fox.mp4"
    ours, theirs = os.openpty()
    words = [*PROGRAM, "make", FOX, "--out", str(out), *QUICK]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=theirs, env=environment, cwd=ROOT) as child:
        os.close(theirs)
        drawn = everything(ours)
        printed, _ = child.communicate(timeout=120)
    assert child.returncode == 0
    assert "encode" in drawn
    assert "100%" in drawn
    assert printed.decode().splitlines()[0] == str(out)


def everything(terminal: int) -> str:
    """What is written to a pseudo-terminal until its other end is closed."""
    blocks = []
    with open(terminal, "rb", buffering=0) as file:
        # Linux says that the other end is closed with an input fault instead of an empty block.
        with suppress(OSError):
            while block := file.read(4096):
                blocks.append(block)
    return b"".join(blocks).decode()


@pytest.mark.parametrize(
    "words", [["--help"], ["check", FOX], ["plan", FOX], ["list"], ["show", "clip_00000000"], ["make", "Taylor Swift"]]
)
def test_nothing_heavy_is_loaded_before_a_render(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded & HEAVY == set()
    if words == ["--help"]:
        assert loaded & {"pydantic", "sqlalchemy"} == set()


def test_a_terminal_of_another_encoding_is_no_fault() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = [*PROGRAM, "plan", "a café at night, 🦊"]
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert "caf\\xe9" in done.stdout
    assert done.stderr == ""


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    asked = tmp_path / "asked.txt"
    asked.write_text(f"{FOX}\n" * 50)
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [*PROGRAM, "check", "--file", str(asked)],
        stdout=theirs,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    os.close(theirs)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
