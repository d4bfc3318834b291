"""Every trigger phrase of every detector, looked for in one pass over a text.

A phrase belongs to a category ("role.title") and may carry a value ("president"). Detectors ask for a category; the
pass over a reading is made once, whoever asks first, by an Aho-Corasick automaton. Phrases of scripts that put no
spaces between words are found anywhere in a text, by an automaton of their own. Each is built when the first such text
comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate, count
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


_Place = tuple[int, int, str]  # first word, one past the last, value


class Marks:
    """The phrases of one view by their category; of most categories nobody ever asks what exactly was found."""

    def __init__(
        self, spans: Sequence[tuple[int, int]], places: dict[str, list[_Place]], anywhere: dict[str, list[Mark]]
    ) -> None:
        """Takes up what was found.

        Args:
            spans: The places of the words; not the view, which keeps this and would then outlive its text.
            places: Of each category the phrases of words with spaces, a longer one at the same place later.
            anywhere: Of each category the phrases of scripts without spaces.
        """
        self._spans = spans
        self._places = places
        self._anywhere = anywhere
        self._ready: dict[str, tuple[Mark, ...]] = {}

    def keys(self) -> AbstractSet[str]:
        """The categories of which there is a phrase."""
        return self._places.keys() | self._anywhere.keys() if self._anywhere else self._places.keys()

    def __contains__(self, category: object) -> bool:
        return category in self._places or category in self._anywhere

    def of(self, category: str) -> tuple[Mark, ...]:
        """The phrases of a category in the order of the text, the longest at each place; none if there is none.

        Args:
            category: Any category.
        """
        if category not in self:
            return ()
        ready = self._ready.get(category)
        if ready is None:
            ready = self._ready[category] = self._made(category)
        return ready

    def _made(self, category: str) -> tuple[Mark, ...]:
        spans = self._spans
        longest = {first: (last, value) for first, last, value in self._places.get(category, ())}
        marks = [
            Mark(value, first, last, (spans[first][0], spans[last - 1][1]))
            for first, (last, value) in sorted(longest.items())
        ]
        if self._anywhere:
            marks = sorted([*marks, *self._anywhere.get(category, ())], key=_place)
        return tuple(marks)


class Phrasebook:
    """All phrases, ready to be looked for."""

    def __init__(self, heads: Mapping[str, str], categories: Iterable[str]) -> None:
        """Takes up the phrases; what a head word leads to is only read when a text holds that word.

        Args:
            heads: Each first word with the cells of its phrases, as `heads_of` makes them; under "" those of scripts
                that put no spaces between words.
            categories: The categories that there are.
        """
        self._spaced_cells = [cells for head, cells in heads.items() if head]
        self._anywhere_cells = heads.get("", "")
        self.categories = frozenset(categories)

    def find(self, view: View) -> Marks:
        """Every phrase in a view by its category, in the order of the text; the longest of a category at each place."""
        return view.once(self, self._find)

    def kinds_in(self, view: View) -> AbstractSet[str]:
        """The categories of which a phrase stands in a view."""
        return self.find(view).keys()

    def _find(self, view: View) -> Marks:
        text = view.normalised.text
        ends = dict(zip(accumulate([len(word) + 1 for word in view.row]), count(1), strict=False))
        places: dict[str, list[_Place]] = defaultdict(list)
        fresh = None if view.plain else frozenset(view.scan)
        for end, (n_words, options) in self._spaced.iter(f" {text} "):
            last = ends[end]
            if fresh is None or last - n_words in fresh:
                for category, value in options:
                    places[category].append((last - n_words, last, value))
        anywhere: dict[str, list[Mark]] = {}
        if self._anywhere_cells and unparted(text):
            for category, mark in self._anywhere(view):
                anywhere.setdefault(category, []).append(mark)
        return Marks(view.spans, places, anywhere)

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
    def _spaced(self) -> ahocorasick.Automaton:
        """Each phrase between two spaces, with its number of words and all that it stands for."""
        options: dict[str, list[tuple[str, str]]] = {}
        for cells in self._spaced_cells:
            for category, value, phrase in _rows(cells):
                options.setdefault(phrase, []).append((category, value))
        automaton = ahocorasick.Automaton()
        for phrase, stands_for in options.items():
            automaton.add_word(f" {phrase} ", (phrase.count(" ") + 1, stands_for))
        automaton.make_automaton()
        return automaton

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
    """One or more categories of a phrasebook, to be looked for like a table of their own.

    Attributes:
        names: The categories, as `Phrasebook.kinds_in` tells them.
    """

    def __init__(self, book: Phrasebook, *names: str) -> None:
        self._book = book
        self._names = tuple(dict.fromkeys(names))
        self.names = frozenset(names)

    def find(self, view: View) -> Iterator[Match]:
        """Every phrase in a view, the longest of a category at each place."""
        marks = self.marks(view)
        return iter([Match(mark.first, mark.last, mark.span) for mark in marks]) if marks else _NO_MATCH

    def marks(self, view: View) -> tuple[Mark, ...]:
        """Every phrase in a view, with what it carries."""
        found = self._book.find(view)
        if len(self._names) == 1:
            return found.of(self._names[0])
        if self.names.isdisjoint(found.keys()):
            return ()
        return tuple([mark for name in self._names for mark in found.of(name)])

    def at(self, view: View, first: int) -> int:
        """One past the last word of the longest phrase that begins at a word; 0, which is false, if there is none."""
        marks = self.marks(view)
        return max([mark.last for mark in marks if mark.first == first], default=0) if marks else 0


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
