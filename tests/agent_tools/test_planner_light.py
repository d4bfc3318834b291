"""Words for light, mood and stretches of time: they fill their slots and are nothing to draw."""

from __future__ import annotations

import pytest

from agent_tools.planner import plan
from agent_tools.schema import Brief, Shot


def only(request: str) -> Shot:
    (shot,) = plan(Brief(request=request)).shots
    return shot


@pytest.mark.parametrize(
    ("request_", "subjects", "lighting", "setting"),
    [
        ("a dog in the garden, soft spring sunlight", ["dog"], "soft spring sunlight", "in the garden"),
        ("a cat on a sofa, warm glow", ["cat"], "warm glow", "on a sofa"),
        ("a robot, dramatic lighting", ["robot"], "dramatic lighting", ""),
        ("a fox in the forest, golden light, long shadows", ["fox"], "golden light, long shadows", "in the forest"),
        ("moonlight over the lake", [], "moonlight", "the lake"),
        ("a laptop floats in a garden, soft morning light", ["laptop"], "soft morning light", "in a garden"),
        ("a dog dances on a stage in bright spotlights", ["dog"], "bright spotlights", "on a stage"),
        ("a woman in soft, warm light", ["woman"], "soft, warm light", ""),
        ("a mug on a table, bright and airy", ["mug"], "bright and airy", "on a table"),
        ("a cat bathed in golden sunlight", ["cat"], "golden sunlight", ""),
        ("a knight at a castle, moody", ["knight"], "moody", "at a castle"),
        ("a candle, cosy", ["candle"], "cosy", ""),
        ("a boat, warm golden evening light", ["boat"], "warm golden evening light", ""),
    ],
)
def test_a_word_for_light_is_lighting_and_no_subject(
    request_: str, subjects: list[str], lighting: str, setting: str
) -> None:
    shot = only(request_)
    assert [subject.words for subject in shot.subjects] == subjects
    assert (shot.prompt.lighting, shot.setting) == (lighting, setting)


@pytest.mark.parametrize(
    ("request_", "subjects"),
    [
        ("a light bulb glows", ["light bulb"]),
        ("a light bulb, soft light", ["light bulb"]),
        ("a lighthouse by the sea", ["lighthouse"]),
        ("the sun shines on a beach", ["sun"]),
        ("a red light blinks", ["red light"]),
        ("traffic lights change", ["traffic lights"]),
        ("the moon over a castle", ["moon"]),
        ("a glow worm crawls along", ["glow worm"]),
        ("a candle and a lamp", ["candle", "lamp"]),
        ("a spotlight falls over", ["spotlight"]),
    ],
)
def test_a_thing_that_gives_light_stays_a_subject(request_: str, subjects: list[str]) -> None:
    assert [subject.words for subject in only(request_).subjects] == subjects


@pytest.mark.parametrize(
    ("request_", "temporal"),
    [
        ("the lights go out in the living room", "the lights go out"),
        ("lights flicker in a castle", "lights flicker"),
        ("a city from day to night", "from day to night"),
        ("a forest, it gets dark", "it gets dark"),
    ],
)
def test_light_that_changes_is_what_happens_and_no_subject(request_: str, temporal: str) -> None:
    shot = only(request_)
    assert shot.subjects == ()
    assert shot.prompt.temporal == temporal


@pytest.mark.parametrize(
    ("request_", "subjects", "temporal"),
    [
        ("an old building through four centuries", ["old building"], "through four centuries"),
        ("a house through the seasons", ["house"], "through the seasons"),
        ("a tree over the years", ["tree"], "over the years"),
        ("a town over time", [], "over time"),
        ("a garden in four weeks", [], "in four weeks"),
        ("a man over many decades", ["man"], "over many decades"),
    ],
)
def test_a_stretch_of_time_is_what_changes_and_no_subject(request_: str, subjects: list[str], temporal: str) -> None:
    shot = only(request_)
    assert [subject.words for subject in shot.subjects] == subjects
    assert shot.prompt.temporal == temporal
    assert "week" not in shot.setting


@pytest.mark.parametrize(
    ("request_", "temporal"),
    [
        ("a train arrives in time", "the train arrives in time"),
        ("a clock shows the time", "the clock shows the time"),
        ("a cat jumps over a calendar", "the cat jumps over a calendar"),
        ("a dog runs through the day care", "the dog runs through the day care"),
    ],
)
def test_an_idiom_of_time_is_no_stretch_of_it(request_: str, temporal: str) -> None:
    assert only(request_).prompt.temporal == temporal


def test_the_place_decides_the_light_of_a_shot_before_its_things_do() -> None:
    assert only("a spaceship flies underwater").prompt.lighting == "blue underwater light"
    assert only("a spaceship flies").prompt.lighting == "starlight against dark space"


def test_a_product_photo_stands_before_a_plain_background() -> None:
    assert only("a product photo brought to life").setting == "on a plain background"
    assert only("a product photo on a beach").setting == "on a beach"
