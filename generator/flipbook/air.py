"""What fills the air of a shot: rain, petals, smoke. It is a layer of its own, and what drifts in it is no subject."""

from __future__ import annotations

from generator.flipbook.inflection import singular
from generator.flipbook.vocabulary import Match, Vocabulary
from generator.flipbook.word import split_words
from policy.types import ShotIntent, SubjectIntent

PLENTY = {"heavy": "heavy pouring thick storm blizzard downpour", "a little": "light gentle soft few some little"}
COURSE = {"begins": "begins begin starts start beginning starting", "ends": "stops stop ends end stopping ending"}
"""Words for how much fills the air and whether it begins or ends, by the one that the network was trained to hear."""
REACH = 2
"""How many words away from the weather such a word may stand."""
MASS = frozenset("snow rain hail confetti smoke steam mist fog glitter dust ash".split())
"""Nouns that have no plural and are many things."""
COMIC_SIGNS = frozenset({"sweat droplets", "dust cloud"})
"""Pictures out of comics for what is really in the air."""
SHOWN_BY = {"drops": ("water drop", "falls", "on the sea")}
"""Weather that nothing would be seen of without a thing that makes it: the thing, what it does, and where."""


def airborne(subject: SubjectIntent, vocabulary: Vocabulary) -> bool:
    """Whether a subject is weather or what drifts in it, such as petals, and no thing to draw."""
    air, thing = vocabulary.weathers.find(subject.words), vocabulary.subjects.find(subject.words)
    known = thing is not None and thing.exact and thing.name not in COMIC_SIGNS
    if air and air.exact and not known:
        return True
    words = split_words(subject.words)
    moving = vocabulary.weathers.find(f"{subject.words} {subject.action}")
    if not words or not moving or not moving.exact:
        return False
    spans = moving.start < len(words) < moving.start + moving.length
    return spans and (not known or words[-1] in MASS or singular(words[-1]) != words[-1])


def weather(shot: ShotIntent, vocabulary: Vocabulary, notes: list[str]) -> str:
    """What fills the air, by the shot's own words alone: never the nearest known thing, and never a subject.

    Args:
        shot: The shot.
        vocabulary: What the weights know.
        notes: Grows when what is drawn is only the nearest kind.
    """
    for part in (shot.scene, shot.temporal, shot.lighting):
        said = part.lower()
        for subject in shot.subjects:
            if not airborne(subject, vocabulary):
                said = said.replace(subject.words.lower(), " ")
        if match := vocabulary.weathers.find(said):
            return _weather(split_words(said), match, notes)
    return ""


def _weather(words: list[str], match: Match, notes: list[str]) -> str:
    """The phrase for a weather, with how much there is of it and whether it begins or ends."""
    if match.stand_in:
        phrase = " ".join(words[match.start : match.start + match.length])
        notes.append(f"The embedded model has no {phrase!r} in the air; it used the nearest, {match.phrase!r}.")
    near = set(words[max(0, match.start - REACH) : match.start + match.length + REACH])
    plenty = next((k for k, v in PLENTY.items() if near & set(v.split())), "")
    course = next((k for k, v in COURSE.items() if near & set(v.split())), "")
    return " ".join(w for w in (plenty, match.phrase, course) if w)


def shown(shot: ShotIntent, vocabulary: Vocabulary, notes: list[str]) -> tuple[SubjectIntent, str] | None:
    """The thing that shows a weather which is all that a shot names, and where; None for any other shot."""
    match = vocabulary.weathers.find(shot.scene)
    if match is None or match.name not in SHOWN_BY:
        return None
    thing, does, where = SHOWN_BY[match.name]
    if vocabulary.subjects.find(thing) is None:
        return None
    notes.append(f"The embedded model draws {shot.scene!r} as a {thing} that {does} into water, with {match.phrase}.")
    return SubjectIntent(id="scene", words=thing, action=does), where
