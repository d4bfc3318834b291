"""Likeness without a name in plain sight: "looks like", "deepfake of", "face swap" and their kin in many languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policy.detector import finding
from policy.detector.name_shaped import NameShaped
from policy.document import Document, Field, Screen
from policy.lexicon import Lexicon
from policy.people import Grade, People, Sighting
from policy.types import Code, Finding, Verdict
from policy.view import Match, View
from policy.wording import Triggers

_REACH = 6
_CLOSE_WORDS = 3
_CLOSE_CHARS = 40
_BESIDE = 2  # letters, for a space and a sign
_WHY = {
    Verdict.BLOCK: "A likeness is asked for: of a listed person.",
    Verdict.ASK: "A likeness is asked for: of what is shaped like a person.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What stands around the phrases of one view."""

    view: View
    certain: bool
    near: list[Sighting]
    settled: list[tuple[int, int]]
    persons: set[int]
    celebrities: set[int]

    def precedes(self, act: Match) -> bool:
        """Whether a listed name stands right before a word for an act: "an Elvis tribute performer"."""
        return any(0 <= act.span[0] - sighting.span[1] <= _BESIDE for sighting in self.near)

    def settles(self, place: int) -> bool:
        """Whether a word belongs to a listed name, which is judged elsewhere."""
        return any(start <= self.view.spans[place][0] < end for start, end in self.settled)


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
        self._book = triggers.book
        self._like = triggers.phrases("lookalike", "lookalike.more")
        self._swap = triggers.phrases("face_swap", "face_swap.more")
        self._behind = triggers.phrases("lookalike.behind")
        self._asking = self._like.names | self._swap.names | self._behind.names
        self._targets = frozenset(triggers.words("swap_target"))
        self._celebrity = triggers.phrases("celebrity")
        self._relations = triggers.phrases("relation")

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each phrase that asks for a real likeness."""
        if self._asking.isdisjoint(document.kinds(self._book)):
            return
        for field in document.fields:
            done: set[tuple[int, int]] = set()
            for view in field.views:
                matches = [(match, True) for match in self._swap.find(view)]
                matches += [(match, False) for match in self._like.find(view)]
                acts = list(self._behind.find(view))
                scene = self._scene(document, field, view) if matches or acts else None
                for act in acts:
                    if scene is not None and scene.precedes(act) and not self._screen.shows(document, field, act.span):
                        done.add(act.span)
                        yield finding(self, Code.LOOKALIKE, Verdict.BLOCK, field, act.span, why=_WHY[Verdict.BLOCK])
                for match, swaps in matches:
                    if scene is None or match.span in done or self._screen.shows(document, field, match.span):
                        continue
                    verdict = self._judge(scene, match, swaps=swaps)
                    if verdict:
                        done.add(match.span)
                        yield finding(self, Code.LOOKALIKE, verdict, field, match.span, why=_WHY[verdict])

    def _scene(self, document: Document, field: Field, view: View) -> _Scene:
        listed = [sighting for sighting in self._people.find(document) if sighting.field is field]
        return _Scene(
            view=view,
            certain=any(s.grade is Grade.CERTAIN and self._protected(document, s) for s in listed),
            near=[s for s in listed if self._protected(document, s) and self._marked(s)],
            settled=[s.span for s in listed if s.grade >= Grade.POSSIBLE],
            persons={first for first, _ in self._names.names(view)},
            celebrities={match.first for match in self._celebrity.find(view)},
        )

    def _protected(self, document: Document, sighting: Sighting) -> bool:
        return any(figure.protected(document.today) for figure in sighting.figures)

    def _marked(self, sighting: Sighting) -> bool:
        """Whether a faint name could be meant: written as a name, or no common word."""
        matched = sighting.field.text[slice(*sighting.span)]
        return matched.istitle() or matched.lower() not in self._lexicon.ordinary

    def _judge(self, scene: _Scene, match: Match, *, swaps: bool) -> Verdict | None:
        if scene.certain or any(0 <= s.span[0] - match.span[1] <= _CLOSE_CHARS for s in scene.near):
            return Verdict.BLOCK
        places = range(match.last, min(match.last + _REACH, len(scene.view.row)))
        if swaps and any(scene.view.text_at(place) in self._targets for place in places):
            return Verdict.ASK
        if not scene.celebrities.isdisjoint(places):
            return Verdict.ASK
        free = [place for place in places if not scene.settles(place)]
        near = (place for place in free if place < match.last + _CLOSE_WORDS)
        person = not scene.persons.isdisjoint(free) or any(self._person_at(scene.view, place) for place in near)
        return Verdict.ASK if person else None

    def _person_at(self, view: View, place: int) -> bool:
        word, lexicon = view.word(place), self._lexicon
        if word.text == "my" and self._relations.at(view, place + 1):
            return True
        if lexicon.strong_first(word.text) and word.capital:
            return True
        return word.text in lexicon.first and word.text not in lexicon.places and view.tells_capital(place)
