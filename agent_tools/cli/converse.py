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
def vary(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of scenarios.", show_default=False)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="What to write, NAME.clip.yaml.")],
    count: Annotated[str, typer.Option(metavar="N", help="At most how many of each scenario, 1 to 1000.")] = "8",
    seed: Annotated[str, typer.Option(metavar="N", help="The same seed gives the same file.")] = "0",
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="casing, spelling, language, paraphrase, politeness, split, disguise or public-figure; repeatable.",
        ),
    ] = None,
) -> None:
    """Write variations of scenarios: the same asked otherwise, and a public figure in place of an invented name."""
    from agent_tools.converse.format import SUFFIX
    from agent_tools.converse.loader import load_file
    from agent_tools.converse.schema import FILE
    from agent_tools.converse.source import ScenarioFileError
    from agent_tools.converse.vary import KINDS, as_file
    from agent_tools.converse.vary import vary as varied

    if not out.name.endswith(SUFFIX):
        raise BriefError(f"--out {str(out)!r} is not allowed: it must end in {SUFFIX}")
    made = varied(file, kinds=tuple(kind or KINDS), count=_number("--count", count), seed=_number("--seed", seed))
    if not made:
        raise BriefError(f"nothing in {str(file)!r} can be varied so: a turn needs words and an expected verdict")
    _write(out, as_file(made, source=file.name, schema=FILE))
    try:
        load_file(out)  # files that lie beside the first one have to lie beside this one too
    except ScenarioFileError:
        out.unlink()
        raise
    typer.echo(f"{out}: {len(made)} scenarios")


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


def _number(option: str, typed: str) -> int:
    """A whole number; its range is held elsewhere.

    Raises:
        BriefError: It is none.
    """
    if not (typed.isdecimal() and len(typed) <= 10):
        raise BriefError(f"{option} {typed!r} is not allowed: it must be a whole number")
    return int(typed)


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
