"""The catalogue of open models: every entry is whole, and a stand-in leads to it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import diffusers
import pytest
from typer.testing import CliRunner

from agent_tools.cli.command import app
from generator.backend.catalogue import FILE, OLD_AFTER_DAYS, catalogue
from generator.errors import ModelError


def test_every_entry_is_a_model_that_the_library_can_load() -> None:
    for entry in catalogue().entries:
        assert hasattr(diffusers, entry.pipeline), entry.name
        assert "/" in entry.hub
        assert entry.memory_gb > 0
        assert entry.fps > 0
        step, rest = entry.frames
        assert entry.most_frames % step == rest, entry.name
        assert all(side % entry.multiple == 0 for side in entry.size), entry.name
        assert entry.licence


def test_the_suggestion_is_the_least_demanding_model_without_terms() -> None:
    known = catalogue()
    free = [entry for entry in known.entries if entry.commercial == "free"]
    assert min(free, key=lambda entry: entry.memory_gb).name in known.suggestion()


@pytest.mark.parametrize(("days", "old"), [(0, False), (OLD_AFTER_DAYS, False), (OLD_AFTER_DAYS + 1, True)])
def test_an_old_catalogue_says_how_old_it_is(days: int, old: bool) -> None:
    known = catalogue()
    warning = known.age_warning(known.checked_on + timedelta(days=days))
    assert bool(warning) is old
    assert not old or f"{days} days ago" in warning


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('commercial = "free"', 'commercial = "maybe"'),
        lambda text: text.replace("fps = 8", "wings = 2"),
        lambda text: text.replace("checked_on", "looked_at"),
        lambda text: text + "[[model",
    ],
)
def test_a_damaged_catalogue_is_named(tmp_path: Path, change) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "catalogue.toml"
    path.write_text(change(FILE.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ModelError, match=r"catalogue\.toml' is missing or damaged"):
        catalogue(path)


def test_the_command_lists_every_model_and_warns_when_it_is_old() -> None:
    shown = CliRunner().invoke(app, ["models"])
    assert shown.exit_code == 0
    told = json.loads(CliRunner().invoke(app, ["models", "--json"]).stdout)
    assert "flipbook" in told["names"]
    assert date.fromisoformat(told["checked_on"]) == catalogue().checked_on
    for entry, row in zip(catalogue().entries, told["models"], strict=True):
        assert entry.hub in shown.stdout
        assert row["hub"] == entry.hub
