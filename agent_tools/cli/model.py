"""`reelwright models`: what can draw, here and with weights that the user brings."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from agent_tools.cli import option, output

if TYPE_CHECKING:
    from rich.table import Table

    from generator.backend.catalogue import Catalogue, Entry


def models(json: option.Json = False) -> None:
    """List the models that can be named, and open models whose folder can be given to --model."""
    from generator.backend.catalogue import catalogue
    from generator.backend.registry import model_names

    known = catalogue()
    warning = known.age_warning(datetime.now(UTC).date())
    if json:
        entries = [asdict(entry) for entry in known.entries]
        output.as_json(
            {"names": model_names(), "checked_on": known.checked_on.isoformat(), "warning": warning, "models": entries}
        )
        return
    typer.echo(f"by name: {', '.join(model_names())}")
    typer.echo("by folder, once you have downloaded it (--model FOLDER):")
    output.console().print(_table(known))
    typer.echo(f"as their makers describe them, read on {known.checked_on}; read the licence where terms apply")
    if any(not entry.verified for entry in known.entries):
        typer.echo("* not every figure was read in the maker's own text")
    if warning:
        output.complain(warning)


def _table(known: Catalogue) -> Table:
    from rich.table import Table

    table = Table("model", "GPU memory", "size", "fps", "longest", "licence", "weights", box=None, pad_edge=False)
    for entry in known.entries:
        width, height = entry.size
        table.add_row(
            entry.name + ("" if entry.verified else " *"),
            f"{entry.memory_gb:g} GB {entry.memory_note}".strip(),
            f"{width}x{height}",
            str(entry.fps),
            f"{entry.most_frames / entry.fps:.1f} s",
            _licence(entry),
            entry.hub,
        )
    return table


def _licence(entry: Entry) -> str:
    return entry.licence if entry.commercial == "free" else f"{entry.licence}: terms apply"
