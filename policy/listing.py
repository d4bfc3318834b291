"""Every listed name in its normalised spelling, and who bears it. Knows no text and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from policy.errors import PolicyDataError
from policy.figure import Entry, Figure, Mononym
from policy.normalise import plain_words

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
"""Words after a name that are often left out."""

KANA = re.compile("[\u3040-\u30ff]")
"""Letters of Japanese syllables."""

_HAN = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# The endings of a surname in the genitive, dative, prepositional and (two ways) instrumental; below, those that a first
# name then has, by its last letter: "" for a consonant, short i (folded to i) and soft sign, a.
_CASES = ("\u0430", "\u0443", "\u0435", "\u043e\u043c", "\u044b\u043c")
_FIRST_CASES = {
    "": ("\u0430", "\u0443", "\u0435", "\u043e\u043c", "\u043e\u043c"),
    "\u0438": ("\u044f", "\u044e", "\u0435", "\u0435\u043c", "\u0435\u043c"),
    "\u044c": ("\u044f", "\u044e", "\u0435", "\u0435\u043c", "\u0435\u043c"),
    "\u0430": ("\u044b", "\u0435", "\u0435", "\u043e\u0438", "\u043e\u0438"),
}
_VOWELS = "\u0430\u0435\u0438\u043e\u0443\u044b\u044c\u044d\u044e\u044f\u0456\u0457"
_RUSSIAN_ENDINGS = tuple(
    "\u043e\u043c \u044b\u043c \u0435\u043c \u043e\u0438 \u0430 \u0443 \u0435 \u044b \u044f \u044e".split()
)
_POLISH_ENDINGS = ("owi", "em", "a")
_STEM_LENGTH = 3
_KANA_LENGTH, _NATIVE_LENGTH, _HAN_LENGTH = 5, 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The listed people and their names.

    Attributes:
        figures: The people, in the order of the list.
        best_known: For each of them the best-known name, normalised: words with single spaces between them.
        names: Each normalised name with the places in `figures` of all who bear it, in order.
    """

    figures: tuple[Figure, ...]
    best_known: tuple[str, ...]
    names: Mapping[str, Sequence[int]]

    def bearers(self, name: str) -> tuple[Figure, ...]:
        """Everyone who bears a normalised name."""
        return tuple(self.figures[place] for place in self.names.get(name, ()))


def listing(rows: Iterable[tuple[Figure, Sequence[str]]]) -> Listing:
    """A listing of people.

    Args:
        rows: Each person with all normalised names, the best-known one first.

    Raises:
        PolicyDataError: A person has no name that holds a letter or a digit.
    """
    figures: list[Figure] = []
    best_known: list[str] = []
    bearers: dict[str, list[int]] = {}
    for place, (figure, names) in enumerate(rows):
        if not names or not names[0]:
            raise PolicyDataError(f"people: the name {figure.name!r} of {figure.id!r} holds no letter and no digit")
        figures.append(figure)
        best_known.append(names[0])
        for name in names:
            bearers.setdefault(name, []).append(place)
    return Listing(figures=tuple(figures), best_known=tuple(best_known), names=bearers)


def normalised(entries: Iterable[Entry], mononyms: Iterable[Mononym]) -> Iterator[tuple[Figure, tuple[str, ...]]]:
    """Each person with all normalised names, the best-known one first, without repeats.

    Args:
        entries: The rows of the list.
        mononyms: The rules of single words, which tell what surnames mean somebody by themselves.
    """
    ambiguous = frozenset(" ".join(plain_words(rule.word)) for rule in mononyms)
    for entry in entries:
        yield entry.figure, tuple(dict.fromkeys(_names(entry, ambiguous)))


def _names(entry: Entry, ambiguous: frozenset[str]) -> Iterator[str]:
    spelled = [plain_words(name) for name in (entry.figure.name, *entry.aliases)]
    yield " ".join(spelled[0])
    for words in spelled:
        if words:
            yield " ".join(words)
        if len(words) > 2 and words[-1] in SUFFIXES:
            yield " ".join(words[:-1])
    surname = spelled[0][-1:]
    if ambiguous.issuperset(surname) or surname in spelled[1:]:
        yield from _native_surnames(entry, spelled[1:])


def _native_surnames(entry: Entry, aliases: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The surname in other scripts, of a person whose surname is listed by itself, and the Cyrillic cases of it.

    A surname that is also a common word counts only beside the first name, so the two are declined together too.
    """
    for alias, words in zip(entry.aliases, aliases, strict=True):
        if len(words) < 2 or alias.isascii() or words[-1].isascii():
            continue
        word = words[-1]
        least = _KANA_LENGTH if KANA.search(word) else _HAN_LENGTH if _HAN.search(word) else _NATIVE_LENGTH
        if len(word) >= least:
            yield word
            if _CYRILLIC.search(word) and word[-1] not in _VOWELS:
                yield from (word + ending for ending in _CASES)
                if len(words) == 2:
                    yield from _declined(words[0], word)


@lru_cache(maxsize=8192)
def stems(word: str) -> tuple[str, ...]:
    """What a short Cyrillic or Polish name in some other case could be in the nominative.

    Args:
        word: A plain word.
    """
    endings = _POLISH_ENDINGS if word.isascii() else _RUSSIAN_ENDINGS if _CYRILLIC.search(word) else ()
    found = (word.removesuffix(ending) for ending in endings if word.endswith(ending))
    bare = tuple(stem for stem in found if len(stem) >= _STEM_LENGTH)
    return bare if word.isascii() else (*bare, *(stem + "\u0430" for stem in bare))


def _declined(first: str, surname: str) -> Iterator[str]:
    """A Cyrillic first name and a surname that ends in a consonant, in the cases of Russian."""
    last = first[-1] if first[-1] in _VOWELS else ""
    stem = first.removesuffix(last)
    for first_ending, ending in zip(_FIRST_CASES.get(last, ()), _CASES, strict=False):
        yield f"{stem}{first_ending} {surname}{ending}"
