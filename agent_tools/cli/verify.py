"""`reelwright verify`: look at a file, and say what can be proven of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option, output
from agent_tools.cli.output import plain

if TYPE_CHECKING:
    from generator.provenance.credential import Credential
    from generator.provenance.verify import VerifyReport

_STATES = {
    "trusted": "whole, signed by this installation",
    "valid": "whole, signed by somebody who is not known here",
    "invalid": "does not hold",
    "none": "none",
}
_EXIT_CODES = {"altered": 3}


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Any file, made here or not.", show_default=False)],
    json: option.Json = False,
) -> None:
    """Say what can be proven of a file: its credential, its watermark, and its place on record.

    Needs no network. Exit codes: 0 looked at, 3 changed after it was signed, 2 bad usage, 1 fault.
    """
    from agent_tools.settings import Settings
    from agent_tools.verifying import verify_file

    report = verify_file(file, Settings())
    if json:
        output.as_json(report.to_json())
    else:
        _show(report)
    raise typer.Exit(_EXIT_CODES.get(report.conclusion.value, 0))


def _show(report: VerifyReport) -> None:
    typer.echo(f"{plain(report.name)}: {report.sentence}")
    _show_credential("credential", report.credential)
    if report.watermark is not None:
        mark = report.watermark
        bound = f"{mark.false_find_bound:.0e}" if mark.false_find_bound > 0 else "1e-300"
        typer.echo(
            f"watermark: id {mark.mark_id}, confidence {mark.confidence:.2f}, "
            f"found by chance at most once in {1 / float(bound):.0e} files"
        )
    else:
        typer.echo("watermark: none of ours was found" if report.watermark_looked_for else "watermark: not looked for")
    for match in report.matches:
        apart = "" if match.apart is None else f", {match.apart:.0%} of the fingerprint apart"
        gone = "" if match.clip.withdrawn_at is None else f", withdrawn on {match.clip.withdrawn_at:%Y-%m-%d}"
        typer.echo(f"on record: clip {match.clip.clip_id}, found by {match.way.value}{apart}{gone}")
    if report.restored is not None:
        _show_credential("restored from the record", report.restored)
    for name, value in report.metadata.items():
        typer.echo(f"metadata: {name} = {plain(value)}")


def _show_credential(what: str, found: Credential) -> None:
    from generator.provenance.code_words import in_words

    typer.echo(f"{what}: {_STATES[found.state.value]}")
    for code in found.codes:
        typer.echo(f"  {plain(code)}: {in_words(code)}")
    for name, value in (("signer", found.signer), ("made by", found.generator)):
        if value:
            typer.echo(f"  {name}: {plain(value)}")
    for name in ("clip_id", "model", "created_at", "decision_id"):
        if name in found.facts:
            typer.echo(f"  {name}: {plain(str(found.facts[name]))}")
