"""Sexual content with anyone real, or with anyone who may be a minor: blocked, not configurable, not consentable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detector import Detector, finding, found
from policy.document import Document, Field
from policy.lexicon import Triggers
from policy.people import Grade, People
from policy.types import Code, Finding, Verdict
from policy.view import Phrases

_ADULT_AGE = 18
_AGE = re.compile(r"\b(\d{1,2})\s*[- ]?\s*(?:years?|yrs?|yo|y/o)\b(?:[- ]?old)?|\baged?\s+(\d{1,2})\b", re.IGNORECASE)


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
        self._persons = persons
        self._words = triggers.phrases("sexual")
        self._harmless = triggers.phrases("sexual_veto")
        self._minor = triggers.phrases("minor")
        self._no_minor = triggers.phrases("minor_veto")

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each sexual word and reason."""
        places = [(field, span) for field in document.fields for span in _spans(field, self._words, self._harmless)]
        if not places:
            return
        minor = any(self._has_minor(field) for field in document.fields)
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

    def _has_minor(self, field: Field) -> bool:
        if _spans(field, self._minor, self._no_minor):
            return True
        return any(int(match[1] or match[2]) < _ADULT_AGE for match in _AGE.finditer(field.text))


def _spans(field: Field, words: Phrases, harmless: Phrases) -> list[tuple[int, int]]:
    """Where the words stand, each place once, outside the harmless phrases."""
    seen: dict[tuple[int, int], None] = {}
    for view in field.views:
        exempt = [match.span for match in harmless.find(view)]
        for match in words.find(view):
            if not any(start <= match.span[0] and match.span[1] <= end for start, end in exempt):
                seen[match.span] = None
    return list(seen)
