"""Open video models that could draw what the embedded model cannot; reads `catalogue.toml`, loads nothing.

The entries are what their makers say. What was not read in the maker's own text says so, and so does an old catalogue.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from generator.errors import ModelError

FILE = Path(__file__).with_name("catalogue.toml")
OLD_AFTER_DAYS = 180
COMMERCIAL = ("free", "terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One model.

    Attributes:
        name: What people call it.
        hub: Where its weights are published.
        pipeline: Its class in diffusers.
        memory_gb: Least GPU memory that the source names.
        memory_note: What it needs for that; empty for nothing.
        fps: Its own frames a second.
        size: Its own width and height in pixels.
        most_frames: The most frames at once.
        frames: (k, r): the number of frames is a multiple of k plus r.
        multiple: Width and height are multiples of this.
        licence: Of the weights.
        commercial: `free`, or `terms` where the licence must be read first.
        verified: Whether all of this was read in the maker's own text.
    """

    name: str
    hub: str
    pipeline: str
    memory_gb: float
    memory_note: str = ""
    fps: int
    size: tuple[int, int]
    most_frames: int
    frames: tuple[int, int]
    multiple: int
    licence: str
    commercial: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All models, the least demanding first.

    Attributes:
        checked_on: When the entries were read at their sources.
        entries: The models.
    """

    checked_on: date
    entries: tuple[Entry, ...]

    def suggestion(self) -> str:
        """One sentence that names the least demanding model that anybody may use."""
        least = next(entry for entry in self.entries if entry.commercial == "free")
        return (
            f"A larger model could draw it, for example {least.name} on a GPU with {least.memory_gb:g} GB: "
            "`reelwright models` lists them, `--model FOLDER` uses one."
        )

    def age_warning(self, today: date) -> str:
        """That the catalogue is old; empty while it is not."""
        days = (today - self.checked_on).days
        if days <= OLD_AFTER_DAYS:
            return ""
        return f"this catalogue was checked {days} days ago, on {self.checked_on}: terms and figures may have changed"


@cache
def catalogue(path: Path = FILE) -> Catalogue:
    """The shipped catalogue.

    Raises:
        ModelError: The file is missing or damaged.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = sorted((_entry(row) for row in data["model"]), key=lambda entry: entry.memory_gb)
        return Catalogue(checked_on=data["checked_on"], entries=tuple(entries))
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise ModelError(f"the catalogue of models {str(path)!r} is missing or damaged: {exc}") from exc


def _entry(row: Mapping[str, Any]) -> Entry:
    plain: dict[str, Any] = {k: tuple(value) if isinstance(value, list) else value for k, value in row.items()}
    entry = Entry(**plain)
    if entry.commercial not in COMMERCIAL:
        raise ValueError(f"commercial must be one of {', '.join(COMMERCIAL)}, got {entry.commercial!r}")
    return entry
