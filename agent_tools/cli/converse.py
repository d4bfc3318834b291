"""`reelwright converse`: files of scripted conversations are begun, checked and varied.

Exit codes: 0 all right, 2 something is wrong with what was given, 1 fault.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option, output
from agent_tools.errors import BriefError

if TYPE_CHECKING:
    from agent_tools.converse.source import Problem

_USAGE = 2

app = typer.Typer(name="converse", help="Test a bot with scripted conversations.", no_args_is_help=True)

_Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with *.clip.yaml.", show_default=False)
]


@app.command()
def check(paths: _Paths, json: option.Json = False) -> None:
    """Read files of scripted conversations and say everything that is wrong; nothing is run."""
    from agent_tools.converse.loader import load_scenarios
    from agent_tools.converse.source import ScenarioFileError

    n_scenarios = n_turns = 0
    problems: list[Problem] = []
    for path in paths:
        try:
            scenarios = load_scenarios(path)
        except ScenarioFileError as fault:
            problems += fault.problems
            continue
        n_scenarios += len(scenarios)
        n_turns += sum(len(each.turns) for each in scenarios)
    if json:
        told = [{"file": p.file, "line": p.line, "field": p.field, "message": p.message} for p in problems]
        output.as_json({"scenarios": n_scenarios, "turns": n_turns, "problems": told})
    else:
        for problem in problems:
            typer.echo(output.plain(str(problem)), err=True)
        typer.echo(f"{n_scenarios} scenarios, {n_turns} turns, {len(problems)} problems")
    raise typer.Exit(_USAGE if problems else 0)


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write, NAME.clip.yaml.", show_default=False)],
) -> None:
    """Write a file with two scenarios to begin with, and the schema beside it."""
    from agent_tools.converse.format import SUFFIX
    from agent_tools.converse.schema import FILE, schema_text
    from agent_tools.converse.template import template

    name = re.sub(r"[^a-z0-9]+", "-", file.name.removesuffix(SUFFIX).lower()).strip("-")
    if not file.name.endswith(SUFFIX) or not name:
        raise BriefError(f"FILE {str(file)!r} is not allowed: it must end in {SUFFIX}, with a name before it")
    _write(file, template(name))
    typer.echo(str(file))
    beside = file.parent / FILE
    if not beside.exists():
        _write(beside, schema_text())
        typer.echo(str(beside))


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there instead of printing it.")] = None,
) -> None:
    """Give the JSON Schema of the file format."""
    from agent_tools.converse.schema import schema_text

    if out is None:
        typer.echo(schema_text(), nl=False)
    else:
        _write(out, schema_text())
        typer.echo(str(out))


def _write(file: Path, text: str) -> None:
    """Write a new file.

    Raises:
        BriefError: It is there already, or cannot be written.
    """
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as exc:
        raise BriefError(f"{str(file)!r} cannot be written: {exc.strerror}") from exc
