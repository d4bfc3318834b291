"""`reelwright show` and `list`: stored clips and everything they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option, output

if TYPE_CHECKING:
    from agent_tools.store import Lineage


def show(
    clip: Annotated[str, typer.Argument(metavar="CLIP", help="The id of a clip.")],
    provenance: Annotated[
        bool, typer.Option("--provenance", help="Its lineage in the terms of W3C PROV; with --json as PROV-JSON.")
    ] = False,
    json: option.Json = False,
) -> None:
    """Show a clip and everything it came from."""
    from agent_tools.settings import Settings
    from agent_tools.store import Store

    with Store.open(Settings()) as store:
        if provenance:
            _show_lineage(store.lineage(clip), json=json)
            return
        history = store.history(clip)
    if json:
        output.as_json(history.model_dump(mode="json"))
    else:
        output.show_history(history)


def list_clips(
    limit: Annotated[str, typer.Option(metavar="N", help="How many at most, 1 to 1000.")] = "50",
    json: option.Json = False,
) -> None:
    """List the latest clips, newest first."""
    from agent_tools.cli.brief import row_limit
    from agent_tools.settings import Settings
    from agent_tools.store import Store

    with Store.open(Settings()) as store:
        clips = store.list_clips(row_limit(limit))
    if json:
        output.as_json([clip.model_dump(mode="json") for clip in clips])
    else:
        output.show_clips(clips)


def _show_lineage(lineage: Lineage, *, json: bool) -> None:
    from agent_tools.prov import to_prov_json

    if json:
        output.as_json(to_prov_json(lineage))
    else:
        output.show_lineage(lineage)
