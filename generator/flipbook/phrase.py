"""Finding a known phrase inside other words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase that was found.

    Attributes:
        row: Which of the rows that were given.
        start: Index of its first word in what was looked through.
        length: How many words it has, 1 or more.
    """

    row: int
    start: int
    length: int


class Phrases:
    """Word sequences to look for; an earlier row wins where two say the same.

    A word counts as found in its own spelling first (`flowers`), then in the form that all its inflections share.

    Args:
        rows: The words of each phrase, in lower case; an empty one is never found.
        form: Gives that form of a word.
    """

    def __init__(self, rows: Iterable[Sequence[str]], form: Callable[[str], str]) -> None:
        self._form = form
        self._spelled: dict[tuple[str, ...], int] = {}
        self._formed: dict[tuple[str, ...], int] = {}
        for index, words in enumerate(rows):
            if words:
                self._spelled.setdefault(tuple(words), index)
                self._formed.setdefault(tuple(form(w) for w in words), index)
        self._longest = max((len(k) for k in self._spelled), default=0)

    def find(self, items: Sequence[str], *, first: bool = False) -> Found | None:
        """The longest phrase inside `items`, or None.

        Args:
            items: Words in lower case.
            first: Whether the earlier of two that are as long is wanted, not the later.
        """
        formed = [self._form(word) for word in items]
        for length in range(min(self._longest, len(items)), 0, -1):
            starts = range(len(items) - length + 1)
            for start in starts if first else reversed(starts):
                row = self._spelled.get(tuple(items[start : start + length]))
                if row is None:
                    row = self._formed.get(tuple(formed[start : start + length]))
                if row is not None:
                    return Found(row=row, start=start, length=length)
        return None
