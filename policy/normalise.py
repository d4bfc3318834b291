"""Turns what a person typed into plain words that a list can be matched against, and remembers where each stood.

Spelling tricks are undone here, once, so that detectors compare plain words: `policy.fold` undoes those of single
letters, `policy.leet` digits for letters, and this module what is done between letters (dots, capitals, apostrophes).
Every character of the result knows its place in the original text, so a finding can point at what was written. This
module knows no list and no language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from policy.fold import SPELLED_ALIKE, STRETCHED, WORD, Folded, fold, latinise, squeezed, transliterate
from policy.leet import PLAIN, READINGS, has_leet, unleet

_MARKS = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3099\u309a"
_MARKED_WORD = re.compile(rf"(?:[^\W_]|['*](?=[^\W_])|[{_MARKS}])*(?:[^\W_]|[{_MARKS}])")
_HAS_MARKS = re.compile(f"[{_MARKS}]")
_ARABIC = re.compile("[\u0621-\u064a]")
_PLAIN_WORD = re.compile("[a-z0-9]+")
_TRIPLED = re.compile(r"(\w)\1\1")
"""What `STRETCHED` finds and digits too, in less time."""

_ELIDED = re.compile(r"(?<!\w)(?:[dlDL]|[qQ]u|(?:[dDnNsS]|[sS]u|[aA]|[dD]a|[nN]e|[dD]e)l?l)'(?=[A-Z])")
_QUOTED = re.compile(r"[^\W_]+(?:'[^\W_]+){2,}|[^\W_]{4,}'[^\W_]{4,}")  # apostrophes in the place of spaces
_ARABIC_PREFIX = re.compile("(?<!\\w)[\u0648\u0641\u0628\u0644](?=[\u0621-\u064a]{2})")  # and, so, by, for
_SUFFIXED = re.compile(r"(?<=\w)'(?:[yns]?[\u0131iuü]n?|[yn]?[aei\u0131]|[dt][ae]n?|y?l[ae]|i?ego|iem|emu|owi)(?!\w)")
"""Turkish and Polish cases after an apostrophe."""

_CAMEL = re.compile(r"[a-z][A-Z]")
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
        folded: Folded,
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


def normalise(text: str) -> Normalised:
    """The plain words of a text, digits-for-letters undone, CamelCase left whole.

    Args:
        text: Any text, any script, any length.
    """
    folded = fold(text)
    return _words(folded, latinise(unleet(folded.chars, *PLAIN), pure=False))


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
    Turkish and Polish cases cut off at their apostrophe, and Cyrillic, Greek and Armenian letters as they look and as
    they sound. Letters that are written three times or more are also read as one and as two.

    Args:
        text: Any text, any script, any length.
    """
    folded = fold(text)
    found = [_words(folded, folded.chars)]
    ascii_only = folded.chars.isascii()
    if not ascii_only and SPELLED_ALIKE.search(folded.chars):
        found.append(_words(folded, latinise(folded.chars, pure=True)))
        spelled = transliterate(folded)
        found.append(_words(spelled, spelled.chars))
    if has_leet(folded.chars):
        leet = dict.fromkeys(unleet(folded.chars, table, whole) for table, whole in READINGS)
        found.extend(_words(folded, latinise(chars, pure=False)) for chars in leet if chars != folded.chars)
    mixed = folded.chars is not folded.cased and folded.chars != folded.cased
    cuts = [match.start() + 1 for match in _CAMEL.finditer(folded.cased)] if mixed else []
    if "'" in folded.chars:
        cuts.extend(match.end() for match in _ELIDED.finditer(folded.cased))
        cuts.extend(place for match in _QUOTED.finditer(folded.chars) for place in _apostrophes(match))
        cuts.extend(match.start() for match in _SUFFIXED.finditer(folded.chars))
    if not ascii_only and _ARABIC.search(folded.chars):
        cuts.extend(match.end() for match in _ARABIC_PREFIX.finditer(folded.chars))
    if cuts:
        found.append(_words(folded, folded.chars, sorted(set(cuts))))
    if _TRIPLED.search(folded.chars) and STRETCHED.search(folded.chars):
        for short in (squeezed(folded), squeezed(folded, 2)):
            found.append(_words(short, short.chars))
    if len(found) == 1:
        return (found[0],)
    unique = {view.text: view for view in reversed(found)}
    return tuple(view for view in found if unique[view.text] is view)


def _apostrophes(match: re.Match[str]) -> Iterator[int]:
    return (match.start() + place for place, char in enumerate(match.group()) if char == "'")


def _words(folded: Folded, chars: str, cuts: Sequence[int] = ()) -> Normalised:
    signed, starred = "'" in chars, "*" in chars
    if chars.isascii():
        pattern = WORD if signed or starred else _PLAIN_WORD
    else:
        pattern = _MARKED_WORD if _HAS_MARKS.search(chars) else WORD
        if _UNPARTED.search(chars):
            cuts = sorted({*cuts, *(match.end() for match in _SCRIPT_CHANGE.finditer(chars))})
    spans = [match.span() for match in pattern.finditer(chars)]
    if signed:
        spans = [_without_possessive(chars, *span) for span in spans]
    if cuts:
        spans = _cut(spans, cuts)
    row = [chars[start:end] for start, end in spans]
    lengths = list(map(len, row))
    if lengths.count(1) > 1 and (1, 1) in pairwise(lengths):
        return _grouped(folded, chars, _merged(chars, spans))
    if (signed or starred) and any("'" in word or "*" in word for word in row):
        return _grouped(folded, chars, ([span] for span in spans))
    return Normalised(folded, row, spans)


def _grouped(folded: Folded, chars: str, groups: Iterable[Sequence[tuple[int, int]]]) -> Normalised:
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
            word = latinise("".join([chars[place] for place in places]), pure=False)
            first, last = places[0], places[-1] + 1
        row.append(word)
        spans.append((first, last))
    return Normalised(folded, row, spans, kept)


def _without_possessive(chars: str, start: int, end: int) -> tuple[int, int]:
    return (start, end - 2) if chars.endswith("'s", start, end) and end - start > 2 else (start, end)


def _cut(spans: Iterable[tuple[int, int]], cuts: Sequence[int]) -> list[tuple[int, int]]:
    """Words, each as one or more spans, cut at some places, which rise."""
    found: list[tuple[int, int]] = []
    place = 0
    for start, end in spans:
        place = bisect_right(cuts, start, place)
        begin = start
        while place < len(cuts) and cuts[place] < end:
            found.append((begin, cuts[place]))
            begin = cuts[place]
            place += 1
        found.append((begin, end))
    return found


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
