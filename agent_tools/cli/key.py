"""`reelwright key`: the API keys of the HTTP surface: make, list, revoke."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent_tools.cli import option, output
from agent_tools.cli.output import plain

if TYPE_CHECKING:
    from agent_tools.http.key import ApiKey, ApiKeys

app = typer.Typer(help="API keys of the HTTP surface: create, list, revoke.")


@app.command()
def create(
    tenant: Annotated[str, typer.Option(metavar="NAME", help="Whose jobs and clips it sees.")] = "local",
    principal: Annotated[str, typer.Option(metavar="NAME", help="Who asks with it; budgets are kept by this.")] = "api",
    note: Annotated[str, typer.Option(metavar="WORDS", help="Where it is used.")] = "",
    json: option.Json = False,
) -> None:
    """Make a key and print it, once: only its digest is kept. From the first key on, every request needs one."""
    with _keys() as keys:
        made, words = keys.create(tenant, principal, note=note)
    if json:
        output.as_json(_shown(made) | {"key": words})
        return
    typer.echo(f"{made.id}: {made.caller.principal} of tenant {made.tenant}")
    typer.echo(words)


@app.command("list")
def list_keys(json: option.Json = False) -> None:
    """List every key, oldest first; what opens anything is not told."""
    with _keys() as keys:
        found = keys.list()
    if json:
        output.as_json([_shown(each) for each in found])
        return
    for each in found:
        state = "open" if each.revoked_at is None else f"revoked {each.revoked_at:%Y-%m-%d %H:%M} UTC"
        typer.echo(plain(f"{each.id}: {each.principal} of tenant {each.tenant}, {state} {each.note}".rstrip()))
    if not found:
        typer.echo("none yet: only this machine is answered, and no key is asked for")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The id of a key, key_...; not the key itself.")],
    json: option.Json = False,
) -> None:
    """Let a key open nothing any more, within a second."""
    with _keys() as keys:
        gone = keys.revoke(key)
    if json:
        output.as_json(_shown(gone))
    else:
        typer.echo(f"{gone.id} opens nothing any more")


def _keys() -> ApiKeys:
    from agent_tools.http.key import ApiKeys
    from agent_tools.settings import Settings

    return ApiKeys.open(Settings())


def _shown(key: ApiKey) -> dict[str, Any]:
    shown = asdict(key)
    return shown | {
        "created_at": key.created_at.isoformat(),
        "revoked_at": None if key.revoked_at is None else key.revoked_at.isoformat(),
    }
