"""Text wholly in capitals: no capital marks a name there, and no name is lost for it."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Verdict

NAMED = [
    ("TAYLOR SWIFT DANCES", Verdict.BLOCK, "TAYLOR SWIFT"),
    ("JACK BLACK SINGS", Verdict.BLOCK, "JACK BLACK"),
    ("TIGER WOODS PLAYS GOLF", Verdict.BLOCK, "TIGER WOODS"),
    ("OBAMA DANCES IN THE RAIN", Verdict.BLOCK, "OBAMA"),
    ("ELON MUSK ON MARS", Verdict.BLOCK, "ELON MUSK"),
    ("DRAKE ON STAGE", Verdict.BLOCK, "DRAKE"),
    ("DRAKE IN A HAT", Verdict.ASK, "DRAKE"),
    ("BAD BUNNY RIDING A JET SKI", Verdict.ASK, "BAD BUNNY"),
    ("ICE CUBE ON A HORSE", Verdict.ASK, "ICE CUBE"),
    ("MARIA GONZALEZ WALKS", Verdict.ASK, "MARIA GONZALEZ"),
    ("A CLIP OF THE KING OF ENGLAND", Verdict.BLOCK, "KING OF ENGLAND"),
    ("THE DEAN OF HARVARD ON A HORSE", Verdict.ASK, "THE DEAN OF HARVARD ON"),
    ("ВЛАДИМИР ПУТИН ТАНЦУЕТ", Verdict.BLOCK, "ВЛАДИМИР ПУТИН"),
]
NOBODY = [
    "A RED FOX RUNS",
    "A Red Fox Runs",
    "A DRAKE SWIMS",
    "THE DRAKE ON A POND",
    "A SWIFT FLIES",
    "A WEST WIND BLOWS",
    "A BLACK CAT SLEEPS",
    "A GREEN PARK IN SPRING",
    "AN ICE CUBE MELTS",
    "THE ROCK ROLLS DOWN",
    "THE CEO OF A LEMONADE STAND",
    "THE DEAN OF A TINY SCHOOL",
    "МОЙ КОТ СПИТ В ДУШЕ",
]


@pytest.mark.parametrize(("text", "verdict", "matched"), NAMED)
def test_a_name_in_capitals_alone_is_found(shipped: Gate, text: str, verdict: Verdict, matched: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is verdict
    assert decision.findings[0].matched == matched


@pytest.mark.parametrize("text", NOBODY)
def test_words_in_capitals_alone_are_no_names(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_capitals_among_letters_that_have_none_still_mark_a_name(shipped: Gate) -> None:
    found = shipped.check("一个视频 DRAKE 在跳舞").findings
    assert [(each.code, each.matched) for each in found] == [(Code.PUBLIC_FIGURE, "DRAKE")]
