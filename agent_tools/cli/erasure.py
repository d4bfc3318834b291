"""`reelwright erase` and `reelwright retention`: destroying the keys of personal text. Never offered to an agent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent_tools.cli import option, output
from agent_tools.errors import BriefError

if TYPE_CHECKING:
    from agent_tools.removal import Removal
    from agent_tools.settings import Settings
    from agent_tools.store.erasure_book import Erasure, ErasureBook, Scope

app = typer.Typer(help="How long personal text is kept: run the erasure of what is older.")

MAX_DAYS = 36_500


def erase(
    conversation: Annotated[str | None, typer.Option(metavar="ID", help="A conversation.")] = None,
    clip: Annotated[str | None, typer.Option(metavar="ID", help="The conversation that a clip was made in.")] = None,
    decision: Annotated[str | None, typer.Option(metavar="ID", help="One decision, such as that of a check.")] = None,
    principal: Annotated[str | None, typer.Option(metavar="KEY", help="Everything that somebody asked.")] = None,
    with_clips: Annotated[bool, typer.Option("--with-clips", help="Withdraw and delete the clips too.")] = False,
    json: option.Json = False,
) -> None:
    """Erase what somebody said for good. Digests, verdicts and lineage stay, and the audit chain still holds.

    Exit codes: 0 erased, 2 nothing of that name, 1 fault, or a clip's file could not be deleted.
    """
    from agent_tools.settings import Settings
    from agent_tools.store.erasure_book import ErasureBook

    given = {"conversation": conversation, "clip": clip, "decision": decision, "principal": principal}
    named = {name: value for name, value in given.items() if value}
    if len(named) != 1:
        raise BriefError(f"{len(named)} of --conversation, --clip, --decision and --principal were given; give one")
    ((name, value),) = named.items()
    settings = Settings()
    with ErasureBook.open(settings) as book:
        scope: Scope = getattr(book, f"of_{name}")(value)
        erasure, removals = _erase(book, settings, scope, why="request", with_clips=with_clips)
    _tell(scope, erasure, removals, json=json)
    raise typer.Exit(1 if any(removal.why for removal in removals) else 0)


@app.command("run")
def run(
    days: Annotated[
        str | None, typer.Option(metavar="N", help="Keep what is younger; REELWRIGHT_RETENTION_DAYS when left out.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be erased.")] = False,
    json: option.Json = False,
) -> None:
    """Erase the text of every conversation, check and settled report in which nothing happened for so long."""
    from agent_tools.settings import Settings
    from agent_tools.store.erasure_book import Erasure, ErasureBook

    settings = Settings()
    kept = settings.retention_days if days is None else _days(days)
    if kept is None:
        raise BriefError("no period is set: give --days N, or set REELWRIGHT_RETENTION_DAYS")
    with ErasureBook.open(settings) as book:
        scope = book.before(datetime.now(UTC) - timedelta(days=kept))
        erasure = Erasure(keys=())
        if scope.owners and not dry_run:
            erasure, _ = _erase(book, settings, scope, why="retention", with_clips=False)
    _tell(scope, erasure, [], json=json)


def _days(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= MAX_DAYS:
        raise BriefError(f"--days {typed!r} must be a whole number, 1 to {MAX_DAYS}")
    return int(typed)


def _erase(
    book: ErasureBook, settings: Settings, scope: Scope, *, why: str, with_clips: bool
) -> tuple[Erasure, list[Removal]]:
    from agent_tools.blob import Blobs
    from agent_tools.removal import Remover

    remover = Remover(book, Blobs.open(settings.blobs_url))
    erasure = book.erase(scope, why=why, with_clips=with_clips)
    return erasure, [remover.remove(clip.path, clip.sha256) for clip in erasure.clips]


def _tell(scope: Scope, erasure: Erasure, removals: list[Removal], *, json: bool) -> None:
    told: dict[str, Any] = {
        "conversations": list(scope.conversations),
        "decisions": list(scope.decisions),
        "reports": list(scope.reports),
        "keys_destroyed": len(erasure.keys),
        "clips": [
            {"id": clip.id, "file": removal.fate.value, "file_kept_because": removal.why or None}
            for clip, removal in zip(erasure.clips, removals, strict=True)
        ],
    }
    if json:
        output.as_json(told)
        return
    counts = {name: len(told[name]) for name in ("conversations", "decisions", "reports")}
    typer.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
    typer.echo(f"{len(erasure.keys)} keys destroyed")
    for clip in told["clips"]:
        why = f" ({output.plain(clip['file_kept_because'])})" if clip["file_kept_because"] else ""
        typer.echo(f"clip {clip['id']}: withdrawn; its file: {clip['file']}{why}")
