"""Capitals that name no living person: long dead people, ships, streets, rhymes, nouns of other languages."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Verdict

HARMLESS = [
    "Christopher Columbus sights land, engraving",
    "Friedrich Schiller writes by candlelight, woodcut",
    "A sailboat called Sarah Jane drifting at anchor",
    "Mr. Whiskers, a ferret, opens a letter",
    "Russell Street at night with neon lights",
    "Harrison Ridge trail in fog",
    "fog over Emily Church in winter",
    "Miss Muffet and the spider, stop motion",
    "the wizard Harrison Fletcher casts a spell",
    "Rosa Wolken \u00fcber dem Meer",
    "Erika Bl\u00fcten im Herbstwind",
    "Robert Koch Institut, Geb\u00e4ude von au\u00dfen",
    "Aurora Borealis over a fjord",
    "the CEO of a lemonade stand counts coins",
    "Herr Nilsson, der Affe, klettert",
    "\u0414\u0435\u0434 \u041c\u043e\u0440\u043e\u0437",
    "\u0411\u0430\u0431\u0430 \u042f\u0433\u0430",
    "my friend's wedding cake, three tiers",
    "a letter to myself, ink drying",
]
PEOPLE = [
    "Harrison Fletcher casts a line",
    "a boat and Sarah Jennings at anchor",
    "Emily Church sings in a garden",
    "a portrait of Emily Church",
    "the CEO of Fernbrook counts coins",
    "my friend's wedding dance",
    "a portrait to honour myself",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_capital_that_names_nobody_passes(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ALLOW


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_with_such_a_name_is_asked_about(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ASK
