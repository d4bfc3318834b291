"""`reelwright policy` and `reelwright people`: what they print, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent_tools.cli import app
from agent_tools.cli.doctor import examine
from agent_tools.settings import Settings
from policy.operator_file import schema
from tests.agent_tools.service_double import FOX, prepare, rows

QUICK = ("--model", "stub", "--duration", "1", "--fps", "4", "--size", "64x64")

Command = Callable[..., Result]


@pytest.fixture
def command(settings: Settings) -> Command:
    """The command in this process, with an empty database."""
    prepare(settings)
    return lambda *words: CliRunner().invoke(app, list(words))


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a policy file in force."""

    def write(text: str) -> Path:
        path = tmp_path / "rules.toml"
        path.write_text(text)
        monkeypatch.setenv("REELWRIGHT_POLICY", str(path))
        return path

    return write


def one_line(result: Result) -> str:
    """The only line on standard error."""
    (line,) = result.stderr.splitlines()
    assert line.startswith("reelwright: ")
    return line


def test_the_policy_in_force_is_shown(command: Command, rules: Callable[[str], Path]) -> None:
    told = json.loads(command("policy", "show", "--json").stdout)
    assert (told["file"], told["policy"]["digest"], told["people"]["total"]) == (None, "", 0)
    assert command("policy", "show").stdout.splitlines()[0] == "file         none, built in"
    path = rules("schema = 1\nuse = 'satire'\nterritories = ['DE', 'AT']\n[verdicts]\n'likeness.self' = 'block'\n")
    lines = command("policy", "show").stdout.splitlines()
    assert lines[:3] == [f"file         {path}", "use          satire", "territories  AT, DE"]
    assert "block        likeness.self" in lines
    after = json.loads(command("policy", "show", "--json").stdout)
    assert after["policy_version"].startswith(f"{told['policy_version']}.policy-")


def test_a_file_is_checked_before_it_is_in_force(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    path.write_text("schema = 1\n[dead]\nyears = 120\n")
    result = command("policy", "check", str(path))
    assert (result.exit_code, result.stdout.startswith("ok: ")) == (0, True)
    assert json.loads(command("policy", "check", str(path), "--json").stdout)["dead"] == {"years": 120}
    path.write_text("schema = 1\n[verdicts]\n'likeness.minor' = 'ask'\n")
    result = command("policy", "check", str(path))
    assert result.exit_code == 1
    assert "'new.toml', line 3: " in one_line(result)
    assert "laxer than 'block': no policy may change that" in one_line(result)
    assert command("policy", "check", str(tmp_path / "none.toml")).exit_code == 1


def test_the_schema_is_printed(command: Command) -> None:
    assert json.loads(command("policy", "schema").stdout) == schema()


def test_a_decision_is_replayed(command: Command, settings: Settings, rules: Callable[[str], Path]) -> None:
    rules("schema = 1\nuse = 'political'\n")
    assert command("check", "my ex walks on a beach").exit_code == 3
    ((decision_id,),) = rows(settings, "SELECT id FROM decision")
    rules("schema = 1\n")
    result = command("policy", "replay", str(decision_id))
    assert (result.exit_code, result.stdout) == (0, f"same: decision {decision_id} was block\n")
    told = json.loads(command("policy", "replay", str(decision_id), "--json").stdout)
    assert (told["same"], told["verdict"], told["verdict_now"]) == (True, "block", "block")
    result = command("policy", "replay", "dec_x")
    assert (result.exit_code, "there is no decision 'dec_x'" in one_line(result)) == (2, True)


def test_a_wrong_policy_stops_every_command_that_judges(command: Command, rules: Callable[[str], Path]) -> None:
    rules("schema = 1\nuze = 'satire'\n")
    for words in (["check", FOX], ["make", FOX, *QUICK], ["policy", "show"]):
        result = command(*words)
        assert result.exit_code == 1
        assert "line 2: unknown key 'uze'; the nearest known key is 'use'" in one_line(result)


def test_doctor_tells_a_wrong_policy(settings: Settings, rules: Callable[[str], Path]) -> None:
    prepare(settings)
    path = rules("schema = 1\nuze = 'satire'\n")
    quick = {part.name: part for part in takewhile(lambda part: part.name != "policy", examine("stub"))}
    assert not quick["operator's policy"].ok
    assert "line 2: unknown key 'uze'" in quick["operator's policy"].found
    path.write_text("schema = 1\n")
    quick = {part.name: part for part in takewhile(lambda part: part.name != "policy", examine("stub"))}
    assert quick["operator's policy"].found.startswith(f"{path}, sha256:")


def test_people_are_imported_listed_and_removed(command: Command, tmp_path: Path) -> None:
    assert command("people", "list").stdout == "nobody yet\n"
    (tmp_path / "own.csv").write_text("name,aliases\nAdalberta Quorn,@adaq; Ada Q. Quorn\nWilbur Quorn,\n")
    result = command("people", "import", str(tmp_path / "own.csv"))
    assert (result.exit_code, result.stdout) == (0, "2 added; 2 on the lists now\n")
    assert command("people", "opt-out", "Abraham Lincoln", "--alias", "Honest Abe").exit_code == 0
    assert command("people", "list").stdout.splitlines() == [
        "opt-out/abraham-lincoln: Abraham Lincoln, Honest Abe",
        "own/adalberta-quorn: Adalberta Quorn, @adaq, Ada Q. Quorn",
        "own/wilbur-quorn: Wilbur Quorn",
    ]
    assert command("check", "Wilbur Quorn walks").exit_code == 3
    assert command("check", "Abraham Lincoln walks").exit_code == 3
    result = command("people", "remove", "own/wilbur-quorn", "opt-out/abraham-lincoln", "--json")
    assert json.loads(result.stdout)["removed"] == ["own/wilbur-quorn", "opt-out/abraham-lincoln"]
    assert [row["id"] for row in json.loads(command("people", "list", "--json").stdout)] == ["own/adalberta-quorn"]
    assert command("check", "Abraham Lincoln walks").exit_code == 0


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        (["people", "import", "none.csv"], "people file 'none.csv' cannot be read"),
        (["people", "opt-out", "..."], "must hold a letter or a digit"),
        (["people", "remove", "own/nobody"], "there is no 'own/nobody' on the operator's lists"),
        (["people"], "Missing command"),
        (["policy"], "Missing command"),
        (["policy", "replay"], "Missing argument"),
    ],
)
def test_a_mistake_is_one_line(command: Command, words: list[str], fragment: str) -> None:
    result = command(*words)
    assert fragment in one_line(result)
    assert result.exit_code == 2


def test_a_bad_row_is_named_by_its_line(command: Command, tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text('{"name": "Wilbur Quorn"}\n{"nome": "Ada Quorn"}\n')
    result = command("people", "import", str(tmp_path / "own.jsonl"))
    assert "'own.jsonl', line 2: unknown key 'nome'; the nearest known key is 'name'" in one_line(result)
    assert result.exit_code == 2
    assert command("people", "list").stdout == "nobody yet\n"


def test_make_waits_after_repeated_blocks_and_check_does_not(
    command: Command, rules: Callable[[str], Path], settings: Settings
) -> None:
    rules("schema = 1\n[throttle]\nblocks = 2\n")
    for _ in range(3):
        assert command("check", "Taylor Swift sings").exit_code == 3
    for _ in range(2):
        assert "likeness.public_figure" in command("make", "Taylor Swift sings", *QUICK).stdout
    result = command("make", FOX, *QUICK)
    assert result.exit_code == 3
    assert "Try again after " in result.stdout
    assert "reason: policy.cool_down" in result.stdout.splitlines()
    assert command("check", FOX).exit_code == 0
    principals = {str(who) for (who,) in rows(settings, "SELECT DISTINCT principal FROM decision")}
    assert {who.partition(":")[0] for who in principals} == {"", "local"}
    ((wait,),) = rows(settings, "SELECT decision_id FROM finding WHERE code = 'policy.cool_down'")
    assert command("policy", "replay", str(wait)).exit_code == 0
