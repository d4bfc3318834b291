"""The words for light that the network was trained to hear: a mood, or a light that changes while the shot runs.

A changing light says its own mood (`day turns to night`), so that phrase stands alone; only a lamp or a flash leaves
the mood of the place as it is.
"""

from __future__ import annotations

import re
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


def lighting(shot: ShotIntent, vocabulary: Vocabulary, notes: list[str]) -> str:
    """What the network is given for the light of a shot.

    Args:
        shot: The shot.
        vocabulary: What the weights know.
        notes: Grows when the light that is drawn is not the one that was asked for.
    """
    change = changing_light(shot.temporal) or changing_light(shot.scene)
    said = vocabulary.moods.match(shot.lighting) if shot.lighting.strip() else None
    if change and change not in WITHIN_A_MOOD:
        return change
    if said is None:
        return change
    if _is_far(said):
        notes.append(
            f"The embedded model does not know the light {shot.lighting!r}; it used the nearest one it knows, "
            f"{said.name!r}."
        )
    if change:
        return change if said.name == PLAIN_MOOD else f"{change} {said.phrase}"
    return said.phrase


def _is_far(match: Match) -> bool:
    return match.stand_in or (not match.found and match.similarity < WEAK)
