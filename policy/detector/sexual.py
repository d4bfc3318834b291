"""Sexual content with anyone real, or with anyone who may be a minor: blocked, not configurable, not consentable."""

from __future__ import annotations

from collections.abc import Iterator

from policy.detector import Detector, finding, found
from policy.detector.minor import ages
from policy.detector.safety import outside
from policy.document import Document, Field
from policy.people import Grade, People
from policy.types import Code, Finding, Verdict
from policy.wording import Triggers

_ADULT_AGE = 18
_SIX = frozenset({"sex", "seks"})
_NORDIC = frozenset(
    "och på är ett som med små leker i en og er børn barn små på av til fra år åriga timmar klockan".split()
)
_NORDIC_WORDS = 2
_REVEALED = "A minor would be shown in a way that sexualises."


class Sexual:
    """Finds sexual words wherever the same document also holds a real person or a minor."""

    name = "sexual"

    def __init__(self, people: People, persons: tuple[Detector, ...], triggers: Triggers) -> None:
        """Makes the detector.

        Args:
            people: The listed people; here the long dead count too.
            persons: The detectors whose findings mean that someone real is shown.
            triggers: Sexual words, words for minors, and the phrases in which both are harmless.
        """
        self._people = people
        self._book = triggers.book
        self._patterns = triggers.patterns
        self._persons = persons
        self._words = triggers.phrases("sexual", "sexual.more")
        self._harmless = triggers.phrases("sexual_veto", "sexual.harmless")
        self._minor = triggers.phrases("minor", "minor.more")
        self._no_minor = triggers.phrases("minor_veto", "minor.harmless")
        self._revealing = triggers.phrases("minor.revealing")
        self._calling = self._words.names | self._revealing.names

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each sexual word and reason."""
        if "sexual" not in document.kinds(self._patterns) and self._calling.isdisjoint(document.kinds(self._book)):
            return
        places = [(field, span) for field in document.fields for span in self._sexual(field)]
        revealing = [
            (field, span) for field in document.fields for span in outside(field, self._revealing, self._harmless)
        ]
        if not places and not revealing:
            return
        minor = any(self._has_minor(field) for field in document.fields)
        for field, span in revealing if minor else ():
            yield finding(self, Code.MINOR, Verdict.BLOCK, field, span, why=_REVEALED)
        if not places:
            return
        real = any(sighting.grade >= Grade.POSSIBLE for sighting in self._people.find(document)) or any(
            found(detector, document) for detector in self._persons
        )
        for field, span in places:
            if minor:
                why = "Sexual words stand in a request that may show a minor."
                yield finding(self, Code.MINOR, Verdict.BLOCK, field, span, why=why)
            if real:
                why = "Sexual words stand in a request that shows someone real."
                yield finding(self, Code.SEXUAL_REAL_PERSON, Verdict.BLOCK, field, span, why=why)

    def _sexual(self, field: Field) -> Iterator[tuple[int, int]]:
        for span in outside(field, self._words, self._harmless):
            if not self._counts(field, span):
                yield span
        yield from {match.span: None for view in field.views for match in self._patterns.find(view, "sexual")}

    def _counts(self, field: Field, span: tuple[int, int]) -> bool:
        """Whether a word is the number six of a Scandinavian sentence."""
        if field.text[slice(*span)].lower() not in _SIX:
            return False
        return len(_NORDIC & set(field.text.lower().split())) >= _NORDIC_WORDS

    def _has_minor(self, field: Field) -> bool:
        if outside(field, self._minor, self._no_minor):
            return True
        return any(years < _ADULT_AGE for years, _ in ages(field.text))
