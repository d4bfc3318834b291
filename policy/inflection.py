"""Listed people whose names carry an ending of some language: "s Andrejem Babišem", "Messiego".

A full name counts whatever its endings, as two words that both fit are hardly anybody else's. A surname alone counts
only where the listed one does, outside of English, and where no table knows the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache

from policy.disguised import Disguise
from policy.ending import spelled
from policy.figure import Figure
from policy.index import FigureIndex
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.view import View

_SHORTEST_WORD = 4
_SHORTEST_PART = 3
_LEAST, _LEAST_CLOSED = 5, 4  # letters of a surname; of one that ends in a consonant
_LEAST_CHANGED = 3  # letters of a part that has an ending, where all of a name is written with capitals
_LEAST_WRITTEN, _LEAST_WHOLE = 7, 9  # letters of a whole name; of one without capitals
_LEAST_SMALL = 6  # of a surname without a capital
_TELLING_ENDING = 2
_VOWELS = frozenset("aeiouy")
_SIGNS = frozenset("!|$@")  # that are read as letters; behind a name they seldom are
_LONG = 2  # spaces in a name of three words
_ENGLISH = 4 / 3  # a text is English where more than three quarters of its other words are
_REMEMBERED = 16384
_SMALL = frozenset({"the", "of", "and", "with"})  # in hardly any text but an English one
_GAP = re.compile(r"[ \t\u00a0\u2011-]{1,2}|, ")


class _Told(Enum):
    """What the first letter of a word tells."""

    UNCASED = "its script has no capitals"
    SMALL = "it has none"
    OPENING = "it has one that tells nothing"
    CAPITAL = "it has one that marks a name"


class Inflections:
    """Looks for listed names with endings."""

    def __init__(
        self,
        listing: Listing,
        lexicon: Lexicon,
        index: FigureIndex,
        ambiguous: Mapping[str, tuple[Figure, ...]],
    ) -> None:
        """Takes up the names.

        Args:
            listing: The listed people.
            lexicon: Names, common words and endings.
            index: Tells with which words listed names begin and end.
            ambiguous: Single words that need company, with whom they mean.
        """
        self._listing = listing
        self._lexicon = lexicon
        self._index = index
        self._ambiguous = ambiguous
        self._endings = lexicon.endings
        self._listed: Callable[[str, bool], tuple[str, ...]] = lru_cache(maxsize=_REMEMBERED)(self._search)
        self._bit = lexicon.vocabulary.bit(self._worth)

    def find(self, view: View) -> Iterator[Disguise]:
        """Every name with an ending in a reading, and whether it can hardly be anybody else's.

        Args:
            view: A reading of a text.
        """
        bits = self._lexicon.vocabulary.of(view)
        if not bits.any & self._bit or not self._endings.bare.isdisjoint(view.all_texts):
            return
        for place in view.scan:
            if bits.each[place] & self._bit:
                bases = self._listed(view.row[place], True)
                whole = [*self._pairs(view, place), *self._longer_names(view, place, bases)]
                yield from whole or self._alone(view, place, bases)

    def _worth(self, word: str) -> bool:
        """Whether no table knows a word, and one of its bases is a part of a listed name."""
        return word not in self._lexicon.known and bool(self._listed(word, True))

    def _search(self, word: str, begins: bool) -> tuple[str, ...]:
        """What of the bases of a word is the first or last word of a listed name.

        Prefixes are written onto the word that begins a name.
        """
        if len(word) < _SHORTEST_WORD or word.isdigit():
            return ()
        bases = dict.fromkeys(self._endings.bases(word, prefixed=begins))
        return tuple(base for base in bases if len(base) >= _SHORTEST_PART and self._index.leads(base))

    def _pairs(self, view: View, place: int) -> Iterator[Disguise]:
        """Names of two words of which the one at a place has an ending, with a middle initial or without."""
        row, names = view.row, self._listing.names
        for step in (1, -1):
            other = place + step
            if view.text_at(other + step) and len(row[other]) == 1 and view.capitals[other]:
                other += step
            if not view.text_at(other):
                continue
            first, last = min(place, other), max(place, other)
            if self._parted(view, first, last + 1):
                continue
            heads, tails = self._listed(row[first], True), self._listed(row[last], False)
            if place == last:
                heads = (row[first], *heads)
            else:
                tails = (row[last], *tails)
            for head in heads:
                for tail in tails:
                    if f"{head} {tail}" in names or f"{tail} {head}" in names:
                        yield from self._named(view, first, last, (head, tail))

    def _named(self, view: View, first: int, last: int, pair: tuple[str, str]) -> Iterator[Disguise]:
        """The listed names that the words at two places are without their endings, in this order or the other."""
        lexicon = self._lexicon
        written = all(_as_name(view, place) for place in (first, last))
        spoken = (view.row[first], view.row[last])
        changed = [(word, base) for word, base in zip(spoken, pair, strict=True) if word != base]
        least, whole = (_LEAST_CHANGED, _LEAST_WRITTEN) if written else (_LEAST, _LEAST_WHOLE)
        if min(len(base) for _, base in changed) < least or sum(map(len, pair)) < whole:
            return
        if not written and any(base in lexicon.ordinary for _, base in changed):
            return
        english = lexicon.english(view)
        if any(word in self._not_names or (english and word in lexicon.ordinary) for word, _ in changed):
            return
        for words in (pair, pair[::-1]):
            name = " ".join(words)
            figures = self._listing.bearers(name)
            common = lexicon.all_ordinary(words) or name in lexicon.phrase_names
            if figures and (written or not common):
                known = any(word in lexicon.known for word, _ in changed)
                telling = any(word not in lexicon.known and len(base) >= _LEAST_SMALL for word, base in changed)
                sure = (written or words is pair) and (telling or not known)
                yield Disguise(figures, first, last + 1, sure)

    def _longer_names(self, view: View, place: int, bases: Sequence[str]) -> Iterator[Disguise]:
        """Names of three words or more that begin or end with one that has an ending."""
        for base in bases:
            for words in self._long.get(base, ()):
                for first in {place if words[0] == base else -1, place + 1 - len(words) if words[-1] == base else -1}:
                    last = first + len(words)
                    if first < 0 or last > len(view.row) or self._parted(view, first, last):
                        continue
                    spoken = zip(view.row[first:last], words, strict=True)
                    fits = all(
                        word == part or part in self._endings.bases(word, prefixed=True) for word, part in spoken
                    )
                    if fits and sum(map(len, words)) >= _LEAST_WHOLE:
                        figures = self._listing.bearers(" ".join(words))
                        yield Disguise(figures, first, last, True)

    @cached_property
    def _long(self) -> dict[str, list[tuple[str, ...]]]:
        """Names of three words or more by their first and by their last word."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for name in self._listing.names:
            if name.count(" ") >= _LONG:
                words = tuple(name.split(" "))
                for head in {words[0], words[-1]}:
                    found.setdefault(head, []).append(words)
        return found

    def _alone(self, view: View, place: int, bases: Sequence[str]) -> Iterator[Disguise]:
        """A surname or stage name that is listed by itself."""
        word = view.row[place]
        if word in self._not_names or not self._foreign(view, place) or self._beside_name(view, place):
            return
        written = view.original[slice(*view.spans[place])].replace("\u2019", "'")
        if written[-1] in _SIGNS or ("'" in written and self._index.leads(written.partition("'")[0].lower())):
            return
        if self._lexicon.names_a_place(view, place, place + 1) or not self._lexicon.first.isdisjoint(bases):
            return
        cased, capital = _has_case(view, place), view.capitals[place]
        told = _Told.CAPITAL if view.tells_capital(place) else _Told.OPENING if capital else _Told.SMALL
        for base in bases:
            figures, sure = self._single(base)
            if figures and _counts(word, base, told if cased else _Told.UNCASED, sure=sure):
                certain = sure and len(base) >= _LEAST and (told is _Told.CAPITAL or not cased)
                yield Disguise(figures, place, place + 1, certain)

    def _single(self, base: str) -> tuple[tuple[Figure, ...], bool]:
        """Whom a word means by itself, and whether it does so without company."""
        lexicon = self._lexicon
        if base in lexicon.places or base in lexicon.not_by_surname or base in self._not_names:
            return (), False
        if base in self._ambiguous:
            return (() if base in lexicon.first else self._ambiguous[base]), False
        if base in lexicon.ordinary:
            return (), False
        if base in self._listing.names:
            return self._listing.bearers(base), base not in lexicon.first
        return self._index.rare(base), False

    @cached_property
    def _not_names(self) -> frozenset[str]:
        """Words that are first of all something else."""
        lexicon = self._lexicon
        foreign = lexicon.foreign_words | lexicon.foreign_things
        return lexicon.abroad | self._endings.words | frozenset(spelled(foreign))

    def _foreign(self, view: View, place: int) -> bool:
        """Whether a text is not English: most of its words are not, or none of them is a small English one."""
        if not view.row[place].isascii() or not self._lexicon.english(view):
            return True
        bits, common = self._lexicon.vocabulary.of(view).each, self._lexicon.ordinary_bit
        mostly = _ENGLISH * sum(1 for told in bits if told & common) > len(bits) - 1
        return not mostly and _SMALL.isdisjoint(view.all_texts)

    def _beside_name(self, view: View, place: int) -> bool:
        """Whether a first name stands before a word, so that it is some other bearer's surname."""
        before = view.text_at(place - 1)
        return before in self._lexicon.first or any(base in self._lexicon.first for base in self._endings.bases(before))

    def _parted(self, view: View, first: int, last: int) -> bool:
        """Whether more than a space, a comma or an initial's dot stands between some words."""
        for place in range(first + 1, last):
            gap = view.gap(place)
            if not _GAP.fullmatch(gap) and not (gap == ". " and len(view.row[place - 1]) == 1):
                return True
        return False


def _counts(word: str, base: str, told: _Told, *, sure: bool) -> bool:
    """Whether a single word is rather a name with an ending than a word of its own.

    Args:
        word: The word.
        base: The listed name.
        told: How the word is written.
        sure: Whether the name means somebody without company.
    """
    length, added = len(base), len(word) - len(base)
    if told is _Told.UNCASED or not word.isascii():
        return length >= (_LEAST if told is not _Told.UNCASED else _LEAST_CLOSED) and (sure or told is _Told.CAPITAL)
    closed = word.startswith(base) and base[-1] not in _VOWELS and length >= _LEAST_CLOSED
    if told is _Told.CAPITAL:
        return (length >= _LEAST and added >= 0) or (closed and (sure or added >= _TELLING_ENDING))
    if told is _Told.OPENING and closed:
        return sure or length >= _LEAST
    least = _LEAST if told is _Told.OPENING or closed else _LEAST_SMALL
    return sure and length >= least and added >= _TELLING_ENDING


def _has_case(view: View, place: int) -> bool:
    """Whether a word is written in a script with capitals."""
    letter = view.original[view.spans[place][0]]
    return letter.lower() != letter.upper()


def _as_name(view: View, place: int) -> bool:
    """Whether a word is written as a name, where its script can tell."""
    return view.capitals[place] or not _has_case(view, place)
