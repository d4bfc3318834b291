"""`reelwright key` and `reelwright serve` as they are typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tools.cli.command import app
from agent_tools.http.key import ApiKeys
from agent_tools.settings import Settings
from tests.agent_tools.service_double import prepare

ROOT = Path(__file__).parents[3]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        app(list(arguments), prog_name="reelwright")
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_a_key_is_made_told_once_listed_and_revoked(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    prepare(settings)
    code, out, _ = run(capsys, "key", "list")
    assert (code, out) == (0, "none yet: only this machine is answered, and no key is asked for\n")
    code, out, _ = run(
        capsys, "key", "create", "--tenant", "acme", "--principal", "maria", "--note", "laptop", "--json"
    )
    made = json.loads(out)
    assert (code, made["tenant"], made["principal"], made["note"]) == (0, "acme", "maria", "laptop")
    with ApiKeys.open(settings) as keys:
        assert keys.caller(made["key"]) is not None
    code, out, _ = run(capsys, "key", "list", "--json")
    assert made["key"] not in out
    assert [each["id"] for each in json.loads(out)] == [made["id"]]
    assert run(capsys, "key", "revoke", made["id"])[1] == f"{made['id']} opens nothing any more\n"
    assert "revoked" in run(capsys, "key", "list")[1]
    with ApiKeys.open(settings) as keys:
        assert keys.caller(made["key"]) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["key", "revoke", "key_none"], "key_none"),
        (["key", "create", "--tenant", "A B"], "'A B'"),
        (["key", "create", "--note", "n" * 201], "201"),
        (["serve", "--port", "-1"], "0 to 65535"),
        (["serve", "--port", "99999"], "0 to 65535"),
        (["serve", "--host", "0.0.0.0"], "--allow-remote"),
        (["serve", "--host", "0.0.0.0", "--allow-remote"], "reelwright key create"),
    ],
)
def test_bad_usage_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], settings: Settings, arguments: list[str], said: str
) -> None:
    prepare(settings)
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("missing", ["fastapi", "uvicorn", "prometheus_client"])
def test_serving_without_its_extra_says_what_to_install(missing: str) -> None:
    code = f"""
import sys
sys.modules[{missing!r}] = None
from agent_tools.cli import main
sys.argv = ["reelwright", "serve"]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 1
    assert "pip install 'reelwright[server]'" in done.stderr
    assert missing in done.stderr
