"""Two words that are somebody's name in tables of further names, in their own script, or with the surname first."""

from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Intent, Verdict


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("Local hero Wendy Abernathy saves a duckling", "Wendy Abernathy"),
        ("a documentary portrait of the beekeeper Vasile Munteanu", "Vasile Munteanu"),
        ("video: wang jianguo fishing on a frozen lake", "wang jianguo"),
        ("Wang Jianguo on a frozen lake", "Wang Jianguo"),
        ("a portrait of Szabo Zsolt in the garden", "Szabo Zsolt"),
        ("ನೋಡಿ: يوسف عمار في الحديقة", "يوسف عمار"),
    ],
)
def test_names_of_many_cultures_are_asked_about(shipped: Gate, text: str, matched: str) -> None:
    found = {(each.code, each.matched) for each in shipped.check(text).findings}
    assert found == {(Code.NAME_SHAPED, matched)}


@pytest.mark.parametrize(
    "text",
    [
        "Ein Erklärvideo: So beantragen Sie Urlaub im Mitarbeiterportal, drei Klicks",
        "Fai un video di Monte Bianco",
        "Wendy's and a burger on a tray",
        "a song about rain over a shanghai street",
        "sun shines on a wall",
    ],
)
def test_words_that_stand_in_a_table_by_chance_are_no_name(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    "text",
    [
        "a tourist eats fries on Martin Luther King Jr. Boulevard",
        "Lou Gehrig's disease awareness ribbon",
        "the tubes of Charles de Gaulle terminal 1",
        "la place Charles-de-Gaulle vue du ciel",
        "la rue Charles de Gaulle sous la pluie",
        "Atatürk Bulvarı'nda akşam trafiği",
        "महात्मा गांधी रोड पर बारिश",
        "Paseo por la calle Simón Bolívar de noche",
        "the James Webb mirror unfolding",
    ],
)
def test_a_place_or_a_thing_that_bears_the_name_of_a_dead_person_is_nobody(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize(
    "text", ["Charles de Gaulle on a bicycle", "la rue Taylor Swift", "Martin Luther King Jr. waves"]
)
def test_a_street_hides_nobody(shipped: Gate, text: str) -> None:
    assert shipped.check(text).verdict is Verdict.BLOCK


@pytest.mark.parametrize(
    "text",
    [
        "In my novel the keeper is called Margit Oldebraun; show her on the stairs",
        "my sim called Jonas Plumm burns the kitchen down",
        "Mon personnage inventé, le chevalier Édouard de Brumeval, tombe de cheval",
    ],
)
def test_who_is_said_to_be_invented_passes(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


def test_a_declaration_of_the_whole_name_holds_for_its_parts_where_it_stands_whole(shipped: Gate) -> None:
    told = shipped.review(Intent(turns=("Anna Maria Zwick and Maria Zwick wave",), invented=("Anna Maria Zwick",)))
    assert {each.matched for each in told.findings} == {"Maria Zwick"}
