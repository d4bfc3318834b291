"""One reading of one text as a row of words, each of which knows where it stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from policy.fold import SPELLED_ALIKE
from policy.normalise import Normalised, plain_words, views

_SENTENCE_END = re.compile('[.!?:;\\n"\u201c\u201d\u00ab\u00bb\u2026\u3002]')
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TITLE_SHARE = 0.6
_LONG_WORD = 4
_FEW = 2
_NEAR = 8  # no listed name and no phrase has more words
_NONE: frozenset[tuple[str, int, int]] = frozenset()
_Value = TypeVar("_Value")


def unparted(text: str) -> bool:
    """Whether a text has letters of a script that has no spaces between words, or writes particles onto them."""
    return not text.isascii() and bool(_UNPARTED.search(text))


class Word(NamedTuple):
    """One plain word and its half-open place in the original."""

    text: str
    start: int
    end: int
    capital: bool


class View:
    """A text, read one way.

    Attributes:
        original: The text as typed.
        normalised: The reading.
        row: The plain texts of its words, in order.
        spans: The half-open place of each word in the original.
        capitals: For each word, whether it was written with a capital first.
        plain: Whether this is the first reading of its text.
        scan: The places where something may begin that no earlier reading holds, in order.
        all_texts: The plain words of the whole reading, without order, those that an earlier one holds too.
        texts: The plain words at the places of `scan`, without order.
    """

    def __init__(self, original: str, normalised: Normalised, known: AbstractSet[tuple[str, int, int]] = _NONE) -> None:
        """Reads a text.

        Args:
            original: The text as typed.
            normalised: The reading.
            known: Words, with their places, of a reading that was already looked at.
        """
        self.original = original
        self.normalised = normalised
        self.row = normalised.row
        self.spans = normalised.spans
        # What every text needs is worked out here: a property that remembers costs more than these do.
        self.capitals: Sequence[bool] = [original[start].isupper() for start, _ in self.spans]
        self.all_texts = self.texts = frozenset(self.row)
        self.scan: Sequence[int] = range(len(self.row))
        self.plain = not known
        self._memory: dict[object, Any] = {}
        self._places: dict[str, list[int]] | None = None
        if known:
            self.scan = self._fresh(known)
            self.texts = frozenset(self.places)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words, in order."""
        return tuple(map(self.word, range(len(self.row))))

    def word(self, place: int) -> Word:
        """One of its words."""
        return Word(self.row[place], *self.spans[place], self.capitals[place])

    def _fresh(self, known: AbstractSet[tuple[str, int, int]]) -> Sequence[int]:
        """The places near a word that no earlier reading holds."""
        fresh = [place for place, word in enumerate(self.normalised.words) if word not in known]
        near = {place for each in fresh for place in range(each - _NEAR, each + _NEAR + 1)}
        return sorted(place for place in near if 0 <= place < len(self.row))

    @property
    def places(self) -> dict[str, list[int]]:
        """Each plain word to be looked at with its places, in order."""
        places = self._places
        if places is None:
            places = self._places = {}
            for place in self.scan:
                places.setdefault(self.row[place], []).append(place)
        return places

    def once(self, key: object, compute: Callable[[View], _Value]) -> _Value:
        """A value that is worked out the first time it is asked for.

        Args:
            key: Who asks for what; the same key always means the same computation.
            compute: The computation on this view.
        """
        known: _Value | None = self._memory.get(key)
        if known is None:
            known = self._memory[key] = compute(self)
        return known

    def among(self, table: AbstractSet[str]) -> Sequence[str]:
        """The plain words that stand in a table, in the order of the text: a set would mix them anew in each run."""
        if table.isdisjoint(self.texts):
            return ()
        words = dict.fromkeys(self.row) if self.plain else self.places
        return [word for word in words if word in table]

    @cached_property
    def title_case(self) -> bool:
        """Whether most long words are capitalised, so that a capital says nothing."""
        long = [capital for text, capital in zip(self.row, self.capitals, strict=True) if len(text) >= _LONG_WORD]
        return len(long) > _LONG_WORD and sum(long) > _TITLE_SHARE * len(long)

    @cached_property
    def shouted(self) -> bool:
        """Whether more than two words are written, all of them in capitals alone."""
        text = self.original
        return text.isupper() and len(self.row) > _FEW and all(map(str.isupper, filter(str.isalpha, text)))

    @property
    def capitals_say_nothing(self) -> bool:
        """Whether a capital is no sign of a name: most long words have one, or every letter is one."""
        return self.title_case or self.shouted

    def capital_around(self, first: int, last: int, *, english: bool) -> bool:
        """Whether the words beside a name are written with capitals as it is, so that its own say nothing.

        Args:
            first: The name's first word.
            last: One past its last word.
            english: Whether the text is English, where a title leaves small words without capitals; elsewhere one
                such word tells that it is a sentence.
        """
        begin, end = max(first, 1) - 1, last - 1
        small, long, capital = (sums[-1] - sums[end] + sums[begin] for sums in self._written)
        return (english or not small) and capital > _TITLE_SHARE * long

    @cached_property
    def _written(self) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
        """Up to each word, how many but the first have no capital, are long, and are long and have one."""
        words = list(zip(self.row[1:], self.capitals[1:], strict=True))
        small = accumulate((word.isalpha() and not capital for word, capital in words), initial=0)
        long = accumulate((len(word) >= _LONG_WORD for word, _ in words), initial=0)
        capital = accumulate((len(word) >= _LONG_WORD and capital for word, capital in words), initial=0)
        return tuple(small), tuple(long), tuple(capital)

    def text_at(self, place: int) -> str:
        """The plain word at a place, empty outside the text."""
        return self.row[place] if 0 <= place < len(self.row) else ""

    def gap(self, place: int) -> str:
        """What stands in the original before a word, up to the word before it."""
        begin = self.spans[place - 1][1] if place else 0
        return self.original[begin : self.spans[place][0]]

    def opens_sentence(self, place: int) -> bool:
        """Whether a word is the first of its sentence, where a capital says nothing."""
        return place == 0 or bool(_SENTENCE_END.search(self.gap(place)))

    def tells_capital(self, place: int) -> bool:
        """Whether a word has a capital that marks it as a name."""
        return self.capitals[place] and not self.capitals_say_nothing and not self.opens_sentence(place)

    def foreign(self, place: int) -> bool:
        """Whether a word was written in another script than Latin, without one Latin letter."""
        written = self.original[slice(*self.spans[place])]
        if written.isascii():
            return False
        letters = [char for char in written if char.isalpha()]
        return not self.row[place].isascii() or (bool(letters) and all(map(SPELLED_ALIKE.match, letters)))


def read(text: str) -> tuple[View, ...]:
    """Every reading of a text, the plain one first."""
    plain, *further = views(text)
    if not further:
        return (View(text, plain),)
    known = frozenset(plain.words)
    return (View(text, plain), *(View(text, normalised, known) for normalised in further))


class Match(NamedTuple):
    """A phrase found in a view: half-open word places, and the half-open span in the original."""

    first: int
    last: int
    span: tuple[int, int]


class Phrases:
    """A table of phrases that can be looked for in a view; phrases of unspaced scripts are found anywhere."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = tuple(phrases)

    @cached_property
    def _spaced(self) -> dict[str, list[tuple[str, ...]]]:
        spaced: dict[str, list[tuple[str, ...]]] = {}
        for phrase in self._phrases:
            if not unparted(phrase) and (parts := plain_words(phrase)):
                spaced.setdefault(parts[0], []).append(parts)
        for options in spaced.values():
            options.sort(key=len, reverse=True)
        return spaced

    @cached_property
    def _unspaced(self) -> re.Pattern[str] | None:
        unspaced = {" ".join(plain_words(phrase)) for phrase in self._phrases if unparted(phrase)}
        longest_first = sorted(unspaced, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first))) if unspaced else None

    def find(self, view: View) -> Iterator[Match]:
        """Every phrase in the view, the longest at each place."""
        for head in view.among(self._spaced.keys()):
            for first in view.places[head]:
                if last := self.at(view, first):
                    yield Match(first, last, (view.spans[first][0], view.spans[last - 1][1]))
        if not view.original.isascii() and self._unspaced is not None:
            text = view.normalised.text
            for match in self._unspaced.finditer(text):
                first = text.count(" ", 0, match.start())
                yield Match(first, first + 1 + match.group().count(" "), view.normalised.span(*match.span()))

    def at(self, view: View, first: int) -> int:
        """One past the last word of the longest phrase that begins at a word; 0, which is false, if there is none."""
        row = view.row
        for parts in self._spaced.get(view.text_at(first), ()):
            if len(parts) == 1 or row[first : first + len(parts)] == parts:
                return first + len(parts)
        return 0
