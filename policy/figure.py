"""The people that a clip may not show without consent, and the rule for the dead.

A row of `people.jsonl` is one person; a row of `mononyms.jsonl` is one ambiguous single word ("Drake", "Pink") with the
words that must stand near it before it means the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from policy.errors import PolicyDataError
from policy.table import read_rows

_Row = TypeVar("_Row")

YEARS_AFTER_DEATH = 100
"""Covers every post-mortem right of likeness now in force (POLICY P14)."""

_DATE = re.compile(r"(-?\d{1,4})(?:-(\d{2}))?(?:-(\d{2}))?")
_PERSON_KEYS: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "name": str,
    "aliases": list,
    "field": str,
    "countries": list,
    "born": (str, int, type(None)),
    "died": (str, int, type(None)),
}
_MONONYM_KEYS: dict[str, type | tuple[type, ...]] = {
    "word": str,
    "person": str,
    "context": list,
    "not_if_next": list,
    "not_if_prev": list,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A listed person.

    Attributes:
        id: Stable id of the row.
        name: The best-known name.
        field: What the person is known for.
        died: Year, month and day of death, 0 where not known; None for the living and the unknown.
        years: For how many years after the death the likeness is protected.
        opted_out: Whether the estate wants the likeness left alone, however long ago the death was.
    """

    id: str
    name: str
    field: str = ""
    died: tuple[int, int, int] | None = None
    years: int = YEARS_AFTER_DEATH
    opted_out: bool = False

    def protected(self, today: date) -> bool:
        """Whether the likeness is still protected: alive, of unknown death, not long enough dead, or opted out.

        Args:
            today: The day of the decision.
        """
        if self.opted_out or self.died is None:
            return True
        year, month, day = self.died
        # An unknown month or day is taken as the last of its kind.
        return (today.year, today.month, today.day) < (year + self.years, month or 13, day or 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of `people.jsonl`: a person and the names that mean this person.

    Attributes:
        figure: The person.
        aliases: Legal, stage and native-script names, nicknames, handles.
    """

    figure: Figure
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mononym:
    """A single word that means a person only in company.

    Attributes:
        word: The word, as written in the list.
        person: Id or name of the person.
        context: Words of which one must stand in the text; none means that the word is enough by itself.
        not_if_next: Next words that make it something else.
        not_if_prev: Previous words that make it something else.
    """

    word: str
    person: str
    context: tuple[str, ...]
    not_if_next: tuple[str, ...]
    not_if_prev: tuple[str, ...]


def load_entries(path: Traversable) -> tuple[Entry, ...]:
    """Every listed person with all names.

    Args:
        path: A file in the format of `people.jsonl`.

    Raises:
        PolicyDataError: The file is missing, empty, cut short or malformed, or an id stands twice.
    """
    return _load(path, _PERSON_KEYS, entry, lambda entry: entry.figure.id)


def load_mononyms(path: Traversable) -> tuple[Mononym, ...]:
    """Every single-word name rule.

    Args:
        path: A file in the format of `mononyms.jsonl`.

    Raises:
        PolicyDataError: The file is missing, empty, cut short or malformed, or a word and person stand twice.
    """
    return _load(path, _MONONYM_KEYS, _mononym, lambda rule: f"{rule.word} / {rule.person}")


def entry(raw: dict[str, Any]) -> Entry:
    """A row of `people.jsonl` as a person with all names.

    Args:
        raw: The row.

    Raises:
        PolicyDataError: The id or the name is empty, or the date of death is none.
    """
    if not raw["id"].strip() or not raw["name"].strip():
        raise PolicyDataError(f"people: id {raw['id']!r} and name {raw['name']!r} must not be empty")
    figure = Figure(id=raw["id"], name=raw["name"], field=raw["field"], died=_date(raw["died"], raw["id"]))
    return Entry(figure=figure, aliases=tuple(raw["aliases"]))


def _load(
    path: Traversable,
    keys: dict[str, type | tuple[type, ...]],
    make: Callable[[dict[str, Any]], _Row],
    name_of: Callable[[_Row], str],
) -> tuple[_Row, ...]:
    rows: dict[str, _Row] = {}
    for raw in read_rows(path, keys):
        row = make(raw)
        if name_of(row) in rows:
            raise PolicyDataError(f"policy data file {path.name!r}: {name_of(row)!r} stands twice")
        rows[name_of(row)] = row
    return tuple(rows.values())


def _mononym(raw: dict[str, Any]) -> Mononym:
    if not raw["word"].strip():
        raise PolicyDataError(f"mononyms: the word of person {raw['person']!r} is empty")
    return Mononym(
        word=raw["word"],
        person=raw["person"],
        context=tuple(raw["context"]),
        not_if_next=tuple(raw["not_if_next"]),
        not_if_prev=tuple(raw["not_if_prev"]),
    )


def _date(value: str | int | None, person: str) -> tuple[int, int, int] | None:
    if value is None:
        return None
    match = _DATE.fullmatch(str(value))
    if match is None:
        raise PolicyDataError(f"people: {person!r} died {value!r}, must be null, a year or YYYY-MM-DD")
    year, month, day = match.groups()
    return int(year), int(month or 0), int(day or 0)
