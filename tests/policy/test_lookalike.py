from __future__ import annotations

from collections.abc import Callable

import pytest

from policy.types import Code, Decision, Verdict

Say = Callable[..., Decision]

BLOCKED = [
    "a man who looks like Brad Pitt",
    "a Tom Hanks lookalike",
    "a woman resembling Angela Merkel",
    "a doppelgänger of Elon Musk",
    "an impersonator of Tom Hanks",
    "a deepfake of Tom Hanks",
    "a robot with the face of Elon Musk",
    "a statue in the likeness of Angela Merkel",
    "face swap with Brad Pitt",
    "a man who looks like Drake",
    "un hombre que se parece a Lionel Messi",
    "une femme qui ressemble à Angela Merkel",
    "ein Mann, der aussieht wie Brad Pitt",
    "un uomo che assomiglia a Tom Hanks",
    "um homem parecido com Elon Musk",
    "een man die lijkt op Brad Pitt",
    "mężczyzna podobny do Elon Musk",
    "мужчина, похожий на Путина",
    "Brad Pitt gibi görünen bir adam",
    "en man som liknar Tom Hanks",
    "一个长得像特朗普的人",
    "باراك أوباما رجل يشبه",
    "नरेंद्र मोदी जैसा दिखने वाला आदमी",
    "아이유 닮은 여자",
    "习近平に似た男",
]
ASKED = [
    "a man who looks like my dad",
    "a woman resembling Emma",
    "a deepfake of my teacher",
    "face swap with my friend",
    "a man who looks like the president",
    "una mujer que se parece a María",
    "ein Mann, der aussieht wie Peter",
    "une femme qui ressemble à Camille",
]
PASSED = [
    "it looks like rain",
    "the sky looks like rain is coming",
    "clouds that look like sheep",
    "a raccoon that looks like a turtle",
    "the face of a clock",
    "a climber on the face of the cliff",
    "a hill resembling a whale",
    "a boat that looks like a shoe",
    "a video that explains deepfakes",
    "a version of the app for phones",
    "the voice of the sea",
    "a dress that looks like a rose",
    "a tower that looks like Paris",
    "a tree that looks like Christmas",
    "el cielo se parece a un cuadro",
    "le nuage ressemble à un mouton",
    "die Wolke sieht aus wie ein Schaf",
    "la nuvola assomiglia a una pecora",
    "a nuvem parece com uma ovelha",
    "de wolk lijkt op een schaap",
    "chmura wygląda jak owca",
    "облако похоже на овцу",
    "bulut koyuna benziyor",
    "molnet liknar ett får",
    "云看起来像一只羊",
    "羊に似た雲",
    "양을 닮은 구름",
    "غيمة تشبه الخروف",
    "भेड़ जैसा दिखता बादल",
    "a man who looks like Abraham Lincoln",
    "a cake that looks like a castle",
    "the mountain looks like a giant",
    "a fox resembling a cat",
]


def test_hits_and_near_misses_are_equal_in_number() -> None:
    assert len(BLOCKED) + len(ASKED) == len(PASSED)


@pytest.mark.parametrize("text", BLOCKED)
def test_a_likeness_of_a_listed_person_is_blocked(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.BLOCK, decision.findings
    assert Code.LOOKALIKE in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", ASKED)
def test_a_likeness_of_someone_is_asked(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert Code.LOOKALIKE in {finding.code for finding in decision.findings}


@pytest.mark.parametrize("text", PASSED)
def test_a_comparison_with_a_thing_passes(say: Say, text: str) -> None:
    decision = say(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings
