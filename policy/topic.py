"""Whether the last request of a conversation leaves what was asked for before, so that it is judged for itself.

A conversation is judged as one: "make her dance" is about whoever was named before. But whoever was refused a clip of a
film star and then asks for a paper boat has been refused nothing more. What earlier turns alone hold is left out only
where nothing in the last one can be about it: plain English words, a thing and no person as its first noun, nobody in
the storyboard either, and not one word that refers back or changes what was there. Everything else stays one request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from policy.document import Document, Field
from policy.lexicon import Lexicon
from policy.types import Finding
from policy.wording import Triggers

_N_HEAD = 4  # words: the thing and up to three that describe it
_NO_HEAD = frozenset("in on at with from into onto by for of over under behind beside near to as and or".split())
_OF_A_PERSON = ("er", "ers", "or", "ors", "ist", "ists", "ian", "ians", "ess", "esses", "man", "men", "ette", "star")
_SHOWN = (".scene", ".temporal", ".setting", ".words", ".action")


class Topic:
    """Tells a request about something else from one that goes on.

    Args:
        lexicon: The common words.
        triggers: The things, the words that refer back, those with which a request opens, and those for people.
    """

    def __init__(self, lexicon: Lexicon, triggers: Triggers) -> None:
        self._things = frozenset(triggers.words("topic_thing"))
        self._back = frozenset(triggers.words("topic_back"))
        self._opening = frozenset(triggers.words("topic_opening"))
        self._plain = lexicon.ordinary | self._things | self._opening
        self._persons = frozenset(triggers.words("topic_person"))
        self._no_persons = frozenset(triggers.words("topic_no_person")) | self._things

    def still_meant(self, findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
        """The findings that count: without those of earlier turns, where the last one is about something else.

        Args:
            findings: Everything that was found.
            document: Where.
        """
        left = {turn.name for turn in document.turns[:-1]}
        anew: bool | None = None
        for finding in findings:
            if finding.field in left:
                anew = self.is_new(document) if anew is None else anew
                if anew:
                    continue
            yield finding

    def is_new(self, document: Document) -> bool:
        """Whether the last turn can be about nothing that was said before.

        Args:
            document: The conversation, and the storyboard where there is one.
        """
        if len(document.turns) < 2 or document.references:
            return False
        words = document.turns[-1].views[0].row
        if not all(map(self._is_plain, words)):
            return False
        if not self._back.isdisjoint(words) or not self._leads_with_a_thing(words):
            return False
        return not any(map(self._may_be_a_person, (word for field in _seen(document) for word in field.views[0].row)))

    def _leads_with_a_thing(self, words: Iterable[str]) -> bool:
        rest = iter(words)
        first = next((word for word in rest if word not in self._opening), "")
        for word in (first, *islice(rest, _N_HEAD - 1)):
            if word in self._things:
                return True
            if word in _NO_HEAD or word in self._opening:
                return False
        return False

    def _is_plain(self, word: str) -> bool:
        return word in self._plain or word.isdecimal()

    def _may_be_a_person(self, word: str) -> bool:
        if word in self._no_persons:
            return False
        return word in self._persons or not self._is_plain(word) or word.endswith(_OF_A_PERSON)


def _seen(document: Document) -> Iterator[Field]:
    """The last request, and what of the storyboard says who or what is seen."""
    yield document.turns[-1]
    yield from (field for field in document.fields if field.name.startswith("shots[") and field.name.endswith(_SHOWN))
