"""A real child in a realistic clip, or a real person made a child: blocked, not configurable, not consentable.

Children who are nobody ("children play in a park") are fine; so is a question about a drawn clip of one's own child,
which `private_person` asks. Sexual words beside a minor are the matter of `sexual`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.detector import finding, found
from policy.detector.private_person import PrivatePerson
from policy.document import Document, Field
from policy.people import Grade, People
from policy.types import Code, Finding, Verdict
from policy.view import View
from policy.wording import Triggers

_ADULT_AGE = 18
_AGE = re.compile(
    r"\b(\d{1,2})\s*[- ]?\s*(?:years?|yrs?|yo|y/o)\b(?:[- ]?old)?|\bage(?:d)?\s+(\d{1,2})\b"
    r"|\b(\d{1,2})\s*(?:ans|años|anos|anni|jahre|jaar)\b"
    r"|\b(\d{1,2})[- ]?jährig|(\d{1,2})\s*(?:лет|岁|歲|歳|才|살|세|साल|yaş\u0131nda|lat\b|tahun)",
    re.IGNORECASE,
)
_DIGIT, _YEAR = re.compile(r"\d"), re.compile("[Yy][Ee][Aa][Rr]")
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
).split()
_SPELLED_AGE = re.compile(rf"\b({'|'.join(_NUMBERS)})[- ]years?[- ]old\b", re.IGNORECASE)
_NEAR = 60
_YOUNGER = "A real person would be shown as a child."
_REALISTIC = "A real child would be shown in a way that looks real."


def ages(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Every age that is told in a text, in years, and where.

    Args:
        text: Any text.
    """
    for match in _AGE.finditer(text) if _DIGIT.search(text) else ():
        yield int(next(group for group in match.groups() if group)), match.span()
    for match in _SPELLED_AGE.finditer(text) if _YEAR.search(text) else ():
        yield _NUMBERS.index(match[1].lower()) + 1, match.span()


class Minor:
    """Finds real children shown realistically and real people shown as children."""

    name = "minor"

    def __init__(self, people: People, private: PrivatePerson, triggers: Triggers) -> None:
        """Makes the detector.

        Args:
            people: The listed people.
            private: Finds people nobody lists.
            triggers: The words for children, for childhood and for what looks real.
        """
        self._people = people
        self._private = private
        self._childhood = triggers.phrases("minor.regress")
        self._realistic = triggers.phrases("realistic", "face_swap", "face_swap.more")
        self._children = triggers.phrases("child.relation", "minor", "minor.more")

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each real person who would be shown as a child, or real child shown realistically."""
        for field, span in self._younger(document):
            yield finding(self, Code.MINOR, Verdict.BLOCK, field, span, why=_YOUNGER)
        real = [each for each in found(self._private, document) if each.code is Code.PRIVATE_PERSON]
        if not real or not any(self._looks_real(view) for field in document.fields for view in field.views):
            return
        by_name = {field.name: field for field in document.fields}
        for each in real:
            field = by_name[each.field]
            if self._child(field, each.span):
                yield finding(self, Code.MINOR, Verdict.BLOCK, field, each.span, why=_REALISTIC)

    def _younger(self, document: Document) -> Iterator[tuple[Field, tuple[int, int]]]:
        spans_of: dict[str, list[tuple[int, int]]] = {}
        for each in self._people.find(document):
            if each.grade is not Grade.CERTAIN or not any(figure.protected(document.today) for figure in each.figures):
                continue
            if each.field.name not in spans_of:
                spans = [match.span for view in each.field.views for match in self._childhood.find(view)]
                young = (span for years, span in ages(each.field.text) if 0 < years < _ADULT_AGE)
                spans_of[each.field.name] = [*spans, *young]
            for span in spans_of[each.field.name]:
                if max(span[0] - each.span[1], each.span[0] - span[1]) <= _NEAR:
                    yield each.field, (min(span[0], each.span[0]), max(span[1], each.span[1]))
                    break

    def _child(self, field: Field, span: tuple[int, int]) -> bool:
        """Whether the person of a span is a child."""
        inside = any(
            span[0] <= match.span[0] and match.span[1] <= span[1]
            for view in field.views
            for match in self._children.find(view)
        )
        return inside or any(
            years < _ADULT_AGE and max(where[0] - span[1], span[0] - where[1]) <= _NEAR
            for years, where in ages(field.text)
        )

    def _looks_real(self, view: View) -> bool:
        return next(self._realistic.find(view), None) is not None
