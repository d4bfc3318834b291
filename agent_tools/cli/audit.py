"""`reelwright audit`: check the audit chain, write a checkpoint of it, tell the key that signs them."""

from __future__ import annotations

from typing import Annotated

import typer

from agent_tools.cli import option, output

app = typer.Typer(help="The audit chain: verify it, write a checkpoint, tell its key.")

_BROKEN = 1


@app.command()
def verify(
    key: Annotated[
        str, typer.Option(metavar="ed25519:HEX", help="The key that must have signed; this installation's if left out.")
    ] = "",
    json: option.Json = False,
) -> None:
    """Check every link, every checkpoint and every row that the chain vouches for, and name the first bad row.

    Exit codes: 0 everything holds, 1 something does not, or a fault.
    """
    from agent_tools.audit import verify as check
    from agent_tools.settings import Settings
    from agent_tools.store.audit_reader import AuditReader
    from agent_tools.witness import open_checkpoints

    settings = Settings()
    with AuditReader.open(settings) as reader:
        report = check(reader, open_checkpoints(settings), key=key)
    if json:
        output.as_json(report.to_json())
    else:
        typer.echo(f"{'ok' if report.ok else 'BROKEN'}: {report.n_links} links hold, head {report.head}")
        typer.echo(f"{report.n_checkpoints} checkpoints hold, up to link {report.covered}, key {report.key or 'none'}")
        for fault in report.faults:
            where = "" if fault.seq is None else f"row {fault.seq}: "
            typer.echo(f"{where}{output.plain(fault.what)}")
    raise typer.Exit(0 if report.ok else _BROKEN)


@app.command()
def checkpoint(json: option.Json = False) -> None:
    """Sign what the chain is now, and write that where checkpoints lie (REELWRIGHT_CHECKPOINTS_URL)."""
    from agent_tools.settings import Settings
    from agent_tools.store import Store
    from agent_tools.witness import open_witness

    settings = Settings()
    with Store.open(settings) as store:
        made = open_witness(settings, store).write()
    if json:
        output.as_json(None if made is None else made.values())
    elif made is None:
        typer.echo("the chain is empty; there is nothing to sign")
    else:
        typer.echo(f"{made.size} links, head {made.hash}, signed by {made.key}")


@app.command()
def key(json: option.Json = False) -> None:
    """Tell the public key that signs the checkpoints; keep it elsewhere, and give it to `verify --key`."""
    from agent_tools.settings import Settings
    from agent_tools.witness import open_checkpoints

    public = open_checkpoints(Settings()).key
    if json:
        output.as_json({"key": public})
    else:
        typer.echo(public)
