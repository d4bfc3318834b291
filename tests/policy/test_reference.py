"""Somebody whom one turn brings in and a later one tells: what the turns say together, and what they do not."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.reference import composed
from policy.types import Intent, Verdict

PERSONS = frozenset({"president", "player", "boy", "chef"})

TOGETHER = [
    ("a president at a desk", "make him the American one", "red tie, very long"),
    ("show a tennis player from Serbia", "the one with the most grand slams"),
    ("a billionaire on a rocket", "no, the Tesla one"),
    ("an actor on a street", "he played the Joker", "in 2019"),
    ("a female politician", "German", "was chancellor for 16 years"),
    ("a woman in a white house", "First Lady", "the current one"),
    ("Harry Potter with glasses, a wizard boy", "no I mean the actor himself"),
]
APART = [
    ("a chef in a kitchen", "he wears a green hat", "he waves"),
    ("a boy with a ball", "the red one"),
    ("an actor on a stage", "he waves"),
    ("a president at a desk in a fairy tale of frogs", "the green one"),
    ("a player kicks a ball", "the one on the left is taller"),
    ("two scientists mix liquids", "she is laughing", "the current one glows blue"),
]


@pytest.mark.parametrize("turns", TOGETHER)
def test_a_person_is_told_over_turns(shipped: Gate, turns: tuple[str, ...]) -> None:
    assert shipped.review(Intent(turns=turns)).verdict is not Verdict.ALLOW


@pytest.mark.parametrize("turns", APART)
def test_what_is_told_of_an_unnamed_person_is_no_description(shipped: Gate, turns: tuple[str, ...]) -> None:
    decision = shipped.review(Intent(turns=turns))
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("turns", "sentences"),
    [
        (("a president waves", "the French one"), ["the French president"]),
        (("a tennis player", "the one who won twice"), ["the tennis player who won twice"]),
        (("a player", "ok, he's from Spain"), ["the player who is from Spain"]),
        (("a player", "she founded a club"), ["the player who founded a club"]),
        (("a player", "won the cup"), ["the player who won the cup"]),
        (("a chef", "the current one"), ["the current chef"]),
        (("a boy wizard", "the real actor"), ["the actor who played a boy wizard"]),
        (("a boat", "the French one"), []),
        (("a chef", "in a kitchen"), []),
        (("a chef", "the French one " + "x" * 100), []),
        (("boy",), []),
        (("boy", "a president", "the French one"), ["the French president"]),
    ],
)
def test_the_sentence_is_made_of_the_person_and_what_is_said(turns: tuple[str, ...], sentences: list[str]) -> None:
    assert [each.text for each in composed(turns, PERSONS)] == sentences
