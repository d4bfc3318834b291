"""`reelwright people`: an operator's own list of people, and the estates that want a likeness left alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option, output

if TYPE_CHECKING:
    from agent_tools.people_book import Change
    from agent_tools.policy_home import PolicyHome

app = typer.Typer(help="The operator's own people, and opt-outs: import, list, remove.")


@app.command("import")
def import_people(
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV with a header, or JSON lines.")],
    json: option.Json = False,
) -> None:
    """Add everyone in a file to the people whom no clip may show; a bad row is named, and then nobody is added."""
    from agent_tools import people_book

    _tell(people_book.import_people(_home(), Path(file)), json=json)


@app.command("opt-out")
def opt_out(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The best-known name of the person.")],
    alias: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Another name; repeatable.")] = None,
    json: option.Json = False,
) -> None:
    """Leave somebody's likeness alone for good, however long ago the person died."""
    from agent_tools import people_book

    _tell(people_book.opt_out(_home(), name, alias or ()), json=json)


@app.command("list")
def list_people(json: option.Json = False) -> None:
    """List everyone on the operator's lists."""
    from agent_tools import people_book

    rows = people_book.people(_home())
    if json:
        output.as_json(list(rows))
        return
    for row in rows:
        names = ", ".join((row["name"], *row["aliases"]))
        typer.echo(output.plain(f"{row['id']}: {names}"))
    if not rows:
        typer.echo("nobody yet")


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Such as own/ada-example.")],
    json: option.Json = False,
) -> None:
    """Take people off the operator's lists; those of the shipped list stay."""
    from agent_tools import people_book

    _tell(people_book.remove(_home(), ids), json=json)


def _home() -> PolicyHome:
    from agent_tools.policy_home import PolicyHome
    from agent_tools.settings import Settings

    return PolicyHome(Settings().policy_dir)


def _tell(change: Change, *, json: bool) -> None:
    if json:
        output.as_json(change.to_json())
        return
    done = {"added": change.added, "replaced": change.replaced, "removed": change.removed}
    counts = ", ".join(f"{len(ids)} {what}" for what, ids in done.items() if ids) or "nothing changed"
    typer.echo(f"{counts}; {change.total} on the lists now")
