"""What a word could be without its ending, and a table of endings that is damaged."""

from __future__ import annotations

from typing import Any

import pytest

from policy.ending import Endings, endings, load_endings, spelled
from policy.errors import PolicyDataError


@pytest.fixture(scope="module")
def table() -> Endings:
    return load_endings()


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("kaczynskiego", "kaczynski"),
        ("dudzie", "duda"),
        ("havlem", "havel"),
        ("babise", "babis"),
        ("merkelovou", "merkel"),
        ("modrica", "modric"),
        ("ronalda", "ronaldo"),
        ("ксениеи", "ксения"),
        ("зеленською", "зеленська"),
        ("львом", "лев"),
        ("nausedos", "nauseda"),
        ("raikkosen", "raikkonen"),
        ("trumppal", "trump"),
        ("erdoganin", "erdogan"),
        ("simonei", "simona"),
        ("μητσοτακη", "μητσοτακησ"),
        ("মোদীকে", "মোদী"),
        ("ტრამპის", "ტრამპი"),
    ],
)
def test_an_ending_is_undone(table: Endings, word: str, base: str) -> None:
    assert base in table.bases(word)


def test_a_prefix_is_undone_where_one_may_stand(table: Endings) -> None:
    assert "נתניהו" in table.bases("לנתניהו", prefixed=True)
    assert "נתניהו" not in table.bases("לנתניהו")


def test_a_word_has_other_bases_than_itself_and_a_huge_one_has_none(table: Endings) -> None:
    assert "messi" not in table.bases("messi")
    assert list(table.bases("a" * 33)) == []
    assert list(table.bases("m")) == []


def test_words_are_also_told_as_they_are_read_in_latin_letters() -> None:
    assert list(spelled(["улица"])) == ["улица", "ulitsa"]


def _tables(**other: object) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "endings": {"Slavic": {"": ["em owi"], "ek": ["kiem ek"]}},
        "prefixes": {"Hebrew": ["ל"]},
        "places": ["ulica"],
        "words": ["lasem"],
        "bare": ["que"],
    }
    return whole | other


def test_a_small_table_is_enough() -> None:
    table = endings(_tables())
    assert list(table.bases("jackiem")) == ["jacki", "jacek"]
    assert (table.places, table.words, table.bare) == ({"ulica"}, {"lasem"}, {"que"})


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"endings": {}}, "must be a JSON object with entries"),
        ({"endings": {"Slavic": []}}, "'Slavic'"),
        ({"endings": {"Slavic": {"": "em"}}}, "must be a list of strings"),
        ({"prefixes": []}, "'prefixes'"),
        ({"words": [""]}, "must hold only non-empty strings"),
        ({"further": []}, "must hold"),
    ],
)
def test_a_damaged_table_is_refused(damage: dict[str, object], said: str) -> None:
    with pytest.raises(PolicyDataError, match=said):
        endings(_tables(**damage))
