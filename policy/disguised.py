"""Listed single names that no edit distance reaches: backwards, cut into pieces, or with a letter starred out.

A name of two words is found by `policy.joined` whatever stands between its letters; a single one is too short for that,
so here the pieces must be no words of their own, or stand around a sign.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from policy.figure import Figure
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.view import View

_SHORTEST = 5
_SHORTEST_SPACED = 6
_SURNAME_LENGTH = 6
_MOST_PIECES = 3
_SIGN = re.compile(r"[-\u2010-\u2015._/|~*+:\\]{1,3}")
_STARS = re.compile(r"\*+")
_LEAST_SEEN = 4


class Disguise(NamedTuple):
    """A disguised name: who bears it, its half-open word places, and whether it is a name of nobody else."""

    figures: tuple[Figure, ...]
    first: int
    last: int
    sure: bool


class Disguised:
    """Looks for single names behind a trick."""

    def __init__(self, listing: Listing, lexicon: Lexicon, ambiguous: dict[str, tuple[Figure, ...]]) -> None:
        """Takes up the names; the table is made when a text first calls for it.

        Args:
            listing: The listed people.
            lexicon: Names and common words, which nobody takes for a trick.
            ambiguous: Single words that need company, with whom they mean.
        """
        self._listing = listing
        self._lexicon = lexicon
        self._ambiguous = ambiguous
        self._begins_bit, self._ends_bit = (
            lexicon.vocabulary.bit(self._begins_one),
            lexicon.vocabulary.bit(self._ends_one),
        )
        self._mirrored_bit = lexicon.vocabulary.bit(lambda word: word in self._mirrored)

    def find(self, view: View) -> Iterator[Disguise]:
        """Every disguised name in the plain reading of a text.

        Args:
            view: A reading of a text.
        """
        if not view.plain:
            return
        unknown = self._lexicon.unknown(view)
        if unknown:
            row, bits = view.row, self._lexicon.vocabulary.of(view)
            for place in unknown if bits.any & self._mirrored_bit else ():
                if bits.each[place] & self._mirrored_bit:
                    yield self._named(row[place][::-1], place, place + 1)
            if bits.any & self._begins_bit and bits.any & self._ends_bit:
                yield from self._in_pieces(view, self._beginnings(bits.each))
        if "*" in view.original:
            yield from self._starred(view)

    @cached_property
    def _single(self) -> dict[str, tuple[Figure, ...]]:
        listing = self._listing
        names = (name for name in listing.names if " " not in name and name.isascii() and len(name) >= _SHORTEST)
        return {name: listing.bearers(name) for name in names if name not in self._lexicon.ordinary}

    @cached_property
    def _less_sure(self) -> dict[str, tuple[Figure, ...]]:
        """Words that need company, and the surnames of full names."""
        found: dict[str, tuple[Figure, ...]] = {}
        for place, name in enumerate(self._listing.best_known):
            surname = name[name.rfind(" ") + 1 :]
            if (
                len(surname) >= _SURNAME_LENGTH
                and surname.isascii()
                and " " in name
                and surname not in self._lexicon.known
            ):
                found.setdefault(surname, (self._listing.figures[place],))
        found.update((word, who) for word, who in self._ambiguous.items() if len(word) >= _SHORTEST and word.isascii())
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._single.keys() | self._less_sure.keys())

    @cached_property
    def _mirrored(self) -> frozenset[str]:
        """The names from right to left, as far as that makes no word."""
        return frozenset(name[::-1] for name in self._names) - self._lexicon.known

    @cached_property
    def _sorted(self) -> tuple[list[str], list[str]]:
        """The names by their beginnings; and by their ends, written from right to left."""
        return sorted(self._names), sorted(name[::-1] for name in self._names)

    def _begins_one(self, word: str) -> bool:
        return _begins(self._sorted[0], word)

    def _ends_one(self, word: str) -> bool:
        return _begins(self._sorted[1], word[::-1])

    def _beginnings(self, bits: Sequence[int]) -> list[int]:
        """The places where the first piece of a name may stand, so that few words are looked at closely."""
        begin, end = self._begins_bit, self._ends_bit
        after = [*bits[1:], 0, 0]
        return [n for n, told in enumerate(bits) if told & begin and (after[n] | after[n + 1]) & end]

    def _named(self, name: str, first: int, last: int) -> Disguise:
        sure = name in self._single
        return Disguise((self._single if sure else self._less_sure)[name], first, last, sure)

    def _in_pieces(self, view: View, firsts: Iterable[int]) -> Iterator[Disguise]:
        row = view.row
        for first in firsts:
            signs = 0
            for last in range(first + 2, min(first + _MOST_PIECES, len(row)) + 1):
                gap = view.gap(last - 1)
                if gap != " " and not _SIGN.fullmatch(gap):
                    break
                signs += gap != " "
                whole = "".join(row[first:last])
                if whole not in self._names:
                    continue
                spaced = signs < last - first - 1
                lexicon = self._lexicon
                if (
                    len(whole) < (_SHORTEST_SPACED if spaced else _SHORTEST)
                    or whole in lexicon.ordinary
                    or whole in lexicon.rare
                ):
                    continue
                known = self._lexicon.known.issuperset(row[first:last])
                if not known and (not spaced or whole in self._single):
                    yield self._named(whole, first, last)

    def _starred(self, view: View) -> Iterator[Disguise]:
        for place, word in enumerate(view.words):
            written = view.original[word.start : word.end].lower()
            seen = _STARS.sub("", written)
            if seen == written or len(seen) < _LEAST_SEEN or not seen.isalpha() or not seen.isascii():
                continue
            shape = re.compile("[a-z]{1,3}".join(_STARS.split(written)))
            for table, sure in ((self._single, True), (self._less_sure, False)):
                for name, figures in table.items():
                    if shape.fullmatch(name):
                        yield Disguise(figures, place, place + 1, sure)


def _begins(names: Sequence[str], word: str) -> bool:
    """Whether a longer one of some sorted names begins with a word."""
    place = bisect_right(names, word)
    return place < len(names) and names[place].startswith(word)
