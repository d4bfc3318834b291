"""What can be chosen of a visible label. Draws nothing, and imports nothing heavy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from generator.label_text import Language, labels

MIN_SHOWN_S = 2.0  # GB 45438-2025
MAX_LANGUAGES = 3
_BETWEEN = " · "


class LabelStyle(StrEnum):
    """How the label looks."""

    TEXT = "text"
    ICON = "icon"
    BOTH = "both"


class LabelSpan(StrEnum):
    """On which frames the label stands; a clip that may show a person has it on all of them whatever is chosen."""

    ALWAYS = "always"
    START = "start"


class LabelCorner(StrEnum):
    """Where the label stands."""

    LOWER_RIGHT = "lower-right"
    LOWER_LEFT = "lower-left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The visible label of one clip.

    Attributes:
        languages: What it says it in, 1..MAX_LANGUAGES languages.
        style: Words, the icon, or both.
        corner: Where it stands.
        span: On all frames, or on those of the first two seconds.
        performer: Whether it says that a person who is shown does not exist, as advertisements must.

    Raises:
        ValueError: There are too few or too many languages.
    """

    languages: tuple[Language, ...] = (Language.ENGLISH,)
    style: LabelStyle = LabelStyle.TEXT
    corner: LabelCorner = LabelCorner.LOWER_RIGHT
    span: LabelSpan = LabelSpan.ALWAYS
    performer: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.languages) <= MAX_LANGUAGES:
            raise ValueError(f"{len(self.languages)!r} languages of a label are not allowed: 1..{MAX_LANGUAGES} are")

    @property
    def text(self) -> str:
        """What it says, whether by words or by the icon."""
        return "".join(self.runs)

    @property
    def runs(self) -> tuple[str, ...]:
        """The text in pieces of which each is in one script."""
        first, *others = labels(self.languages, performer=self.performer)
        return first, *(part for other in others for part in (_BETWEEN, other))

    def n_frames(self, n_frames: int, fps: int, *, shows_person: bool) -> int:
        """How many frames from the start carry it."""
        if self.span is LabelSpan.ALWAYS or shows_person:
            return n_frames
        return min(n_frames, math.ceil(MIN_SHOWN_S * fps))
