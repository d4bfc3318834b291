"""Names that are written by ear: what they sound like, whom they mean, and what only sounds a little like it."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.sound import consonants, sound
from policy.types import Code, Verdict


@pytest.mark.parametrize(
    ("heard", "listed"),
    [
        ("gretta tunberk", "greta thunberg"),
        ("krischtiano ronaldoh", "cristiano ronaldo"),
        ("jorge klooney", "george clooney"),
        ("rodger federer", "roger federer"),
        ("wladimir pootin", "vladimir putin"),
        ("mykel jordan", "michael jordan"),
        ("skarlet yohanson", "scarlett johansson"),
        ("angela mirkle", "angela merkel"),
        ("selina gomes", "selena gomez"),
        ("keeanu reevs", "keanu reeves"),
        ("xi", "shee"),
        ("knight", "nait"),
    ],
)
def test_what_is_said_alike_is_spelled_alike(heard: str, listed: str) -> None:
    assert [sound(word) for word in heard.split()] == [sound(word) for word in listed.split()]


def test_other_names_sound_otherwise() -> None:
    names = "anna berta carla dorothea emil fritz gustav heinrich ida julius".split()
    assert len(set(map(sound, names))) == len(names)


def test_consonants_are_counted_and_vowels_and_spaces_are_not() -> None:
    assert sound("beyonce") == "pans"
    assert (consonants("pans"), consonants("lanal mas"), consonants(sound("e"))) == (3, 5, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Gretta Tunberk yelling at a factory chimney",
        "Zukerberk Marc as a lizard in an aquarium",
        "leonel mesi juggling a coconut",
        "a film of silvestre stalony on a stair",
        "Krischtiano Ronaldoh drinks milk from a bottle",
        "Jastin Beeber, with a guitar",
    ],
)
def test_a_name_that_is_written_as_it_sounds_is_the_name(shipped: Gate, text: str) -> None:
    findings = shipped.check(text).findings
    assert (Verdict.BLOCK, Code.PUBLIC_FIGURE) in {(each.verdict, each.code) for each in findings}, findings


@pytest.mark.parametrize(
    "text", ["Stefanie Son in the snow", "beyonsay on a horse made of glass", "Tailor Swyft writing songs at night"]
)
def test_where_somebody_else_may_bear_it_is_a_question(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ASK


@pytest.mark.parametrize(
    "text",
    [
        "forsythia, dahlia, begonia, magnolia: four flowers opening",
        "a wizard falls into his own cauldron",
        "Visa mig en båt",
        "МОЙ КОТ СПИТ В ДУШЕ",
        "a tailor. Swyft is what the brook is called",
        "an alien mask on a shelf",
        "sakura blossoms fall into a stream",
        "zzkrt qwrtz blorp",
    ],
)
def test_what_sounds_like_nobody_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings
