"""Finds listed names in a text: exact, misspelt by one edit a word, swapped, joined, or as initial and surname.

Purely lexical: it says where a listed name could stand, not whether it is meant. Joined and unspaced names are found by
an Aho-Corasick automaton; misspelt words through the deletions of one letter (Garbe's symmetric delete index).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import ahocorasick

from policy.figure import Figure
from policy.lexicon import Lexicon
from policy.normalise import plain_words
from policy.view import View

FUZZY_LENGTH = 5
"""Shorter words are matched exactly, as one edit makes other words of them; a surname may be one letter less."""

_FUZZY_SINGLE_LENGTH = 7
_LONGEST = 24
_ALL, _ALONE = "all", "alone"
_JOINED_LENGTH = 8
_JOINED_WORD_LENGTH = 6
_SURNAME_LENGTH = 6
_SINGLE_LENGTH = 4
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CASES = ("\u0430", "\u0443", "\u0435", "\u043e\u043c", "\u044b\u043c")
_VOWELS = "\u0430\u0435\u0438\u043e\u0443\u044b\u044c\u044d\u044e\u044f\u0456\u0457"
_KANA_LENGTH, _NATIVE_LENGTH, _HAN_LENGTH = 5, 4, 3
_UNPARTED = re.compile(f"{_UNSPACED.pattern}|{_HANGUL.pattern}")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


class How(StrEnum):
    """By what way a name was found."""

    EXACT = "exact"
    TYPO = "typo"
    SWAPPED = "swapped"
    INITIAL = "initial"
    JOINED = "joined"
    SURNAME = "surname"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place where a listed name could stand.

    Attributes:
        figures: Everyone who bears the name.
        words: The name in the list's normalised spelling.
        view: The reading it was found in.
        first: First word in that reading.
        last: One past the last word.
        span: Half-open offsets into the original.
        how: By what way.
    """

    figures: tuple[Figure, ...]
    words: tuple[str, ...]
    view: View
    first: int
    last: int
    span: tuple[int, int]
    how: How


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[str, ...]
    figures: tuple[Figure, ...]
    how: How


def one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours, or none, makes the words equal."""
    if left == right:
        return True
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    place = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[place:] == right[place + 1 :]
    swapped = left[place : place + 2] == right[place : place + 2][::-1] and left[place + 2 :] == right[place + 2 :]
    return swapped or left[place + 1 :] == right[place + 1 :]


class FigureIndex:
    """Every listed name, ready to be looked for."""

    def __init__(self, figures: Iterable[Figure], lexicon: Lexicon, *, ambiguous: frozenset[str]) -> None:
        """Builds the index.

        Args:
            figures: The listed people.
            lexicon: Names and common words.
            ambiguous: Single words that have a rule of their own; they are left out here.
        """
        self._lexicon = lexicon
        self.weak_singles: dict[str, tuple[Figure, ...]] = {}
        self.pairs: dict[tuple[str, str], tuple[Figure, ...]] = {}
        listing = tuple(figures)
        names = _names(listing, ambiguous)
        self._heads: dict[str, dict[str, list[_Pattern]]] = {}
        self._joined = ahocorasick.Automaton()
        for words, bearers in names.items():
            self._add(words, tuple(bearers), ambiguous)
        self._joined.make_automaton()
        self._initials, self._surnames = self._by_surname(names, listing, ambiguous)
        self._near = _deletions(word for word in self._heads if len(word) >= FUZZY_LENGTH)

    def find(self, view: View) -> Iterator[Hit]:
        """Every place in a view where a listed name could stand; one place may be named more than once."""
        ordinary = self._lexicon.ordinary
        for first, word in enumerate(view.words):
            if word.capital:
                yield from self._surname_hits(view, first, word.text)
            unlikely = not word.capital and word.text in ordinary and view.text_at(first + 1) in ordinary
            if unlikely and word.text not in self._heads:
                continue
            for head in self._readings(word.text, exact=unlikely):
                for pattern in self._candidates(head, view.text_at(first + 1)):
                    last = self._end(view, first, pattern)
                    if not last:
                        continue
                    spoken = _spoken(view, first, last, pattern)
                    if spoken == pattern.words:
                        yield _hit(view, pattern, first, last, pattern.how)
                    elif self._plausible(view, first, last, spoken, pattern):
                        how = How.TYPO if pattern.how is How.EXACT else pattern.how
                        yield _hit(view, pattern, first, last, how)
        yield from self._joined_hits(view)

    def _add(self, words: tuple[str, ...], figures: tuple[Figure, ...], ambiguous: frozenset[str]) -> None:
        whole = "".join(words)
        if _UNPARTED.search(whole):
            if len(whole) > 2 or (len(whole) > 1 and not _KANA.search(whole)):
                self._join(whole, words, figures)
            return
        if len(words) == 1:
            self._add_single(whole, figures, ambiguous)
            return
        self._put(_Pattern(words, figures, How.EXACT))
        if len(words) <= 3 and len(words[-1]) > 1 and words[-1] not in _SUFFIXES:
            turned = (words[-1], *words[:-1])
            self._put(_Pattern(turned, figures, How.SWAPPED))
        if len(words) == 2 and not self._lexicon.all_ordinary(words):
            self.pairs[words[0], words[1]] = figures
        known = whole in self._lexicon.ordinary or whole in self._lexicon.first or whole in self._lexicon.surnames
        if len(whole) >= _JOINED_WORD_LENGTH and not known:
            self._join(whole, words, figures)

    def _join(self, whole: str, words: tuple[str, ...], figures: tuple[Figure, ...]) -> None:
        if whole in self._joined:
            words, others = self._joined.get(whole)
            figures = tuple(dict.fromkeys((*others, *figures)))
        self._joined.add_word(whole, (words, figures))

    def _add_single(self, word: str, figures: tuple[Figure, ...], ambiguous: frozenset[str]) -> None:
        if word in ambiguous:
            return
        if len(word) < _SINGLE_LENGTH or word in self._lexicon.ordinary:
            self.weak_singles[word] = figures
        elif word not in self._lexicon.places:
            self._put(_Pattern((word,), figures, How.EXACT))

    def _by_surname(
        self, names: dict[tuple[str, ...], dict[Figure, None]], listing: tuple[Figure, ...], ambiguous: frozenset[str]
    ) -> tuple[dict[tuple[str, str], tuple[Figure, ...]], dict[str, tuple[Figure, ...]]]:
        """Rare surnames: by the initial before them, and alone where one living person bears them."""
        lexicon = self._lexicon
        initials: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        alone: dict[str, list[Figure]] = defaultdict(list)
        for figure in listing:
            words = plain_words(figure.name)
            first, surname = words[0], words[-1]
            rare = surname not in lexicon.common_surnames
            if len(words) in (2, 3) and len(surname) >= _SINGLE_LENGTH and rare:
                initials[first[0], surname].append(figure)
            listed = surname in ambiguous or surname in lexicon.not_by_surname or (surname,) in names
            if len(surname) >= _SURNAME_LENGTH and first in lexicon.first and not listed and figure.died is None:
                alone[surname].append(figure)
        return (
            {key: tuple(found) for key, found in initials.items()},
            {surname: tuple(found) for surname, found in alone.items() if len(found) == 1 and not self._known(surname)},
        )

    def _candidates(self, head: str, following: str) -> Iterable[_Pattern]:
        """The patterns of a head word that may go on with a word: alike at its first or last letter, or an initial."""
        buckets = self._heads[head]
        if len(following) == 1:
            return buckets[_ALL]
        if not following:
            return buckets[_ALONE]
        alike = (*buckets.get("^" + following[0], ()), *buckets.get(following[-1] + "$", ()), *buckets[_ALONE])
        return dict.fromkeys(alike) if len(alike) > 1 else alike

    def _put(self, pattern: _Pattern) -> None:
        buckets = self._heads.setdefault(pattern.words[0], {_ALL: [], _ALONE: []})
        buckets[_ALL].append(pattern)
        if len(pattern.words) == 1:
            buckets[_ALONE].append(pattern)
        else:
            for key in ("^" + pattern.words[1][0], pattern.words[1][-1] + "$"):
                buckets.setdefault(key, []).append(pattern)

    def _readings(self, word: str, *, exact: bool) -> Iterator[str]:
        """The listed head words that a word could be, itself first; misspelt ones too unless `exact`."""
        if word in self._heads:
            yield word
        if exact or not FUZZY_LENGTH - 1 <= len(word) <= _LONGEST:
            return
        seen = {word}
        for shorter in (word, *(word[:i] + word[i + 1 :] for i in range(len(word)))):
            for near in self._near.get(shorter, ()):
                if near not in seen and one_edit(word, near):
                    seen.add(near)
                    yield near

    def _plausible(self, view: View, first: int, last: int, spoken: tuple[str, ...], pattern: _Pattern) -> bool:
        """Whether a misspelt name is more likely than the words that stand there.

        A common word counts as a misspelling only in a name written with capitals, or beside a rare surname.
        """
        lexicon = self._lexicon
        edited = [word for word, listed in zip(spoken, pattern.words, strict=True) if word != listed]
        exact = [word for word in spoken if word not in edited]
        if len(edited) > 1 and any(self._known(word) for word in edited):
            return False
        if not any(word in lexicon.ordinary for word in edited):
            return True
        if any(word not in lexicon.ordinary and word not in lexicon.first for word in exact):
            return True
        return not view.title_case and all(word.capital for word in view.words[first:last])

    def _known(self, word: str) -> bool:
        lexicon = self._lexicon
        return any(word in table for table in (lexicon.ordinary, lexicon.first, lexicon.surnames, lexicon.places))

    def _end(self, view: View, first: int, pattern: _Pattern) -> int:
        """One past the last word of a pattern that begins at a word, 0 if it does not."""
        if len(pattern.words) == 1:
            return first + 1 if self._single_fits(view.words[first].text, pattern.words[0]) else 0
        place = first + 1
        for part in pattern.words[1:]:
            if place < len(view.words) and view.words[place].text != part and self._skips_initial(view, place, pattern):
                place += 1
            if place >= len(view.words) or not self._fits(view, place, part):
                return 0
            place += 1
        return place

    def _fits(self, view: View, place: int, part: str) -> bool:
        word = view.words[place].text
        if word == part:
            return True
        if _unlike(word, part):
            return False
        return one_edit(word, part) and (len(part) >= FUZZY_LENGTH or not self._known(word))

    def _single_fits(self, word: str, listed: str) -> bool:
        return word == listed or (len(listed) >= _FUZZY_SINGLE_LENGTH and not self._known(word))

    def _skips_initial(self, view: View, place: int, pattern: _Pattern) -> bool:
        """Whether a middle initial stands between the two words of a name."""
        word = view.words[place]
        return len(pattern.words) == 2 and len(word.text) == 1 and word.capital and place + 1 < len(view.words)

    def _surname_hits(self, view: View, place: int, word: str) -> Iterator[Hit]:
        if place and len(before := view.words[place - 1].text) == 1:
            figures = self._initials.get((before, word))
            gap = view.gap(place)
            dotted = gap.startswith(".")
            if figures and not gap.strip(". ") and (dotted or (view.words[place - 1].capital and before not in "ai")):
                yield _hit(view, _Pattern((before, word), figures, How.INITIAL), place - 1, place + 1, How.INITIAL)
        figures = self._surnames.get(word)
        if figures:
            yield _hit(view, _Pattern((word,), figures, How.SURNAME), place, place + 1, How.SURNAME)

    def _joined_hits(self, view: View) -> Iterator[Hit]:
        if not len(self._joined):
            return
        whole = "".join(word.text for word in view.words)
        found = list(self._joined.iter(whole))
        if not found:
            return
        borders, owners = _borders(view)
        for end, (words, figures) in found:
            length = sum(map(len, words))
            start = end + 1 - length
            first, last = owners[start], owners[end] + 1
            if not self._joined_fits(words, length, borders[start], borders[end + 1], one_word=last - first == 1):
                continue
            unparted = bool(_UNPARTED.search(whole, start, end + 1))
            if unparted or tuple(view.words[place].text for place in range(first, last)) != words:
                span = view.normalised.span(start + first, end + last)  # one space stands before each later word
                yield Hit(figures=figures, words=words, view=view, first=first, last=last, span=span, how=How.JOINED)

    def _joined_fits(self, words: tuple[str, ...], length: int, left: int, right: int, *, one_word: bool) -> bool:
        whole = "".join(words)
        if _UNSPACED.search(whole):
            return True
        if _HANGUL.search(whole):  # particles are written onto the end of a name
            return bool(left) and (length > 2 or bool(right))
        return bool(left and right) and (one_word or length >= _JOINED_LENGTH)


def _names(figures: Iterable[Figure], ambiguous: frozenset[str]) -> dict[tuple[str, ...], dict[Figure, None]]:
    """Each normalised name with everyone who bears it, in order."""
    names: dict[tuple[str, ...], dict[Figure, None]] = defaultdict(dict)
    for figure in figures:
        for name in (figure.name, *figure.aliases):
            words = plain_words(name)
            variants = {words, words[:-1]} if len(words) > 2 and words[-1] in _SUFFIXES else {words}
            for variant in variants:
                if variant:
                    names[variant][figure] = None
        for word in _native_surnames(figure, ambiguous):
            names[word,][figure] = None
    return names


def _native_surnames(figure: Figure, ambiguous: frozenset[str]) -> Iterator[str]:
    """The surname in other scripts, of people whose surname is listed by itself, and its Cyrillic cases."""
    surname = plain_words(figure.name)[-1:]
    if not ambiguous.issuperset(surname) and not any(plain_words(alias) == surname for alias in figure.aliases):
        return
    for alias in figure.aliases:
        words = plain_words(alias)
        if len(words) < 2 or alias.isascii() or words[-1].isascii():
            continue
        word = words[-1]
        least = _KANA_LENGTH if _KANA.search(word) else _HAN_LENGTH if _HAN.search(word) else _NATIVE_LENGTH
        if len(word) >= least:
            yield word
            if _CYRILLIC.search(word) and word[-1] not in _VOWELS:
                yield from (word + ending for ending in _CASES)


def _deletions(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    near: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for shorter in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            near[shorter].append(word)
    return {shorter: tuple(found) for shorter, found in near.items()}


def _unlike(word: str, part: str) -> bool:
    """Whether more than one edit surely parts two different words: a single one leaves the first or last letter."""
    return len(part) < FUZZY_LENGTH - 1 or (part[0] != word[:1] and part[-1] != word[-1:])


def _spoken(view: View, first: int, last: int, pattern: _Pattern) -> tuple[str, ...]:
    """The words of the text that stand for the words of a pattern, without a skipped initial."""
    words = tuple(word.text for word in view.words[first:last])
    return (words[0], *words[len(words) - len(pattern.words) + 1 :])


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


def _hit(view: View, pattern: _Pattern, first: int, last: int, how: How) -> Hit:
    span = (view.words[first].start, view.words[last - 1].end)
    return Hit(figures=pattern.figures, words=pattern.words, view=view, first=first, last=last, span=span, how=how)
