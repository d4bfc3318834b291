"""What a shot's words become where a known picture, light or place fits them better than the nearest word."""

from __future__ import annotations

import pytest

from generator.flipbook.habit import home_of
from generator.flipbook.prompt import Reading, read
from generator.flipbook.train.pack import vocabulary as packed
from generator.flipbook.vocabulary import Vocabulary
from policy.types import ShotIntent, SubjectIntent
from tests.generator.flipbook.tiny import VOCABULARY, tiny_table

NAMES = ("woman", "walking woman", "man", "fox", "cat", "rocket", "car", "snow cloud", "sweat droplets")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    more = {
        "subjects": {**{name: [name] for name in NAMES}, "sweat droplets": ["sweat droplets", "splash"]},
        "motions": packed()["motions"],
        "weathers": packed()["weathers"],
        "lights": packed()["lights"],
        "settings": packed()["settings"],
    }
    return Vocabulary.parse({**VOCABULARY, **more}, tiny_table())


def reading(vocabulary: Vocabulary, *subjects: tuple[str, str], **slots: str) -> Reading:
    said = {"scene": "x", "camera": "", "lighting": "in daylight", "temporal": "", "style": "flat", "setting": ""}
    cast = tuple(SubjectIntent(id=f"s{i}", words=words, action=action) for i, (words, action) in enumerate(subjects))
    return read(ShotIntent(**{**said, "subjects": cast, **slots}), vocabulary)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "action", "drawn"),
    [
        ("woman", "walks", "walking woman"),
        ("red woman", "is walking", "red walking woman"),
        ("woman", "waves", "woman"),
        ("woman", "", "woman"),
        ("fox", "walks", "fox"),
        ("man", "walks", "man"),
    ],
)
def test_who_is_known_in_the_act_is_drawn_in_it(vocabulary: Vocabulary, words: str, action: str, drawn: str) -> None:
    assert reading(vocabulary, (words, action)).roles["subject1"] == drawn


def test_a_companion_like_nothing_known_is_left_out_with_a_note(vocabulary: Vocabulary) -> None:
    alone = reading(vocabulary, ("fox", "becomes a cat"), ("four centuries", ""))
    assert alone.n_subjects == 1
    assert alone.notes == ("The embedded model does not know 'four centuries' and left it out.",)
    assert reading(vocabulary, ("fox", "runs"), ("rocket", "")).n_subjects == 2


@pytest.mark.parametrize("word", ["snow", "Snow", "rain"])
def test_snow_and_rain_by_themselves_are_weather(vocabulary: Vocabulary, word: str) -> None:
    found = reading(vocabulary, (word, "is falling"), ("fox", "runs"), scene=f"{word} is falling, a fox runs")
    assert found.roles["weather"] == f"falling {word.lower()}"
    assert found.roles["subject1"] == "fox"


def test_a_snow_cloud_is_a_thing(vocabulary: Vocabulary) -> None:
    found = reading(vocabulary, ("snow cloud", "floats"))
    assert (found.roles["subject1"], found.roles["weather"]) == ("snow cloud", "")


def test_a_splash_fills_the_air_over_the_sea(vocabulary: Vocabulary) -> None:
    found = reading(vocabulary, scene="a splash")
    assert found.n_subjects == 0
    assert (found.roles["weather"], found.roles["setting"]) == ("splashing water", "on the sea")


@pytest.mark.parametrize(
    ("temporal", "lighting"),
    [
        ("from day to night", "nightfall in daylight"),
        ("the sun sets", "dusk falls in daylight"),
        ("the fox runs", "in daylight"),
        ("at sunset", "in daylight"),
    ],
)
def test_a_change_of_the_light_is_told_before_the_mood(vocabulary: Vocabulary, temporal: str, lighting: str) -> None:
    assert reading(vocabulary, ("fox", ""), temporal=temporal).roles["lighting"] == lighting


def test_weights_without_changing_lights_keep_the_mood() -> None:
    plain = Vocabulary.parse(VOCABULARY, tiny_table())
    assert plain.lights is None
    assert reading(plain, ("fox", ""), temporal="from day to night").roles["lighting"] == "in daylight"


@pytest.mark.parametrize(
    ("scene", "lighting", "weather"),
    [
        ("a fox while snow falls", "soft daylight", "falling snow"),
        ("a fox in a few snowflakes", "in daylight", "a little falling snow"),
        ("a fox in heavy snowfall", "in daylight", "heavy falling snow"),
    ],
)
def test_how_much_falls_is_what_the_scene_says(vocabulary: Vocabulary, scene: str, lighting: str, weather: str) -> None:
    assert reading(vocabulary, ("fox", ""), scene=scene, lighting=lighting).roles["weather"] == weather


def test_what_cannot_move_says_where_a_shot_is() -> None:
    assert home_of(["dragon", "castle"]) == "in the mountains"
    assert home_of(["dragon", "rocket"]) == home_of(["dragon"]) == "in the sky"


def test_a_little_idle_movement_is_no_little_snow(vocabulary: Vocabulary) -> None:
    found = reading(vocabulary, ("fox", ""), scene="a fox, snow falls", temporal="a little idle movement")
    assert found.roles["weather"] == "falling snow"
