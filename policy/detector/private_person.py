"""People nobody lists: "my ex", "this girl in the photo", a name beside a phone number, and the person who asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Field, Screen
from policy.lexicon import Lexicon, Triggers
from policy.types import Code, Finding, Verdict
from policy.view import View

_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}"
    r"|\+\d(?:[ ().-]{0,2}\d){7,14}|(?<!\d)\(?\d(?:[ ().-]{0,2}\d){9,14}"
    r"|\b\d{1,5}\s+(?:[A-Z]\w+\s+){1,2}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way)\b"
)
_MAY_BE_CONTACT = re.compile(r"[\d@]")
_CONTACT_REACH = 60
_ABOUT_BODY = frozenset("face body head likeness voice photo picture portrait image".split())
_TEACHING = frozenset("how that what where why when which who if whether".split())
_THIS = frozenset("this that the these those".split())


class PrivatePerson:
    """Finds unnamed real people and the person who asks; always a question, never a block."""

    name = "private_person"

    def __init__(self, lexicon: Lexicon, triggers: Triggers, screen: Screen) -> None:
        """Makes the detector.

        Args:
            lexicon: First names.
            triggers: Relations, references to a picture, and the ways to speak of oneself.
            screen: Tells text to be shown from people to be depicted.
        """
        self._lexicon = lexicon
        self._screen = screen
        self._relations = triggers.phrases("relation")
        self._not_before = frozenset(triggers.words("not_depicted_before"))
        self._photo = triggers.phrases("photo")
        self._photo_person = frozenset(triggers.words("photo_person"))
        self._photo_next = frozenset(triggers.words("photo_next_veto"))
        self._self = triggers.phrases("self_phrase")
        self._self_not_before = frozenset(triggers.words("self_not_before"))
        self._self_not_after = frozenset(triggers.words("self_not_after"))
        self._self_next = frozenset(triggers.words("self_next_veto"))
        self._self_actions = frozenset(triggers.words("self_actions"))

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each span that points to a private person or to the person who asks."""
        for field in document.fields:
            view = field.views[0]
            kinds = (
                (Code.PRIVATE_PERSON, self._related(view), "Someone the person knows would be depicted."),
                (Code.PRIVATE_PERSON, self._pictured(view), "Someone in a picture would be depicted."),
                (Code.SELF, self._oneself(view), "The person who asks would be depicted."),
            )
            for code, spans, why in kinds:
                for span in spans:
                    if not self._screen.shows(document, field, span):
                        yield finding(self, code, Verdict.ASK, field, span, why=why)
            for span in self._reachable(field):
                why = "A name stands beside a phone number or an address."
                yield finding(self, Code.PRIVATE_PERSON, Verdict.ASK, field, span, why=why)

    def _related(self, view: View) -> Iterator[tuple[int, int]]:
        for place in view.places.get("my", ()):
            last = self._relations.at(view, place + 1)
            if not last:
                continue
            end, after = view.words[last - 1].end, view.text_at(last)
            owned = view.original[end : end + 2] in ("'s", "\u2019s", "' ", "\u2019 ")
            things = owned and after not in _ABOUT_BODY
            if things or after in _TEACHING or view.text_at(place - 1) in self._not_before:
                continue
            yield view.words[place].start, end

    def _pictured(self, view: View) -> Iterator[tuple[int, int]]:
        for match in self._photo.find(view):
            for place in range(max(0, match.first - 3), match.first):
                pointed = any(view.text_at(before) in _THIS for before in range(place - 3, place))
                if view.text_at(place) in self._photo_person and pointed:
                    if view.text_at(match.last) not in self._photo_next:
                        yield view.words[place].start, match.span[1]
                    break

    def _oneself(self, view: View) -> Iterator[tuple[int, int]]:
        for match in self._self.find(view):
            before, after = view.text_at(match.first - 1), view.text_at(match.last)
            addressed = view.text_at(match.first) == "me" and before in self._self_not_before
            if not addressed and after not in self._self_next:
                yield match.span
        for place in view.places.get("me", ()):
            doing = view.text_at(place + 1)
            if not doing.endswith("ing") or doing in self._self_not_after:
                continue
            before, after = view.text_at(place - 1), view.text_at(place + 2)
            if before not in self._self_not_before and (before != "show" or not after or after in self._self_actions):
                yield view.words[place].start, view.words[place + 1].end

    def _reachable(self, field: Field) -> Iterator[tuple[int, int]]:
        if not _MAY_BE_CONTACT.search(field.text):
            return
        contacts = [match.span() for match in _CONTACT.finditer(field.text)]
        for word in field.views[0].words:
            if not word.capital or not self._lexicon.strong_first(word.text):
                continue
            for start, end in contacts:
                apart = max(start - word.end, word.start - end)
                if 0 <= apart <= _CONTACT_REACH:
                    yield min(start, word.start), max(end, word.end)
                    break
