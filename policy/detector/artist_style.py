"""Styles of artists of our time: whoever asks for one is offered neutral words for the look instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Field, Screen
from policy.lexicon import Lexicon
from policy.people import People
from policy.style import StyleMentions
from policy.types import Code, Finding, Verdict
from policy.view import View
from policy.wording import Triggers

_WHY = "The style of an artist who died less than 100 years ago, or lives, is asked for."
_WHY_UNKNOWN = "The style of somebody who is in no table is asked for."
_HAND = frozenset("by par por von da door przez av malad manner maniere manera nach kisti hand".split())
"""Words of a cue behind which stands a person: "drawn by", not "in the style of"."""

_PARTICLES = frozenset("de la del da di van von der den af bin al le el dos du ten ter y e".split())
_ELIDED = re.compile("[dl]['\u2019][^\\W\\d_]")
_MOVEMENT = ("ism", "isme", "ismus", "ismo", "izm")
_LONGEST = 4


class ArtistStyle:
    """Finds artists of our time who are named as a style; those dead for 100 years are free."""

    name = "artist_style"

    def __init__(
        self, styles: StyleMentions, people: People, lexicon: Lexicon, triggers: Triggers, screen: Screen
    ) -> None:
        """Makes the detector.

        Args:
            styles: Finds who is named as a style.
            people: The listed people, who are judged elsewhere.
            lexicon: Common words and first names.
            triggers: The words that make a name a style.
            screen: Tells text to be shown from what the picture should look like.
        """
        self._styles = styles
        self._people = people
        self._lexicon = lexicon
        self._book = triggers.book
        self._cues = triggers.phrases("style.before")
        self._no_person = frozenset(triggers.words("style_no_person"))
        self._screen = screen

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each artist."""
        for mention in self._styles.find(document):
            if mention.free(document.today.year) or self._screen.shows(document, mention.field, mention.span):
                continue
            instead = f"Take neutral words for the look instead, for example: {mention.words}." if mention.words else ""
            yield finding(self, Code.LIVING_ARTIST, Verdict.ASK, mention.field, mention.span, why=_WHY, instead=instead)
        if self._cues.names.isdisjoint(document.kinds(self._book)):
            return
        for field in document.fields:
            for span in self._unknown(field.views[0]):
                if not self._settled(document, field, span):
                    yield finding(self, Code.LIVING_ARTIST, Verdict.ASK, field, span, why=_WHY_UNKNOWN)

    def _unknown(self, view: View) -> Iterator[tuple[int, int]]:
        """What is written as a name behind a cue for a style: "à la Gaspar Noé", "drawn by Quino"."""
        cues = self._cues.marks(view)
        for cue in cues if not view.capitals_say_nothing else ():
            last = self._name_end(view, cue.last)
            names = [word for word in view.row[cue.last : last] if word not in _PARTICLES]
            if self._is_person(names, by_hand=not _HAND.isdisjoint(view.row[cue.first : cue.last])):
                yield view.spans[cue.last][0], view.spans[last - 1][1]

    def _name_end(self, view: View, first: int) -> int:
        """One past the last of the words with a capital that stand together from a place on."""
        last = place = first
        while place < min(first + _LONGEST, len(view.row)):
            if place > first and view.gap(place).strip("-'’ "):
                break
            if view.capitals[place] or _ELIDED.match(view.original, view.spans[place][0]):
                last = place + 1
            elif place == first or view.row[place] not in _PARTICLES:
                break
            place += 1
        return last

    def _is_person(self, names: list[str], *, by_hand: bool) -> bool:
        lexicon = self._lexicon
        if any(name in lexicon.places or name in lexicon.place_next or self._is_movement(name) for name in names):
            return False
        if len(names) > 1:
            return names[0] in lexicon.first or not any(name in lexicon.ordinary for name in names)
        return by_hand and bool(names) and names[0] not in lexicon.ordinary

    def _is_movement(self, name: str) -> bool:
        return name in self._no_person or name.endswith(_MOVEMENT)

    def _settled(self, document: Document, field: Field, span: tuple[int, int]) -> bool:
        """Whether a name is judged elsewhere, stands in a text to be shown, or means nobody of our time."""
        judged = [mention.span for mention in self._styles.find(document) if mention.field is field]
        judged += [sighting.span for sighting in self._people.find(document) if sighting.field is field]
        if any(start < span[1] and span[0] < end for start, end in judged):
            return True
        return self._screen.shows(document, field, span) or self._lexicon.exempts(field.views, span)
