"""`reelwright reproduce`: render a clip again from its rows, and say whether every frame is the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option, output
from policy.types import Verdict

if TYPE_CHECKING:
    from agent_tools.reproduce import Reproduction

_REFUSED = {Verdict.BLOCK: 3, Verdict.ASK: 4}


def reproduce(
    clip: Annotated[str, typer.Argument(metavar="CLIP", help="The id of a clip.")],
    given: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A file that it was made with; repeatable.")
    ] = None,
    json: option.Json = False,
) -> None:
    """Render a clip again from what is stored of it, throw the frames away, and say whether they are identical.

    Exit codes: 0 identical, 1 different or a fault, 2 bad usage, 3 and 4 no longer allowed.
    """
    from agent_tools.cli.progress import bar
    from agent_tools.gate import open_gate
    from agent_tools.marker import Marker
    from agent_tools.reproduce import Reproducer
    from agent_tools.settings import Settings
    from agent_tools.store import Store
    from generator.backend.registry import open_backend

    settings = Settings()
    with Store.open(settings) as store, bar() as progress:
        gate = open_gate(settings, store)
        reproducer = Reproducer(
            store=store, gate=gate, backends=open_backend, work_dir=settings.work_dir, marker=Marker(settings)
        )
        again = reproducer.run(clip, given=given or (), progress=progress)
    if json:
        output.as_json(again.to_json())
    else:
        _show(again)
    raise typer.Exit(_REFUSED.get(again.decision.verdict, 0 if again.identical else 1))


def _show(again: Reproduction) -> None:
    if not again.rendered:
        typer.echo(f"{again.decision.verdict.value}: clip {again.clip_id} would not be made again")
        for code in dict.fromkeys(found.code.value for found in again.decision.findings):
            typer.echo(f"reason: {code}")
        return
    if again.identical:
        typer.echo(f"identical: all {again.n_frames} frames of clip {again.clip_id} are the same")
    else:
        typer.echo(f"DIFFERENT: frame {again.first_different_frame} of clip {again.clip_id} is the first that differs")
    for each in again.differences:
        typer.echo(output.plain(f"{each.what}: {each.then} then, {each.now} now"))
