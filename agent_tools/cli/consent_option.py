"""What stands after `reelwright consent`: its options, and how they become values. All are taken as typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from agent_tools.errors import BriefError
from policy.consent.scope import DEFAULT_MONTHS, Audience, Scope, months_after
from policy.errors import ConsentError
from policy.types import Use

_Word = TypeVar("_Word", bound=StrEnum)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person's name.", show_default=False)]
ConsentId = Annotated[str, typer.Argument(metavar="CONSENT", help="The id of a consent.", show_default=False)]
ChallengeId = Annotated[str, typer.Option("--challenge", metavar="ID", help="From `consent challenge`.")]
Phrase = Annotated[str, typer.Option(metavar="WORDS", help="The words of the challenge, given back.")]
Aliases = Annotated[
    list[str] | None, typer.Option("--alias", metavar="NAME", help="A further name that the person gave; repeatable.")
]
Person = Annotated[str, typer.Option(metavar="KEY", help="Key of the person, as your program knows requesters.")]
By = Annotated[str, typer.Option(metavar="WHO", help="Who does this, if not the one who granted.")]
Note = Annotated[str, typer.Option(metavar="WORDS", help="Why, in a few words.")]
Kin = Annotated[str, typer.Option("--relation", metavar="self|guardian|estate|agent", help="By what right.")]
Evidence = Annotated[Path | None, typer.Option(metavar="FILE", help="A recording or paper; its digest is kept.")]
EvidenceType = Annotated[
    str | None, typer.Option(metavar="statement|recording|document|message", help="What the evidence is.")
]
Who = Annotated[str | None, typer.Option("--audience", metavar="only_me|named|group|everyone", help="Who may ask.")]
Requesters = Annotated[
    list[str] | None, typer.Option("--requester", metavar="KEY", help="Who may ask, with audience named; repeatable.")
]
Groups = Annotated[
    list[str] | None,
    typer.Option("--group", metavar="NAME", help="Whose members may ask, with audience group."),
]
Uses = Annotated[
    list[str] | None,
    typer.Option("--use", metavar="USE", help="personal, editorial, advertising, political or satire; repeatable."),
]
Territories = Annotated[
    list[str] | None, typer.Option("--territory", metavar="CC", help="A country, e.g. DE; none is everywhere.")
]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", metavar="WORDS", help="Words of which a request must hold one.")
]
Barred = Annotated[
    list[str] | None, typer.Option("--not-topic", metavar="WORDS", help="Words that no request may hold; repeatable.")
]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day or moment; now when left out.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="End, at most 10 years later; default 12 months.")]

_SETS = ("topics", "barred_topics", "requesters", "groups", "territories")


def word(kind: type[_Word], option: str, typed: str) -> _Word:
    """A word of a closed vocabulary.

    Raises:
        ConsentError: It is another word.
    """
    try:
        return kind(typed)
    except ValueError as exc:
        raise ConsentError(f"{option} {typed!r} is not allowed: it must be one of {', '.join(kind)}") from exc


def moment(option: str, typed: str) -> datetime:
    """A day or a moment in ISO 8601; without a zone it is UTC.

    Raises:
        ConsentError: It is neither.
    """
    try:
        time = datetime.fromisoformat(typed)
    except ValueError as exc:
        raise ConsentError(
            f"{option} {typed!r} is not allowed: it must be a date such as 2027-01-31, or that with a time"
        ) from exc
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def minutes(typed: str) -> timedelta:
    """A number of minutes; the challenge holds its range.

    Raises:
        BriefError: It is no whole number of at most four digits.
    """
    if not (typed.isdecimal() and len(typed) <= 4):
        raise BriefError(f"--minutes {typed!r} is not allowed: it must be a whole number from 1 to 60")
    return timedelta(minutes=int(typed))


def new_scope(options: Mapping[str, Any], now: datetime) -> Scope:
    """The scope of a new consent, with the defaults where nothing was typed.

    Args:
        options: Field of `Scope` to what was typed.
        now: The present, aware.

    Raises:
        ConsentError: Something is out of range.
    """
    start = moment("--from", options["valid_from"]) if options["valid_from"] else now
    until = options["valid_until"]
    end = moment("--until", until) if until else months_after(start, DEFAULT_MONTHS)
    return _given(Scope(valid_from=start, valid_until=end), options)


def narrower(before: Scope, options: Mapping[str, Any]) -> Scope:
    """A scope in which what was typed replaces what was there; whether it is narrower is judged elsewhere.

    Raises:
        ConsentError: Something is out of range.
    """
    times: dict[str, Any] = {
        name: moment(option, options[name])
        for name, option in (("valid_from", "--from"), ("valid_until", "--until"))
        if options[name]
    }
    return _given(replace(before, **times), options)


def _given(scope: Scope, options: Mapping[str, Any]) -> Scope:
    changed: dict[str, Any] = {name: frozenset(options[name]) for name in _SETS if options[name]}
    if options["uses"]:
        changed["uses"] = frozenset(word(Use, "--use", use) for use in options["uses"])
    if options["audience"]:
        audience = word(Audience, "--audience", options["audience"])
        emptied: dict[str, Any] = {"requesters": frozenset(), "groups": frozenset()}
        changed = {"audience": audience} | emptied | changed
    return replace(scope, **changed)
