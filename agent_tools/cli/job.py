"""`reelwright worker` and `reelwright jobs`: who renders, and what became of what was asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent_tools.cli import option, output
from agent_tools.errors import BriefError

if TYPE_CHECKING:
    from agent_tools.job.view import Caller, JobView
    from agent_tools.schema import Storyboard

app = typer.Typer(help="Show, cancel and answer jobs.")

Job = Annotated[str, typer.Argument(metavar="JOB", help="The id of a job.")]
Tenant = Annotated[str, typer.Option(metavar="NAME", help="Whose jobs; an operator may name any.")]


def worker(
    running: Annotated[
        str | None, typer.Option(metavar="N", help="Renders at once, 1 to 64; as set where it is left out.")
    ] = None,
) -> None:
    """Plan and render the jobs that wait, until Ctrl-C or SIGTERM; what is being rendered then goes back."""
    import signal
    import threading

    from agent_tools.job.desk import JobDesk
    from agent_tools.job.limit import limits_of
    from agent_tools.settings import Settings

    settings = Settings()
    limits = limits_of(settings)
    if running is not None:
        limits = limits.model_copy(update={"running": _number(running, "running", most=64)})
    ends = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ends.set())
    with JobDesk.open(settings, limits=limits) as desk:
        desk.start_worker()
        typer.echo(f"working, {limits.running} at once; Ctrl-C ends it", err=True)
        ends.wait()
    typer.echo("ended; jobs that were being rendered are back in the queue", err=True)


@app.command("list")
def list_jobs(
    limit: Annotated[str, typer.Option(metavar="N", help="How many at most, 1 to 100.")] = "20",
    after: Annotated[str | None, typer.Option(metavar="JOB", help="Begin behind this one.")] = None,
    tenant: Tenant = "local",
    json: option.Json = False,
) -> None:
    """List the latest jobs, newest first."""
    from agent_tools.job.desk import JobDesk

    n = _number(limit, "limit", most=100)
    with JobDesk.open() as desk:
        jobs = desk.jobs(_caller(tenant), after=after, limit=n)
    if json:
        output.as_json([_json(job) for job in jobs])
        return
    for job in jobs:
        done = f"{job.progress.fraction:.0%}" if job.state.value == "running" else ""
        words = " ".join(job.request.split())[:60]
        typer.echo(output.plain(" ".join(filter(None, (job.id, job.state.value, done, job.clip_id, words)))))
    if not jobs:
        typer.echo("no jobs yet")


@app.command()
def show(job: Job, tenant: Tenant = "local", json: option.Json = False) -> None:
    """Show a job: how far it is, what it asks, or how it ended."""
    from agent_tools.job.desk import JobDesk

    with JobDesk.open() as desk:
        _print(desk.get(job, _caller(tenant)), json=json)


@app.command()
def cancel(job: Job, tenant: Tenant = "local", json: option.Json = False) -> None:
    """End a job: one that waits at once, one that is rendered at its next step."""
    from agent_tools.job.desk import JobDesk

    with JobDesk.open() as desk:
        _print(desk.cancel(job, _caller(tenant)), json=json)


@app.command()
def answer(
    job: Job,
    action: Annotated[str, typer.Argument(metavar="accept|decline", help="What the person says.")],
    question: Annotated[
        str | None, typer.Option(metavar="ID", help="Which question is answered; the open one if left out.")
    ] = None,
    storyboard: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A storyboard as JSON that is rendered instead.")
    ] = None,
    tenant: Tenant = "local",
    json: option.Json = False,
) -> None:
    """Answer the question that a job waits with."""
    from agent_tools.job.desk import JobDesk
    from agent_tools.job.view import Answer

    if action not in ("accept", "decline"):
        raise BriefError(f"answer {action!r} is unknown; it must be accept or decline")
    board = None if storyboard is None else _board(storyboard)
    with JobDesk.open() as desk:
        caller = _caller(tenant)
        asked = desk.get(job, caller).question
        named = question or (asked.id if asked is not None else "none")
        said = Answer.model_validate({"question_id": named, "action": action, "storyboard": board})
        _print(desk.answer(job, said, caller), json=json)


def _print(job: JobView, *, json: bool) -> None:
    if json:
        output.as_json(_json(job))
        return
    typer.echo(f"job {job.id}: {job.state.value}{', being cancelled' if job.cancelling else ''}")
    if not job.state.final:
        left = "" if job.progress.eta_s is None else f", about {job.progress.eta_s:.0f} s left"
        ahead = "" if job.progress.position is None else f", {job.progress.position} before it"
        typer.echo(f"{job.progress.stage}: {job.progress.fraction:.0%}{left}{ahead}")
    typer.echo(output.plain(f"request: {job.request}"))
    if job.question is not None:
        typer.echo(output.plain(f"asks ({job.question.kind.value}): {job.question.text}"))
        if job.question.names:
            typer.echo(output.plain(f"names: {', '.join(job.question.names)}"))
        if job.storyboard is not None:
            output.show_storyboard(job.storyboard)
        typer.echo(f"answer: reelwright jobs answer {job.id} accept|decline")
    if job.reply is not None:
        output.show_reply(job.reply)


def _json(job: JobView) -> dict[str, object]:
    return job.model_dump(mode="json", exclude_none=True)


def _caller(tenant: str) -> Caller:
    from agent_tools.job.view import Caller

    if not 1 <= len(tenant) <= 100:
        raise BriefError(f"tenant {tenant!r} has {len(tenant)} characters; it must have 1..100")
    return Caller(tenant=tenant, principal=f"local:{os.geteuid()}")


def _board(file: Path) -> Storyboard:
    from pydantic import ValidationError

    from agent_tools.schema import Storyboard

    try:
        return Storyboard.model_validate_json(file.read_bytes())
    except OSError as exc:
        raise BriefError(f"storyboard {str(file)!r} cannot be read: {exc.strerror}") from exc
    except ValidationError as exc:
        found = exc.errors()[0]
        where = ".".join(str(part) for part in found["loc"])
        raise BriefError(f"storyboard {str(file)!r} is none: {where or 'the file'}: {found['msg']}") from exc


def _number(typed: str, name: str, *, most: int) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() else 0
    if not 1 <= number <= most:
        raise BriefError(f"{name} {typed!r} is out of range; it must be a whole number from 1 to {most}")
    return number
