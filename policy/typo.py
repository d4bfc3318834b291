"""Which listed words a misspelt word could be: those that one edit away from it.

One edit leaves at least half of a word as it was, before or after it. So a listed word is looked for only among those
that begin or end alike (the pigeonhole of Wu and Manber, 1992), and no table of misspellings is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 5
"""Shorter listed words are matched exactly, as one edit makes other words of them."""

_DOUBLED = re.compile(r"(.)\1+")
_LONGEST = 24
_LONG = 7  # from here on one edit, a swap too, leaves three letters in a row at the beginning or at the end
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
    return one_edit(left, right) or (left[0] == right[0] and undoubled(left) == undoubled(right))


class Spellings:
    """Listed words, to be found although they are misspelt."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sorts the words by how they begin and end.

        Args:
            words: The listed words; those of fewer than five letters are left out.
        """
        self._alike: dict[str, str] = {}
        long = [word for word in words if len(word) >= SHORTEST]
        for word in long:
            for key in _keys(word, len(word)):
                self._alike[key] = f"{self._alike.get(key, '')} {word}"
        self._known = frozenset(long)
        self._undoubled: dict[str, str] = {}
        for word in long:
            short = undoubled(word)
            if short != word:
                self._undoubled[short] = f"{self._undoubled.get(short, '')} {word}"
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._search)

    def near(self, word: str) -> tuple[str, ...]:
        """Every other listed word that is one edit away from a word."""
        return self._remembered(word) if SHORTEST - 1 <= len(word) <= _LONGEST else ()

    def _search(self, word: str) -> tuple[str, ...]:
        keys = (key for length in range(len(word) - 1, len(word) + 2) for key in _keys(word, length))
        kin = dict.fromkeys(listed for key in keys for listed in self._alike.get(key, "").split())
        near = [listed for listed in kin if one_edit(word, listed) and listed != word]
        short = undoubled(word)
        near += self._undoubled.get(short, "").split()
        if short != word and short in self._known:
            near.append(short)
        return tuple(dict.fromkeys(listed for listed in near if listed != word))


def _keys(word: str, length: int) -> tuple[str, str]:
    """Under what a listed word of some length stands, or would stand if it began or ended like this word."""
    kept = 3 if length >= _LONG else 2
    return f"{length}^{word[:kept]}", f"{length}${word[-kept:]}"
