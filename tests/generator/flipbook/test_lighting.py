from __future__ import annotations

import pytest

from generator.flipbook.alias import aliases
from generator.flipbook.lighting import WITHIN_A_MOOD, changing_light
from generator.flipbook.prompt import Reading, read
from generator.flipbook.train.light import LIGHTS
from policy.types import ShotIntent, SubjectIntent
from tests.generator.flipbook.shipped import shipped_vocabulary


def reading(**slots: str) -> Reading:
    said = {"scene": "a fox", "camera": "", "lighting": "", "temporal": "", "style": "flat", **slots}
    subject = SubjectIntent(id="fox", words="fox", action="waits")
    return read(ShotIntent(**said, subjects=(subject,), setting="in a forest"), shipped_vocabulary())  # type: ignore[arg-type]


def test_the_phrases_are_those_that_training_says_most() -> None:
    taught = {light.phrases[0] for light in LIGHTS.values() if light.name != "steady"}
    assert set(aliases("lights")) == taught
    assert taught > WITHIN_A_MOOD


def test_whatever_else_training_says_for_a_light_is_understood() -> None:
    moods = {"at sunrise", "at sunset", "candlelight", "sunrise", "nightfall", "it lights up"}  # these say a mood too
    for light in LIGHTS.values():
        for phrase in light.phrases:
            if light.name != "steady" and phrase not in moods:
                assert changing_light(phrase) == light.phrases[0], phrase


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("from day to night", "day turns to night"),
        ("the day slowly turned into night", "day turns to night"),
        ("the sun sets over the sea", "dusk falls"),
        ("the sun is slowly setting", "dusk falls"),
        ("it gets dark", "dusk falls"),
        ("it is getting darker", "dusk falls"),
        ("the sun rises over the hills", "the sun rises"),
        ("from night to day", "the sun rises"),
        ("lights go out", "the lights go out"),
        ("the lights are switched off", "the lights go out"),
        ("the lights come on", "the lights come on"),
        ("the lamp flickers", "the light flickers"),
        ("lightning flashes", "lightning flashes"),
        ("day and night", ""),
        ("a sunset", ""),
        ("the sun shines", ""),
        ("a light bulb glows", ""),
        ("the night train leaves, a dog barks", ""),
        ("the sunflower rises", ""),
        ("a girl sets the table in the sun", ""),
        ("the lighthouse goes out of view", ""),
    ],
)
def test_light_that_changes_is_told_from_light_that_does_not(said: str, phrase: str) -> None:
    assert changing_light(said) == phrase


@pytest.mark.parametrize(
    ("slots", "heard", "mood"),
    [
        ({"temporal": "from day to night", "lighting": "soft daylight"}, "day turns to night", "in daylight"),
        ({"temporal": "the sun sets", "lighting": "sunset"}, "dusk falls", "in daylight"),
        ({"temporal": "lightning flashes", "lighting": "moonlit night"}, "lightning flashes", "at night"),
        ({"temporal": "lightning flashes"}, "lightning flashes", "in daylight"),
        ({"temporal": "the lights go out", "lighting": "bright indoor light"}, "the lights go out", "in daylight"),
        ({"lighting": "warm glow"}, "by candle light", ""),
        ({"lighting": "soft daylight"}, "in daylight", ""),
        ({}, "", ""),
    ],
)
def test_a_shot_hears_its_change_of_light_in_its_mood(slots: dict[str, str], heard: str, mood: str) -> None:
    found = reading(**slots)
    assert (found.roles["lighting"], found.roles["mood"], found.notes) == (heard, mood, ())


def test_a_light_that_is_only_the_nearest_is_said() -> None:
    assert "'dramatic lighting'" in reading(lighting="dramatic lighting").notes[0]


def test_a_splash_is_a_drop_that_falls_into_water_and_a_note_says_so() -> None:
    shot = ShotIntent(scene="splash", camera="", lighting="", temporal="slow-motion", style="flat")
    found = read(shot, shipped_vocabulary())
    assert (found.roles["subject1"], found.roles["action1"]) == ("water drop", "falls")
    assert (found.roles["setting"], found.roles["weather"]) == ("on the sea", "splashing water")
    assert found.notes == (
        "The embedded model draws 'splash' as a water drop that falls into water, with splashing water.",
    )
