"""Likeness without a name in plain sight: "looks like", "deepfake of", "face swap" and their kin in many languages."""

from __future__ import annotations

from collections.abc import Iterator

from policy.detector import finding
from policy.detector.name_shaped import NameShaped
from policy.document import Document, Field, Screen
from policy.lexicon import Lexicon, Triggers
from policy.people import Grade, People, Sighting
from policy.types import Code, Finding, Verdict
from policy.view import Match, View

_REACH = 6
_CLOSE_CHARS = 40


class Lookalike:
    """Finds a request for a likeness: of a listed person it blocks, of a person-shaped phrase it asks."""

    name = "lookalike"

    def __init__(self, people: People, names: NameShaped, lexicon: Lexicon, triggers: Triggers, screen: Screen) -> None:
        """Makes the detector.

        Args:
            people: The listed people.
            names: Tells what is shaped like a name.
            lexicon: First names.
            triggers: The phrases, all languages.
            screen: Tells text to be shown from people to be depicted.
        """
        self._people = people
        self._names = names
        self._lexicon = lexicon
        self._screen = screen
        self._like = triggers.phrases("lookalike")
        self._swap = triggers.phrases("face_swap")
        self._targets = frozenset(triggers.words("swap_target"))
        self._celebrity = triggers.phrases("celebrity")
        self._relations = triggers.phrases("relation")

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each phrase that asks for a real likeness."""
        for field in document.fields:
            done: set[tuple[int, int]] = set()
            for view in field.views:
                for match, swaps in self._matches(view):
                    if match.span in done or self._screen.shows(document, field, match.span):
                        continue
                    verdict = self._judge(document, field, view, match, swaps=swaps)
                    if verdict:
                        done.add(match.span)
                        why = (
                            "A likeness is asked for: of a listed person."
                            if verdict is Verdict.BLOCK
                            else ("A likeness is asked for: of what is shaped like a person.")
                        )
                        yield finding(self, Code.LOOKALIKE, verdict, field, match.span, why=why)

    def _matches(self, view: View) -> Iterator[tuple[Match, bool]]:
        yield from ((match, True) for match in self._swap.find(view))
        yield from ((match, False) for match in self._like.find(view))

    def _judge(self, document: Document, field: Field, view: View, match: Match, *, swaps: bool) -> Verdict | None:
        for sighting in self._people.find(document):
            if sighting.field is field and self._meant(document, sighting, match):
                return Verdict.BLOCK
        if swaps and any(view.text_at(place) in self._targets for place in range(match.last, match.last + _REACH)):
            return Verdict.ASK
        return Verdict.ASK if self._person_follows(view, match.last) else None

    def _meant(self, document: Document, sighting: Sighting, match: Match) -> bool:
        if not any(figure.protected(document.today) for figure in sighting.figures):
            return False
        if sighting.grade is Grade.CERTAIN:
            return True
        close = 0 <= sighting.span[0] - match.span[1] <= _CLOSE_CHARS
        matched = sighting.field.text[slice(*sighting.span)]
        return close and (matched.istitle() or matched.lower() not in self._lexicon.ordinary)

    def _person_follows(self, view: View, begin: int) -> bool:
        end = begin + _REACH
        if any(begin <= first < end for first, _ in self._names.names(view)):
            return True
        if any(begin <= match.first < end for match in self._celebrity.find(view)):
            return True
        for place in range(begin, min(begin + 3, len(view.words))):
            word = view.words[place]
            if word.text == "my" and self._relations.at(view, place + 1):
                return True
            if self._lexicon.strong_first(word.text) and word.capital:
                return True
            if word.text in self._lexicon.first and word.text not in self._lexicon.places and view.tells_capital(place):
                return True
        return False
