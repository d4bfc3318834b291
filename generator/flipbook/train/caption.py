"""What the network hears of a scene: phrases for every role, with colours, few synonyms, and parts left out.

Mostly the first phrase of each thing, because `vocabulary` replaces what a person typed by just that phrase: the
weights need not spend themselves on paraphrases that a table knows.
"""

from __future__ import annotations

import numpy as np

from generator.flipbook.train.animation import DIRECTION_PHRASES, Motion, PairMotion
from generator.flipbook.train.camera import CAMERA_PHRASES, STRENGTH_WORDS
from generator.flipbook.train.light import Light
from generator.flipbook.train.setting import Mood, Setting
from generator.flipbook.train.subject import STYLE_PHRASES, Subject
from generator.flipbook.train.transition import Transition
from generator.flipbook.train.weather import COURSE, PLENTY, Weather
from policy.types import CameraKind

FILLER = (
    "little",
    "small",
    "big",
    "cute",
    "friendly",
    "happy",
    "cheerful",
    "lovely",
    "tiny",
    "bright",
    "shiny",
    "nice",
)
P_FIRST = 0.9
P_FILLER = 0.03
P_NO_SIDE, P_RIGHT = 0.3, 0.5
P_STYLE = {"flat": 0.55, "playful": 0.9, "line": 0.9, "glossy": 0.9}  # a style left unsaid is mostly the first one


def _pick(rng: np.random.Generator, items: tuple[str, ...]) -> str:
    """The first item, or now and then any of them."""
    return items[0 if rng.random() < P_FIRST else int(rng.integers(len(items)))]


def subject_words(rng: np.random.Generator, subject: Subject) -> str:
    """The subject's name or a synonym, now and then with an adjective that changes nothing."""
    name = _pick(rng, (subject.name, *subject.synonyms))
    filler = str(rng.choice(FILLER)) if rng.random() < P_FILLER else ""
    return f"{filler} {name}".strip()


def style_words(rng: np.random.Generator, style: str) -> str:
    """Words for a style, or none."""
    return _pick(rng, STYLE_PHRASES[style]) if rng.random() < P_STYLE[style] else ""


def action_words(rng: np.random.Generator, motion: Motion) -> tuple[str, int]:
    """Words for a motion and the direction, -1 left or +1 right, that they say; to the right where they say none."""
    words = _pick(rng, motion.phrases)
    if not motion.directional or rng.random() < P_NO_SIDE:
        return words, 1
    side = "right" if rng.random() < P_RIGHT else "left"
    return f"{words} {_pick(rng, DIRECTION_PHRASES[side])}", 1 if side == "right" else -1


def camera_words(rng: np.random.Generator, kind: CameraKind) -> tuple[str, float]:
    """Words for a camera move and the strength that they say, 0..1."""
    word, strength = list(STRENGTH_WORDS.items())[int(rng.integers(len(STRENGTH_WORDS)))]
    return f"{_pick(rng, CAMERA_PHRASES[kind])} {word}".strip(), strength


def place_words(rng: np.random.Generator, place: Setting | Mood) -> str:
    """One of a place's or a mood's own phrases."""
    return _pick(rng, place.phrases)


def light_words(rng: np.random.Generator, light: Light) -> str:
    """One of a changing light's phrases."""
    return _pick(rng, light.phrases)


def pair_words(rng: np.random.Generator, pair: PairMotion) -> str:
    """What two subjects do: `{a} chases {b}` -> `chases`."""
    return " ".join(_pick(rng, pair.phrases).replace("{a}", " ").replace("{b}", " ").split())


def transition_words(rng: np.random.Generator, transition: Transition) -> str:
    """Words for how a subject becomes another; what it becomes is said by that one's own words."""
    return _pick(rng, transition.phrases)


def weather_words(rng: np.random.Generator, weather: Weather) -> tuple[str, str, str]:
    """Words for what fills the air, and the keys of `PLENTY` and `COURSE` that they say."""
    plenty = str(rng.choice(list(PLENTY)))
    course = str(rng.choice(list(COURSE), p=list(COURSE.values())))
    return " ".join(w for w in (plenty, _pick(rng, weather.phrases), course) if w), plenty, course
