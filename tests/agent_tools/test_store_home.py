"""The settings and the gate's key: what a home is and who may read it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent_tools.errors import GateKeyError, SettingsError
from agent_tools.settings import Settings
from agent_tools.store import gate_key


def test_everything_lies_in_the_home(home: Path, settings: Settings) -> None:
    assert settings.home == home
    assert settings.database_url == f"sqlite:///{home}/reelwright.db"
    assert (settings.clips_dir, settings.gate_key_path) == (home / "clips", home / "gate.key")
    assert not home.exists()


def test_the_default_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("REELWRIGHT_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Settings().home == tmp_path / "reelwright"


def test_an_argument_wins_over_the_environment(tmp_path: Path) -> None:
    assert Settings(home=tmp_path / "other").database_url == f"sqlite:///{tmp_path}/other/reelwright.db"


def test_a_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/somebody")
    assert Settings(home=Path("reels")).home == tmp_path / "reels"
    monkeypatch.setenv("REELWRIGHT_HOME", "~/reels")
    assert Settings().home == Path("/home/somebody/reels")


def test_a_policy_file_is_made_absolute_and_need_not_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Settings().policy is None
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REELWRIGHT_POLICY", "rules.toml")
    assert Settings().policy == tmp_path / "rules.toml"
    assert Settings(policy=Path("/etc/rules.toml")).policy == Path("/etc/rules.toml")


def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_HOEM", "/x")
    with pytest.raises(
        SettingsError, match=r"REELWRIGHT_HOEM; known are REELWRIGHT_BLOBS_URL, REELWRIGHT_CHECKPOINTS_URL, "
    ):
        Settings()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("HOME", "", r"home \(REELWRIGHT_HOME\) = '': must name a folder"),
        ("HOME", "  ", "must name a folder"),
        ("HOME", __file__, "must be a folder, and this is a file"),
        ("HOME", "/tmp/really?", "must hold neither"),
        ("HOME", "/" + "x" * 5000, "cannot be looked at"),
        ("DATABASE_URL", "mysql://host/db", r"'mysql://host/db': must be sqlite:///FILE"),
        ("DATABASE_URL", "", "must be sqlite:///FILE"),
        ("DATABASE_URL", "sqlite:///", "must be sqlite:///FILE"),
        ("DATABASE_URL", "sqlite:///:memory:", "must be sqlite:///FILE"),
        ("DATABASE_URL", "sqlite:///x.db?mode=ro", "without options"),
        ("POLICY", " ", r"policy \(REELWRIGHT_POLICY\) = ' ': must name a file"),
        ("POLICY", "~nobody-of-this-name/rules.toml", "cannot be expanded"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    monkeypatch.setenv(f"REELWRIGHT_{name}", value)
    with pytest.raises(SettingsError, match=message):
        Settings()


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings: Settings) -> None:
    key = gate_key(settings.gate_key_path)
    assert len(key) == 32
    assert gate_key(settings.gate_key_path) == key
    assert settings.gate_key_path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.home.iterdir()] == ["gate.key"]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert gate_key(tmp_path / "a" / "gate.key") != gate_key(tmp_path / "b" / "gate.key")


def test_all_who_come_first_at_once_get_the_same_key(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: gate_key(settings.gate_key_path), range(32)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(settings: Settings, mode: int) -> None:
    gate_key(settings.gate_key_path)
    settings.gate_key_path.chmod(mode)
    with pytest.raises(GateKeyError, match=rf"has mode {mode:#o}; it must be 0o600"):
        gate_key(settings.gate_key_path)


@pytest.mark.parametrize("n_bytes", [0, 31, 33])
def test_a_key_of_another_size_is_refused(settings: Settings, n_bytes: int) -> None:
    settings.home.mkdir()
    settings.gate_key_path.touch(mode=0o600)
    settings.gate_key_path.write_bytes(b"k" * n_bytes)
    with pytest.raises(GateKeyError, match=f"must have 32 bytes, not {n_bytes}"):
        gate_key(settings.gate_key_path)


def test_a_key_that_is_a_link_is_refused(settings: Settings, tmp_path: Path) -> None:
    gate_key(tmp_path / "elsewhere.key")
    settings.home.mkdir()
    settings.gate_key_path.symlink_to(tmp_path / "elsewhere.key")
    with pytest.raises(GateKeyError, match="cannot be read or made"):
        gate_key(settings.gate_key_path)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_key_that_is_no_plain_file_is_refused(settings: Settings, make: object) -> None:
    settings.home.mkdir()
    make(settings.gate_key_path)  # type: ignore[operator]
    with pytest.raises(GateKeyError, match="not a plain file"):
        gate_key(settings.gate_key_path)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GateKeyError, match="cannot be read or made: Not a directory"):
        gate_key(tmp_path / "file" / "gate.key")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("BLOBS_URL", " ", r"blobs_url \(REELWRIGHT_BLOBS_URL\) = ' ': must name a folder or a URL"),
        ("CHECKPOINTS_URL", "", "must name a folder or a URL"),
        ("CHECKPOINT_ROWS", "0", "greater than or equal to 1"),
        ("RETENTION_DAYS", "0", "greater than or equal to 1"),
        ("RETENTION_DAYS", "36501", "less than or equal to 36500"),
        ("RETENTION_DAYS", "soon", "valid integer"),
    ],
)
def test_a_bad_place_or_period_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    monkeypatch.setenv(f"REELWRIGHT_{name}", value)
    with pytest.raises(SettingsError, match=message):
        Settings()


def test_clips_and_checkpoints_lie_where_they_are_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Settings()
    assert (plain.blobs_url, plain.checkpoints_url) == (f"{home}/clips", f"{home}/checkpoints")
    assert (plain.work_dir, plain.audit_key_path, plain.retention_days) == (home / "work", home / "audit.key", None)
    monkeypatch.setenv("REELWRIGHT_BLOBS_URL", "s3://bucket/clips")
    monkeypatch.setenv("REELWRIGHT_CHECKPOINTS_URL", "marks")
    monkeypatch.chdir(home.parent)
    told = Settings()
    assert (told.blobs_url, told.checkpoints_url) == ("s3://bucket/clips", f"{home.parent}/marks")
