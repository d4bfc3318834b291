"""Which tables each word of a text stands in, looked up once a word and remembered.

The tables hold some hundred thousand words, and a look-up in one of them mostly waits for memory. So whoever asks about
single words names a test once, and then reads a bit. What was found of a word is remembered for as long as there is
room: the common words of a language come again in every text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from policy.view import View

REMEMBERED = 32768
"""Words; at some hundred bytes each."""


class Bits(NamedTuple):
    """The bits of each word of a view, and those of all of them together."""

    each: Sequence[int]
    any: int


class _Memory(dict[str, int]):
    """The bits of words, found out when a word is first asked for; all are forgotten when there are too many."""

    def __init__(self) -> None:
        super().__init__()
        self.tests: list[tuple[int, Callable[[str], bool]]] = []

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        bits = self[word] = sum(bit for bit, test in self.tests if test(word))
        return bits


class Vocabulary:
    """Tests of single words, each with a bit."""

    def __init__(self) -> None:
        """Begins without a test."""
        self._memory = _Memory()

    def bit(self, test: Callable[[str], bool]) -> int:
        """Takes up a test.

        Args:
            test: Tells something of a plain word; always the same of the same word.

        Returns:
            The bit that is set for words which pass it.
        """
        bit = 1 << len(self._memory.tests)
        self._memory.tests.append((bit, test))
        self._memory.clear()
        return bit

    def of(self, view: View) -> Bits:
        """The bits of a view's words, in order; worked out once.

        Args:
            view: A reading of a text.
        """
        return view.once(self, self._of)

    def _of(self, view: View) -> Bits:
        each = list(map(self._memory.__getitem__, view.row))
        return Bits(each, reduce(or_, each, 0))
