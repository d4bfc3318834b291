"""`reelwright converse run` and `converse report`: exit codes, files, and what is said of bad usage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent_tools.cli import app
from agent_tools.converse.bot_spec import BotSpecs
from agent_tools.converse.loader import load_file
from agent_tools.converse.pool import run_all
from agent_tools.converse.runner import RunOptions
from tests.agent_tools.converse.test_plugin import BAD, GOOD

BOTS = Path(__file__).parents[3] / "examples" / "bots"


def command(*args: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    done = CliRunner().invoke(app, ["converse", *args])
    return done.exit_code, done.output


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.clip.yaml"
    file.write_text(GOOD, encoding="utf-8")
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.clip.yaml"
    file.write_text(BAD, encoding="utf-8")
    return file


def test_all_passed_is_exit_code_0(good: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("o.jsonl", "j.xml", "r.html")}
    code, said = command(
        "run", str(good), "--workers", "1", "--jsonl", str(files["o.jsonl"]), "--junit", str(files["j.xml"]),
        "--report", str(files["r.html"]),
    )  # fmt: skip
    assert code == 0, said
    assert "expectations: 4 passed" in said
    assert "stub: clips were drawn by a stub" in said
    assert all(file.is_file() for file in files.values())
    lines = [json.loads(line) for line in files["o.jsonl"].read_text("utf-8").splitlines()]
    assert [line["verdict"] for line in lines] == ["passed", "passed"]


def test_one_that_failed_is_exit_code_1_with_its_conversation(bad: Path) -> None:
    code, said = command("run", str(bad), "--quiet", "--workers", "1")
    assert code == 1
    assert "FAIL  greeting" in said
    assert "expected:  reply: contains 'goodbye'" in said
    assert "pass  refusal" not in said


def test_a_report_is_made_again_from_its_lines(bad: Path, tmp_path: Path) -> None:
    lines = tmp_path / "o.jsonl"
    command("run", str(bad), "--workers", "1", "--jsonl", str(lines))
    code, said = command("report", str(lines), "--out", str(tmp_path / "again.html"))
    assert code == 0, said
    assert "1 of 2 failed" in (tmp_path / "again.html").read_text("utf-8")


def test_processes_beside_each_other_give_the_same_reports_in_order(good: Path) -> None:
    scenarios = load_file(good)
    both = [run_all(scenarios, BotSpecs(), RunOptions(), workers=n) for n in (1, 2)]
    assert [(report.id, report.verdict) for report in both[0]] == [
        ("greeting", "passed"),
        ("refusal", "passed"),
    ]
    assert [(r.id, r.verdict) for r in both[0]] == [(r.id, r.verdict) for r in both[1]]


def test_a_process_that_ends_is_an_error_of_its_scenarios(good: Path, tmp_path: Path) -> None:
    (tmp_path / "suicidal.py").write_text("import os\ndef bot(text, service):\n    os._exit(3)\n", encoding="utf-8")
    specs = BotSpecs.of([f"{tmp_path / 'suicidal.py'}:bot"])
    reports = run_all(load_file(good), specs, RunOptions(), workers=2)
    assert {report.verdict.value for report in reports} == {"error"}
    assert "the process that ran it" in reports[0].error


def test_scenarios_are_picked_by_tag_and_id(good: Path) -> None:
    assert "expectations: 2 passed" in command("run", str(good), "--tag", "small-talk", "--workers", "1")[1]
    assert "expectations: 2 passed" in command("run", str(good), "--id", "refusal", "--workers", "1")[1]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere"], "nowhere"),
        (["{good}", "--bot", "nonsense"], "bot 'nonsense' is unknown"),
        (["{good}", "--generator", "sora"], "generator 'sora' is unknown; it must be stub or flipbook"),
        (["{good}", "--workers", "0"], "workers '0' is out of range"),
        (["{good}", "--timing", "strict"], "timing 'strict' is unknown; it must be record or enforce"),
        (["{good}", "--timeout", "never"], "timeout 'never' is out of range"),
        (["{good}", "--tag", "none-such"], "no scenario of 2 has one of the tags none-such"),
        (["{good}", "--id", "none-such"], "there is no scenario 'none-such' among the 2"),
        (["{good}", "--record"], "--record needs a real model to record"),
        (["{good}", "--report", "no/such/r.html"], "its folder does not exist"),
    ],
)
def test_bad_usage_is_exit_code_2_with_one_line(args: list[str], said: str, good: Path) -> None:
    code, told = command("run", *(arg.format(good=good) for arg in args))
    assert code == 2, told
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize("bot", ["router_bot.py:bot", "langchain_bot.py:bot"])
def test_an_example_bot_in_python_passes(bot: str) -> None:
    code, said = command("run", str(BOTS / "first.clip.yaml"), "--bot", f"{BOTS / bot}", "--workers", "1")
    assert code == 0, said
