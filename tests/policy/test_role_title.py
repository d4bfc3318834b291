from __future__ import annotations

from datetime import UTC, datetime

import pytest

from policy.gate import Gate, MemoryLog, default_gate
from policy.operator import OperatorPolicy
from policy.rulebook import Rulebook
from policy.types import Code, Verdict

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

HELD = [
    "the current president of France dances",
    "the sitting prime minister of Japan eats ramen",
    "the 46th president of the United States waves",
    "the forty-fourth US president plays basketball",
    "the king of England rides a bike",
    "the pope on a skateboard",
    "Apple's CEO juggles iPhones",
    "the CEO of Apple juggles",
    "the first lady bakes a cake",
    "France's president in a boxing ring",
    "the French president sings",
    "the UK prime minister in a pub",
    "the president of the USA crying",
    "ceo of Microsoft falling off a chair",
    "the founder of Facebook as a robot",
    "the owner of Twitter walking a dog",
    "el presidente de Argentina bailando",
    "le président de la France danse",
    "der deutsche Bundeskanzler tanzt",
    "der Präsident von Russland reitet einen Bären",
    "il papa balla in discoteca",
    "o presidente do Brasil dançando",
    "de koning van Nederland zwemt",
    "prezydent Polski tańczy",
    "президент России танцует",
    "法国总统跳舞",
    "日本の首相が踊る",
    "한국 대통령이 춤춘다",
    "رئيس فرنسا يرقص",
    "भारत के प्रधानमंत्री नाचते हुए",
    "Türkiye cumhurbaşkanı dans ediyor",
    "presiden Indonesia menari",
    "the crown prince of Saudi Arabia at a party",
    "the supreme leader of Iran",
    "the secretary general of the UN gives a speech",
    "the governor of California surfing",
    "the mayor of London on a bike",
    "the queen of Denmark knits",
    "the leader of North Korea eating cake",
    "the captain of Argentina lifting a cup",
    "the coach of Real Madrid shouting",
    "Amazon's founder in space",
    "head of the FBI eating donuts",
    "the Dalai Lama laughing",
    "the richest man in the world on a yacht",
    "the chancellor of Germany skiing",
    "the emperor of Japan dances",
    "the current president dances",
]
ASKED = [
    "the former president of Brazil cooks",
    "the president waves from a balcony",
    "the finance minister of Germany counts coins",
    "the CTO of Google dances",
    "the Prime Minister falls asleep",
]
NOBODY = [
    "a president gives a speech",
    "a king on a throne",
    "the king of the jungle roars",
    "king of spades on a table",
    "a CEO in an office",
    "a queen bee in a hive",
    "an emperor penguin walks on ice",
    "the king walks",
    "the president of the chess club hands out a trophy",
    "a French king in a castle",
    "the king of France in 1066",
    "the 16th president of the United States reads a letter",
    "the first president of the United States crosses a river",
    "the queen of hearts",
    "the mayor of a small town cuts a ribbon",
    "a prime minister in a fictional country",
    "the president of the class speaks",
    "a Japanese emperor penguin",
    "the founder of the bakery kneads dough",
    "the founder of the Red Cross",
    "an apple chief ingredient",
    "our president's desk",
    "the head of a horse",
    "the captain of a ship looks at the sea",
    "a coach trains a team",
    "king prawns in a pan",
    "the king of the castle",
    "prince charming and a frog",
    "the owner of the dog",
    "the boss who shouts",
    "a leader of us all",
    "the director of the film shouts cut",
    "the chairman of the board nods",
]


@pytest.mark.parametrize("text", HELD)
def test_a_role_that_one_person_holds_is_blocked(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.BLOCK, decision.findings
    assert Code.ROLE_TITLE in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", ASKED)
def test_a_role_that_may_be_someone_is_asked(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert Code.ROLE_TITLE in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", NOBODY)
def test_a_role_that_anyone_may_have_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("somebody", "anyone"),
    [
        ("the president of Amazon waves", "the president of amazon river club waves"),
        ("apple ceo", "apple head"),
        ("the current president", "the current president of"),
    ],
)
def test_a_role_of_one_person_is_told_from_its_like(shipped: Gate, somebody: str, anyone: str) -> None:
    assert Code.ROLE_TITLE in {finding.code for finding in shipped.check(somebody).findings}
    decision = shipped.check(anyone)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_a_title_of_one_dead_person_is_protected_as_long_as_the_operator_says() -> None:
    def held(years: int, text: str) -> bool:
        book = Rulebook(operator=OperatorPolicy(years=years))
        decision = default_gate(MemoryLog(), b"k" * 32, clock=lambda: NOW, rulebook=book).check(text)
        return Code.ROLE_TITLE in {finding.code for finding in decision.findings}

    assert held(100, "the king of pop dances")
    assert not held(10, "the king of pop dances")
    assert held(10, "the queen of pop dances")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("former president of Brazil cooks", Verdict.ASK),
        ("the former president of Brazil cooks", Verdict.ASK),
        ("president of Brazil cooks", Verdict.BLOCK),
        ("a former cook, the president of Brazil", Verdict.BLOCK),
    ],
)
def test_a_former_holder_is_asked_about_and_the_holder_is_blocked(shipped: Gate, text: str, verdict: Verdict) -> None:
    decision = shipped.check(text)
    assert decision.verdict is verdict, decision.findings


AT_A_TIME = [
    ("the current Pope on a skateboard", Verdict.BLOCK, "the current Pope"),
    ("a clip of the new Pope", Verdict.BLOCK, "the new Pope"),
    ("the reigning pope dances", Verdict.BLOCK, "the reigning pope"),
    ("the present pontiff dances", Verdict.BLOCK, "the present pontiff"),
    ("current pope dances", Verdict.BLOCK, "current pope"),
    ("der aktuelle Papst tanzt", Verdict.BLOCK, "der aktuelle Papst"),
    ("le nouveau pape danse", Verdict.BLOCK, "le nouveau pape"),
    ("el actual papa baila", Verdict.BLOCK, "el actual papa"),
    ("de huidige paus danst", Verdict.BLOCK, "de huidige paus"),
    ("the new first lady bakes", Verdict.BLOCK, "the new first lady"),
    ("der Clip mit dem Präsidenten von Frankreich", Verdict.BLOCK, "Präsidenten von Frankreich"),
    ("the then Pope on a skateboard", Verdict.ASK, "the then Pope"),
    ("the next Pope on a skateboard", Verdict.ASK, "the next Pope"),
    ("the late Pope on a skateboard", Verdict.ASK, "the late Pope"),
    ("the new president waves", Verdict.ASK, "the new president"),
    ("the then prime minister waves", Verdict.ASK, "the then prime minister"),
]
NOBODY_AT_A_TIME = [
    "a new pope is chosen in a fairy tale",
    "a pope of the frogs",
    "the first pope on a boat",
    "the new pope's hat",
    "the medieval tale of the then pope",
    "the current pope emeritus",
    "and then pope and king dance",
    "the new potato dances",
    "a new first lady of the henhouse",
    "the new king walks",
    "the new king of the jungle",
    "a new president gives a speech",
    "the new president of the chess club",
    "the next president of our chess club",
    "the then captain of a toy boat",
    "der neue König tanzt",
]


@pytest.mark.parametrize(("text", "verdict", "matched"), AT_A_TIME)
def test_a_word_for_the_time_leaves_a_role_its_holder(shipped: Gate, text: str, verdict: Verdict, matched: str) -> None:
    found = [each for each in shipped.check(text).findings if each.detector == "role_title"]
    assert [(each.code, each.verdict, each.matched) for each in found] == [(Code.ROLE_TITLE, verdict, matched)]


@pytest.mark.parametrize("text", NOBODY_AT_A_TIME)
def test_a_word_for_the_time_makes_nobody_a_holder(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_a_car_that_bears_a_title_is_no_role(gate: Gate) -> None:
    assert gate.check("The pope mobile? no, an ice cream truck").verdict is Verdict.ALLOW
    assert gate.check("Kronprinsessan av Sverige i kassan").verdict is not Verdict.ALLOW
