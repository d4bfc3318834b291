"""What a detector is. Each file beside this one is one detector: mostly data, and each finding explains itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from policy.document import Document, Field
from policy.refusal import remedy
from policy.types import Code, Finding, Verdict


class Detector(Protocol):
    """Finds reasons of one kind. It keeps no state between documents and uses no clock, network or chance."""

    @property
    def name(self) -> str:
        """Stable name, as written in findings."""
        ...

    def find(self, document: Document) -> Iterable[Finding]:
        """Every reason in a document.

        Args:
            document: All texts of one intent.
        """
        ...


def found(detector: Detector, document: Document) -> tuple[Finding, ...]:
    """What a detector finds, worked out once a document, however many ask.

    Args:
        detector: Whom to ask.
        document: About what.
    """
    return document.once(detector, lambda: tuple(detector.find(document)))


def finding(
    detector: Detector,
    code: Code,
    verdict: Verdict,
    field: Field,
    span: tuple[int, int],
    *,
    why: str,
    instead: str = "",
) -> Finding:
    """A finding in a field, with the matched text and the code's remedy filled in.

    Args:
        detector: Who found it.
        code: The reason.
        verdict: What it alone would lead to.
        field: Where.
        span: Half-open offsets into the field's original text.
        why: One sentence for the audit row.
        instead: One sentence of what the person can do, where more can be said than the code's remedy.
    """
    return Finding(
        code=code,
        detector=detector.name,
        verdict=verdict,
        field=field.name,
        span=span,
        matched=field.text[span[0] : span[1]],
        why=why,
        remedy=instead or remedy(code),
    )
