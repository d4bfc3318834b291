"""Listed names that are written as they sound: "Gretta Tunberk", "leonel mesi", "beyonsay".

`policy.typo` undoes one edit of a word; whoever writes a name by ear makes three. Two words that sound like a listed
name are taken for it where one of them is neither a word nor anybody's name; where all that differs is one, it is a
question, as somebody else may bear it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from policy.disguised import Disguise
from policy.lexicon import Lexicon
from policy.listing import Listing
from policy.sound import consonants, sound
from policy.view import View

_LEAST_WORDS, _MOST_WORDS = 2, 3
_LEAST = 5
_SHORTEST = 2
_TELLING = 3
_LEAST_CHANGED = 4  # letters of a word that is written by ear; shorter ones sound like half a dictionary
_SHORTEST_SINGLE, _LEAST_SINGLE = 7, 3
_ALIKE = 0.8  # of the letters of a common word and of the name that it sounds like: "nightly", not "about" and "abbott"
_GRAMMAR = frozenset("a an the i me my his her of in on at with and to can is".split())
_LEAST_GRAMMAR = 3
_GAP = re.compile(r"[ \t\u00a0_-]{1,2}|, ?")


class Sounding:
    """Looks for listed names by their sound."""

    def __init__(self, listing: Listing, lexicon: Lexicon) -> None:
        """Takes up the names; the table is made when a text first calls for it.

        Args:
            listing: The listed people.
            lexicon: Names and common words.
        """
        self._listing = listing
        self._lexicon = lexicon
        self._bit = lexicon.vocabulary.bit(self._heard_in_one)

    def find(self, view: View) -> Iterator[Disguise]:
        """Every name in a reading that is only heard, and whether it can hardly be anybody else's.

        Args:
            view: A reading of a text.
        """
        bits = self._lexicon.vocabulary.of(view)
        if not bits.any & self._bit or not (view.plain or view.original.isascii()):
            return
        row, english = view.row, self._lexicon.english(view) or _in_broken_english(view)
        unknown = [place for place, told in enumerate(bits.each) if told & self._bit]
        if not english and not any(view.capitals[place] for place in unknown):
            return
        for first, last in _windows(unknown, len(row)):
            capital = all(view.capitals[first:last])
            if not (english or (capital and not view.title_case)) or not self._joined_up(view, first, last):
                continue
            name = self._heard([sound(word) for word in row[first:last]])
            if name is None:
                continue
            changed = set(row[first:last]).difference(name.split(" "))
            if changed and min(map(len, changed)) >= _LEAST_CHANGED and self._misheard(view, first, last, name):
                sure = changed.isdisjoint(self._lexicon.ordinary) and not changed <= self._lexicon.known
                yield Disguise(self._listing.bearers(name), first, last, sure)
        for place in unknown:
            name = self._single.get(sound(row[place]))
            if name and self._alone(view, place, name):
                yield Disguise(self._listing.bearers(name), place, place + 1, False)

    def _heard_in_one(self, word: str) -> bool:
        """Whether a word is neither a word nor anybody's name, and sounds like a part of a listed one."""
        if len(word) < _TELLING or not word.isascii() or word in self._lexicon.known:
            return False
        return sound(word) in self._parts

    def _misheard(self, view: View, first: int, last: int, name: str) -> bool:
        """Whether the common words among those that sound like a name are meant as it, and not as what they say.

        They must be nearly spelled like it, in its order, and be written with a capital if the others are.
        """
        places = range(first, last)
        pairs = [(place, part) for place, part in zip(places, name.split(" "), strict=True) if view.row[place] != part]
        known = self._lexicon.ordinary, self._lexicon.rare
        words = [(place, part) for place, part in pairs if any(view.row[place] in table for table in known)]
        capital = any(view.capitals[place] for place in places)
        return all(_spelled_alike(view.row[place], part) and view.capitals[place] == capital for place, part in words)

    def _heard(self, sounds: Sequence[str]) -> str | None:
        """The listed name that some words sound like, in this order or the other."""
        name = self._names.get(" ".join(sounds))
        if name is None and len(sounds) == _LEAST_WORDS:
            name = self._names.get(" ".join(sounds[::-1]))
        return name

    def _alone(self, view: View, place: int, name: str) -> bool:
        """Whether a single word may stand for a single name."""
        word = view.row[place]
        told = len(word) >= _SHORTEST_SINGLE and word not in self._lexicon.rare
        return told and word != name and word[0] == name[0] and self._lexicon.english(view)

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names of two or three words, by their sounds."""
        found: dict[str, str] = {}
        for name in self._listing.names:
            words = name.split(" ")
            if not (_LEAST_WORDS <= len(words) <= _MOST_WORDS and name.isascii()) or min(map(len, words)) < _SHORTEST:
                continue
            told = " ".join(map(sound, words))
            if consonants(told) >= _LEAST and not self._lexicon.all_ordinary(words):
                found.setdefault(told, name)
        return found

    @cached_property
    def _single(self) -> dict[str, str]:
        """The best-known names that are one long word, by their sounds."""
        lexicon = self._lexicon
        names = (name for name in self._listing.best_known if name.isascii() and name.isalpha())
        long = (name for name in names if len(name) >= _SHORTEST_SINGLE and name not in lexicon.known)
        return {told: name for name in long if consonants(told := sound(name)) >= _LEAST_SINGLE}

    @cached_property
    def _parts(self) -> frozenset[str]:
        """What the parts of all these names sound like."""
        return frozenset(part for told in self._names for part in told.split(" ")).union(self._single)

    def _joined_up(self, view: View, first: int, last: int) -> bool:
        return all(_GAP.fullmatch(view.gap(place)) for place in range(first + 1, last))


def _spelled_alike(word: str, part: str) -> bool:
    return SequenceMatcher(None, word, part, autojunk=False).ratio() >= _ALIKE


def _windows(places: Sequence[int], length: int) -> list[tuple[int, int]]:
    """The half-open ranges of two and three words that hold one of some places, in order."""
    found = {
        (first, first + size)
        for place in places
        for size in range(_LEAST_WORDS, _MOST_WORDS + 1)
        for first in range(max(0, place - size + 1), min(place, length - size) + 1)
    }
    return sorted(found)


def _in_broken_english(view: View) -> bool:
    """Whether a text has the small words of English, however the long ones are spelled: "a vidio of a jient"."""
    return len(_GRAMMAR.intersection(view.row)) >= _LEAST_GRAMMAR
