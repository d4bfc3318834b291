"""`reelwright policy`: what is in force, whether a file could be, and whether an old decision would be the same now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent_tools.cli import option, output

app = typer.Typer(help="The operator's policy: show it, check a file, replay a decision.")

_DIFFERENT = 1


@app.command()
def show(json: option.Json = False) -> None:
    """Show the policy in force (REELWRIGHT_POLICY, or what is built in) and the version that decisions bear."""
    from agent_tools.policy_home import PolicyHome
    from agent_tools.settings import Settings
    from policy.gate import shipped_version

    settings = Settings()
    book = PolicyHome(settings.policy_dir).rulebook(settings.policy)
    told = {
        "file": None if settings.policy is None else str(settings.policy),
        "policy": book.operator.to_json(),
        "people": {"digest": book.people.digest, "total": len(book.people.listing.figures)},
        "policy_version": book.marked(shipped_version()),
    }
    if json:
        output.as_json(told)
    else:
        output.show_policy(told)


@app.command()
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A policy file (TOML).")], json: option.Json = False
) -> None:
    """Say whether a file could be put in force; nothing is changed."""
    from agent_tools.policy_home import parse_policy, read_policy_file

    path = Path(file)
    operator = parse_policy(read_policy_file(path), path.name)
    if json:
        output.as_json(operator.to_json())
    else:
        typer.echo(f"ok: {output.plain(file)} could be in force, {operator.digest}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of a policy file."""
    from policy.operator_file import schema as schema_of_file

    output.as_json(schema_of_file())


@app.command()
def replay(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The id of a decision.")],
    json: option.Json = False,
) -> None:
    """Decide again what was decided before, with the policy and people of then, and compare.

    Exit codes: 0 the same, 1 different or a fault, 2 no such decision.
    """
    from agent_tools.replay import replay as decide_again
    from agent_tools.settings import Settings
    from agent_tools.store import Store

    settings = Settings()
    with Store.open(settings) as store:
        again = decide_again(store, settings, decision)
    if json:
        output.as_json(again.to_json())
    else:
        output.show_replay(again)
    raise typer.Exit(0 if again.same else _DIFFERENT)
