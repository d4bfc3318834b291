"""The general safety pack: graphic violence, hate, self-harm and instructions for crime, by lists of phrases.

It is kept simple and can be switched off as a whole. Its limits are those of any list: it knows no context beyond the
phrases beside it, misses paraphrase, irony and most languages beyond a dozen, and does not judge pictures. It is a
first sieve in front of whatever moderation an operator runs, not a replacement for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy.detector import finding
from policy.document import Document, Field
from policy.phrasebook import Category
from policy.types import Code, Finding, Verdict
from policy.wording import Triggers

_KINDS = (
    (Code.SAFETY_VIOLENCE, "safety.violence", "Words for graphic violence."),
    (Code.SAFETY_HATE, "safety.hate", "Words that attack a group of people."),
    (Code.SAFETY_SELF_HARM, "safety.self_harm", "Words for self-harm."),
    (Code.SAFETY_CRIME, "safety.crime", "Words that ask for instructions for a crime."),
)


class Safety:
    """Finds phrases of the general safety pack; shown text counts too."""

    name = "safety"

    def __init__(self, triggers: Triggers) -> None:
        """Makes the detector.

        Args:
            triggers: The phrases, and for each kind those around it that are harmless.
        """
        self._book = triggers.book
        self._kinds = tuple(
            (code, triggers.phrases(key), triggers.phrases(f"{key}_harmless"), why) for code, key, why in _KINDS
        )
        self._categories = frozenset().union(*(phrases.names for _, phrases, _, _ in self._kinds))

    def find(self, document: Document) -> Iterator[Finding]:
        """One finding for each phrase."""
        if self._categories.isdisjoint(document.kinds(self._book)):
            return
        for field in document.fields:
            for code, phrases, harmless, why in self._kinds:
                for span in outside(field, phrases, harmless):
                    yield finding(self, code, Verdict.BLOCK, field, span, why=why)


def outside(field: Field, phrases: Category, harmless: Category) -> list[tuple[int, int]]:
    """Where phrases stand in a field, each place once, not inside a longer harmless phrase.

    Args:
        field: The field.
        phrases: What is looked for.
        harmless: Longer phrases in which it means nothing.
    """
    seen: dict[tuple[int, int], None] = {}
    for view in field.views:
        matches = list(phrases.find(view))
        if not matches:
            continue
        exempt = [match.span for each in field.views for match in harmless.find(each)]
        for match in matches:
            if not any(start < match.span[1] and match.span[0] < end for start, end in exempt):
                seen[match.span] = None
    return list(seen)
