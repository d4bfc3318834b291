"""The word tables are read whole or not at all."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from policy.errors import PolicyDataError
from policy.lexicon import NAMES, VETOES, WORDS, load_lexicon
from policy.table import read_object, shipped


@pytest.mark.parametrize(
    ("name", "key", "value", "complaint"),
    [
        (VETOES, "ordinary_names", ["ice cube"], r"'ordinary_names' is \['ice cube'\], must be a JSON object"),
        (VETOES, "ordinary_names", {"ice cube": "tray"}, "'ordinary_names', 'ice cube' is 'tray', must be a list"),
        (VETOES, "place_next", None, "'place_next' is None, must be a list"),
        (VETOES, "contexts", [""], "'contexts' holds '', must hold only non-empty strings"),
        (NAMES, "first", {}, "'first' is {}, must be a list"),
    ],
)
def test_a_damaged_table_is_told_by_its_file_and_key(
    data: Path, name: str, key: str, value: object, complaint: str
) -> None:
    tables = json.loads((data / name).read_text(encoding="utf-8"))
    (data / name).write_text(json.dumps(tables | {key: value}) + "\n", encoding="utf-8")
    with pytest.raises(PolicyDataError, match=f"policy data file '{name}': {complaint}"):
        load_lexicon()


def test_a_name_of_common_words_is_a_sentence_before_the_words_that_it_names(data: Path) -> None:
    tables = json.loads((data / VETOES).read_text(encoding="utf-8"))
    tables["ordinary_names"] = {"Ice Cube": ["tray", "melts"]}
    (data / VETOES).write_text(json.dumps(tables) + "\n", encoding="utf-8")
    assert load_lexicon().ordinary_names == {"ice cube": {"tray", "melts"}}


def test_the_note_above_the_common_words_is_no_word(data: Path) -> None:
    (data / WORDS).write_text("# from here\n# and there\nzorb\nquib\n", encoding="utf-8")
    assert {word for word in load_lexicon().ordinary if word[0] in "#qz"} == {"zorb", "quib"}


@pytest.mark.parametrize(
    ("word", "first", "surname"),
    [("gonzalez", False, True), ("maria", True, False), ("rose", False, False), ("zorblax", False, False)],
)
def test_a_strong_name_is_a_name_and_little_else(word: str, first: bool, surname: bool) -> None:
    lexicon = load_lexicon()
    assert (lexicon.strong_first(word), lexicon.strong_surname(word)) == (first, surname)


@pytest.mark.parametrize("name", [VETOES, "triggers.json", "role.json"])
def test_no_list_holds_an_entry_twice(name: str) -> None:
    lists = {key: values for key, values in read_object(shipped(name)).items() if isinstance(values, list)}
    twice = {key: [each for each, n in Counter(map(str, values)).items() if n > 1] for key, values in lists.items()}
    assert not any(twice.values()), twice
