"""Folds the letters of a text: one plain, small letter for each, however it was drawn or decorated.

Zero-width characters, accents, letters on discs, and Cyrillic, Greek or Armenian letters that look like Latin ones are
undone here; what a letter came from is remembered. This module knows no words.
Sources: Unicode UAX #15 (normal forms), UTS #39 (confusables), UAX #24 (scripts).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

# Cyrillic, Greek and Armenian letters that are drawn like a Latin letter (an extract of confusables.txt).
_DRAWN_LIKE = {
    "a": "\u03b1\u0430\u0561",
    "b": "\u03b2\u0431\u0432\u044c",
    "c": "\u03f2\u0441",
    "d": "\u03b4\u0501",
    "e": "\u03b5\u0435\u0437\u0451\u0454\u04bd",
    "f": "\u0493",
    "g": "\u0581",
    "h": "\u043d\u04bb\u0570",
    "i": "\u03b9\u0456\u0457",
    "j": "\u03f3\u0458",
    "k": "\u03ba\u043a\u049b",
    "l": "\u03bb\u04cf",
    "m": "\u03bc\u043c",
    "n": "\u03b7\u043f\u0578",
    "o": "\u03bf\u043e\u0585",
    "p": "\u03c1\u0440\u0584",
    "q": "\u051b\u0566",
    "r": "\u0433",
    "s": "\u03c3\u0455",
    "t": "\u03c4\u0442\u0565",
    "u": "\u03c5\u057d",
    "v": "\u03bd\u0475",
    "w": "\u03c9\u051d",
    "x": "\u03c7\u0445",
    "y": "\u03b3\u0443\u04af",
    "z": "\u03b6",
}
_LOOKALIKE = {foreign: latin for latin, letters in _DRAWN_LIKE.items() for foreign in letters}
_CAPITALS_DRAWN_LIKE = str.maketrans("\u0397\u039d\u03a5", "HNY")  # Greek letters whose small ones look like others
_SUCH_CAPITAL = re.compile("[\u0397\u039d\u03a5]")
SPELLED_ALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u058f]")
"""Letters of the scripts that are also read as Latin letters, by look and by sound."""

# Combining marks of these scripts decorate a letter; elsewhere (Devanagari, Thai, kana) they are part of the spelling.
_DECORATED = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "ARMENIAN")
WORD = re.compile(r"[^\W_]+(?:['*]+[^\W_]+)*")
"""A word of any script, with the apostrophes and asterisks inside it."""

_DECORATION = re.compile("[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]")
# Letters that are written one for the other in Arabic, Persian and Hindi, and those that only lengthen a word.
_SPELLED_EITHER_WAY = str.maketrans(
    {
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        "\u0629": "\u0647",
        "\u0640": None,
        "\u093c": None,
        "\u0901": "\u0902",
    }
)
_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc\u02bb`\u00b4\uff07\u2032", "'")

_MARKUP = re.compile(
    r"&(?:nbsp|amp|quot|#\d{2,4}|#x[0-9a-fA-F]{2,4});|%20|</?(?:b|i|u|em|strong|span|p|br|div|font|code|sup|sub)\s*/?>"
)
STRETCHED = re.compile(r"([^\W\d_])\1\1+")
"""A letter that is written three times or more."""

_ASCII_RUN = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text after folding.

    Attributes:
        chars: The text, case-folded.
        cased: The same, of equal length, with its ASCII capitals.
        starts: For each character, where its source begins in the original.
        ends: For each character, where its source ends.
    """

    chars: str
    cased: str
    starts: Sequence[int]
    ends: Sequence[int]


def fold(text: str) -> Folded:
    """The letters of a text, plain and small.

    Args:
        text: Any text, any script, any length.
    """
    if "&" in text or "%" in text or "<" in text:
        text = _MARKUP.sub(lambda match: " " * len(match.group()), text)
    if _SUCH_CAPITAL.search(text):
        text = WORD.sub(_latin_capitals, text)
    if text.isascii():
        return Folded(text.lower(), text, range(len(text)), range(1, len(text) + 1))
    single = text.translate(_FOLDED_SINGLY)
    if len(single) == len(text):
        cased = text.translate(_CASED_SINGLY)
        return Folded(latinise(single, pure=False), cased, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    capitals: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        if text[start].isascii() and text[start:end].isascii():
            plain = text[start:end].replace("`", "'")
            pieces.append(plain.lower())
            capitals.append(plain)
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        piece, upper = _fold_cluster(text[start:end])
        pieces.append(piece)
        capitals.append(upper)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return Folded(latinise("".join(pieces), pure=False), "".join(capitals), starts, ends)


class _Singly(dict[int, str]):
    """For `str.translate`: characters that fold to one character, whatever stands beside them; of others nothing."""

    def __init__(self, part: int) -> None:
        super().__init__()
        self._part = part

    def __missing__(self, code: int) -> str:
        if len(self) >= _SINGLE_REMEMBERED:
            self.clear()
        self[code] = folded = self._folded(chr(code))
        return folded

    def _folded(self, char: str) -> str:
        if char.isascii():
            plain = "'" if char == "`" else char
            return (plain.lower(), plain)[self._part]
        both = _fold_cluster(char)
        return both[self._part] if len(both[0]) == 1 and not _extends(char) else ""


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the combining marks that follow it; ASCII characters without marks together."""
    place, length = 0, len(text)
    while place < length:
        run = _ASCII_RUN.match(text, place)
        end = run.end() if run else place + 1
        if end < length and _extends(text[end]):
            if run and end - place > 1:  # the mark belongs to the last character of the run alone
                yield place, end - 1
                place = end - 1
            while end < length and _extends(text[end]):
                end += 1
        yield place, end
        place = end


@lru_cache(maxsize=4096)
def _extends(char: str) -> bool:
    return char in "\uff9e\uff9f" or unicodedata.category(char) in ("Mn", "Me")


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str) -> tuple[str, str]:
    """A character with its marks, plain and case-folded; and the same with ASCII capitals kept."""
    code = ord(cluster[0])
    if 0xE0020 <= code <= 0xE007E:  # tag characters spell ASCII invisibly
        return _both(chr(code - 0xE0000))
    if 0x1F1E6 <= code <= 0x1F1FF:  # regional indicators
        return _both(chr(code - 0x1F1E6 + ord("A")))
    for first in (0x1F150, 0x1F170):  # letters on dark discs and squares have no compatibility form
        if first <= code < first + 26:
            return _both(chr(code - first + ord("A")))
    plain = unicodedata.normalize("NFKC", cluster)
    if plain[:1].isascii() or unicodedata.name(plain[:1], "").startswith(_DECORATED):
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) not in ("Mn", "Me"))
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf" and not _DECORATION.match(c))
    plain = plain.translate(_SPELLED_EITHER_WAY)
    return _both("".join(_APOSTROPHES.get(c) or _latin_letter(c) for c in plain))


def _latin_letter(char: str) -> str:
    """Latin letters that have no decomposition (stroked, small capitals, ligatures) as ASCII; others as they are."""
    if char.isascii() or not unicodedata.name(char, "").startswith("LATIN"):
        return char
    return anyascii(char)


def _both(plain: str) -> tuple[str, str]:
    folded = plain.casefold()
    return folded, plain if len(plain) == len(folded) else folded


_SINGLE_REMEMBERED = 16384
_FOLDED_SINGLY, _CASED_SINGLY = _Singly(0), _Singly(1)


def latinise(chars: str, *, pure: bool) -> str:
    """Look-alike letters become Latin in words of mixed script; the length stays.

    Args:
        chars: Folded text.
        pure: Whether they do so in words of look-alikes alone too.
    """
    if chars.isascii() or not SPELLED_ALIKE.search(chars):
        return chars
    return WORD.sub(_latin_if_pure if pure else _latin_if_mixed, chars)


def _latin_capitals(match: re.Match[str]) -> str:
    """Greek capitals of a word that has Latin letters too, as the Latin ones that they look like."""
    word = match[0]
    return word.translate(_CAPITALS_DRAWN_LIKE) if any(map(str.isascii, filter(str.isalpha, word))) else word


def _latin_if_pure(match: re.Match[str]) -> str:
    return _latin_word(match[0], True)


def _latin_if_mixed(match: re.Match[str]) -> str:
    return _latin_word(match[0], False)


def _latin_word(word: str, pure: bool) -> str:
    if word.isascii() or not SPELLED_ALIKE.search(word):
        return word
    return _remembered_latin(word, pure) if len(word) <= _LONGEST_WORD else _as_latin(word, pure)


def _as_latin(word: str, pure: bool) -> str:
    foreign = [c for c in word if SPELLED_ALIKE.match(c)]
    mixed = len(foreign) < sum(map(str.isalpha, word))
    if mixed or (pure and all(c in _LOOKALIKE for c in foreign)):
        return "".join([_LOOKALIKE.get(c, c) for c in word])
    return word


_LONGEST_WORD = 32
_remembered_latin = lru_cache(maxsize=16384)(_as_latin)


def squeezed(folded: Folded, times: int = 1) -> Folded:
    """A text in which letters that are written three times or more are written less often.

    Args:
        folded: The text.
        times: How often, 1 or 2.
    """
    kept: list[int] = []
    end = 0
    for match in STRETCHED.finditer(folded.chars):
        kept.extend(range(end, match.start() + times))
        end = match.end()
    kept.extend(range(end, len(folded.chars)))
    chars = "".join([folded.chars[place] for place in kept])
    return Folded(chars, chars, [folded.starts[place] for place in kept], [folded.ends[place] for place in kept])


def transliterate(folded: Folded) -> Folded:
    """Cyrillic, Greek and Armenian letters as Latin letters that sound alike; a letter may become several.

    Args:
        folded: The text.
    """
    pieces = [_as_it_sounds(char) for char in folded.chars]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    chars = "".join(pieces)
    starts = [folded.starts[place] for place in places]
    return Folded(chars, chars, starts, [folded.ends[place] for place in places])


@lru_cache(maxsize=1024)
def _as_it_sounds(char: str) -> str:
    return re.sub("[^a-z]", "", anyascii(char).lower()) if SPELLED_ALIKE.match(char) else char
