"""Subjects that change: two subjects of the list, how the first becomes the second, and how people say it.

Reads `changes.txt`. It knows names and phrases; how a change is drawn between the two pictures is not its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from generator.flipbook.train.subject import subjects

FILE = Path(__file__).parent / "changes.txt"


class How(StrEnum):
    """What kind of change it is; the sections of `changes.txt`."""

    OPENS = "opens"
    CLOSES = "closes"
    HATCHES = "hatches"
    MELTS = "melts"
    GROWS = "grows"
    WITHERS = "withers"
    BREAKS = "breaks"
    MENDS = "mends"
    LIGHTS_UP = "lights up"
    GOES_OUT = "goes out"
    USED_UP = "is used up"
    FILLS = "fills"
    DIVIDES = "divides"
    BECOMES = "becomes"
    BEATS = "beats"
    SEASONS = "through the seasons"
    CENTURIES = "through the centuries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One subject that becomes another.

    Attributes:
        before: Name of the subject at the start.
        after: Name of the subject at the end.
        how: What kind of change.
        phrases: What people say for it; the first one is the plainest.
    """

    before: str
    after: str
    how: How
    phrases: tuple[str, ...]


@cache
def changes() -> tuple[Change, ...]:
    """All changes of `changes.txt`, in file order."""
    return parse(FILE.read_text(encoding="utf-8"), frozenset(s.name for s in subjects()))


def parse(text: str, names: frozenset[str]) -> tuple[Change, ...]:
    """The changes that a text in the form of `changes.txt` lists.

    Args:
        text: Sections `[how]` with lines `before > after|phrase,phrase`; `#` starts a comment line.
        names: Subjects that may be named.

    Raises:
        ValueError: A line is malformed, a section or a subject is unknown, a subject becomes itself, or a pair or a
            phrase occurs twice; the message has the line's number.
    """
    out: list[Change] = []
    how: How | None = None
    said: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            how = _section(line, number)
            continue
        change = _line(line, number, how, names)
        if any((c.before, c.after) == (change.before, change.after) for c in out):
            raise ValueError(f"line {number}: {change.before!r} > {change.after!r} is listed twice")
        for phrase in change.phrases:
            if phrase in said:
                raise ValueError(f"line {number}: the phrase {phrase!r} is said twice")
            said.add(phrase)
        out.append(change)
    return tuple(out)


def _section(line: str, number: int) -> How:
    try:
        return How(line.strip("[]"))
    except ValueError as error:
        known = ", ".join(h.value for h in How)
        raise ValueError(f"line {number}: unknown section {line!r}; one of: {known}") from error


def _line(line: str, number: int, how: How | None, names: frozenset[str]) -> Change:
    pair, bar, said = line.partition("|")
    before, arrow, after = (part.strip() for part in pair.partition(">"))
    phrases = tuple(p for p in said.split(",") if p)
    if how is None:
        raise ValueError(f"line {number}: {line!r} stands before the first section")
    if not (bar and arrow and phrases):
        raise ValueError(f"line {number}: {line!r} is not of the form 'before > after|phrase,phrase'")
    for name in (before, after):
        if name not in names:
            raise ValueError(f"line {number}: {name!r} is no subject of subjects.txt")
    if before == after:
        raise ValueError(f"line {number}: {before!r} becomes itself")
    return Change(before=before, after=after, how=how, phrases=phrases)
