"""A regular expression that is compiled at its first use, so that importing some hundred of them costs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Rule:
    """A pattern with the methods of `re.Pattern` that the planner uses. Case does not matter unless it is said.

    Args:
        pattern: The regular expression.
        flags: Flags of `re`.
    """

    __slots__ = ("_compiled", "_flags", "pattern")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE) -> None:
        self.pattern = pattern
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled

    def search(self, text: str, position: int = 0) -> re.Match[str] | None:
        """The first match at or after a position."""
        return self.compiled.search(text, position)

    def match(self, text: str, position: int = 0) -> re.Match[str] | None:
        """The match that begins at a position."""
        return self.compiled.match(text, position)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match, in order."""
        return self.compiled.finditer(text)

    def findall(self, text: str) -> list[str]:
        """The text of every match, in order; the pattern has at most one group."""
        return self.compiled.findall(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """The text with its matches replaced."""
        return self.compiled.sub(replacement, text, count=count)

    def split(self, text: str) -> list[str]:
        """The text between the matches."""
        return self.compiled.split(text)
