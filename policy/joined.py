"""Finds listed names whatever the spaces: joined, spelled apart, or in a script that has none.

All names are looked for at once in the text without its spaces, by an Aho-Corasick automaton; then it is checked where
the words of each place begin and end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import ahocorasick

from policy.view import View, unparted

_LENGTH = 7
_HANGUL = re.compile("[\uac00-\ud7af]")


class Joined(NamedTuple):
    """A joined name: its words as listed, who bears it, its half-open word places, and its span in the original."""

    words: tuple[str, ...]
    bearers: Sequence[int]
    first: int
    last: int
    span: tuple[int, int]


class JoinedNames:
    """Names without their spaces. Add them all, then `close`, then look for them."""

    def __init__(self) -> None:
        self._automaton = ahocorasick.Automaton()

    def add(self, name: str, bearers: Sequence[int]) -> None:
        """Takes up one normalised name, words with single spaces between them, and who bears it."""
        whole = name.replace(" ", "")
        if whole in self._automaton:
            name, others = self._automaton.get(whole)
            bearers = tuple(dict.fromkeys((*others, *bearers)))
        self._automaton.add_word(whole, (name, bearers))

    def close(self) -> None:
        """Makes the names ready to be looked for."""
        self._automaton.make_automaton()

    def find(self, view: View) -> Iterator[Joined]:
        """Every place in a view where a name stands joined or unspaced; a name in plain words is not told again."""
        if not len(self._automaton):
            return
        whole = "".join(view.row)
        if view.plain and whole.isascii():
            yield from self._backwards(view, whole)
        found = list(self._automaton.iter(whole))
        if not found:
            return
        borders, owners = _borders(view)
        for end, (name, bearers) in found:
            words = tuple(name.split(" "))
            length = sum(map(len, words))
            start = end + 1 - length
            first, last = owners[start], owners[end] + 1
            if not _fits("".join(words), borders[start], borders[end + 1], one_word=last - first == 1):
                continue
            plain = tuple(view.words[place].text for place in range(first, last)) == words
            if not plain or unparted(whole[start : end + 1]):
                span = view.normalised.span(start + first, end + last)  # one space stands before each later word
                yield Joined(words, bearers, first, last, span)

    def _backwards(self, view: View, whole: str) -> Iterator[Joined]:
        """Names that were written from right to left, as a whole or word by word."""
        for text, turned in ((whole[::-1], True), ("".join([word[::-1] for word in view.row]), False)):
            for end, (name, bearers) in self._automaton.iter(text):
                length = len(name) - name.count(" ")
                if length < _LENGTH or not name.isascii():
                    continue
                words = tuple(name.split(" "))
                borders, owners = _borders(view)
                start = end + 1 - length
                left, right = (len(whole) - end - 1, len(whole) - start) if turned else (start, end + 1)
                first, last = owners[left], owners[right - 1] + 1
                if borders[left] and borders[right]:
                    span = view.normalised.span(left + first, right + last - 1)
                    yield Joined(words, bearers, first, last, span)


def _fits(whole: str, left: int, right: int, *, one_word: bool) -> bool:
    if not unparted(whole):
        return bool(left and right) and (one_word or len(whole) >= _LENGTH)
    if unparted(_HANGUL.sub("", whole)):
        return True
    return bool(left) and (len(whole) > 2 or bool(right))  # particles are written onto the end of a Korean name


def _borders(view: View) -> tuple[bytearray, list[int]]:
    """For the text without spaces: where a name may begin or end, and which word each letter belongs to."""
    owners: list[int] = []
    borders = bytearray(sum(len(word.text) for word in view.words) + 1)
    signed = "#" in view.original or "@" in view.original
    for place, (text, start, end, _) in enumerate(view.words):
        begin = len(owners)
        borders[begin] = borders[begin + len(text)] = 1
        spelled = end - start >= 2 * len(text) - 1 > 1
        if spelled or (signed and view.original[start - 1 : start] in ("#", "@")):
            borders[begin : begin + len(text)] = b"\x01" * len(text)
        elif not text.isalpha():
            for step, (left, right) in enumerate(pairwise(text), start=1):
                borders[begin + step] |= left.isdigit() != right.isdigit()
        owners.extend([place] * len(text))
    return borders, owners
