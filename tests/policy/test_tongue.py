"""Words of other languages that are somebody's name elsewhere, and names beside such words."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.tongue import Tongues
from policy.types import Verdict
from policy.view import View, read

HARMLESS = [
    "uma grande onda quebra na praia, câmera lenta",
    "vê-se uma luz no fim do túnel, sem carros",
    "a pele de um elefante, muito de perto",
    "nelle strade di Roma piove tutta la notte",
    "su amigo el perro corre por la playa",
    "el tiesto de flores en la ventana de mi casa, cuando llueve",
    "Armer Mann und reicher Mann standen da im Regen",
    "Alle Hamster schlafen in einem Haus aus Heu",
    "Je velký dům na kopci a sníh padá",
    "la ventana de mi casa cuando llueve",
    "старый дом, и кажется, горит ли на окне свеча",
]
PEOPLE = [
    ("Mia Rossi balla nel parco con il cane", Verdict.ASK),
    ("Uma Thurman dança na praia, por favor", Verdict.BLOCK),
    ("pelé chuta a bola para o gol na praia", Verdict.BLOCK),
    ("Li Na играет в теннис на старом дворе", Verdict.BLOCK),
    ("je suis sur la plage avec un chien", Verdict.ASK),
    ("un video de mi bailando en la luna", Verdict.ASK),
    ("Rosa Koch kocht eine Suppe in der Küche", Verdict.ASK),
    ("Ben Whitlock tanzt im Regen auf der Straße", Verdict.ASK),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_common_word_of_another_language_is_nobody(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(("text", "verdict"), PEOPLE)
def test_a_name_in_another_language_is_still_one(shipped: Gate, text: str, verdict: Verdict) -> None:
    assert shipped.check(text).verdict is verdict


def view(text: str) -> View:
    return read(text)[0]


@pytest.fixture
def tongues() -> Tongues:
    german = ("de function alle der die", "de common haus boot")
    lines = (*german, "it function mia il alla", "it common barca", "it name luce")
    return Tongues(lines, frozenset({"boat", "house"}))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("il barca", {"it"}),
        ("alla die il der", {"de", "it"}),
        ("il boat", set()),
        ("il barca boat house", set()),
        ("il", set()),
        ("", set()),
    ],
)
def test_the_words_vote_for_their_language(tongues: Tongues, text: str, spoken: set[str]) -> None:
    assert tongues.of(view(text)) == spoken


def test_a_capital_tells_a_name_from_a_word_of_the_grammar(tongues: Tongues) -> None:
    assert tongues.grammatical(view("la mia barca il"), 1)
    assert tongues.grammatical(view("Mia barca il"), 0)
    assert not tongues.grammatical(view("Mia Rossi il barca"), 0)
    assert not tongues.grammatical(view("il barca Mia"), 2)
    assert tongues.grammatical(view("Alle Boote der die"), 0)


def test_a_common_word_that_is_a_given_name_is_told_apart(tongues: Tongues) -> None:
    spoken = view("il luce barca")
    assert tongues.said(spoken, 1)
    assert not tongues.common(spoken, 1)


def test_a_german_noun_is_common_with_a_capital(tongues: Tongues) -> None:
    assert tongues.plain(view("der Boot die"), 1)
    assert not tongues.plain(view("il Barca alla"), 1)
    assert tongues.common(view("il Barca alla"), 1)
    assert not tongues.common(view("Barca"), 0)


UNKNOWN = [
    "mach mal ein video wie der thorsten kleinschmidtke im b\u00fcro einschl\u00e4ft",
    "fammi vedere ilaria de benedictis che litiga con il navigatore",
    "maak een filmpje van sjoerd van der woude die van zijn fiets valt",
    "Italo Svevo e il suo gatto camminano nella strada della citt\u00e0",
]
SAID = [
    "una rosa silvestre en la ventana de la casa vieja",
    "la luna piena sopra il mare della notte",
    "eine alte Frau und ein junger Mann gehen durch den Park",
    "um barco pequeno no rio grande e a lua cheia",
]


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_name_is_told_by_words_that_its_language_does_not_have(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.ASK


@pytest.mark.parametrize("text", SAID)
def test_words_that_a_language_has_are_no_name(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("gulnisa memtimin making laghman, noodles hitting the table", Verdict.ASK),
        ("ramaz tsiklaurishvili toasting at the wedding way too long", Verdict.ASK),
        ("vanda coerulea blooming in a garden by the wall", Verdict.ALLOW),
        ("masala dosa cooking in a pan", Verdict.ALLOW),
        ("a tall sunflower and a garden gnome fixing the fence", Verdict.ALLOW),
    ],
)
def test_two_words_of_no_language_that_do_something_are_a_name(shipped: Gate, text: str, verdict: Verdict) -> None:
    assert shipped.check(text).verdict is verdict
