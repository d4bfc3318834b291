"""The commands. Each builds its input, calls the service and prints; none decides anything.

Exit codes: 0 made or allowed, 3 blocked, 4 needs an answer or consent, 2 bad usage, 1 fault or cancelled.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from typer.core import TyperGroup

from agent_tools.cli import (
    audit,
    clip,
    consent,
    converse_run,
    erasure,
    job,
    key,
    mcp,
    misuse,
    model,
    option,
    output,
    people,
    policy,
    reproduce,
    serve,
    verify,
)
from agent_tools.errors import AgentToolsError, BriefError
from generator.errors import GeneratorError
from policy.errors import PolicyError
from policy.types import Verdict

if TYPE_CHECKING:
    from agent_tools.schema import ToolReply
    from policy.types import Decision

# Public in every release of Typer as the base of `BadParameter`, and under no stable name of its own.
_UsageError = cast("type[Exception]", typer.BadParameter.__base__)

_STATUS_EXIT = {"made": 0, "blocked": 3, "needs_answer": 4, "needs_consent": 4}
_VERDICT_EXIT = {Verdict.ALLOW: 0, Verdict.BLOCK: 3, Verdict.ASK: 4}
_USAGE, _FAULT = 2, 1
_CTRL_C = 130
_N_NEW_OBJECTS = 50_000  # before the next search for cycles


class _OneLineGroup(TyperGroup):
    """Says every fault in one line on standard error instead of a panel or a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: object,
    ) -> int:
        """Run the command line and exit with its code."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal of another encoding is no fault
        code = self._run(args, prog_name or "reelwright")
        if standalone_mode:
            sys.exit(code)
        return code

    def _run(self, args: Sequence[str] | None, prog_name: str) -> int:
        typed = list(sys.argv[1:] if args is None else args) or ["--help"]
        try:
            code = super().main(typed, prog_name, standalone_mode=False)
        except _UsageError as exc:
            output.complain(cast("typer.BadParameter", exc).format_message())
            return _USAGE
        except (AgentToolsError, GeneratorError, PolicyError) as fault:
            output.complain(str(fault))
            return _exit_of(fault.remedy)
        except (KeyboardInterrupt, typer.Abort):
            code = _CTRL_C
        if code == _CTRL_C:
            output.complain("cancelled")
            return _FAULT
        return int(code or 0)


app = typer.Typer(
    cls=_OneLineGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="On-demand, labelled video clips, rendered on this machine.",
)
app.add_typer(consent.app)
app.add_typer(converse_run.app)
app.command()(clip.show)
app.command("list")(clip.list_clips)
app.add_typer(policy.app, name="policy")
app.add_typer(people.app, name="people")
app.command()(model.models)
app.command()(mcp.mcp)
app.add_typer(audit.app, name="audit")
app.add_typer(erasure.app, name="retention")
app.command()(erasure.erase)
app.command()(misuse.report)
app.command()(misuse.takedown)
app.command()(reproduce.reproduce)
app.command()(job.worker)
app.add_typer(job.app, name="jobs")
app.command()(verify.verify)
app.add_typer(key.app, name="key")
app.command()(serve.serve)


def main() -> None:
    """The console script."""
    # Modules and tables are no garbage: looking for some among them took a fifth of the time of a check, and looking
    # through all of them once more at the end took another fifth.
    gc.set_threshold(_N_NEW_OBJECTS)
    try:
        app()
    finally:
        gc.freeze()


def _version(wanted: bool) -> None:
    if wanted:
        import importlib.metadata

        try:
            typer.echo(importlib.metadata.version("reelwright"))
        except importlib.metadata.PackageNotFoundError:
            typer.echo("not installed: this is a checkout")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """On-demand, labelled video clips, rendered on this machine."""


@app.command()
def make(  # noqa: PLR0913  # the arguments of a command are its options
    request: option.Request,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The clip's file, ending in .mp4.")] = None,
    duration: option.Duration = None,
    aspect: option.Aspect = None,
    size: option.Size = None,
    fps: option.Fps = None,
    style: option.Style = None,
    seed: option.Seed = None,
    quality: option.Grade = None,
    model: option.Model = None,
    invented: option.Invented = None,
    requester: option.Requester = None,
    group: option.Group = None,
    use: option.Use = None,
    territory: option.Territory = None,
    reference: option.Reference = None,
    keep: option.Keep = None,
    extend: option.Extend = None,
    motion_from: option.MotionFrom = None,
    camera: option.Camera = None,
    save_layers: option.SaveLayers = None,
    label: option.Label = None,
    label_style: option.LabelStyle = None,
    label_corner: option.LabelCorner = None,
    json: option.Json = False,
) -> None:
    """Make one clip of a request.

    Exit codes: 0 made, 3 blocked, 4 needs an answer or consent, 2 bad usage, 1 fault.
    """
    from agent_tools.cli.material import material

    options = {
        "duration_s": duration,
        "aspect_ratio": aspect,
        "fps": fps,
        "style": style,
        "seed": seed,
        "quality": quality,
        "model": model,
        "invented": invented or None,
        "label": label or None,
        "label_style": label_style,
        "label_corner": label_corner,
        **_asking(requester, group, use, territory),
        **material(reference=reference, keep=keep, extend=extend, motion_from=motion_from, camera=camera),
    }
    reply = _make(request, options, size, out=out, layers=None if save_layers is None else Path(save_layers))
    _print_made(reply, json=json)


def _print_made(reply: ToolReply, *, json: bool) -> None:
    if json:
        output.as_json(reply.to_json())
    elif reply.status != "failed":
        output.show_reply(reply)
    if reply.status == "failed":
        from agent_tools.reply import remedy_of

        output.complain(reply.message)
        raise typer.Exit(_exit_of(remedy_of(str(reply.error_code))))
    raise typer.Exit(_STATUS_EXIT[reply.status])


def _asking(
    requester: str | None, group: list[str] | None, use: str | None, territory: str | None
) -> dict[str, object]:
    return {"requester": requester, "groups": group or None, "use": use, "territory": territory}


def _make(
    request: str, options: Mapping[str, object], size: str | None, *, out: Path | None, layers: Path | None
) -> ToolReply:
    from agent_tools.cli.brief import brief
    from agent_tools.cli.progress import bar
    from agent_tools.reply import FAULTS, failed
    from agent_tools.service import ClipService

    try:
        asked = brief(request, options, size=size)
        with ClipService.open() as service, bar() as progress:
            who = f"local:{os.geteuid()}"
            return service.make(asked, out=out, progress=progress, principal=who, save_layers=layers)
    except FAULTS as fault:
        return failed(fault)


@app.command()
def plan(  # noqa: PLR0913  # the arguments of a command are its options
    request: option.Request,
    duration: option.Duration = None,
    aspect: option.Aspect = None,
    size: option.Size = None,
    fps: option.Fps = None,
    style: option.Style = None,
    seed: option.Seed = None,
    reference: option.Reference = None,
    keep: option.Keep = None,
    extend: option.Extend = None,
    motion_from: option.MotionFrom = None,
    camera: option.Camera = None,
    json: option.Json = False,
) -> None:
    """Show the storyboard of a request; nothing is judged, rendered or written down."""
    from agent_tools.casting import with_material
    from agent_tools.cli.brief import brief
    from agent_tools.cli.material import material
    from agent_tools.material import take_in
    from agent_tools.planner import PlanError
    from agent_tools.planner import plan as make_plan

    given = material(reference=reference, keep=keep, extend=extend, motion_from=motion_from, camera=camera)
    options = {"duration_s": duration, "aspect_ratio": aspect, "fps": fps, "style": style, "seed": seed, **given}
    try:
        asked = brief(request, options, size=size)
        with take_in(asked) as files:
            board = with_material(make_plan(asked), asked, files)
    except PlanError as exc:
        raise BriefError(str(exc)) from exc
    if json:
        output.as_json(board.model_dump(mode="json"))
    else:
        output.show_storyboard(board)


@app.command()
def check(  # the arguments of a command are its options
    request: Annotated[str | None, typer.Argument(metavar="[REQUEST]", show_default=False)] = None,
    file: Annotated[str | None, typer.Option(metavar="FILE", help="One request a line; - reads from a pipe.")] = None,
    requester: option.Requester = None,
    group: option.Group = None,
    use: option.Use = None,
    territory: option.Territory = None,
    json: option.Json = False,
) -> None:
    """Say whether a request may be made, and why not; nothing is made.

    With --file, one JSON object is printed for each line, and the exit code is 0 when every line could be read.
    """
    from agent_tools.checker import checker
    from agent_tools.cli.brief import brief

    if (request is None) == (file is None):
        raise BriefError("give either a REQUEST or --file FILE")
    asked = brief("file" if request is None else request, _asking(requester, group, use, territory))
    with checker(asked=asked) as judge:
        if request is None:
            raise typer.Exit(_check_file(judge, str(file)))
        decision = judge(asked.request)
    if json:
        output.as_json(decision.to_json())
    else:
        output.show_decision(decision)
    raise typer.Exit(_VERDICT_EXIT[decision.verdict])


def _check_file(judge: Callable[[str], Decision], file: str) -> int:
    from agent_tools.cli.batch import verdicts

    code = 0
    for answer in verdicts(file, judge):
        output.as_json(answer, indent=None)
        code = _USAGE if "error" in answer else code
    return code


@app.command()
def fetch(
    clip: Annotated[str, typer.Argument(metavar="CLIP", help="The id of a clip.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The copy, ending in .mp4.")],
    json: option.Json = False,
) -> None:
    """Copy a clip out of the store, wherever that is; its digest is checked on the way."""
    from agent_tools.service import ClipService

    with ClipService.open() as service:
        _print_made(service.fetch(clip, out), json=json)


@app.command()
def doctor(
    model: option.Model = "flipbook",
    repair: Annotated[
        bool, typer.Option("--repair", help="Bring stored files and rows back together after a crash.")
    ] = False,
    json: option.Json = False,
) -> None:
    """Check everything that a clip needs; exit code 1 when something is broken.

    With --repair, every stored clip is read and compared with its rows, and what can be put right is.
    """
    from agent_tools.cli.doctor import examine, reconcile

    checks = []
    for part in reconcile() if repair else examine(str(model)):
        checks.append(part)
        if not json:
            output.show_check(part)
    ok = all(part.ok for part in checks)
    if json:
        output.as_json({"ok": ok, "checks": [asdict(part) for part in checks]})
    raise typer.Exit(0 if ok else _FAULT)


def _exit_of(remedy: str) -> int:
    return _USAGE if remedy == "change_arguments" else _FAULT
