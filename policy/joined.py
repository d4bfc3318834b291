"""Finds listed names whatever the spaces: joined, spelled apart, or in a script that has none.

All names are looked for at once in the letters of a text, by an Aho-Corasick automaton; where words are parted by
spaces a name must begin and end where a word does.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

import ahocorasick

from policy.view import View, unparted

_LENGTH = 7
_SHORTEST = 5  # letters; no listed name that is written with a space has fewer
_FURTHER = 4  # words, in a name that is written backwards, beside the one that is no word
_HANGUL = re.compile("[\uac00-\ud7af]")


class Joined(NamedTuple):
    """A joined name: its words as listed, who bears it, its half-open word places, and its span in the original."""

    words: tuple[str, ...]
    bearers: Sequence[int]
    first: int
    last: int
    span: tuple[int, int]


class JoinedNames:
    """Names without their spaces. Add them all, then look for them."""

    def __init__(self, unknown: Callable[[View], Sequence[int]]) -> None:
        """Makes an empty table.

        Args:
            unknown: Tells the places of a view's words that are no words or names; of others alone no name is made
                backwards.
        """
        self._unknown = unknown
        self._names: dict[str, tuple[str, Sequence[int]]] = {}

    def add(self, name: str, bearers: Sequence[int]) -> None:
        """Takes up one normalised name, words with single spaces between them, and who bears it."""
        whole = name.replace(" ", "")
        if whole in self._names:
            name, others = self._names[whole]
            bearers = tuple(dict.fromkeys((*others, *bearers)))
        self._names[whole] = name, bearers

    def find(self, view: View) -> Iterator[Joined]:
        """Every place in a view where a name stands joined or unspaced; a name in plain words is not told again."""
        whole = "".join(view.row)
        if view.plain and whole.isascii() and (odd := self._unknown(view)):
            yield from self._backwards(view, max(0, odd[0] - _FURTHER), odd[-1] + 1 + _FURTHER)
        spaceless = unparted(whole)
        found = self._in(whole, 1 if spaceless else _SHORTEST)
        if not found:
            return
        borders = _Borders(view)
        for start, end, name, bearers in found:
            left, right = borders.stand_at(start), borders.stand_at(end)
            if not spaceless and not (left and right):
                continue
            words = tuple(name.split(" "))
            first, last = borders.words(start, end)
            if not _fits(whole[start:end], left, right, one_word=last - first == 1):
                continue
            if view.row[first:last] != words or (spaceless and unparted(whole[start:end])):
                yield Joined(words, bearers, first, last, _span(view, first, last, start, end))

    def _in(self, whole: str, shortest: int) -> list[tuple[int, int, str, Sequence[int]]]:
        """Half-open range, name and bearers of all names in a text, by their ends, the longer ones first."""
        found = self._automaton.iter(whole)
        return [(end + 1 - n, end + 1, name, bearers) for end, (n, name, bearers) in found if n >= shortest]

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        """All names, for a pass by the algorithm of Aho and Corasick; built when the first text comes."""
        automaton = ahocorasick.Automaton()
        for whole, named in self._names.items():
            automaton.add_word(whole, (len(whole), *named))
        automaton.make_automaton()
        return automaton

    def _backwards(self, view: View, begin: int, close: int) -> Iterator[Joined]:
        """Names that were written from right to left, as a whole or word by word, among the words of a range."""
        row = view.row[begin:close]
        whole, skipped = "".join(row), sum(map(len, view.row[:begin]))
        length = len(whole)
        for text, mirrored in ((whole[::-1], True), ("".join([word[::-1] for word in row]), False)):
            for start, end, name, bearers in self._in(text, _LENGTH):
                left, right = (length - end, length - start) if mirrored else (start, end)
                left, right = left + skipped, right + skipped
                borders = _Borders(view)
                if borders.stand_at(left) and borders.stand_at(right):
                    first, last = borders.words(left, right)
                    yield Joined(tuple(name.split(" ")), bearers, first, last, _span(view, first, last, left, right))


class _Borders:
    """Where a name may begin or end in the words of a view without the spaces between them."""

    def __init__(self, view: View) -> None:
        row, begins = view.row, list(accumulate(map(len, view.row), initial=0))
        self._begins = begins
        if "#" in view.original or "@" in view.original or not view.normalised.exact:
            odd: Iterable[int] = range(len(row))
        else:
            odd = () if "".join(row).isalpha() else [n for n, text in enumerate(row) if not text.isalpha()]
        self._places = {begins[n] + step for n in odd for step in _inner(view, n)}

    def stand_at(self, place: int) -> bool:
        """Whether there is one at a place."""
        return place in self._places or self._begins[bisect_left(self._begins, place)] == place

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the words that a half-open range of letters touches."""
        return bisect_right(self._begins, start) - 1, bisect_left(self._begins, end)


def _span(view: View, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The span in the original of some letters of the words from `first` to before `last`."""
    return view.normalised.span(start + first, end + last - 1)  # one space stands before each later word


def _fits(whole: str, left: bool, right: bool, *, one_word: bool) -> bool:
    if not unparted(whole):
        return left and right and (one_word or len(whole) >= _LENGTH)
    if unparted(_HANGUL.sub("", whole)):
        return True
    return left and (len(whole) > 2 or right)  # particles are written onto the end of a Korean name


def _inner(view: View, place: int) -> Iterable[int]:
    """Where inside a word a name may begin or end: everywhere in "T a y l o r" and "@thetaylor", beside digits."""
    text, (start, end) = view.row[place], view.spans[place]
    if end - start >= 2 * len(text) - 1 > 1 or (start and view.original[start - 1] in "#@"):
        return range(1, len(text))
    if text.isalpha():
        return ()
    return [step for step, (left, right) in enumerate(pairwise(text), start=1) if left.isdigit() != right.isdigit()]
