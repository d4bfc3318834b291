"""Turns what a person typed into plain words that a list can be matched against, and remembers where each stood.

Spelling tricks (zero-width characters, look-alike letters, digits for letters, dots between letters) are undone here,
once, so that detectors compare plain words. Every character of the result knows its place in the original text, so a
finding can point at what was written. This module knows no list and no language.
Sources: Unicode UAX #15 (normal forms), UTS #39 (confusables), UAX #24 (scripts).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from anyascii import anyascii

from policy.leet import PLAIN, READINGS, has_leet, unleet

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
SPELLED_ALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u058f]")
"""Letters of the scripts that are also read as Latin letters, by look and by sound."""

# Combining marks of these scripts decorate a letter; elsewhere (Devanagari, Thai, kana) they are part of the spelling.
_DECORATED = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "ARMENIAN")
_MARKS = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3099\u309a"
_WORD = re.compile(r"[^\W_]+(?:['*]+[^\W_]+)*")
_MARKED_WORD = re.compile(rf"(?:[^\W_]|['*](?=[^\W_])|[{_MARKS}])*(?:[^\W_]|[{_MARKS}])")
_HAS_MARKS = re.compile(f"[{_MARKS}]")
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
_ARABIC = re.compile("[\u0621-\u064a]")
_APOSTROPHES = dict.fromkeys("\u2018\u2019\u02bc\u02bb`\u00b4\uff07\u2032", "'")

_MARKUP = re.compile(
    r"&(?:nbsp|amp|quot|#\d{2,4}|#x[0-9a-fA-F]{2,4});|%20|</?(?:b|i|u|em|strong|span|p|br|div|font|code|sup|sub)\s*/?>"
)
_STRETCHED = re.compile(r"([^\W\d_])\1\1+")
_ELIDED = re.compile(r"(?<!\w)(?:[dlDL]|[qQ]u|(?:[dDnNsS]|[sS]u|[aA]|[dD]a|[nN]e|[dD]e)l?l)'(?=[A-Z])")
_QUOTED = re.compile(r"[^\W_]+(?:'[^\W_]+){2,}|[^\W_]{4,}'[^\W_]{4,}")  # apostrophes in the place of spaces
_ARABIC_PREFIX = re.compile("(?<!\\w)[\u0648\u0641\u0628\u0644](?=[\u0621-\u064a]{2})")  # and, so, by, for
_SUFFIXED = re.compile(r"(?<=\w)'(?:[yns]?[\u0131iuü]n?|[yn]?[aei\u0131]|[dt][ae]n?|y?l[ae])(?!\w)")  # Turkish cases
_ASCII_RUN = re.compile(r"[\x00-\x7f]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNPARTED_RANGE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNPARTED = re.compile(f"[{_UNPARTED_RANGE}]")
# Between a script without spaces and another one a word ends, as in a Latin name inside a Chinese sentence.
_SCRIPT_CHANGE = re.compile(rf"[a-z]['*]*(?=[{_UNPARTED_RANGE}])|[{_UNPARTED_RANGE}]['*]*(?=[a-z])")
_SINGLE_RUN = 4
_NOTHING: Mapping[int, Sequence[int]] = {}


class Normalised:
    """Plain words separated by single spaces, with the way back.

    Attributes:
        row: Each word, case-folded.
        spans: The half-open place of each word in the original.
        text: The words with single spaces between them.
    """

    def __init__(
        self,
        folded: _Folded,
        row: Sequence[str],
        spans: Sequence[tuple[int, int]],
        kept: Mapping[int, Sequence[int]] = _NOTHING,
    ) -> None:
        """Takes up the words.

        Args:
            folded: What they were read from.
            row: The words.
            spans: The half-open place of each word in the folded text.
            kept: For words that leave out some letters of their span, by their number: the places of the others.
        """
        self._folded = folded
        self._folded_spans = spans
        self._kept = kept
        self.row = tuple(row)
        starts, ends = folded.starts, folded.ends
        alike = isinstance(starts, range)  # each letter stands for itself
        self.spans = spans if alike else [(starts[start], ends[end - 1]) for start, end in spans]
        self.text = " ".join(row)

    @property
    def words(self) -> tuple[tuple[str, int, int], ...]:
        """Each word with its half-open place in the original."""
        return tuple([(word, start, end) for word, (start, end) in zip(self.row, self.spans, strict=True)])

    @property
    def exact(self) -> bool:
        """Whether each word has as many letters as its place in the original."""
        return not self._kept and isinstance(self._folded.starts, range)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """For each character of `text`, where its source begins in the original."""
        return self._sources[0]

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """For each character of `text`, where its source ends in the original."""
        return self._sources[1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open offsets into the original of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.ends[end - 1]

    @cached_property
    def _sources(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        offsets: list[int] = []
        ends: list[int] = []
        for number, span in enumerate(self._folded_spans):
            places = self._kept.get(number) or range(*span)
            if ends:
                gap = (ends[-1], self._folded.starts[places[0]])
                offsets.append(min(gap))  # one character may fold to two words, as a fraction does
                ends.append(max(gap))
            offsets.extend([self._folded.starts[place] for place in places])
            ends.extend([self._folded.ends[place] for place in places])
        return tuple(offsets), tuple(ends)


@dataclass(frozen=True, slots=True)
class _Folded:
    """The text after folding: `chars` is case-folded, `cased` is the same length and keeps ASCII capitals."""

    chars: str
    cased: str
    starts: Sequence[int]
    ends: Sequence[int]


def normalise(text: str) -> Normalised:
    """The plain words of a text, digits-for-letters undone, CamelCase left whole.

    Args:
        text: Any text, any script, any length.
    """
    folded = _fold(text)
    return _words(folded, _latinise(unleet(folded.chars, *PLAIN), pure=False))


def plain_words(text: str) -> tuple[str, ...]:
    """The words of `normalise(text)`, without the way back; quick for the many short names of a list."""
    if text.isascii() and text.replace(" ", "").isalpha():
        words = text.lower().split()
        if all(len(word) > 1 for word in words):
            return tuple(words)
    return tuple(normalise(text).text.split())


def views(text: str) -> tuple[Normalised, ...]:
    """Every reading of a text that a list must be matched against, the plain one first, without repeats.

    The plain reading keeps digits and joined words. Further readings exist only where the text gives cause: digits and
    signs read as letters (twice, as 1 is i or l), CamelCase split into its words, French and Italian articles and
    Turkish cases cut off at their apostrophe, and Cyrillic, Greek and Armenian
    letters as they look and as they sound. Letters that are written three times or more are also read as one.

    Args:
        text: Any text, any script, any length.
    """
    folded = _fold(text)
    found = [_words(folded, folded.chars)]
    ascii_only = folded.chars.isascii()
    if not ascii_only and SPELLED_ALIKE.search(folded.chars):
        found.append(_words(folded, _latinise(folded.chars, pure=True)))
        spelled = _transliterate(folded)
        found.append(_words(spelled, spelled.chars))
    if has_leet(folded.chars):
        leet = dict.fromkeys(unleet(folded.chars, table, whole) for table, whole in READINGS)
        found.extend(_words(folded, _latinise(chars, pure=False)) for chars in leet if chars != folded.chars)
    cuts = [match.start() for match in _CAMEL.finditer(folded.cased)]
    if "'" in folded.chars:
        cuts.extend(match.end() for match in _ELIDED.finditer(folded.cased))
        cuts.extend(place for match in _QUOTED.finditer(folded.chars) for place in _apostrophes(match))
        cuts.extend(match.start() for match in _SUFFIXED.finditer(folded.chars))
    if not ascii_only and _ARABIC.search(folded.chars):
        cuts.extend(match.end() for match in _ARABIC_PREFIX.finditer(folded.chars))
    if cuts:
        found.append(_words(folded, folded.chars, sorted(set(cuts))))
    if _STRETCHED.search(folded.chars):
        short = _squeezed(folded)
        found.append(_words(short, short.chars))
    if len(found) == 1:
        return (found[0],)
    unique = {view.text: view for view in reversed(found)}
    return tuple(view for view in found if unique[view.text] is view)


def _apostrophes(match: re.Match[str]) -> Iterator[int]:
    return (match.start() + place for place, char in enumerate(match.group()) if char == "'")


def _fold(text: str) -> _Folded:
    if "&" in text or "%" in text or "<" in text:
        text = _MARKUP.sub(lambda match: " " * len(match.group()), text)
    if text.isascii():
        return _Folded(text.lower(), text, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    cased: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        if text[start].isascii() and text[start:end].isascii():
            plain = text[start:end].replace("`", "'")
            pieces.append(plain.lower())
            cased.append(plain)
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
            continue
        piece, upper = _fold_cluster(text[start:end])
        pieces.append(piece)
        cased.append(upper)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return _Folded(_latinise("".join(pieces), pure=False), "".join(cased), starts, ends)


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


def _latinise(chars: str, *, pure: bool) -> str:
    """Look-alike letters become Latin: in words of mixed script, or with `pure` in words of look-alikes alone."""
    if chars.isascii() or not SPELLED_ALIKE.search(chars):
        return chars
    out = list(chars)
    for match in _WORD.finditer(chars):
        word = match.group()
        foreign = [c for c in word if SPELLED_ALIKE.match(c)]
        mixed = 0 < len(foreign) < sum(c.isalpha() for c in word)
        if foreign and (mixed or (pure and all(c in _LOOKALIKE for c in foreign))):
            out[match.start() : match.end()] = [_LOOKALIKE.get(c, c) for c in word]
    return "".join(out)


def _squeezed(folded: _Folded) -> _Folded:
    """Letters that are written three times or more, written once."""
    kept: list[int] = []
    end = 0
    for match in _STRETCHED.finditer(folded.chars):
        kept.extend(range(end, match.start() + 1))
        end = match.end()
    kept.extend(range(end, len(folded.chars)))
    chars = "".join([folded.chars[place] for place in kept])
    return _Folded(chars, chars, [folded.starts[place] for place in kept], [folded.ends[place] for place in kept])


def _transliterate(folded: _Folded) -> _Folded:
    """Cyrillic, Greek and Armenian letters as Latin letters that sound alike; a letter may become several."""
    pieces = [_as_it_sounds(char) for char in folded.chars]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    chars = "".join(pieces)
    starts = [folded.starts[place] for place in places]
    return _Folded(chars, chars, starts, [folded.ends[place] for place in places])


@lru_cache(maxsize=1024)
def _as_it_sounds(char: str) -> str:
    return re.sub("[^a-z]", "", anyascii(char).lower()) if SPELLED_ALIKE.match(char) else char


def _words(folded: _Folded, chars: str, cuts: Sequence[int] = ()) -> Normalised:
    if chars.isascii():
        pattern = _WORD
    else:
        pattern = _MARKED_WORD if _HAS_MARKS.search(chars) else _WORD
        if _UNPARTED.search(chars):
            cuts = sorted({*cuts, *(match.end() for match in _SCRIPT_CHANGE.finditer(chars))})
    spans = [match.span() for match in pattern.finditer(chars)]
    signed = "'" in chars
    if cuts or signed:
        spans = [part for span in spans for part in _cut(chars, span, cuts)]
    single = [place for place, (start, end) in enumerate(spans) if end - start == 1]
    if len(single) > 1 and any(right - left == 1 for left, right in pairwise(single)):
        return _grouped(folded, chars, _merged(chars, spans))
    if signed or "*" in chars:
        return _grouped(folded, chars, ([span] for span in spans))
    return Normalised(folded, [chars[start:end] for start, end in spans], spans)


def _grouped(folded: _Folded, chars: str, groups: Iterable[Sequence[tuple[int, int]]]) -> Normalised:
    """Words of one or more spans of `chars` each, without their apostrophes and asterisks."""
    row: list[str] = []
    spans: list[tuple[int, int]] = []
    kept: dict[int, Sequence[int]] = {}
    for group in groups:
        first, last = group[0][0], group[-1][1]
        word = chars[first:last]
        if len(group) > 1 or "'" in word or "*" in word:
            places = [place for start, end in group for place in range(start, end) if chars[place] not in "'*"]
            if not places:  # nothing but an apostrophe was cut off
                continue
            kept[len(row)] = places
            word = _latinise("".join([chars[place] for place in places]), pure=False)
            first, last = places[0], places[-1] + 1
        row.append(word)
        spans.append((first, last))
    return Normalised(folded, row, spans, kept)


def _cut(chars: str, span: tuple[int, int], cuts: Sequence[int]) -> list[tuple[int, int]]:
    """One word as one or more spans: the possessive off, CamelCase cut where asked."""
    start, end = span
    if chars.endswith("'s", start, end) and end - start > 2:
        end -= 2
    inner = [start, *(cut for cut in cuts if start < cut < end), end]
    return list(pairwise(inner))


def _merged(chars: str, spans: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Groups of spans that spell one word: `J.K.`, `T.a.y.l.o.r`, `T a y l o r`."""
    group: list[tuple[int, int]] = []
    sign = ""
    for span in spans:
        gap = chars[group[-1][1] : span[0]] if group else ""
        joins = bool(group) and 0 < len(gap) <= 2 and _single(chars, span) and _single(chars, group[-1])
        if joins and len(group) > 1 and gap != sign:
            keep = 1 if "." in gap else 0  # the "J" of "a J.K." belongs to what follows
            yield from _closed(group[: len(group) - keep], sign)
            group = group[len(group) - keep :]
            joins = bool(group)
        if joins:
            group.append(span)
            sign = gap
            continue
        yield from _closed(group, sign)
        group, sign = [span], ""
    yield from _closed(group, sign)


def _single(chars: str, span: tuple[int, int]) -> bool:
    return span[1] - span[0] == 1 and chars[span[0]].isalpha() and not _UNPARTED.match(chars, span[0])


def _closed(group: list[tuple[int, int]], sign: str) -> Iterator[list[tuple[int, int]]]:
    """A run of single letters is one word if dots part them or if it is long; else its letters stay apart."""
    if not group:
        return
    if "." in sign or len(group) >= _SINGLE_RUN:
        yield group
    else:
        yield from ([span] for span in group)
