"""Wordings that a list of phrases cannot hold: "the guy who sits next to me", "use the photo I sent", "где я лечу".

A pattern is a regular expression over the plain words of a reading, in which `{name}` stands for one word or phrase of
a named set, `<0-3>` for so many words in between, and `<w>` and `</w>` for where a word begins and ends. Each says
which words call for it, so that a text without any of them costs one look-up a word. A match never reaches over the
end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

import ahocorasick

from policy.branch import SET, Branch, Sets
from policy.errors import PolicyDataError
from policy.normalise import plain_words
from policy.table import read_object, shipped, words
from policy.view import Match, View

PATTERNS = "pattern.json"

_KEYS = frozenset({"kind", "with", "of"})
_SENTENCE_END = re.compile("\\w{3}[\"'\u201d\u2019)]?[.!?\u2026]\\s|[\n\u3002\uff01\uff1f]")
_WHOLE = -1
"""In the place of the number of a branch."""

_BETWEEN = re.compile(r"<(\d+)-(\d+)> ?")
_BEGIN, _END = r"(?<!\S)", r"(?!\S)"
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One wording.

    Attributes:
        kind: Which detector asks for it.
        called_by: The words of which one must stand in a text; in other scripts, parts of words.
        source: The regular expression, sets and gaps filled in.
        anywhere: Whether it is written in another script, where it may begin and end inside a word.
        branches: Its alternatives; none where it is tried as a whole.
    """

    kind: str
    called_by: tuple[str, ...]
    source: str
    anywhere: bool
    branches: tuple[Branch, ...] = ()


class _Called(NamedTuple):
    """A branch that a word calls for: the numbers of its pattern and of itself, and the bits of what it needs."""

    number: int
    place: int
    needs: int
    branch: Branch


class Patterns:
    """All wordings, ready to be looked for."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Sorts the patterns by the words that call for them; a pattern is compiled when it is first called for.

        Args:
            patterns: The patterns, any kinds.
        """
        self._patterns = tuple(patterns)
        self._ready: dict[tuple[int, int], re.Pattern[str]] = {}

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that there are."""
        return frozenset(pattern.kind for pattern in self._patterns)

    @cached_property
    def _by_word(self) -> dict[str, list[_Called]]:
        """Each word with the branches that it calls for."""
        by_word: dict[str, list[_Called]] = {}
        for number, pattern in enumerate(self._patterns):
            for place, branch in enumerate(pattern.branches):
                needs = sum({self._bits[need] for need in branch.needs})
                for word in branch.called_by:
                    by_word.setdefault(word, []).append(_Called(number, place, needs, branch))
        return by_word

    @cached_property
    def _bits(self) -> dict[frozenset[str], int]:
        """Each set of words of which a branch needs one, with a bit."""
        needs = dict.fromkeys(
            need for pattern in self._patterns for branch in pattern.branches for need in branch.needs
        )
        return {need: 1 << number for number, need in enumerate(needs)}

    @cached_property
    def _by_need(self) -> dict[str, int]:
        """Each word with the bits of the sets that it is of: what the words of a text hold together is one number."""
        by_need: dict[str, int] = {}
        for need, bit in self._bits.items():
            for word in need:
                by_need[word] = by_need.get(word, 0) | bit
        return by_need

    @cached_property
    def _anywhere(self) -> ahocorasick.Automaton:
        """The parts of words that call for patterns in other scripts, with the patterns of each."""
        by_part: dict[str, list[int]] = {}
        for number, pattern in enumerate(self._patterns):
            if pattern.anywhere:
                for part in pattern.called_by:
                    by_part.setdefault(part, []).append(number)
        automaton = ahocorasick.Automaton()
        for part, numbers in by_part.items():
            automaton.add_word(part, numbers)
        automaton.make_automaton()
        return automaton

    def find(self, view: View, kind: str) -> tuple[Match, ...]:
        """Every place of a kind in a view, in order.

        Args:
            view: A reading of a text.
            kind: One of `kinds`.

        Raises:
            PolicyDataError: A pattern that the text calls for is no regular expression.
        """
        return self._found(view).get(kind, ())

    def kinds_in(self, view: View) -> AbstractSet[str]:
        """The kinds that stand in a view."""
        return self._found(view).keys()

    def _found(self, view: View) -> dict[str, tuple[Match, ...]]:
        return view.once(self, self._find)

    def _find(self, view: View) -> dict[str, tuple[Match, ...]]:
        text = view.normalised.text
        called = self._called(view)
        if not text.isascii() and len(self._anywhere):
            called.update((number, _WHOLE) for _, numbers in self._anywhere.iter(text) for number in numbers)
        found: dict[str, list[Match]] = {}
        for number, branch in sorted(called):
            regex = self._ready.get((number, branch)) or self._compiled(number, branch)
            pattern = self._patterns[number]
            for match in regex.finditer(text):
                if match.start() < match.end():
                    first, last = text.count(" ", 0, match.start()), text.count(" ", 0, match.end()) + 1
                    if pattern.anywhere:
                        span = view.normalised.span(match.start(), match.end())
                    else:
                        span = view.spans[first][0], view.spans[last - 1][1]
                    if not _SENTENCE_END.search(view.original, *span):
                        found.setdefault(pattern.kind, []).append(Match(first, last, span))
        return {kind: tuple(sorted(matches, key=lambda match: match.span)) for kind, matches in found.items()}

    def _called(self, view: View) -> set[tuple[int, int]]:
        """The patterns whose words stand in a view: the one branch to be tried, or the whole where it is several."""
        by_word, called = self._by_word, dict[int, int]()
        calling = view.among(by_word.keys())
        held = reduce(or_, filter(None, map(self._by_need.get, view.all_texts)), 0) if calling else 0
        for word in calling:
            for number, place, needs, branch in by_word[word]:
                if needs & held != needs:
                    continue
                before = called.get(number)
                if before != place and before != _WHOLE and (len(branch.needs) < 2 or branch.may_stand_in(view)):
                    called[number] = place if before is None else _WHOLE
        return set(called.items())

    def _compiled(self, number: int, branch: int) -> re.Pattern[str]:
        pattern = self._patterns[number]
        try:
            regex = re.compile(pattern.source if branch == _WHOLE else _bordered(pattern.branches[branch].source))
        except re.error as exc:
            raise PolicyDataError(f"pattern {number + 1} of {PATTERNS!r} is no regular expression: {exc}") from exc
        self._ready[number, branch] = regex
        return regex


def load_patterns() -> Patterns:
    """The shipped patterns.

    Raises:
        PolicyDataError: The file is missing, cut short or malformed.
    """
    return patterns(read_object(shipped(PATTERNS)))


def patterns(table: dict[str, Any]) -> Patterns:
    """Patterns from their table.

    Args:
        table: `sets`, lists of words by name, and `patterns`, objects with the keys `kind`, `with` and `of`.

    Raises:
        PolicyDataError: A key is missing or unknown, or a set is not there.
    """
    place = f"policy data file {PATTERNS!r}"
    if table.keys() != {"sets", "patterns"} or not isinstance(table["sets"], dict):
        raise PolicyDataError(f"{place} holds {sorted(table)!r}, must hold an object 'sets' and a list 'patterns'")
    sets = {
        name: "(?:" + "|".join(_folded(word) for word in sorted(words(items, f"{place}: {name!r}"), key=_longest)) + ")"
        for name, items in table["sets"].items()
    }
    return Patterns(list(_rows(table["patterns"], sets, place)))


def _rows(rows: object, sets: dict[str, str], place: str) -> Iterator[Pattern]:
    if not isinstance(rows, list):
        raise PolicyDataError(f"{place}: 'patterns' is {type(rows).__name__}, must be a list")
    known = Sets(sets)
    for number, row in enumerate(rows, start=1):
        here = f"{place}, pattern {number}"
        if not isinstance(row, dict) or row.keys() != _KEYS or not isinstance(row["of"], str):
            raise PolicyDataError(f"{here} is {row!r}, must be an object with {sorted(_KEYS)!r}")
        called_by = tuple(" ".join(plain_words(word)) for word in words(row["with"], f"{here}: 'with'"))
        missing = [name for name in SET.findall(row["of"]) if name not in sets]
        if missing:
            raise PolicyDataError(f"{here} names the sets {missing!r}, must be of {sorted(sets)!r}")
        anywhere = any(not word.isascii() for word in called_by)
        source = _BETWEEN.sub(r"(?:\\S+ ){\1,\2}", _folded(row["of"]))
        source = source.replace("<w>", _BEGIN).replace("</w>", _END)
        kind, branches = str(row["kind"]), () if anywhere else known.branches(source, called_by)
        source = known.filled(source) if anywhere else _bordered("|".join(branch.source for branch in branches))
        yield Pattern(kind=kind, called_by=called_by, source=source, anywhere=anywhere, branches=branches)


def _bordered(source: str) -> str:
    """An expression that begins and ends where a word does."""
    return f"{_BEGIN}(?:{source}){_END}"


def _folded(text: str) -> str:
    """A text in the spelling in which texts are compared; the signs of a regular expression stay as they are."""
    return _FOREIGN.sub(lambda match: "".join(plain_words(match.group())), text)


def _longest(word: str) -> int:
    return -len(word)
