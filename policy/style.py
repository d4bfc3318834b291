"""Names that stand for a style and not for a person in the picture: "in the style of Hokusai", "Ghibli style".

Whoever is only named as a style is not depicted, so the detectors of people look at the sightings without them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policy.document import Document, Field
from policy.figure import YEARS_AFTER_DEATH
from policy.people import Grade, People, Sighting
from policy.phrasebook import Mark
from policy.view import View, unparted
from policy.wording import STYLE_KEYS, STYLES, Triggers, rows_of

_BETWEEN = frozenset(
    "the a an artist painter director filmmaker photographer illustrator great famous late master".split()
)
_MORE = frozenset({"and", "or", "x", "meets", "mixed", "with", "y", "et", "und", "e", "i", "en", "&", "by"})
_CUES = frozenset({"style.before", "style.ar_before", "style.after", "style.artist"})
_DESCRIBED = 3
_CLOSE = 4  # letters, enough for an honorific between a name and "style"
_Artist = tuple[int, int, tuple[int, int], dict[str, Any]]
_ART = frozenset({"art"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleMention:
    """An artist who is named as a style.

    Attributes:
        field: Where.
        span: Half-open offsets of the name in the field's original text.
        words: Neutral words for the look, empty where the table has none.
        died: Year of death, None for the living and the unknown.
    """

    field: Field
    span: tuple[int, int]
    words: str
    died: int | None

    def free(self, year: int) -> bool:
        """Whether the artist died at least 100 years before a year."""
        return self.died is not None and self.died + YEARS_AFTER_DEATH <= year


class StyleMentions:
    """Finds the artists who are named as a style."""

    def __init__(self, people: People, triggers: Triggers) -> None:
        """Makes the finder.

        Args:
            people: The listed people; those of the arts count although the table of styles lacks them.
            triggers: The words that make a name a style.
        """
        self._people = people
        self._book = triggers.book

    def find(self, document: Document) -> tuple[StyleMention, ...]:
        """Every artist who is named as a style, worked out once."""
        return document.once(self, lambda: tuple(self._find(document)))

    def _find(self, document: Document) -> Iterator[StyleMention]:
        if _CUES.isdisjoint(document.kinds(self._book)):
            return
        for field in document.fields:
            done: set[tuple[int, int]] = set()
            for view in field.views:
                marks = self._book.find(view)
                before = {mark.last for mark in (*marks.of("style.before"), *marks.of("style.ar_before"))}
                after = marks.of("style.after")
                if not before and not after and "style.artist" not in marks:
                    continue
                for mention in self._in_view(document, field, view, before, after):
                    if mention.span not in done:
                        done.add(mention.span)
                        yield mention

    def _in_view(
        self, document: Document, field: Field, view: View, before: set[int], after: tuple[Mark, ...]
    ) -> Iterator[StyleMention]:
        last_styled = -1
        for first, last, span, row in sorted(self._artists(document, field, view), key=_place):
            styled = self._is_styled(view, first, before) or self._is_followed(view, last, span, after)
            styled = styled or (bool(row.get("words")) and self._stands_apart(view, first, last))
            chained = last_styled >= 0 and self._chains(view, last_styled, first)
            if not styled and not chained:
                continue
            last_styled = last
            yield StyleMention(field=field, span=span, words=row.get("words", ""), died=row.get("died"))

    def _artists(self, document: Document, field: Field, view: View) -> Iterator[_Artist]:
        places: set[int] = set()
        for mark in self._book.find(view).of("style.artist"):
            if mark.first in places and view.row[mark.first].isascii():
                continue
            places.update(range(mark.first, mark.last))
            yield mark.first, mark.last, mark.span, self._rows[int(mark.value.split()[0])]
        for sighting in self._people.find(document):
            if sighting.field is not field or sighting.grade < Grade.POSSIBLE:
                continue
            if not all(figure.field in _ART for figure in sighting.figures):
                continue
            start, end = sighting.span
            inside = range(bisect_left(view.spans, (start,)), bisect_left(view.spans, (end,)))
            if inside and places.isdisjoint(inside):
                died = [figure.died[0] if figure.died else None for figure in sighting.figures]
                yield (
                    inside[0],
                    inside[-1] + 1,
                    sighting.span,
                    {"died": None if None in died else max(filter(None, died))},
                )

    def _is_followed(self, view: View, last: int, span: tuple[int, int], after: tuple[Mark, ...]) -> bool:
        """Whether a word for a style comes right after a name; where words are not parted, within a few letters."""
        if unparted(view.original[slice(*span)]):
            return any(0 <= mark.span[0] - span[1] <= _CLOSE for mark in after)
        return any(mark.first == last for mark in after)

    def _stands_apart(self, view: View, first: int, last: int) -> bool:
        """Whether a name is one of the comma-parted words after a prompt: "a castle, greg rutkowski, artstation"."""
        after = view.gap(last) if last < len(view.row) else ","
        return first > 0 and "," in view.gap(first) and after.lstrip().startswith(",") and not view.capitals[first]

    def _is_styled(self, view: View, first: int, before: set[int]) -> bool:
        for step in range(_DESCRIBED + 1):
            if first - step in before:
                return True
            if view.text_at(first - step - 1) not in _BETWEEN:
                return False
        return False

    def _chains(self, view: View, last: int, first: int) -> bool:
        """Whether an artist follows another one in a list: "and", "x", or a comma."""
        between = view.row[last:first]
        return (
            len(between) <= 1 and all(word in _MORE for word in between) and (bool(between) or "," in view.gap(first))
        )

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        return list(rows_of(STYLES, STYLE_KEYS))


class Depicted(People):
    """The listed people without those who are only named as a style."""

    def __init__(self, people: People, styles: StyleMentions) -> None:
        """Wraps the listed people.

        Args:
            people: The listed people.
            styles: Finds who is named as a style.
        """
        self._people = people
        self._styles = styles

    def find(self, document: Document) -> tuple[Sighting, ...]:
        """Every listed person in a document who would be shown."""
        return document.once(self, lambda: tuple(self._shown(document)))

    def _shown(self, document: Document) -> Iterator[Sighting]:
        styles = [(mention.field, mention.span) for mention in self._styles.find(document)]
        for sighting in self._people.find(document):
            if not any(
                field is sighting.field and span[0] < sighting.span[1] and sighting.span[0] < span[1]
                for field, span in styles
            ):
                yield sighting


def _place(artist: _Artist) -> tuple[int, int]:
    return artist[:2]
