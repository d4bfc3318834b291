"""The person who asks, in the picture: "a video of me", "my face on the moon"; asked for their own recorded consent."""

from __future__ import annotations

from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Screen
from policy.tongue import Tongues
from policy.types import Code, Finding, Verdict
from policy.view import Match, View
from policy.wording import Triggers

_WHY = "The person who asks would be depicted."
_LOOSE = frozenset({"of me", "of myself", "my face", "my voice", "my body", "myself", "me and my", "me with a"})
_THINGS = frozenset(
    "cream mask wash paint towel soap lotion powder serum filter recognition id unlock scanner care wipes assistant "
    "recorder message memo mail notes app spray butter scrub language fat weight paragraph text".split()
)
_NOT_DEPICTED = frozenset(
    "remind reminds reminded because ahead front top side rest outside instead afraid proud ashamed think "
    "thinking".split()
)
_TAKEN_BACK = ("shown_to", "made_by")
"""Kinds of wordings that take a self inside them back: "show me", "the castle that I built"."""

_FRENCH = "je"
_SPANISH = "de mi"
"""Without its accent "of me" is "of my" where a thing follows: "la ventana de mi casa"."""
_DOING = ("ando", "endo")
_GOING_ON = frozenset(
    "con en como y cuando que sobre a al por para sin bajo entre de del vestido vestida haciendo".split()
)

_WRITTEN = frozenset("letter note card message reminder promise gift present diary".split())
_REFLEXIVE = frozenset("i did made built wrote bought taught hurt ask asked tell told introduce enjoy".split())


class SelfPerson:
    """Finds the person who asks; always a question, never a block."""

    name = "self_person"

    def __init__(self, triggers: Triggers, screen: Screen, tongues: Tongues) -> None:
        """Makes the detector.

        Args:
            triggers: The ways to speak of oneself.
            screen: Tells text to be shown from people to be depicted.
            tongues: Tells the language of a text.
        """
        self._screen = screen
        self._tongues = tongues
        self._book = triggers.book
        self._patterns = triggers.patterns
        self._self = triggers.phrases("self_phrase", "self.more")
        self._not_before = frozenset(triggers.words("self_not_before"))
        self._not_after = frozenset(triggers.words("self_not_after"))
        self._next = frozenset(triggers.words("self_next_veto"))
        self._actions = frozenset(triggers.words("self_actions"))

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each span that points to the person who asks."""
        spoken = not self._self.names.isdisjoint(document.kinds(self._book)) or "self" in document.kinds(self._patterns)
        if not spoken and not any("me" in view.texts for field in document.fields for view in field.views):
            return
        for field in document.fields:
            done: set[tuple[int, int]] = set()
            for view in field.views:
                for span in self._oneself(view):
                    inside = any(start <= span[0] and span[1] <= end for start, end in done)
                    if not inside and not self._screen.shows(document, field, span):
                        done.add(span)
                        yield finding(self, Code.SELF, Verdict.ASK, field, span, why=_WHY)

    def _oneself(self, view: View) -> Iterator[tuple[int, int]]:
        """The places that point to the person who asks, without those that only wish to be shown something."""
        shown_to = [match.span for kind in _TAKEN_BACK for match in self._patterns.find(view, kind)]
        for span in self._told(view):
            if not any(start <= span[0] and span[1] <= end for start, end in shown_to):
                yield span

    def _told(self, view: View) -> Iterator[tuple[int, int]]:
        yield from (match.span for match in self._patterns.find(view, "self") if not self._is(view, match))
        for match in self._self.find(view):
            before, after = view.text_at(match.first - 1), view.text_at(match.last)
            addressed = view.text_at(match.first) == "me" and before in self._not_before
            phrase = " ".join(view.row[match.first : match.last])
            written = phrase == "myself" and before == "to" and view.text_at(match.first - 2) in _WRITTEN
            loose = phrase in _LOOSE and self._loose(before, after, phrase)
            owned = phrase == _SPANISH and after and not after.endswith(_DOING) and after not in _GOING_ON
            if addressed or written or loose or owned or after in self._next:
                continue
            yield match.span
        for place in view.places.get("me", ()):
            doing = view.text_at(place + 1)
            if not doing.endswith("ing") or doing in self._not_after:
                continue
            before, after = view.text_at(place - 1), view.text_at(place + 2)
            if before not in self._not_before and (before != "show" or not after or after in self._actions):
                yield view.spans[place][0], view.spans[place + 1][1]

    def _is(self, view: View, match: Match) -> bool:
        """Whether "je" is the verb of other languages and not the French for "I": "Je velký dům na kopci"."""
        if view.text_at(match.first) != _FRENCH:
            return False
        spoken = self._tongues.of(view)
        return bool(spoken) and "fr" not in spoken

    def _loose(self, before: str, after: str, phrase: str) -> bool:
        """Whether a short phrase speaks of something else: "my face cream", "reminds me of me"."""
        if after in _THINGS or before in _NOT_DEPICTED:
            return True
        return phrase.startswith("my") and before in (_REFLEXIVE if phrase == "myself" else ("wash", "washing"))
