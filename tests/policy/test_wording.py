"""The phrase lists: what is asked for is there, and a list that was edited or damaged gives no detector."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policy.errors import PolicyDataError
from policy.phrasebook import Phrasebook, Row, heads_of
from policy.view import read
from policy.wording import PHRASES, PREPARED, ROLE, STYLES, TRIGGERS, WORKS, load_triggers, prepared_phrases


def test_a_list_that_is_not_there_is_told_by_its_name() -> None:
    triggers = load_triggers()
    assert "mr" in triggers.words("honorific")
    assert triggers.phrases("naming", "greeting")
    with pytest.raises(PolicyDataError, match="no trigger list 'honourific', must be of"):
        triggers.words("honourific")
    with pytest.raises(PolicyDataError, match="no phrase list 'greetings', must be of"):
        triggers.phrases("naming", "greetings")
    with pytest.raises(PolicyDataError, match="no phrase list 'honorific'"):  # only its words are asked for
        triggers.phrases("honorific")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('{"format": 1', '["format": 1', "must begin with a JSON object"),
        ('"categories": ', '"category": ', "must begin with a JSON object: KeyError"),
        ('{"format": 1', '{"format": 2', "is damaged, or a list was edited"),
        ('"body": "', '"body": "0', "is damaged, or a list was edited"),
        ("\n", "\nzorblax\thonorific||zorblax\n", "is damaged, or a list was edited"),
    ],
)
def test_prepared_phrases_that_were_damaged_are_refused(data: Path, old: str, new: str, complaint: str) -> None:
    text = (data / PREPARED).read_text(encoding="utf-8")
    (data / PREPARED).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyDataError, match=complaint):
        load_triggers()


def test_prepared_phrases_that_begin_with_no_object_are_refused(data: Path) -> None:
    (data / PREPARED).write_text("[1]\n")
    with pytest.raises(PolicyDataError, match=r"begins with '\[1\]', must begin with a JSON object: TypeError"):
        load_triggers()


def test_a_category_that_was_cut_out_is_missed_by_whoever_asks_for_it(data: Path) -> None:
    text = (data / PREPARED).read_text(encoding="utf-8")
    assert load_triggers().phrases("naming")
    (data / PREPARED).write_text(text.replace('"naming", ', "", 1), encoding="utf-8")
    with pytest.raises(PolicyDataError, match="no phrase list 'naming'"):
        load_triggers().phrases("naming")


@pytest.mark.parametrize("name", [TRIGGERS, PHRASES, ROLE, WORKS, STYLES])
def test_a_list_that_was_edited_after_the_phrases_were_prepared_is_told(data: Path, name: str) -> None:
    load_triggers()
    path = data / name
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + " \n", encoding="utf-8")
    with pytest.raises(PolicyDataError, match=r"a list was edited after it was made: run `python -m policy\.prepare`"):
        load_triggers()


@pytest.mark.parametrize(
    ("phrase", "complaint"),
    [("...", "the phrase '...' of 'greeting' holds no letter and no digit"), ("", "must hold only non-empty strings")],
)
def test_a_phrase_that_cannot_be_looked_for_is_refused(data: Path, phrase: str, complaint: str) -> None:
    lists = json.loads((data / TRIGGERS).read_text(encoding="utf-8"))
    lists["greeting"].append(phrase)
    (data / TRIGGERS).write_text(json.dumps(lists) + "\n", encoding="utf-8")
    with pytest.raises(PolicyDataError, match=re.escape(complaint)):
        prepared_phrases()


def test_a_category_that_would_break_the_file_is_refused(data: Path) -> None:
    lists = json.loads((data / TRIGGERS).read_text(encoding="utf-8"))
    lists["greeting|more"] = ["hello"]
    (data / TRIGGERS).write_text(json.dumps(lists) + "\n", encoding="utf-8")
    with pytest.raises(PolicyDataError, match="a phrase cannot be written: phrase Row"):
        prepared_phrases()


def test_an_elided_article_and_preposition_are_prepared_in_french_and_not_in_english(data: Path) -> None:
    lists = json.loads((data / TRIGGERS).read_text(encoding="utf-8"))
    lists["zorb"] = {"fr": ["actrice de", "banquier"], "en": ["owner"], "it": ["immagine di"]}
    (data / TRIGGERS).write_text(json.dumps(lists) + "\n", encoding="utf-8")
    made = prepared_phrases()
    spelled = {cell.split("|")[2] for cell in re.findall(r"zorb\|[^\t\n]*", made.partition("\n")[2])}
    actress = {f"{article}actrice de" for article in ("", "l'", "d'", "dell'", "all'")}
    image = {f"{article}immagine di" for article in ("", "l'", "d'", "dell'", "all'")}
    assert {phrase.replace("l ", "l'") for phrase in spelled} >= {"banquier", "owner", "actrice d", "immagine d"}
    assert len(spelled) == len(actress) + len(image) + len({"banquier", "owner", "actrice d", "immagine d"})


@pytest.mark.parametrize("cell", ["a\tb", "a\nb", "a|b"])
@pytest.mark.parametrize("place", range(3))
def test_a_sign_that_parts_cells_is_refused_in_every_cell(cell: str, place: int) -> None:
    cells = ["greeting", "en", "hello"]
    cells[place] = cell
    with pytest.raises(ValueError, match="holds a tab, a line end or a vertical bar"):
        heads_of([Row("greeting", "en", "hi"), Row(*cells)])


def test_phrases_are_kept_by_their_first_word_and_found_again() -> None:
    rows = [
        Row("greeting", "en", "good morning"),
        Row("greeting", "en", "good"),
        Row("sight", "7", "good morning"),
        Row("greeting", "zh", "\u6b22\u8fce"),
    ]
    heads = heads_of(rows)
    assert set(heads) == {"good", ""}
    book = Phrasebook(heads, ["greeting", "sight"])
    found = book.find(read("a good morning, \u4eca\u5929\u6b22\u8fce, good")[0])
    assert {kind: [(mark.value, mark.first, mark.last) for mark in found.of(kind)] for kind in found.keys()} == {
        "greeting": [("en", 1, 3), ("zh", 3, 4), ("en", 4, 5)],
        "sight": [("7", 1, 3)],
    }
