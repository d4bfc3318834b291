"""Names in the words that they sound like, and sentences that only begin alike."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict


@pytest.mark.parametrize(
    "text",
    [
        "billy eyelish floating in a swimming pool full of green jelly",
        "billie eye lish on a swing",
        "kate winds let on a boat",
        "mark sucker berg as a robot",
        "leo nel messy juggles oranges",
        "ariana grand day sings to cats",
        "daniel rad cliff with a wand",
        "joe bye den with ice cream",
        "jeff bay zos on a rocket",
    ],
)
def test_words_that_sound_like_a_name_are_asked_about(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ASK
    assert {finding.detector for finding in decision.findings} == {"public_figure"}


@pytest.mark.parametrize(
    "text",
    [
        "tom hangs a picture on the wall",
        "kate winds the clock in the hall",
        "mark sucks a berry lollipop",
        "mila can use the oven",
        "daniel rads the bike",
        "a clip of San Juan Hill in the morning light",
        "Saint John River in the fog",
        "the anti-war rally in the town",
        "tommy said hello to the duck",
        "emma stones a peach",
        "jennifer lops the branches of a tree",
        "kate wins lots of cups",
        "leo ate a messy pancake",
    ],
)
def test_a_sentence_that_only_begins_alike_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings
