"""`reelwright report` and `reelwright takedown`: an operator's own session. Never offered to an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent_tools.cli import option, output
from agent_tools.errors import ReportError

if TYPE_CHECKING:
    from agent_tools.misuse import Gone
    from agent_tools.store.misuse_view import MisuseReport

_KINDS = "intimate|likeness|minor|deception|other"


def report(  # noqa: PLR0913  # the arguments of a command are its options
    target: Annotated[str, typer.Argument(metavar="CLIP|DIGEST|FILE", help="What is reported.")],
    signature: Annotated[str, typer.Option(metavar="NAME", help="The sender's signature; a typed name counts.")],
    contact: Annotated[str, typer.Option(metavar="ADDRESS", help="How to reach the sender.")],
    statement: Annotated[str, typer.Option(metavar="WORDS", help="Why the sender believes that this is misuse.")],
    good_faith: Annotated[
        bool, typer.Option("--good-faith", help="The sender declares to believe so in good faith.")
    ] = False,
    on_behalf_of: Annotated[str, typer.Option(metavar="NAME", help="Whom the sender acts for.")] = "",
    kind: Annotated[str, typer.Option(metavar=_KINDS, help="What is wrong with it.")] = "intimate",
    json: option.Json = False,
) -> None:
    """Take in a report of misuse; from now on there are 48 hours to settle it."""
    from agent_tools.misuse import MisuseService, now
    from agent_tools.store.misuse_view import Complaint, MisuseKind

    if kind not in set(MisuseKind):
        raise ReportError(f"kind {kind!r} is unknown; it must be one of {_KINDS.replace('|', ', ')}")
    complaint = Complaint(signature=signature, contact=contact, statement=statement, on_behalf_of=on_behalf_of)
    with MisuseService.open() as service:
        made = service.report(target, MisuseKind(kind), complaint, good_faith=good_faith)
    if json:
        output.as_json(_shown(made, made.hours_left(now())))
    else:
        typer.echo(f"report {made.id}: {made.clip_id or made.sha256}, due {made.due_at:%Y-%m-%d %H:%M} UTC")


def takedown(
    report: Annotated[str | None, typer.Argument(metavar="[REPORT]", show_default=False)] = None,
    refuse: Annotated[str | None, typer.Option(metavar="REASON", help="Settle it without a takedown.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="List settled reports too.")] = False,
    json: option.Json = False,
) -> None:
    """List the open reports with the hours that are left, or settle one: withdraw, delete and block what it names.

    Exit codes: 0 done, 2 no such report or settled otherwise, 1 fault, a file that could not be deleted, or, in the
    list, a report that is late.
    """
    from agent_tools.misuse import MisuseService, now

    with MisuseService.open() as service:
        if report is None:
            if refuse is not None:
                raise ReportError("give the REPORT that is refused")
            _list(service.reports(settled=everything), json=json)
            return
        if refuse is not None:
            refused = service.refuse(report, refuse)
            _say(f"report {refused.id}: refused", _shown(refused, refused.hours_left(now())), json=json)
            return
        done, gone = service.take_down(report)
    told = _shown(done.report, done.report.hours_left(now())) | {"clips": [_fate(each) for each in gone]}
    said = [f"report {done.report.id}: taken down, {done.blocked} digests and fingerprints blocked"]
    said += [f"clip {each.clip.id}: withdrawn; its file: {each.removal.fate.value} {each.removal.why}" for each in gone]
    _say("\n".join(line.rstrip() for line in said), told | {"blocked": done.blocked}, json=json)
    raise typer.Exit(1 if any(each.removal.why for each in gone) else 0)


def _list(reports: tuple[MisuseReport, ...], *, json: bool) -> None:
    from agent_tools.misuse import now

    at = now()
    late = any(each.outcome is None and each.hours_left(at) < 0 for each in reports)
    if json:
        output.as_json([_shown(each, each.hours_left(at)) for each in reports])
    for each in () if json else reports:
        left = each.hours_left(at)
        state = each.outcome.value if each.outcome else f"{left:.1f} h left" if left >= 0 else f"LATE by {-left:.1f} h"
        typer.echo(f"{each.id}: {each.kind.value}, {each.clip_id or each.sha256}, {state}")
    if not reports and not json:
        typer.echo("no open reports")
    raise typer.Exit(1 if late else 0)


def _say(line: str, told: dict[str, Any], *, json: bool) -> None:
    if json:
        output.as_json(told)
    else:
        typer.echo(output.plain(line))


def _fate(gone: Gone) -> dict[str, Any]:
    return {"id": gone.clip.id, "file": gone.removal.fate.value, "file_kept_because": gone.removal.why or None}


def _shown(each: MisuseReport, hours_left: float) -> dict[str, Any]:
    said = each.complaint
    return {
        "id": each.id,
        "kind": each.kind.value,
        "clip_id": each.clip_id,
        "sha256": each.sha256,
        "received_at": each.received_at.isoformat(),
        "due_at": each.due_at.isoformat(),
        "hours_left": round(hours_left, 2) if each.outcome is None else None,
        "outcome": each.outcome and each.outcome.value,
        "settled_at": each.settled_at and each.settled_at.isoformat(),
        "reason": each.reason or None,
        "signature": said and said.signature,
        "contact": said and said.contact,
        "statement": said and said.statement,
        "on_behalf_of": (said and said.on_behalf_of) or None,
    }
