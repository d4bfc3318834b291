"""The pytest plugin, as a project of somebody else uses it: each test runs pytest in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[3]
GOOD = """\
version: 1
scenarios:
  - id: greeting
    title: nothing is made of a greeting
    tags: [small-talk]
    turns:
      - user: "hello"
        expect: {rows: {jobs: 0}, reply: {contains: hello}}
  - id: refusal
    title: a real person is refused
    turns:
      - user: "Taylor Swift on a stage"
        expect: {policy: {verdict: block}, clip: none}
"""
BAD = GOOD.replace("reply: {contains: hello}", "reply: {contains: goodbye}")
BOT = """\
import pytest

@pytest.fixture
def clip_bot(word):
    return lambda text, service: f"hello {word}"

@pytest.fixture
def word():
    return "you"
"""


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Pytest in a folder, strict about everything that it can be strict about."""
    options = ["--strict-markers", "--strict-config", "-W", "error", "-p", "no:cacheprovider", "-q"]
    ini = "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
    if not (folder / "pytest.ini").exists():
        (folder / "pytest.ini").write_text(ini, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "agent_tools.converse.plugin", *options, *args],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_file_with_scenarios_is_collected_and_its_tags_are_marks(tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("not: ours", encoding="utf-8")
    done = run(tmp_path, "--junitxml", "j.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 scenarios: 2 passed; 2 turns, 0 clips; expectations: 4 passed" in done.stdout
    cases = ET.parse(tmp_path / "j.xml").getroot().findall(".//testcase")
    assert [case.get("name") for case in cases] == ["greeting", "refusal"]
    told = {each.get("name"): each.get("value") for each in cases[0].iter("property")}
    assert told["bot"] == "router"
    assert float(told["turn.1.seconds"] or "nan") >= 0
    assert "1 passed, 1 deselected" in run(tmp_path, "-m", "small_talk").stdout


def test_a_failure_shows_the_conversation(tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(BAD, encoding="utf-8")
    done = run(tmp_path, "--clip-report", "r.html")
    assert done.returncode == 1
    for words in (
        "-- turn 1 of 1, line 7: FAILED",
        "user:      hello",
        "expected:  reply: contains 'goodbye'",
        "look at:",
    ):
        assert words in done.stdout
    assert "Traceback" not in done.stdout
    assert 'class="scenario failed"' in (tmp_path / "r.html").read_text("utf-8")


def test_a_project_gives_its_bot_by_a_fixture_that_uses_others(tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(BOT, encoding="utf-8")
    done = run(tmp_path)
    assert re.search(r"1 failed, 1 passed", done.stdout), done.stdout
    assert "reply:     hello you" in done.stdout
    assert "expected:  policy: a decision" in done.stdout


def test_a_function_is_run_once_a_scenario_with_a_result_a_turn(tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(BAD, encoding="utf-8")
    ini = (
        "[pytest]\nasyncio_default_fixture_loop_scope = function\nclip_scenarios = *.clip.yaml\nclip_collect = false\n"
    )
    (tmp_path / "pytest.ini").write_text(ini, encoding="utf-8")
    (tmp_path / "test_clips.py").write_text(
        "def test_clips(clip_scenario, clip_run, subtests):\n"
        "    report = clip_run(clip_scenario)\n"
        "    for turn in report.turns:\n"
        "        with subtests.test(f'turn {turn.number}'):\n"
        "            assert turn.ok\n",
        encoding="utf-8",
    )
    done = run(tmp_path, "-v")
    assert "test_clips[greeting]" in done.stdout
    assert "turn 1" in done.stdout
    assert "2 scenarios: 1 passed, 1 failed" in done.stdout


def test_processes_beside_each_other_tell_the_same(tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    (tmp_path / "a.clip.yaml").write_text(GOOD, encoding="utf-8")
    done = run(tmp_path, "-n", "2", "--clip-report", "r.html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 scenarios: 2 passed" in done.stdout
    assert (tmp_path / "r.html").read_text("utf-8").count("<details class=") >= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nscenarios: [{id: a, title: b, turns: [{usr: hi}]}]", "unknown field 'usr'"),
        ("{", "is no YAML"),
        (
            GOOD.replace("clip: none", "clip: none, provenance: {present: true}"),
            "clip: none, and provenance is expected",
        ),
    ],
)
def test_a_broken_file_is_an_error_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(text, encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == 2
    assert said in done.stdout
    assert re.search(r"a\.clip\.yaml:\d+: ", done.stdout)
    assert "Traceback" not in done.stdout


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.clip.yaml").write_text(GOOD, encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == 4
    assert "two scenarios are called 'greeting'" in done.stderr


def test_a_value_that_is_no_bot_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(GOOD, encoding="utf-8")
    done = run(tmp_path, "--clip-bot", "nonsense")
    assert "bot 'nonsense' is unknown; it must be router" in done.stdout
    assert "Traceback" not in done.stdout


def test_nothing_heavy_is_imported_where_there_are_no_scenarios(tmp_path: Path) -> None:
    heavy = ("pydantic", "langchain", "langchain_core", "sqlalchemy", "numpy", "yaml", "torch")
    (tmp_path / "test_it.py").write_text(
        f"import sys\n\ndef test_it():\n    assert not {heavy!r} or not [m for m in {heavy!r} if m in sys.modules]\n",
        encoding="utf-8",
    )
    plain = ["-p", "no:langchain", "-p", "no:schemathesis", "-p", "no:hypothesispytest", "-p", "no:recording"]
    done = run(
        tmp_path, *plain, "-p", "no:benchmark", "-p", "no:codspeed", "-p", "no:anyio", "-p", "no:langsmith_plugin"
    )
    assert done.returncode == 0, done.stdout


def test_the_plugin_given_twice_is_one_plugin(tmp_path: Path) -> None:
    (tmp_path / "a.clip.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["agent_tools.converse.plugin"]\n', encoding="utf-8")
    assert run(tmp_path).returncode == 0
