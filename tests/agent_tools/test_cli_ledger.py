"""The commands over lineage, audit chain, erasure and repair: what they print, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from agent_tools.cli import app
from agent_tools.settings import Settings
from benchmarks.tamper import past_the_store
from tests.agent_tools.service_double import FOX, prepare, rows, stored

QUICK = ("--model", "stub", "--duration", "1", "--fps", "4", "--size", "64x64")

Command = Callable[..., Result]


@pytest.fixture
def command(settings: Settings) -> Command:
    """The command in this process, with an empty database."""
    prepare(settings)
    return lambda *words: CliRunner().invoke(app, list(words))


def made(command: Command, *words: str) -> dict[str, str]:
    told = json.loads(command("make", FOX, *QUICK, *words, "--json").stdout)
    clip: dict[str, str] = told["clip"]
    return clip


def test_show_prints_the_lineage(command: Command) -> None:
    clip = made(command)
    lines = command("show", clip["id"], "--provenance").stdout.splitlines()
    assert f"entity Clip {clip['id']} {clip['sha256']}" in lines
    assert any(line.startswith("  wasGeneratedBy rend_") for line in lines)
    told = json.loads(command("show", clip["id"], "--provenance", "--json").stdout)
    assert told["entity"][f"reelwright:{clip['id']}"]["reelwright:digest"] == clip["sha256"]
    assert command("show", "clip_none", "--provenance").exit_code == 2


def test_verify_says_ok_and_names_the_first_bad_row(command: Command, settings: Settings) -> None:
    made(command)
    told = command("audit", "verify")
    assert (told.exit_code, told.stdout.startswith("ok: 8 links hold")) == (0, True)
    signed = json.loads(command("audit", "checkpoint", "--json").stdout)
    assert signed["key"] == json.loads(command("audit", "key", "--json").stdout)["key"]
    assert command("audit", "verify", "--key", signed["key"]).exit_code == 0
    assert command("audit", "verify", "--key", "ed25519:" + "00" * 32).exit_code == 1
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute("UPDATE audit SET facts = '{}' WHERE seq = 4")
    told = command("audit", "verify")
    assert (told.exit_code, "row 4: row 4 (decision.made of " in told.stdout) == (1, True)
    report = json.loads(command("audit", "verify", "--json").stdout)
    assert (report["ok"], report["n_links"], report["faults"][0]["seq"]) == (False, 3, 4)


def test_erase_takes_the_words_and_keeps_the_clip(command: Command, settings: Settings) -> None:
    clip = made(command)
    told = json.loads(command("erase", "--clip", clip["id"], "--json").stdout)
    assert (len(told["conversations"]), len(told["decisions"]), told["keys_destroyed"]) == (1, 1, 2)
    shown = command("show", clip["id"]).stdout
    assert FOX not in shown
    assert "[erased]" in shown
    assert stored(settings) == [f"{clip['sha256'][7:]}.mp4"]
    assert command("audit", "verify").exit_code == 0
    gone = command("erase", "--clip", clip["id"], "--with-clips")
    assert (gone.exit_code, f"clip {clip['id']}: withdrawn; its file: deleted" in gone.stdout) == (0, True)
    assert stored(settings) == []
    assert command("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    "words", [(), ("--clip", "clip_none"), ("--clip", "a", "--decision", "b"), ("--principal", "nobody")]
)
def test_erase_needs_one_thing_that_is_there(command: Command, words: tuple[str, ...]) -> None:
    assert command("erase", *words).exit_code == 2


def test_retention_needs_a_period_and_tells_before_it_acts(
    command: Command, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(command)
    with past_the_store(settings.home / "reelwright.db") as connection:
        connection.execute("UPDATE turn SET created_at = '2020-01-01 00:00:00.000000'")
    assert command("retention", "run").exit_code == 2
    assert command("retention", "run", "--days", "0").exit_code == 2
    told = json.loads(command("retention", "run", "--days", "30", "--dry-run", "--json").stdout)
    assert (len(told["conversations"]), told["keys_destroyed"]) == (1, 0)
    monkeypatch.setenv("REELWRIGHT_RETENTION_DAYS", "30")
    told = json.loads(command("retention", "run", "--json").stdout)
    assert (len(told["conversations"]), told["keys_destroyed"]) == (1, 2)
    assert json.loads(command("retention", "run", "--json").stdout)["keys_destroyed"] == 0
    assert len(stored(settings)) == 1


def test_doctor_repairs_what_can_be_repaired(command: Command, settings: Settings, tmp_path: Path) -> None:
    clip = made(command, "--out", str(tmp_path / "fox.mp4"))
    whole = command("doctor", "--repair")
    assert (whole.exit_code, "1 clips compared with their rows; 0 things did not fit" in whole.stdout) == (0, True)
    (blob,) = settings.clips_dir.rglob("*.mp4")
    blob.unlink()
    told = command("doctor", "--repair")
    assert (told.exit_code, "stored again from" in told.stdout) == (0, True)
    assert blob.is_file()
    blob.unlink()
    Path(clip["path"]).unlink()
    lost = command("doctor", "--repair")
    assert (lost.exit_code, f"clip '{clip['id']}' has no stored file" in lost.stdout) == (1, True)
    assert rows(settings, "SELECT count(*) FROM clip") == [(1,)]
