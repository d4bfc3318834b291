"""What a ready concept is: an onboarding or explainer idea as shots. The concepts lie beside it, one file a topic.

Every subject, action and setting is one that the embedded model was trained on; an action may be a change that it knows
(`divides into two`). A step is
`(scene, ((subject, action), ...), setting, caption)`; a time in the setting (`at night`) becomes lighting.
"""

from __future__ import annotations

from dataclasses import dataclass

Step = tuple[str, tuple[tuple[str, str], ...], str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept.

    Attributes:
        name: Stable name, used in notes.
        pattern: Regular expression of the words that name it.
        asked: More words that name it, but only where something is to be explained (`how rain forms`).
        steps: Its shots when it is explained, in order.
        greeting: Whether the person's own sentence is what the clip should say (`Happy birthday!`).
        alone: The one step that stands for a bare name; None = all of them.
        lighting: Lighting of every shot; empty for the default.
    """

    name: str
    pattern: str
    asked: str = ""
    steps: tuple[Step, ...]
    greeting: bool = False
    alone: int | None = None
    lighting: str = ""
