from __future__ import annotations

import pytest

from policy.gate import Gate
from policy.types import Code, Verdict

LIVING = [
    "a castle in the style of Greg Rutkowski",
    "Studio Ghibli style forest",
    "a city in the style of Wes Anderson",
    "a portrait in the style of Picasso",
    "forest, Makoto Shinkai style, anime",
    "un bosque al estilo de Salvador Dalí",
    "eine Stadt im Stil von Banksy",
    "une ville dans le style de Hayao Miyazaki",
    "город в стиле Сальвадора Дали",
    "宫崎骏风格的森林 Studio Ghibli 风格",
    "art by Artgerm and WLOP",
    "a Tim Burton-style house",
    "a painting in the manner of the artist Andy Warhol",
    "a Pixar style robot",
]
FREE = [
    "a wheat field in the style of Van Gogh",
    "a wave in the style of Hokusai",
    "lilies in the style of Monet",
    "a forest in the style of Monet and Van Gogh",
    "a Caspar David Friedrich style landscape",
    "in the style of a children's book",
    "watercolor style",
    "anime style robot",
    "art deco style",
    "film noir style",
    "a bedroom in modern style",
    "a Klimt inspired pattern",
]
DEPICTED = [
    "Wes Anderson on a beach",
    "a man in the style of Donald Trump",
]


@pytest.mark.parametrize("text", LIVING)
def test_the_style_of_an_artist_of_our_time_is_asked(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ASK, decision.findings
    assert Code.LIVING_ARTIST in {finding.code for finding in decision.findings}, decision.findings


@pytest.mark.parametrize("text", FREE)
def test_the_long_dead_and_plain_styles_pass(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.ALLOW, decision.findings


@pytest.mark.parametrize("text", DEPICTED)
def test_an_artist_who_is_shown_is_a_person(shipped: Gate, text: str) -> None:
    decision = shipped.check(text)
    assert decision.verdict is Verdict.BLOCK, decision.findings
    assert Code.PUBLIC_FIGURE in {finding.code for finding in decision.findings}, decision.findings


def test_the_remedy_suggests_neutral_words(shipped: Gate) -> None:
    [finding] = shipped.check("a forest in the style of Makoto Shinkai").findings
    assert "anime skies" in finding.remedy
    assert "Shinkai" not in finding.remedy


@pytest.mark.parametrize(
    ("text", "verdict", "code"),
    [
        ("a mural in the style of Diego Rivera", Verdict.ASK, Code.LIVING_ARTIST),
        ("a mural in the style of the great painter Diego Rivera", Verdict.ASK, Code.LIVING_ARTIST),
        ("a mural in the style of the great late painter Diego Rivera", Verdict.BLOCK, Code.DECEASED_RECENT),
        ("Diego Rivera paints a mural", Verdict.BLOCK, Code.DECEASED_RECENT),
    ],
)
def test_a_listed_artist_without_words_for_the_look_is_a_style_only_beside_the_word(
    shipped: Gate, text: str, verdict: Verdict, code: Code
) -> None:
    decision = shipped.check(text)
    assert decision.verdict is verdict, decision.findings
    assert {finding.code for finding in decision.findings} == {code}


def test_an_artist_is_asked_about_once_however_many_ways_a_text_can_be_read(shipped: Gate) -> None:
    for text in ("Diego Rivera style, a l33t fox", "Diego Rivera style, a fox"):
        assert [finding.matched for finding in shipped.check(text).findings] == ["Diego Rivera"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a castle in the style of Monet, Greg Rutkowski", Code.LIVING_ARTIST),
        ("a castle in the style of Monet and Greg Rutkowski", Code.LIVING_ARTIST),
        ("a castle in the style of Monet with a portrait of Greg Rutkowski", Code.NAME_SHAPED),
        ("a castle in the style of Monet Greg Rutkowski", Code.NAME_SHAPED),
    ],
)
def test_an_artist_after_another_is_a_style_behind_a_comma_or_an_and(shipped: Gate, text: str, code: Code) -> None:
    [finding] = shipped.check(text).findings
    assert (finding.code, finding.matched) == (code, "Greg Rutkowski")


def test_an_artist_after_one_with_a_name_inside_a_name_is_still_found(shipped: Gate) -> None:
    [finding] = shipped.check("a city in the style of Vincent van Gogh and Greg Rutkowski").findings
    assert (finding.code, finding.matched) == (Code.LIVING_ARTIST, "Greg Rutkowski")
