from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Verdict

RESOLVED = [
    "the actor who played Iron Man eats a burger",
    "the actor who played iron man eats a burger",
    "the singer of Shake It Off on a boat",
    "the guy who founded Microsoft dancing",
    "the footballer who won the 2022 World Cup as captain of Argentina",
    "the actress who plays Hermione in a bar",
    "el actor que interpretó a Iron Man",
    "el cantante de Despacito bailando",
    "l'acteur qui a joué Iron Man",
    "la chanteuse de Poker Face",
    "der Schauspieler, der Iron Man gespielt hat",
    "die Sängerin von Poker Face",
    "l'attore che ha interpretato Jack Sparrow",
    "o ator que interpretou Batman v Superman",
    "de acteur die Iron Man speelde",
    "aktor, który zagrał Jacka Sparrowa, czyli Jack Sparrow",
    "актёр, сыгравший Iron Man",
    "扮演Iron Man的演员",
    "Iron Manを演じた俳優",
    "Iron Man을 연기한 배우",
    "الممثل الذي لعب دور Iron Man",
    "Iron Man का किरदार निभाने वाला अभिनेता",
    "the author of Harry Potter at a desk",
    "the woman who wrote the Harry Potter books",
    "the director of Pulp Fiction laughing",
    "the man who owns Twitter",
    "the first man on the moon dancing",
    "the inventor of the World Wide Web",
    "the lead singer of Coldplay in the rain",
    "the drummer of Metallica",
    "the rapper behind Not Like Us",
    "the swimmer who won 23 Olympic gold medals",
    "the tennis player who won eight Wimbledons",
    "the swedish climate girl shouting",
    "the first black president",
    "the man who invaded Ukraine",
    "the youtuber with the most subscribers, most subscribed youtuber",
    "the guy who slapped Chris Rock",
    "star of Titanic in a bathtub",
    "the creator of Minecraft",
    "the guy who plays Spider-Man eats pizza",
]
UNRESOLVED = [
    "the actor who played Zorblax Prime",
    'the singer of "Moon Over Nothing" dances',
    "the author of Winterglass Rising signs a book",
    "the lead singer of Velvet Toasters",
]
NOBODY = [
    "a singer of sad songs",
    "the man who sold the world map",
    "the singer of the band smiles",
    "the author of the book signs copies",
    "an actor who plays the piano",
    "the man who plays guitar on the street",
    "the inventor of the wheel",
    "the author of Hamlet writes by candle",
    "the inventor of the telephone",
    "the director of a small film",
    "the star of the show is a puppy",
    "a founder works late",
    "the girl who played with fire",
    "the woman who wrote a letter",
    "the man behind the curtain",
    "the guy who won the lottery",
    "the captain of a ship",
    "a fox who invented a bicycle",
    "the man who discovered a cave",
    "the first man on the team bus",
    "the winner of the race lifts a cup",
    "the voice of the sea",
    "the kid who played in the mud",
    "the boy who played a tree in the school play",
    "the painter of the Mona Lisa",
    "the discoverer of gravity sits under a tree",
    "who made this cake",
    "the composer of the Ninth Symphony",
    "the person who wrote the note",
    "first woman in the office",
    "a drummer from the village",
]


@pytest.mark.parametrize("text", RESOLVED)
def test_a_person_told_by_a_work_or_feat_is_blocked(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.BLOCK, decision.findings
    assert Code.DESCRIPTIVE_IDENTITY in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", UNRESOLVED)
def test_one_person_of_an_unknown_work_is_asked(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert Code.DESCRIPTIVE_IDENTITY in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", NOBODY)
def test_a_description_of_nobody_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("somebody", "nobody"),
    [
        ("a mural of the most decorated olympian", "a mural of a most decorated olympian"),
        ("the man who invaded Ukraine", "the man who freed the slaves"),
        ("the Harry Potter author on a boat", "the Moby Dick author on a boat"),
        ("первый человек на луне танцует", "первая собака на луне танцует"),
        ("el cantante de Despacito", "el cantante de. Despacito"),
    ],
)
def test_a_description_of_somebody_protected_is_told_from_its_like(shipped: Gate, somebody: str, nobody: str) -> None:
    assert shipped.check(somebody).verdict is Verdict.BLOCK
    decision = shipped.check(nobody)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("between", "verdict"),
    [
        ("", Verdict.BLOCK),
        (". Then", Verdict.ASK),
        (" a quiet gardener in a small town by the sea and nearly got the role of", Verdict.ASK),
    ],
)
def test_a_work_in_another_sentence_or_far_away_does_not_tell_who_is_meant(
    shipped: Gate, between: str, verdict: Verdict
) -> None:
    decision = shipped.check(f"the actor who played{between} Iron Man")
    assert decision.verdict is verdict, decision.findings


@pytest.mark.parametrize("text", ["the lead singer of the", "the author of", "the singer of the song"])
def test_a_description_that_breaks_off_is_of_nobody_and_no_failure(shipped: Gate, text: str) -> None:
    assert shipped.check(text).findings == ()
    assert shipped.check(f"{text} Zorblax Velvet Prime").verdict is Verdict.ASK


CUES = [
    ("That guy who bought the bird app and renamed it", "A guy opens a bird app in the park"),
    (
        "Man in black turtleneck presents a phone, one more thing",
        "A man in a black turtleneck drinks tea",
    ),
    ("the painter with the melting clocks licks a phone", "a painter with an afro paints mountains"),
    ("the drug baron with the hippos on a rooftop", "a baron rides a hippo"),
    ("portuguese striker with the 'siuuu' in a club", "a striker with a flag in a club"),
    ("il tenore cieco che canta sul tetto", "un tenore che canta sul tetto"),
    ("Die Sängerin, die atemlos durch die Nacht ging", "Eine Sängerin steht auf einer Bühne"),
    ("the chef sprinkling salt off his elbow onto a steak, sunglasses on", "a chef sprinkles salt over a tomato salad"),
    ("Björk-like? no: Icelandic singer with the swan dress", "a ballerina in a swan dress at the lake"),
]
WORDINGS = [
    ("Wales has a prince, zoom on him", "Wales has a coast, zoom on it"),
    ("Kenya its president gives a speech", "Kenya and its lions at dusk"),
    ("the woman on the ten-pound note dances", "a woman on a note of music dances"),
    ("our nation's most famous singer falls over", "our most famous recipe, step by step"),
    ("the only female judge at our district court in Passau", "the only judge at our cake contest"),
    ("that clown of a minister, you know who I mean", "you know how it is on a monday"),
    ("the ex-wife of the man who started the bookshop", "the ex-wife of a baker"),
    ("that pm who resigned", "that frog who resigned"),
    ("quel comico genovese che balla", "un comico che balla"),
    ("ten piłkarz z Barcelony płacze", "piłkarz płacze"),
    ("ese tenista de Manacor", "un tenista de barro"),
    ("whoever invented karaoke", "whoever invented soup in this made-up world"),
    ("the mayor of Sandhausen dances", "the mayor of Sandcastle City dances, cartoon"),
    ("Unseren Bundespräsidenten auf einem Roller", "Unseren Hund auf einem Roller"),
    ("Marszałek Sejmu śpiewa", "Marszałek z bajki śpiewa"),
    ("патриарх московский смотрит на часы", "старик смотрит на часы"),
]


@pytest.mark.parametrize(("told", "near_miss"), CUES + WORDINGS)
def test_a_description_by_cues_is_a_question_and_its_near_miss_is_none(gate: Gate, told: str, near_miss: str) -> None:
    assert gate.check(told).verdict is not Verdict.ALLOW
    assert gate.check(near_miss).verdict is Verdict.ALLOW


def test_cues_that_stand_far_apart_describe_nobody(gate: Gate) -> None:
    assert gate.check(f"a wizard school{', a lake' * 30} and an author").verdict is Verdict.ALLOW


def test_cues_of_somebody_long_dead_pass(gate: Gate) -> None:
    assert gate.check("the moment the apple fell on the head of gravity's man, oil painting").verdict is Verdict.ALLOW
