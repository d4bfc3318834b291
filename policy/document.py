"""What the detectors read: every text of an intent, by the name of the field it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from policy.phrasebook import Category
from policy.types import Intent, Reference, ShotIntent
from policy.view import View, read

_Value = TypeVar("_Value")

_QUOTE = re.compile(
    r'"[^"\n]{1,300}"|\u201c[^\u201d\n]{1,300}\u201d|\u201e[^\u201c\u201d\n]{1,300}[\u201c\u201d]|\u00ab[^\u00bb\n]{1,300}\u00bb'
    r"|\u300c[^\u300d\n]{1,300}\u300d|\u300e[^\u300f\n]{1,300}\u300f|\u2018[^\u2019\n]{1,300}\u2019(?!\w)|(?<!\w)'[^'\n]{1,300}'(?!\w)"
)


class Field:
    """One text of the intent.

    Attributes:
        name: Where it stands: `turns[2]`, `shots[0].scene`, ...
        text: The text as typed.
        shown: Whether it is drawn as text and not as a picture.
        typed: Whether a person typed it; a planner's text moves words about, so that its capitals say less.
    """

    def __init__(self, name: str, text: str, *, shown: bool = False) -> None:
        self.name = name
        self.text = text
        self.shown = shown
        self.typed = name.startswith("turns[")

    @cached_property
    def views(self) -> tuple[View, ...]:
        """Every reading of the text, the plain one first."""
        return read(self.text)

    @cached_property
    def quotes(self) -> tuple[tuple[int, int], ...]:
        """The spans in quotation marks, with their marks."""
        return tuple(match.span() for match in _QUOTE.finditer(self.text))


class Finder(Protocol):
    """Finds phrases or wordings of several kinds."""

    def kinds_in(self, view: View) -> AbstractSet[str]:
        """The kinds that stand in a view."""
        ...


class Document:
    """All texts of one intent, and a memory of what was already worked out about them.

    Attributes:
        fields: Every non-empty text, the turns first.
        invented: Names that were declared to be invented.
        turns: The fields that a person typed.
        today: The day of the decision, by which the dead are judged.
        references: Pictures to be imitated.
    """

    def __init__(
        self,
        fields: tuple[Field, ...],
        *,
        invented: tuple[str, ...],
        today: date,
        references: tuple[Reference, ...] = (),
    ) -> None:
        self.fields = fields
        self.turns = tuple(field for field in fields if field.typed)
        self.references = references
        self.invented = invented
        self.today = today
        self._memory: dict[object, Any] = {}

    @classmethod
    def of(cls, intent: Intent, *, today: date) -> Document:
        """The document of an intent.

        Args:
            intent: What is asked.
            today: The day of the decision.
        """
        fields = [Field(f"turns[{number}]", text) for number, text in enumerate(intent.turns)]
        for number, shot in enumerate(intent.shots):
            fields.extend(_shot_fields(f"shots[{number}]", shot))
        for number, reference in enumerate(intent.references):
            place = f"references[{number}].texts"
            fields.extend(Field(f"{place}[{n}]", text) for n, text in enumerate(reference.texts))
        fields.extend(_file_names(intent))
        kept = tuple(field for field in fields if field.text.strip())
        return cls(kept, invented=intent.invented, today=today, references=intent.references)

    def kinds(self, finder: Finder) -> AbstractSet[str]:
        """The kinds of what stands anywhere in the texts, so that a detector need not look for what is not there.

        Args:
            finder: Knows the phrases or wordings.
        """
        views = (view for field in self.fields for view in field.views)
        return self.once(("kinds", finder), lambda: frozenset().union(*map(finder.kinds_in, views)))

    def once(self, key: object, compute: Callable[[], _Value]) -> _Value:
        """A value that several detectors need, worked out the first time it is asked for.

        Args:
            key: Who asks for what; the same key always means the same computation.
            compute: The computation.
        """
        if key not in self._memory:
            self._memory[key] = compute()
        value: _Value = self._memory[key]
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Tells text to be shown from a person to be depicted.

    A quotation counts as shown text when a word beside it says so ("a sign that reads", "title") or when it is a
    greeting; a bare name in quotation marks is still a person, or quoting would be a way around every list.

    Attributes:
        cues: Words beside a quotation that make it shown text.
        greetings: Words inside a quotation that make it shown text.
    """

    cues: Category
    greetings: Category

    def shows(self, document: Document, field: Field, span: tuple[int, int]) -> bool:
        """Whether a span of a field is text to be drawn.

        Args:
            document: Where the field stands.
            field: The field.
            span: Half-open offsets into its original text.
        """
        if field.shown:
            return True
        if not field.quotes:
            return False
        spans = document.once(("shown", field), lambda: self._shown(field))
        return any(start <= span[0] and span[1] <= end for start, end in spans)

    def _shown(self, field: Field) -> tuple[tuple[int, int], ...]:
        view = field.views[0]
        cues = [match.span for match in self.cues.find(view)]
        greetings = [match.span for match in self.greetings.find(view)]
        return tuple(
            quote
            for quote in field.quotes
            if any(quote[0] <= start and end <= quote[1] for start, end in greetings)
            or any(_beside(field.text, span, quote) for span in cues)
        )


_BEFORE, _AFTER = 40, 25


def _beside(text: str, cue: tuple[int, int], quote: tuple[int, int]) -> bool:
    """Whether a cue stands shortly before or after a quotation, in the same sentence."""
    if cue[1] <= quote[0] and quote[0] - cue[1] <= _BEFORE:
        return not re.search(r"[.!?]\s", text[cue[1] : quote[0]])
    if quote[1] <= cue[0] and cue[0] - quote[1] <= _AFTER:
        return not re.search(r"[.!?]\s", text[quote[1] : cue[0]])
    return False


def _shot_fields(place: str, shot: ShotIntent) -> Iterator[Field]:
    for slot in ("scene", "camera", "lighting", "temporal", "style", "setting"):
        yield Field(f"{place}.{slot}", getattr(shot, slot))
    for number, subject in enumerate(shot.subjects):
        for slot in ("id", "words", "action"):
            yield Field(f"{place}.subjects[{number}].{slot}", getattr(subject, slot))
    for number, text in enumerate(shot.onscreen_text):
        yield Field(f"{place}.onscreen_text[{number}]", text, shown=True)


def _file_names(intent: Intent) -> Iterator[Field]:
    """Names of given files that stand in no reference, each once: a shot shows the same file again and again."""
    told = {text for reference in intent.references for text in reference.texts}
    for number, shot in enumerate(intent.shots):
        for n, given in enumerate(shot.given):
            if given.name not in told:
                told.add(given.name)
                yield Field(f"shots[{number}].given[{n}].name", given.name)
