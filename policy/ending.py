"""What a word could be without its ending: "Kaczyńskiego" of "Kaczyński", "Havlem" of "Havel", "לנתניהו" of "נתניהו".

A table says for each family of languages which endings take the place of which last letters of a nominative. Nothing
here tells which of the answers is a word; whoever asks knows what words it looks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase
from typing import Any

from policy.errors import PolicyDataError
from policy.fold import fold, transliterate
from policy.table import read_object, shipped, words

ENDINGS = "ending.json"
"""The name of the data file."""

_KEYS = ("endings", "prefixes", "places", "words", "bare")
_DOUBLING = "="
_LEAST_STEM = 1
_LONGEST = 32


class Endings:
    """The endings and prefixes of many languages.

    Attributes:
        places: Words beside the name of somebody dead that make it a place, a prize or a school.
        words: Words that only look like a name with an ending.
        bare: Words of languages that put no endings onto names.
    """

    def __init__(
        self,
        endings: Mapping[str, Iterable[str]],
        prefixes: Iterable[str],
        *,
        places: Iterable[str],
        words: Iterable[str],
        bare: Iterable[str],
    ) -> None:
        """Takes up the tables.

        Args:
            endings: For each ending the last letters of a nominative that it may stand for, in plain letters.
            prefixes: What is written onto the beginning of a word.
            places: Words beside the name of somebody dead that make it a place, a prize or a school.
            words: Words that only look like a name with an ending.
            bare: Words of languages that put no endings onto names.
        """
        self.places, self.words, self.bare = frozenset(places), frozenset(words), frozenset(bare)
        self._endings = {ending: tuple(sorted(instead)) for ending, instead in endings.items()}
        self._lengths = range(1, max(map(len, endings)) + 1)
        self._prefixes = tuple(sorted(prefixes))

    def bases(self, word: str, *, prefixed: bool = False) -> Iterator[str]:
        """What a word could be without its ending; most of it is no word at all.

        Args:
            word: A plain word.
            prefixed: Whether it may have a prefix in the place of an ending.
        """
        length = len(word)
        if length > _LONGEST:
            return
        for size in self._lengths:
            if length - size < _LEAST_STEM:
                break
            for instead in self._endings.get(word[-size:], ()):
                yield word[:-size] + instead
        if prefixed and not word.isascii():
            for prefix in self._prefixes:
                if word.startswith(prefix) and length - len(prefix) > _LEAST_STEM:
                    yield word[len(prefix) :]


def load_endings() -> Endings:
    """The shipped tables.

    Raises:
        PolicyDataError: The file is missing, cut short or malformed.
    """
    return endings(read_object(shipped(ENDINGS)))


def endings(raw: dict[str, Any]) -> Endings:
    """Endings from their tables.

    Args:
        raw: Under `endings` for each family of languages, and there for the last letters of a nominative, its endings;
            under `prefixes` for each language its prefixes; `places`, `words` and `bare` as in `Endings`. A line of a
            list holds several entries. An ending that begins with "=" follows a consonant that is doubled before it.

    Raises:
        PolicyDataError: A list is missing, unknown or empty.
    """
    place = f"policy data file {ENDINGS!r}"
    if tuple(raw) != _KEYS:
        raise PolicyDataError(f"{place} holds {tuple(raw)!r}, must hold {_KEYS!r}")
    found: dict[str, set[str]] = {}
    for family, table in _tables(raw["endings"], f"{place}: 'endings'"):
        for nominative, lines in _tables(table, f"{place}: {family!r}"):
            for ending in _entries(lines, f"{place}: {nominative!r} of {family!r}"):
                for whole, instead in _doubled(ending, _plain(nominative)):
                    if whole != instead:
                        found.setdefault(whole, set()).add(instead)
    prefixes = (
        prefix
        for language, lines in _tables(raw["prefixes"], f"{place}: 'prefixes'")
        for prefix in _entries(lines, f"{place}: prefixes of {language!r}")
    )
    return Endings(
        found,
        prefixes,
        places=spelled(_entries(raw["places"], f"{place}: 'places'")),
        words=spelled(_entries(raw["words"], f"{place}: 'words'")),
        bare=_entries(raw["bare"], f"{place}: 'bare'"),
    )


def _tables(value: object, place: str) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict) or not value:
        raise PolicyDataError(f"{place} is {value!r}, must be a JSON object with entries")
    return value.items()


def _entries(lines: object, place: str) -> Iterator[str]:
    return (_plain(entry) for line in words(lines, place) for entry in line.split())


def spelled(entries: Iterable[str]) -> Iterator[str]:
    """Words in their own letters and, where they are also read in Latin ones, in those.

    Args:
        entries: Plain words.
    """
    for entry in entries:
        yield entry
        yield transliterate(fold(entry)).chars


def _plain(letters: str) -> str:
    """Letters as a plain word has them: without capitals and accents."""
    return fold(letters).chars


def _doubled(ending: str, nominative: str) -> Iterator[tuple[str, str]]:
    """An ending with what it stands for; one behind a doubled consonant, with each of them."""
    if not ending.startswith(_DOUBLING):
        yield ending, nominative
        return
    for letter in ascii_lowercase:
        yield letter + letter + ending.removeprefix(_DOUBLING), letter + nominative
