"""Listed people: blocked where they would be depicted or made to endorse, not where their name is only written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Field, Screen
from policy.people import Grade, People
from policy.phrasebook import Category
from policy.types import Code, Finding, Verdict

_ENDORSEMENT_REACH = 40
_SPEAKS = re.compile(
    r"\s?(?::|(?:'s|\u2019s)\s(?:favou?rite|choice|pick|secret|advice|tip)\b|(?:just\s|personally\s)?(?:says|said|tells|told"
    r"|approve[sd]|swears|announces|confirms|admits|promises|urges|invites|loves (?:it|this|our)|wears|uses)\b)",
    re.IGNORECASE,
)
"""What after a name in shown text makes it that person's words."""

_SIGNED = re.compile(
    r"[\"'\u201d\u2019.!?]\s*[-\u2013\u2014~]\s*$|\b(?:worn|used|seen on|told by|signed|yours|love),?\s(?:by\s)?$",
    re.IGNORECASE,
)
"""What before a name makes it a signature."""


class PublicFigure:
    """Finds listed people, alive or dead for less than 100 years."""

    name = "public_figure"

    def __init__(self, people: People, screen: Screen, endorsement: Category) -> None:
        """Makes the detector.

        Args:
            people: The listed people.
            screen: Tells text to be shown from people to be depicted.
            endorsement: Words by which shown text makes a person speak for something.
        """
        self._people = people
        self._screen = screen
        self._endorsement = endorsement

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each place where a protected person is named."""
        for sighting in self._people.find(document):
            if sighting.grade is Grade.FAINT or not any(f.protected(document.today) for f in sighting.figures):
                continue
            if self._screen.shows(document, sighting.field, sighting.span):
                if not self._endorses(sighting.field, sighting.span):
                    continue
                why = "Shown text makes a listed person endorse something."
            else:
                why = "A listed person is named in what would be depicted."
            verdict = Verdict.BLOCK if sighting.grade is Grade.CERTAIN else Verdict.ASK
            living = any(f.died is None for f in sighting.figures)
            code = Code.PUBLIC_FIGURE if living else Code.DECEASED_RECENT
            yield finding(self, code, verdict, sighting.field, sighting.span, why=why)

    def _endorses(self, field: Field, span: tuple[int, int]) -> bool:
        if _SPEAKS.match(field.text, span[1]) or _SIGNED.search(field.text[: span[0]]):
            return True
        around = (span[0] - _ENDORSEMENT_REACH, span[1] + _ENDORSEMENT_REACH)
        matches = (match.span for view in field.views for match in self._endorsement.find(view))
        return any(field.shown or (around[0] <= start and end <= around[1]) for start, end in matches)
