"""Patterns are found where their words call for them, and a file of them that is wrong is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from policy.errors import PolicyDataError
from policy.pattern import Patterns, load_patterns, patterns
from policy.view import Match, read

TABLE: dict[str, Any] = {
    "sets": {"someone": ["girl", "guy", "old man", "café owner"], "place": ["gym"]},
    "patterns": [
        {"kind": "near", "with": ["my"], "of": "the <0-1>{someone} from my {place}"},
        {"kind": "self", "with": ["я"], "of": "<w>где я</w> лечу"},
        {"kind": "self", "with": ["我"], "of": "我在\\S{1,4}的视频"},
    ],
}


@pytest.fixture(scope="module")
def small() -> Patterns:
    return patterns(TABLE)


def found(book: Patterns, text: str, kind: str) -> list[str]:
    return [text[slice(*match.span)] for view in read(text) for match in book.find(view, kind)]


@pytest.mark.parametrize(
    ("kind", "text", "spans"),
    [
        ("near", "draw the girl from my gym now", ["the girl from my gym"]),
        ("near", "The tall old man from my gym", ["The tall old man from my gym"]),
        ("near", "the café owner from my gym", ["the café owner from my gym"]),
        ("near", "the girl from my gym and the guy from my gym", ["the girl from my gym", "the guy from my gym"]),
        ("near", "the girl from his gym", []),
        ("near", "the girl from my gymnasium", []),
        ("near", "bathe girl from my gym", []),
        ("near", "the very tall girl from my gym", []),
        ("near", "here is the girl. From my gym comes music", []),
        ("self", "ролик, где я лечу", ["где я лечу"]),
        ("self", "нигде я лечу", []),
        ("self", "做一个我在太空的视频", ["我在太空的视频"]),
        ("self", "太空的视频", []),
    ],
)
def test_a_pattern_is_found_whole_and_in_one_sentence(small: Patterns, kind: str, text: str, spans: list[str]) -> None:
    assert found(small, text, kind) == spans


def test_a_match_tells_its_words(small: Patterns) -> None:
    view = read("so the girl from my gym")[0]
    assert small.find(view, "near") == (Match(1, 6, (3, 23)),)
    assert small.find(view, "self") == ()
    assert small.kinds == {"near", "self"}


def test_no_patterns_find_nothing() -> None:
    empty = patterns({"sets": {}, "patterns": []})
    assert found(empty, "the girl from my gym, где я лечу", "near") == []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"sets": {}}, "must hold an object 'sets' and a list 'patterns'"),
        ({"sets": [], "patterns": []}, "must hold an object 'sets' and a list 'patterns'"),
        ({"sets": {}, "patterns": {}}, "'patterns' is dict, must be a list"),
        ({"sets": {"a": "girl"}, "patterns": []}, "must be a list of strings"),
        ({"sets": {}, "patterns": ["x"]}, "pattern 1 is 'x'"),
        ({"sets": {}, "patterns": [{"kind": "near", "with": ["my"]}]}, "must be an object with"),
        ({"sets": {}, "patterns": [{"kind": "near", "with": ["my"], "of": 3}]}, "must be an object with"),
        ({"sets": {}, "patterns": [{"kind": "near", "with": "my", "of": "my"}]}, "'with'"),
        ({"sets": {}, "patterns": [{"kind": "near", "with": ["my"], "of": "{who}"}]}, "names the sets ['who']"),
    ],
)
def test_a_wrong_table_is_refused(table: dict[str, Any], said: str) -> None:
    with pytest.raises(PolicyDataError, match=re.escape(said)):
        patterns(table)


def test_an_expression_that_cannot_be_compiled_is_told_by_its_number() -> None:
    broken = patterns({"sets": {}, "patterns": [{"kind": "near", "with": ["my"], "of": "my (dog"}]})
    with pytest.raises(PolicyDataError, match=r"pattern 1 of 'pattern\.json' is no regular expression"):
        found(broken, "my dog", "near")


def test_every_shipped_pattern_compiles_and_is_asked_for() -> None:
    book = load_patterns()
    assert book.kinds == {
        *("private", "named", "kin_named", "pictured", "self", "description", "question", "pronoun", "sexual"),
        *("news", "news_frame", "attached", "placed", "description_named", "description_titled", "shown_to", "made_by"),
        "endorse",
        "news_deceit",
        "news_harm",
        "news_public",
    }
    for pattern in book._patterns:
        assert re.compile(pattern.source), pattern.source


def test_a_long_text_of_the_same_words_is_soon_read() -> None:
    book = load_patterns()
    text = "the the guy from who my a photo of i sent me in the " * 2000
    assert book.find(read(text)[0], "self") is not None


def test_a_wording_that_may_be_left_out_is_found_only_where_it_stands() -> None:
    table = {"sets": {}, "patterns": [{"kind": "self", "with": ["я"], "of": "(?:где я)?"}]}
    assert found(patterns(table), "ролик, где я лечу", "self") == ["где я"]
    assert found(patterns(table), "ролик, я лечу", "self") == []
