"""Finds listed names whatever the spaces: joined, spelled apart, or in a script that has none.

A joined name begins and ends where a word does, so only what stands between two such places is looked up in a table.
Where a script has no spaces at all, all names are looked for at once by an Aho-Corasick automaton.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

import ahocorasick

from policy.view import View, unparted

_LENGTH = 7
_OPENING = 5  # letters; no listed name that is written with a space has fewer
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

    def __init__(self) -> None:
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
        if unparted(whole):
            yield from self._anywhere(view, whole)
            return
        borders = _Borders(view)
        if view.plain and whole.isascii():
            yield from self._backwards(view, whole, borders)
        for start, end in self._joined(view, whole, borders):
            name, bearers = self._names[whole[start:end]]
            words = tuple(name.split(" "))
            first, last = borders.words(start, end)
            one_word = last - first == 1
            if (one_word or end - start >= _LENGTH) and view.row[first:last] != words:
                yield Joined(words, bearers, first, last, _span(view, first, last, start, end))

    def _joined(self, view: View, whole: str, borders: _Borders) -> Sequence[tuple[int, int]]:
        """Where names stand from one border to another, by their ends, the longer ones first."""
        if borders.inner:
            return self._between(whole, borders.places, self._openings, _OPENING)
        found = self._between(whole, borders.places, self._long_openings, _LENGTH)
        if self._names.keys().isdisjoint(view.row):
            return found
        begins = zip(borders.places, view.row, strict=False)
        short = [(start, start + len(word)) for start, word in begins if word in self._names]
        return sorted({*found, *short}, key=_by_end)

    def _between(
        self, whole: str, places: Sequence[int], openings: AbstractSet[str], length: int
    ) -> list[tuple[int, int]]:
        """Where names with some openings stand from one border to another, by their ends, the longer ones first."""
        starts = [whole[start : start + length] for start in places]
        if openings.isdisjoint(starts):
            return []
        found: list[tuple[int, int]] = []
        names, longest = self._names, self._longest
        for number, opening in enumerate(starts):
            if opening in openings:
                start = places[number]
                for end in places[number + 1 :]:
                    if end - start > longest:
                        break
                    if whole[start:end] in names:
                        found.append((start, end))
        return sorted(found, key=_by_end) if len(found) > 1 else found

    @cached_property
    def _openings(self) -> frozenset[str]:
        return frozenset(whole[:_OPENING] for whole in self._names)

    @cached_property
    def _long_openings(self) -> frozenset[str]:
        """How the names begin that may stand in more than one word: with so many letters few other words do."""
        return frozenset(whole[:_LENGTH] for whole in self._names if len(whole) >= _LENGTH)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)

    def _anywhere(self, view: View, whole: str) -> Iterator[Joined]:
        """Names in a text without spaces, by an Aho-Corasick automaton that is built when the first such text comes."""
        found = list(self._automaton.iter(whole))
        if not found:
            return
        borders = _Borders(view)
        places = frozenset(borders.places)
        for end, (name, bearers) in found:
            words = tuple(name.split(" "))
            start, end = end + 1 - sum(map(len, words)), end + 1
            first, last = borders.words(start, end)
            if not _fits(whole[start:end], start in places, end in places, one_word=last - first == 1):
                continue
            if view.row[first:last] != words or unparted(whole[start:end]):
                yield Joined(words, bearers, first, last, _span(view, first, last, start, end))

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for whole, named in self._names.items():
            automaton.add_word(whole, named)
        automaton.make_automaton()
        return automaton

    def _backwards(self, view: View, whole: str, borders: _Borders) -> Iterator[Joined]:
        """Names that were written from right to left, as a whole or word by word."""
        length = len(whole)
        mirrored = [length - place for place in reversed(borders.places)]
        for text, places in ((whole[::-1], mirrored), ("".join([word[::-1] for word in view.row]), borders.places)):
            for start, end in self._between(text, places, self._long_openings, _LENGTH):
                name, bearers = self._names[text[start:end]]
                left, right = (length - end, length - start) if places is mirrored else (start, end)
                first, last = borders.words(left, right)
                yield Joined(tuple(name.split(" ")), bearers, first, last, _span(view, first, last, left, right))


class _Borders:
    """Where a name may begin or end in the words of a view without the spaces between them.

    Attributes:
        places: Every such place, in order.
        inner: Whether one of them is inside a word.
    """

    def __init__(self, view: View) -> None:
        row, begins = view.row, list(accumulate(map(len, view.row), initial=0))
        self._begins = begins
        if "#" in view.original or "@" in view.original or not view.normalised.exact:
            odd: Iterable[int] = range(len(row))
        else:
            odd = () if "".join(row).isalpha() else [n for n, text in enumerate(row) if not text.isalpha()]
        inner = [begins[n] + step for n in odd for step in _inner(view, n)]
        self.inner = bool(inner)
        self.places: Sequence[int] = sorted({*begins, *inner}) if inner else begins

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the words that a half-open range of letters touches."""
        return bisect_right(self._begins, start) - 1, bisect_left(self._begins, end)


def _by_end(place: tuple[int, int]) -> tuple[int, int]:
    return place[1], place[0]


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
