"""What `reelwright consent` prints for people to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import typer

from agent_tools.cli.output import console, facts, heading, plain, text
from agent_tools.consent import Withdrawn
from agent_tools.receipt import TIER_SENTENCE, described
from agent_tools.removal import FileFate
from agent_tools.store.consent_view import ClipUse
from policy.consent.challenge import NOTICE, Challenge
from policy.consent.record import Consent

_FATE = {
    FileFate.DELETED: "its file is deleted",
    FileFate.GONE: "its file was gone already",
    FileFate.REPLACED: "another file stands in its place and was left alone",
    FileFate.SHARED: "its file is also that of another clip and stays",
    FileFate.KEPT: "ITS FILE COULD NOT BE DELETED",
}


def show_challenge(challenge: Challenge, phrase: str) -> None:
    """Print the notice, the words and how to go on."""
    typer.echo(NOTICE)
    typer.echo(f"\nwords: {phrase}")
    typer.echo(f"challenge {challenge.id}, open until {challenge.expires_at:%Y-%m-%d %H:%M:%S} UTC, once")
    typer.echo("When the person has given them back: reelwright consent grant NAME --challenge ID --phrase WORDS")


def show_consent(consent: Consent, at: datetime) -> None:
    """Print one consent and what became of it."""
    shown = described(consent, at)
    scope = shown["scope"]
    record = {
        "state": shown["state"],
        "person": f"{consent.record.name} ({consent.record.person})",
        "aliases": ", ".join(consent.record.aliases),
        "granted by": f"{consent.record.granter}, relation {shown['relation']}",
        "evidence": f"{shown['evidence_kind']} {consent.record.evidence_digest}",
        "tier": TIER_SENTENCE[consent.record.tier],
        "notice": f"version {consent.record.notice_version}",
    }
    allowed = {
        "valid": f"{_time(scope['valid_from'])} until {_time(scope['valid_until'])}",
        "uses": ", ".join(scope["uses"]),
        "who may ask": ", ".join([scope["audience"], *scope["requesters"], *scope["groups"]]),
        "where": ", ".join(scope["territories"]) or "everywhere",
        "topics": ", ".join(scope["topics"]) or "any",
        "never": ", ".join([*scope["barred_topics"], "sexual content"]),
    }
    events = {f"{number}": _event(event) for number, event in enumerate(shown["events"], start=1)}
    console().print(
        heading("Consent", consent.record.id),
        facts(record),
        heading("Allows", ""),
        facts(allowed),
        heading("Events", ""),
        facts(events),
        sep="\n",
    )


def show_consents(consents: Iterable[Consent], at: datetime) -> None:
    """Print one line a consent."""
    from rich.table import Table

    table = Table("consent", "state", "person", "who may ask", "until", "tier", box=None, pad_edge=False)
    for each in consents:
        table.add_row(
            each.record.id,
            each.state(at).value,
            text(f"{each.record.name} ({each.record.person})"),
            each.scope.audience.value,
            f"{each.scope.valid_until:%Y-%m-%d}",
            each.record.tier.value,
        )
    if table.row_count:
        console().print(table)
    else:
        typer.echo("no consents yet")


def show_uses(uses: Iterable[ClipUse]) -> None:
    """Print one line a clip."""
    from rich.table import Table

    table = Table("clip", "made", "asked by", "request", "state", box=None, pad_edge=False)
    for use in uses:
        state = "handed over" if use.reason is None else f"withdrawn ({use.reason.value})"
        asked = text(use.requester or "unknown")
        table.add_row(use.clip_id, f"{use.made_at:%Y-%m-%d %H:%M}", asked, text(use.request), state)
    if table.row_count:
        console().print(table)
    else:
        typer.echo("no clips yet")


def show_withdrawn(clips: Iterable[Withdrawn]) -> None:
    """Print what became of each withdrawn clip."""
    for each in clips:
        why = f" ({each.why})" if each.why else ""
        typer.echo(f"clip {each.use.clip_id}: withdrawn; {_FATE[each.fate]}{why}: {plain(each.use.path)}")


def _event(event: dict[str, Any]) -> str:
    note = f": {event['note']}" if event["note"] else ""
    until = f", until {_time(event['scope']['valid_until'])}" if event["scope"] else ""
    return f"{event['kind']} {_time(event['at'])} by {event['by']}{until}{note}"


def _time(value: str) -> str:
    return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M} UTC"
