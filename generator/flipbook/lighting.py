"""The words for light that the network was trained to hear: a mood, or a light that changes while the shot runs.

The place of a light that changes is drawn first, in the mood that the change begins in: that of the day, unless only a
lamp or a flash changes, which may do so in any mood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from generator.flipbook.alias import aliases
from generator.flipbook.inflection import stem
from generator.flipbook.phrase import Phrases
from generator.flipbook.vocabulary import WEAK, Match, Vocabulary
from policy.types import ShotIntent

WITHIN_A_MOOD = frozenset({"the light flickers", "the lights come on", "the lights go out", "lightning flashes"})
"""Changes that happen in any light; the others are the light of the day itself."""
PLAIN_MOOD = "daylight"
_WORD = re.compile(r"[^\W_]+|[,.;:/!?]")
_UNHEARD = frozenset(
    "a an the is are was were be been being slowly gradually suddenly quickly gently softly then now starts start "
    "starting begins begin beginning of in".split()
)
"""Words between those of a phrase that do not make it another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The light of a shot.

    Attributes:
        heard: What the network is given: a mood, or how the light changes.
        mood: What the place is drawn in, where that is not what is heard; empty otherwise.
    """

    heard: str
    mood: str = ""


@cache
def _phrases() -> tuple[Phrases, tuple[str, ...]]:
    rows = [(phrase, name) for name, alias in aliases("lights").items() for phrase in (*alias.same, *alias.near)]
    rows += [(name, name) for name in aliases("lights")]
    return Phrases([_heard(phrase) for phrase, _ in rows], stem), tuple(name for _, name in rows)


def _heard(text: str) -> list[str]:
    return [w for w in (m.group() for m in _WORD.finditer(text.lower())) if w not in _UNHEARD]


def changing_light(text: str) -> str:
    """The phrase of the network for a light that changes as `text` says, or nothing."""
    phrases, names = _phrases()
    found = phrases.find(_heard(text))
    return names[found.row] if found else ""


def lighting(shot: ShotIntent, vocabulary: Vocabulary, notes: list[str]) -> Light:
    """The light of a shot.

    Args:
        shot: The shot.
        vocabulary: What the weights know.
        notes: Grows when the light that is drawn is not the one that was asked for.
    """
    change = changing_light(shot.temporal) or changing_light(shot.scene)
    said = vocabulary.moods.match(shot.lighting) if shot.lighting.strip() else None
    if change and (change not in WITHIN_A_MOOD or said is None):
        return Light(heard=change, mood=vocabulary.moods.match(PLAIN_MOOD).phrase)
    if said is None:
        return Light(heard="")
    if _is_far(said):
        notes.append(
            f"The embedded model does not know the light {shot.lighting!r}; it used the nearest one it knows, "
            f"{said.name!r}."
        )
    return Light(heard=change, mood=said.phrase) if change else Light(heard=said.phrase)


def _is_far(match: Match) -> bool:
    return match.stand_in or (not match.found and match.similarity < WEAK)
