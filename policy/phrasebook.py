"""Every trigger phrase of every detector, looked for in one pass over a text.

A phrase belongs to a category ("role.title") and may carry a value ("president"). Detectors ask for a category; the
pass over a reading is made once, whoever asks first. Phrases of scripts that put no spaces between words are found
anywhere in a text, by an Aho-Corasick automaton that is built when the first such text comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

import ahocorasick

from policy.view import Match, View, unparted

_NEXT, _CELL = "\t", "|"
_NO_MATCH: Iterator[Match] = iter(())


class Mark(NamedTuple):
    """A phrase found in a view: its value, its half-open word places, and its half-open span in the original."""

    value: str
    first: int
    last: int
    span: tuple[int, int]


class Row(NamedTuple):
    """A phrase in the spelling in which texts are compared, its category and the value it carries."""

    category: str
    value: str
    phrase: str


class _Option(NamedTuple):
    category: str
    value: str
    parts: tuple[str, ...]


_Options = tuple[tuple[tuple[str, str], ...], dict[str, list[_Option]]]
Marks = Mapping[str, tuple[Mark, ...]]


class Phrasebook:
    """All phrases, ready to be looked for."""

    def __init__(self, heads: Mapping[str, str], categories: Iterable[str]) -> None:
        """Takes up the phrases; what a head word leads to is only read when a text holds that word.

        Args:
            heads: Each first word with the cells of its phrases, as `heads_of` makes them; under "" those of scripts
                that put no spaces between words.
            categories: The categories that there are.
        """
        self._heads = {head: cells for head, cells in heads.items() if head}
        self._anywhere_cells = heads.get("", "")
        self._options: dict[str, _Options] = {}
        self.categories = frozenset(categories)

    def find(self, view: View) -> Marks:
        """Every phrase in a view by its category, in the order of the text; the longest of a category at each place."""
        return view.once(self, lambda: self._find(view))

    def kinds_in(self, view: View) -> AbstractSet[str]:
        """The categories of which a phrase stands in a view."""
        return self.find(view).keys()

    def _find(self, view: View) -> Marks:  # noqa: C901  # the innermost loop: a call for each word would double its time
        found: dict[str, list[Mark]] = {}
        row, spans = view.row, view.spans
        n_words = len(row)
        heads, ready = self._heads, self._options
        for first in view.scan:
            head = row[first]
            if head not in heads:
                continue
            single, longer = ready.get(head) or self._sorted(head)
            further = longer.get(row[first + 1]) if longer and first + 1 < n_words else None
            if further is None:
                for category, value in single:
                    mark = Mark(value, first, first + 1, spans[first])
                    found.setdefault(category, []).append(mark)
                continue
            done: set[str] = set()
            for category, value, parts in further:
                last = first + len(parts)
                if category not in done and (len(parts) == 2 or row[first:last] == parts):
                    done.add(category)
                    span = (spans[first][0], spans[last - 1][1])
                    found.setdefault(category, []).append(Mark(value, first, last, span))
            for category, value in single:
                if category not in done:
                    found.setdefault(category, []).append(Mark(value, first, first + 1, spans[first]))
        if self._anywhere_cells and unparted(view.normalised.text):
            for category, mark in self._anywhere(view):
                found.setdefault(category, []).append(mark)
            return {category: tuple(sorted(marks, key=_place)) for category, marks in found.items()}
        return {category: tuple(marks) for category, marks in found.items()}

    def _sorted(self, head: str) -> _Options:
        """The phrases of a head word: those of one word, and the others by their second word, the longest first."""
        options = [_Option(row.category, row.value, tuple(row.phrase.split(" "))) for row in _rows(self._heads[head])]
        longer: dict[str, list[_Option]] = {}
        for option in sorted(options, key=lambda option: -len(option.parts)):
            if len(option.parts) > 1:
                longer.setdefault(option.parts[1], []).append(option)
        single = tuple((option.category, option.value) for option in options if len(option.parts) == 1)
        self._options[head] = single, longer
        return self._options[head]

    def _anywhere(self, view: View) -> Iterator[tuple[str, Mark]]:
        text = view.normalised.text
        longest: dict[tuple[str, int], tuple[int, str]] = {}
        for end, rows in self._automaton.iter(text):
            for category, value, phrase in rows:
                key = (category, end + 1 - len(phrase))
                longest[key] = (end + 1, value)  # the ends of matches rise
        ends: dict[str, int] = {}
        for (category, start), (end, value) in sorted(longest.items(), key=lambda each: each[0][1]):
            if end <= ends.get(category, 0):
                continue
            ends[category] = end
            first = text.count(" ", 0, start)
            last = first + 1 + text.count(" ", start, end)
            yield category, Mark(value, first, last, view.normalised.span(start, end))

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        by_phrase: dict[str, list[Row]] = {}
        for row in _rows(self._anywhere_cells):
            by_phrase.setdefault(row.phrase, []).append(row)
        automaton = ahocorasick.Automaton()
        for phrase, rows in by_phrase.items():
            automaton.add_word(phrase, tuple(rows))
        automaton.make_automaton()
        return automaton


class Category:
    """One or more categories of a phrasebook, to be looked for like a table of their own."""

    def __init__(self, book: Phrasebook, *names: str) -> None:
        self._book = book
        self._names = names if len(names) == 1 else dict.fromkeys(names)

    def find(self, view: View) -> Iterator[Match]:
        """Every phrase in a view, the longest of a category at each place."""
        marks = self.marks(view)
        return iter([Match(mark.first, mark.last, mark.span) for mark in marks]) if marks else _NO_MATCH

    def marks(self, view: View) -> tuple[Mark, ...]:
        """Every phrase in a view, with what it carries."""
        found = self._book.find(view)
        if len(self._names) == 1:
            return found.get(self._names[0], ())
        if found.keys().isdisjoint(self._names):
            return ()
        return tuple([mark for name in self._names for mark in found.get(name, ())])

    def at(self, view: View, first: int) -> int:
        """One past the last word of the longest phrase that begins at a word; 0, which is false, if there is none."""
        return max((mark.last for mark in self.marks(view) if mark.first == first), default=0)


def heads_of(rows: Iterable[Row]) -> dict[str, str]:
    """Phrases by their first word, as a phrasebook takes them up.

    Args:
        rows: The phrases, normalised; a cell may hold no tab, line end or vertical bar.

    Raises:
        ValueError: One does.
    """
    heads: dict[str, list[str]] = {}
    for row in rows:
        cell = _CELL.join(row)
        if cell.count(_CELL) != 2 or _NEXT in cell or "\n" in cell:
            raise ValueError(f"phrase {row!r} holds a tab, a line end or a vertical bar")
        heads.setdefault("" if unparted(row.phrase) else row.phrase.partition(" ")[0], []).append(cell)
    return {head: _NEXT.join(found) for head, found in heads.items()}


def _rows(cells: str) -> list[Row]:
    return [Row(*cell.split(_CELL)) for cell in cells.split(_NEXT)]


def _place(mark: Mark) -> tuple[int, int]:
    return mark.span
