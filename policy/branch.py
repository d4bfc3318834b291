"""The branches of a pattern, and of each the words without which it cannot match.

An expression of `policy.pattern` is compiled and tried only where it could match. Each of its alternatives is taken
apart at its spaces; a part that can only be one of some words, or begin with one, tells what must stand in a text, and
the parts tell it in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from policy.view import View

SET = re.compile(r"\{([a-z_]+)\}")
"""The name of a set of words in the place of the words."""

_LED_IN = re.compile(r"(?:\(\?:[^()|]* (?:\|[^()|]* )*\)(?:[?*]|\{\d,\d\}))+")
"""Whole words in front of others, which may be left out or repeated."""

_PLAIN = re.compile(r"([^\W_]*?)(s\?)?(?![^\W_?])")
_WORDS = re.compile(r"[^\W_]+(?:[ |][^\W_]+)*")
"""Alternatives of plain words."""

_SIGNS, _BRACKETS = re.compile(r"[()\[\]| ]"), re.compile("[()]")
_QUANTIFIER = re.compile(r"[?*+]|\{\d,\d\}")
_AFTERWARDS = ("(?: ", "(?! ", "(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One alternative of a pattern.

    Attributes:
        source: Its regular expression, sets filled in.
        called_by: The words that call for it.
        needs: Of each of these sets a match holds one word, in this order.
    """

    source: str
    called_by: frozenset[str]
    needs: tuple[frozenset[str], ...]

    def may_stand_in(self, view: View) -> bool:
        """Whether a view has all the words, in their order.

        Args:
            view: A reading of a text.
        """
        rest = iter(view.row)
        return all(any(map(need.__contains__, rest)) for need in self.needs)


class Sets:
    """The named sets of words, and what expressions need that are written with them."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Takes up the sets.

        Args:
            sources: What each set stands for: an expression in brackets, `(?:one|two)`.
        """
        self._sources = sources
        self._remembered: dict[str, frozenset[str]] = {}

    def filled(self, source: str) -> str:
        """An expression with what its sets stand for in their places.

        Args:
            source: The expression.
        """
        return SET.sub(lambda match: self._sources[match[1]], source)

    def branches(self, source: str, called_by: Iterable[str]) -> tuple[Branch, ...]:
        """The alternatives of an expression, in order.

        Args:
            source: The expression, its sets not filled in yet.
            called_by: The words of which one stands in every text where it is tried.
        """
        calling = frozenset(called_by)
        return tuple(self._branch(part, calling) for part in _split(source, "|"))

    def _branch(self, source: str, calling: frozenset[str]) -> Branch:
        needs = tuple(need for part in _split(source, " ") if (need := self._firsts(part)))
        called_by = min((need for need in needs if need <= calling), key=len, default=calling)
        return Branch(source=self.filled(source), called_by=called_by, needs=needs)

    def _firsts(self, part: str) -> frozenset[str]:
        """The words of which a match of one part surely holds one; empty where that cannot be told."""
        found = self._remembered.get(part)
        if found is None and _WORDS.fullmatch(part):
            found = frozenset(alternative.partition(" ")[0] for alternative in part.split("|"))
        if found is None:
            words = [self._words(_split(alternative, " ")[0]) for alternative in _split(part, "|")]
            found = frozenset().union(*words) if all(words) else frozenset()
        self._remembered[part] = found
        return found

    def _words(self, part: str) -> frozenset[str]:
        """The words that a part without alternatives and spaces can be."""
        while part.startswith("(?!"):
            part = part[_closing(part) :]
        if led_in := _LED_IN.match(part):
            part = part[led_in.end() :]
        if named := SET.match(part):
            words, end = self._firsts(self._sources[named[1]]), named.end()
        elif part.startswith("(?:"):
            end = _closing(part)
            words = self._firsts(part[3 : end - 1])
        else:
            plain = cast("re.Match[str]", _PLAIN.match(part))  # it matches nothing at all too
            words, end = frozenset({plain[1]} if plain[1] else ()), plain.end(1)
        if part.startswith("s?", end):
            words, end = words | {f"{word}s" for word in words}, end + 2
        return words if _ends_there(part[end:]) else frozenset()


def _ends_there(rest: str) -> bool:
    """Whether what follows a word begins with a space or looks no further, so that the word is a whole one."""
    while rest:
        if not rest.startswith(_AFTERWARDS):
            return False
        rest = rest[_closing(rest) :]
        if quantifier := _QUANTIFIER.match(rest):
            rest = rest[quantifier.end() :]
    return True


def _split(source: str, sign: str) -> list[str]:
    """The pieces of an expression between a sign outside all brackets."""
    if sign not in source:
        return [source]
    pieces, begin, depth = [], 0, 0
    for match in _SIGNS.finditer(source):
        char = match[0]
        if char == sign:
            if not depth:
                pieces.append(source[begin : match.start()])
                begin = match.end()
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
    return [*pieces, source[begin:]]


def _closing(source: str) -> int:
    """One past the bracket that closes the one with which an expression begins."""
    depth = 0
    for match in _BRACKETS.finditer(source):
        depth += 1 if match[0] == "(" else -1
        if not depth:
            return match.end()
    return len(source)
