"""`reelwright converse run`: scripted conversations are held with a bot, and judged by what the service did."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import output
from agent_tools.cli.converse import app as app
from agent_tools.errors import BriefError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent_tools.converse.format import Generator, Scenario

_FAILED = 1

_Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with *.clip.yaml.", show_default=False)
]
_Live = Annotated[
    str, typer.Option(metavar="MODEL", help="A real chat model for scenarios with driver live, such as openai:NAME.")
]
_Bots = Annotated[
    list[str] | None,
    typer.Option(
        "--bot",
        metavar="[NAME=]SPEC",
        help="The bot under test: router, MODULE:NAME, FILE.py:NAME, http://..., mcp:..., command:...; repeatable.",
    ),
]


@app.command()
def run(  # noqa: PLR0913  # the arguments of a command are its options
    paths: _Paths,
    bot: _Bots = None,
    generator: Annotated[
        str | None, typer.Option(metavar="stub|flipbook", help="What draws, whatever the scenarios say.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option(metavar="N", help="Processes, 1 to 64; by default two for each processor.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Only scenarios with this tag; repeatable.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Only this scenario; repeatable.")
    ] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="Write an HTML report, clips and all.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JUnit XML.")] = None,
    jsonl: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a JSON line a scenario.")] = None,
    timing: Annotated[
        str, typer.Option(metavar="record|enforce", help="Whether a turn that takes too long fails.")
    ] = "record",
    timeout: Annotated[str, typer.Option(metavar="SECONDS", help="How long a bot may take for a turn.")] = "30",
    live: _Live = "",
    record: Annotated[
        bool, typer.Option("--record", help="With --live: its answers become the recordings of driver recorded.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only what failed, and the totals.")] = False,
) -> None:
    """Hold scripted conversations with a bot, and say what the service did in each.

    Exit codes: 0 all passed, 1 some did not, 2 bad usage.
    """
    from agent_tools.cli.converse_output import Shown
    from agent_tools.converse.bot_spec import BotSpecs
    from agent_tools.converse.outcome import Totals
    from agent_tools.converse.pool import default_workers, run_all
    from agent_tools.converse.report import Sheaf
    from agent_tools.converse.runner import RunOptions

    if record and not live:
        raise BriefError("--record needs a real model to record: --live MODEL")
    scenarios = _scenarios(paths, tag or (), only or ())
    sheaf = Sheaf(html=report, junit=junit, jsonl=jsonl)
    with sheaf:
        options = RunOptions(
            generator=_generator(generator),
            timing=_timing(timing),
            turn_s=_seconds(timeout),
            clips_dir=sheaf.clips_dir,
            live=live,
            record=record,
        )
        n_workers = default_workers(scenarios, options) if workers is None else _number(workers)
        shown = Shown(quiet=quiet)
        begun = time.perf_counter()
        reports = run_all(scenarios, BotSpecs.of(bot or ()), options, workers=n_workers, told=shown.tell)
        totals = Totals.of(reports, time.perf_counter() - begun)
        sheaf.write(reports, totals)
    shown.end(reports, totals, sheaf.written)
    raise typer.Exit(0 if totals.ok else _FAILED)


@app.command("report")
def report_again(
    jsonl: Annotated[Path, typer.Argument(metavar="JSONL", help="What --jsonl wrote.", show_default=False)],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The HTML report.")],
) -> None:
    """Make an HTML report of an earlier run. Clips are shown where they still lie beside it."""
    from agent_tools.converse.outcome import Totals, read_reports
    from agent_tools.converse.report import Sheaf

    reports = list(read_reports(jsonl))
    sheaf = Sheaf(html=out)
    with sheaf:
        sheaf.write(reports, Totals.of(reports, sum(each.elapsed_s for each in reports)))
    typer.echo(output.plain(str(out)))


def _scenarios(paths: Sequence[Path], tags: Sequence[str], ids: Sequence[str]) -> list[Scenario]:
    """The scenarios that are picked.

    Raises:
        ScenarioFileError: Something is wrong in a file.
        BriefError: Nothing is picked.
    """
    from agent_tools.converse.loader import load_scenarios

    loaded = [each for path in paths for each in load_scenarios(path)]
    known = {each.id for each in loaded}
    unknown = [each for each in ids if each not in known]
    if unknown:
        raise BriefError(f"there is no scenario {unknown[0]!r} among the {len(loaded)} that were read")
    picked = [each for each in loaded if (not tags or set(tags) & set(each.tags)) and (not ids or each.id in ids)]
    if not picked:
        raise BriefError(f"no scenario of {len(loaded)} has one of the tags {', '.join(tags)}")
    return picked


def _generator(typed: str | None) -> Generator | None:
    from agent_tools.converse.format import Generator

    if typed is None:
        return None
    try:
        return Generator(typed)
    except ValueError:
        raise BriefError(f"generator {typed!r} is unknown; it must be {' or '.join(Generator)}") from None


def _timing(typed: str) -> bool:
    if typed not in ("record", "enforce"):
        raise BriefError(f"timing {typed!r} is unknown; it must be record or enforce")
    return typed == "enforce"


def _number(typed: str) -> int:
    from agent_tools.converse.pool import MAX_WORKERS

    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    if not 1 <= number <= MAX_WORKERS:
        raise BriefError(f"workers {typed!r} is out of range; it must be a whole number from 1 to {MAX_WORKERS}")
    return number


def _seconds(typed: str) -> float:
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise BriefError(f"timeout {typed!r} is out of range; it must be seconds, over 0 and 3600 at most")
    return seconds
