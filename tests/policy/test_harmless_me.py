"""Words that look like oneself or like a name, in requests of other things."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policy.gate import Gate
from policy.types import Code, Intent, ShotIntent, SubjectIntent, Verdict

Make = Callable[..., ShotIntent]


@pytest.mark.parametrize(
    "text",
    [
        "surprise me with a funny animal",
        "a bird lands in front of me",
        "a balloon on top of me in the garden",
        "dibújame un dragón",
        "visa mig en räv i snön",
        "मुझे बर्फ में लोमड़ी दिखाओ",
        "mein Garten im Frühling mit Tulpen",
        "Frieden auf Erden, eine Taube",
        "eine Pflaume auf dem Tisch",
        "Neuer Look für unsere App",
        "Rock am Berg, ein Stein rollt",
        "Che bella volpe nella neve",
        "Cavendish bananas ripen",
        "Luxembourg by night",
    ],
)
def test_what_only_looks_like_oneself_or_a_name_is_allowed(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    "text",
    [
        "a video of me",
        "me with a crown",
        "dibújame montando un dragón",
        "visa mig dansande på månen",
        "मुझे चाँद पर उड़ते हुए दिखाओ",
        "Manuel Neuer dives for the ball",
        "Ina Garten cooks",
        "Einstein at a blackboard",
        "Che Guevara rides a motorcycle",
    ],
)
def test_oneself_and_the_names_themselves_are_still_found(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is not Verdict.ALLOW


SHOWN_TO = [
    "Show me the president of our chess club",
    "show me a wizard in a tower",
    "Please show me with a short clip how rain falls",
    "Laat me zien: een boot",
    "Toon mij de maan",
    "Visa mig a boat",
    "Visa mig en båt",
    "Vis meg en båt",
    "Zeig mir ein Boot",
    "Montre-moi a boat",
    "Montre-moi un bateau",
    "Muéstrame un barco",
    "Mostrami una barca",
    "Me mostre um barco",
    "Mostra-me a lua",
    "Pokaż mi łódkę",
    "Покажи мне лодку",
]
SHOWN = [
    "Show me as the president of our chess club",
    "make me a wizard in a tower",
    "show me with a crown",
    "Laat me zien als astronaut",
    "Toon mij op de maan",
    "Visa mig som astronaut",
    "Visa mig en båt med mig",
    "show me a boat with my face",
    "Zeig mir mich als Astronaut",
    "Montre-moi à la plage",
    "Montre-moi comme un astronaute",
    "Muéstrame como astronauta",
    "Mostrami su un cavallo",
    "Me mostre como astronauta",
    "Me mostre dançando",
    "Pokaż mnie na łódce",
    "Покажи меня на лодке",
]


@pytest.mark.parametrize("text", SHOWN_TO)
def test_whoever_wants_to_be_shown_something_is_not_in_the_picture(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize("text", SHOWN)
def test_whoever_wants_to_be_shown_is_asked(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert {each.code for each in decision.findings} == {Code.SELF}
    assert decision.verdict is Verdict.ASK


@pytest.mark.parametrize(("ids", "verdict"), [("me-1", Verdict.ALLOW), ("me on the moon", Verdict.ASK)])
def test_a_planners_number_is_no_wish(shipped: Gate, shot: Make, ids: str, verdict: Verdict) -> None:
    board = (shot("a boat", subjects=(SubjectIntent(id=ids, words="a boat"),)),)
    assert shipped.review(Intent(turns=("a boat",), shots=board)).verdict is verdict
