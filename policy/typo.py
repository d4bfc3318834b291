"""Which listed words a misspelt word could be: those that one edit away from it.

Two words that one edit parts are alike once each has lost the right letter, or only the longer one (the symmetric
deletions of Garbe, 2012). So a table of the listed words without one letter tells in a few look-ups what to compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

SHORTEST = 5
"""Shorter listed words are matched exactly, as one edit makes other words of them."""

_DOUBLED = re.compile(r"(.)\1+")
_LONGEST = 24
_LONG = 7
_REMEMBERED = 8192


def one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours, or none, makes the words equal."""
    if left == right:
        return True
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    place = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        place += 1
    if len(left) < len(right):
        return left[place:] == right[place + 1 :]
    swapped = left[place : place + 2] == right[place : place + 2][::-1] and left[place + 2 :] == right[place + 2 :]
    return swapped or left[place + 1 :] == right[place + 1 :]


def undoubled(word: str) -> str:
    """A word with every doubled letter written once."""
    return _DOUBLED.sub(r"\1", word) if _DOUBLED.search(word) else word


def alike(left: str, right: str) -> bool:
    """Whether one edit makes the words equal, or letters that are doubled in only one of them."""
    ends = left[0] == right[0] and left[-1] == right[-1]
    return one_edit(left, right) or (ends and undoubled(left) == undoubled(right))


def could_be(word: str, part: str) -> bool:
    """Whether a word, with a letter or more that are right, may be another part of a name; seldom wrong, and quick."""
    if len(part) < SHORTEST and (not word.isascii() or word.startswith(part)):  # a case ending
        return True
    if len(part) < SHORTEST - 1:
        return False
    if -1 <= len(word) - len(part) <= 1:
        kept = (len(part) - 1) // 2  # letters that one edit leaves at the beginning or at the end
        if word[:kept] == part[:kept] or word[-kept:] == part[-kept:]:
            return True
    return word[0] == part[0] and word[-1] == part[-1] and undoubled(word) == undoubled(part)


def unlike(word: str, part: str) -> bool:
    """Whether more than one edit surely parts two different words: a single one leaves the first or last letter."""
    return len(part) < SHORTEST - 1 or (part[0] != word[:1] and part[-1] != word[-1:])


class Spellings:
    """Listed words, to be found although they are misspelt."""

    def __init__(self, words: Iterable[str]) -> None:
        """Takes up the words; they are made ready when the first word is looked for.

        Args:
            words: The listed words; those of fewer than five letters are left out.
        """
        self._places = {word: place for place, word in enumerate(words) if len(word) >= SHORTEST}
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._search)

    def near(self, word: str) -> tuple[str, ...]:
        """Every other listed word that is one edit away from a word, or has its letters but for doubled ones.

        Args:
            word: A plain word.
        """
        return self._remembered(word) if SHORTEST - 1 <= len(word) <= _LONGEST else ()

    @cached_property
    def _shortened(self) -> dict[str, str]:
        """What is left of each listed word without one of its letters, with the words, by spaces."""
        shortened: dict[str, str] = {}
        for word in self._places:
            for place in range(len(word)):
                left = word[:place] + word[place + 1 :]
                before = shortened.get(left)
                shortened[left] = word if before is None else f"{before} {word}"
        return shortened

    @cached_property
    def _undoubled(self) -> dict[str, str]:
        """The listed words that have a doubled letter, by what they are without it."""
        short: dict[str, str] = {}
        for word in self._places:
            if (once := undoubled(word)) != word:
                short[once] = f"{short.get(once, '')} {word}"
        return short

    def _search(self, word: str) -> tuple[str, ...]:
        shortened, known = self._shortened, self._places
        kin = shortened.get(word, "")
        for place in range(len(word)):
            left = word[:place] + word[place + 1 :]
            if left in known:
                kin = f"{kin} {left}"
            if left in shortened:
                kin = f"{kin} {shortened[left]}"
        near = [listed for listed in dict.fromkeys(kin.split()) if listed != word and one_edit(word, listed)]
        if len(near) > 1:
            near.sort(key=lambda listed: _rank(word, listed, known[listed]))
        once = undoubled(word)
        near += self._undoubled.get(once, "").split()
        if once != word and once in known:
            near.append(once)
        return tuple(dict.fromkeys(listed for listed in near if listed != word))


def _rank(word: str, listed: str, place: int) -> tuple[int, bool, int]:
    """The order of words that are one edit away: shorter ones, those that begin alike, those listed first."""
    kept = 3 if len(listed) >= _LONG else 2
    return len(listed), listed[:kept] != word[:kept], place
