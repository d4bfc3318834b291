from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from policy.document import Document, Screen
from policy.types import Intent, ShotIntent, SubjectIntent
from policy.view import Phrases, read
from policy.wording import load_triggers

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def screen() -> Screen:
    triggers = load_triggers()
    return Screen(cues=triggers.phrases("text_cue"), greetings=triggers.phrases("greeting"))


def test_every_text_of_an_intent_is_a_field(shot: Callable[..., ShotIntent]) -> None:
    full = shot(
        "scene",
        setting="setting",
        subjects=(SubjectIntent(id="fox-1", words="a fox", action="runs"),),
        onscreen_text=("hello", " "),
    )
    document = Document.of(Intent(turns=("one", "two"), shots=(full,)), today=TODAY)
    assert [field.name for field in document.fields] == [
        "turns[0]",
        "turns[1]",
        "shots[0].scene",
        "shots[0].camera",
        "shots[0].lighting",
        "shots[0].temporal",
        "shots[0].style",
        "shots[0].setting",
        "shots[0].subjects[0].id",
        "shots[0].subjects[0].words",
        "shots[0].subjects[0].action",
        "shots[0].onscreen_text[0]",
    ]
    assert [field.name for field in document.fields if field.shown] == ["shots[0].onscreen_text[0]"]
    assert [field.name for field in document.turns] == ["turns[0]", "turns[1]"]


SHOWN = [
    'a sign that says "Ada"',
    "a card with the text \u201cAda\u201d",
    "a title card: \u00abAda\u00bb",
    '"Ada" is written on the wall',
    'a card opens: "Welcome, Ada!"',
    "a banner that reads 'Ada'",
    'a sign on the wall of the old house reads "Ada"',
    '"Ada", the letters on a wall',
    "\u300cようこそ Ada\u300d",
]
DEPICTED = [
    'a clip of "Ada" dancing',
    "Ada dances under a sign",
    '"Ada dances in the rain"',
    'a sign falls. Then "Ada" walks in',
    "Ada's sign doesn't move",
    "the 'famous' Ada",
    'a sign on the wall of the old house by the river, and "Ada" waves',
    '"Ada" waves from the old house by the river near the sign',
    "\u300cAda\u300d 踊る",
]


def test_hits_and_near_misses_are_equal_in_number() -> None:
    assert len(SHOWN) == len(DEPICTED)


@pytest.mark.parametrize(("text", "shown"), [*((t, True) for t in SHOWN), *((t, False) for t in DEPICTED)])
def test_shown_text_is_told_from_a_depicted_person(screen: Screen, text: str, shown: bool) -> None:
    document = Document.of(Intent(turns=(text,)), today=TODAY)
    [field] = document.fields
    place = text.index("Ada")
    assert screen.shows(document, field, (place, place + 3)) is shown


def test_a_value_is_worked_out_once() -> None:
    document = Document.of(Intent(turns=("a",)), today=TODAY)
    calls: list[int] = []
    for _ in range(2):
        assert document.once("key", lambda: calls.append(1) or len(calls)) == 1


def test_phrases_are_found_in_the_order_of_the_text() -> None:
    words = [f"{first}{second}" for first in "klmnop" for second in "aeiou"]
    [view] = read(" ".join(words))
    assert [match.first for match in Phrases(reversed(words)).find(view)] == list(range(len(words)))


@pytest.mark.parametrize(
    ("text", "foreign"),
    [("шкіра", True), ("ماسك", True), ("Μασκ", True), ("mask", False), ("m\u0430sk", False), ("\u00e9t\u00e9", False)],
)
def test_a_word_is_foreign_without_one_latin_letter(text: str, foreign: bool) -> None:
    assert {view.foreign(0) for view in read(text)} == {foreign}


PLACES = Phrases(("тесла", "泰勒", "taylor swift", "taylor", "新 泰勒"))


@pytest.mark.parametrize(
    ("text", "places", "spoken"),
    [
        ("樱花泰勒跳舞", [(0, 1)], ["泰勒"]),
        ("a fox 泰勒", [(2, 3)], ["泰勒"]),
        ("a fox and taylor swift", [(3, 5)], ["taylor swift"]),
        ("樱花 taylor", [(1, 2)], ["taylor"]),
        ("樱花泰跳勒舞", [], []),
        ("a fox", [], []),
    ],
)
def test_a_phrase_of_a_script_without_spaces_is_found_anywhere(
    text: str, places: list[tuple[int, int]], spoken: list[str]
) -> None:
    matches = list(PLACES.find(read(text)[0]))
    assert [(match.first, match.last) for match in matches] == places
    assert [text[slice(*match.span)] for match in matches] == spoken


def test_only_phrases_of_such_a_script_are_looked_for_inside_words() -> None:
    assert list(Phrases(("тесла",)).find(read("樱花 автотесла")[0])) == []
    assert [match.first for match in Phrases(("тесла",)).find(read("樱花 тесла")[0])] == [1]
