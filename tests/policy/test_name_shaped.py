from __future__ import annotations

from collections.abc import Callable

import pytest

from policy.gate import Gate
from policy.types import Code, Decision, Verdict

Say = Callable[..., Decision]

HITS = [
    "Maria Gonzalez walks through a market",
    "maria gonzalez walks through a market",
    "John Smith at his desk",
    "a portrait of Kenji Tanaka",
    "Oluwaseun Adebayo plays the drums",
    "Priya Sharma gives a talk",
    "Иван Петров гуляет",
    "Anna Kowalczykova dances",
    "Dr. Patel explains vaccines",
    "Mr Johnson from accounting",
    "Will Johnson on a bicycle",
    "Jean-Pierre Dupont bakes bread",
    "a man named Carlos Ramirez",
    "Fatima Al Rahman and Ahmed Hassan cook",
    "Maria L. Gonzalez walks",
]
NEAR_MISSES = [
    "Golden Retriever puppy in Central Park",
    "Summer Rain over Green Hills",
    "A Red Fox Runs Across A Snowy Field",
    "Rose Garden in May",
    "a woman named Maria waters her plants",
    "a wizard named Zorblax casts a spell",
    "Captain Nova, our mascot, waves",
    "an invented character called Maria Gonzalez",
    "a fictional detective, Maria Gonzalez, at night",
    "a fox named Peter Johnson",
    "San Jose in the evening",
    "Harley Davidson on a highway",
    "Harry Potter on a broom",
    'a card that says "Welcome, Maria Gonzalez!"',
    "Maria, Johnson and a dog",
]


def test_hits_and_near_misses_are_equal_in_number() -> None:
    assert len(HITS) == len(NEAR_MISSES)


@pytest.mark.parametrize("text", HITS)
def test_a_name_shaped_phrase_is_asked(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert {finding.code for finding in decision.findings} == {Code.NAME_SHAPED}


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_is_no_name_passes(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_a_declared_name_passes(say: Say) -> None:
    assert say("Maria Gonzalez walks", invented=("maria gonzalez",)).verdict is Verdict.ALLOW
    assert say("Maria Gonzalez meets John Smith", invented=("Maria Gonzalez",)).verdict is Verdict.ASK


def test_declaring_a_listed_person_invented_changes_nothing(say: Say) -> None:
    assert say("Taylor Swift walks", invented=("Taylor Swift",)).verdict is Verdict.BLOCK


def test_a_listed_name_is_not_also_name_shaped(say: Say) -> None:
    assert {finding.code for finding in say("Tom Hanks walks").findings} == {Code.PUBLIC_FIGURE}
    assert say("Abraham Lincoln walks").findings == ()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("maria quibblet sings a song in the old town", Verdict.ASK),
        ("maria quibblet on a hill in the old town", Verdict.ALLOW),
        ("maria quickly sings a song in the old town", Verdict.ALLOW),
        ("quibblet sings a song in the old town", Verdict.ALLOW),
    ],
)
def test_a_first_name_and_an_unknown_word_that_does_something_are_a_name(say: Say, text: str, verdict: Verdict) -> None:
    decision = say(text)
    assert decision.verdict is verdict, decision.findings


@pytest.mark.parametrize("name", ["田中太郎", "Nguyen Thi Minh"])
def test_a_name_told_by_its_spelling_passes_where_it_is_said_to_be_invented(say: Say, name: str) -> None:
    assert {finding.code for finding in say(f"{name} walks in the rain").findings} == {Code.NAME_SHAPED}
    assert say(f"{name}, an invented character, walks in the rain").verdict is Verdict.ALLOW
    assert say(f"{name} walks in the rain", invented=(name,)).verdict is Verdict.ALLOW
    assert say(f"{name} walks in the rain", invented=("Ada Example",)).verdict is Verdict.ASK


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("a song for Quibblana Johnson", ["Quibblana Johnson"]),
        ("a song for Quibblana Sunflower", []),
        ("a walk with Maria G.", ["Maria G"]),
        ("a walk with Maria G", []),
    ],
)
def test_a_name_at_the_end_of_a_text_is_told_by_its_surname_or_its_dotted_letter(
    say: Say, text: str, matched: list[str]
) -> None:
    assert [finding.matched for finding in say(text).findings] == matched


ELSEWHERE = [
    ("Mach einen Clip von Mirela Toth", "Mirela Toth"),
    ("Captain Mirela Toth fliegt einen Ballon", "Mirela Toth"),
    ("Frau Mirela Toth fliegt einen Ballon", "Mirela Toth"),
    ("Ein Clip von Kapitän Mirela Toth in Berlin", "Mirela Toth"),
    ("Fais un clip de Mirela Toth", "Mirela Toth"),
    ("Haz un video de Mirela Toth", "Mirela Toth"),
    ("Fai un video di Mirela Toth", "Mirela Toth"),
    ("Maak een Clip van Kapitein Mirela Toth", "Mirela Toth"),
    ("Faça um vídeo de Mirela Toth", "Mirela Toth"),
    ("Zrób Film o Mirela Toth", "Mirela Toth"),
    ("Gör en Film om Kapten Mirela Toth", "Mirela Toth"),
    ("Eine Frau namens Mirela Toth", "Mirela Toth"),
]
NOBODY_ELSEWHERE = [
    "Mach einen Clip von Schloss Neuschwanstein",
    "Captain Nova, unser Maskottchen, fliegt nach Berlin",
    "Rosa Wolken ziehen über Schloss und Berge",
    "Ein Clip von Kapitän Nova in Berlin",
    "Fais un clip de la Tour Eiffel",
    "Haz un video de la Costa Brava",
    "Fai un video di Monte Bianco",
    "Das Museum Reina Sofia in Madrid",
    "A Fox Runs Past Milan Windmill Tonight",
    "The Great Rosa Moonbeam Flies Over Paris",
    "Captain Nova, our mascot",
    "Ein Hund namens Milo Pfote jagt Katzen",
]


@pytest.mark.parametrize(("text", "matched"), ELSEWHERE)
def test_nouns_with_capitals_hide_no_name(shipped: Gate, text: str, matched: str) -> None:
    found = [(each.code, each.matched) for each in shipped.check(text).findings]
    assert found == [(Code.NAME_SHAPED, matched)]


@pytest.mark.parametrize("text", NOBODY_ELSEWHERE)
def test_nouns_with_capitals_are_no_names(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings
