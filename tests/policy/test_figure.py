from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from policy.errors import PolicyDataError
from policy.figure import Figure, load_entries, load_mononyms
from policy.gate import MemoryLog, default_gate
from policy.table import RULES_VERSION, version

ROW = {"id": "a", "name": "Ada Example", "aliases": [], "field": "film", "countries": [], "born": 1990, "died": None}
RULE = {"word": "Ada", "person": "a", "context": [], "not_if_next": [], "not_if_prev": []}
TODAY = date(2026, 11, 21)


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("died", "protected"),
    [
        (None, True),
        ((2016, 4, 21), True),
        ((1955, 0, 0), True),
        ((1926, 12, 5), True),
        ((1926, 0, 0), True),
        ((1926, 11, 22), True),
        ((1926, 11, 21), False),
        ((1926, 6, 10), False),
        ((1925, 0, 0), False),
        ((1865, 4, 15), False),
        ((-44, 3, 15), False),
    ],
)
def test_the_dead_are_protected_for_a_hundred_years(died: tuple[int, int, int] | None, protected: bool) -> None:
    assert Figure(id="a", name="A", died=died).protected(TODAY) is protected


@pytest.mark.parametrize(
    ("died", "read"), [(None, None), (1955, (1955, 0, 0)), ("1955-04-18", (1955, 4, 18)), ("-0044", (-44, 0, 0))]
)
def test_a_date_of_death_is_read(tmp_path: Path, died: object, read: object) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(lines(ROW | {"died": died}))
    [entry] = load_entries(path)
    assert entry.figure.died == read


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "cut short"),
        ("\n", "not JSON"),
        (lines(ROW)[:-1], "cut short"),
        (lines(ROW)[:-9] + "\n", "not JSON"),
        (lines(ROW, ROW), "stands twice"),
        (lines([1]), "must be a JSON object"),
        (lines({"id": "a"}), "keys are"),
        (lines(ROW | {"note": "x"}), "keys are"),
        (lines(ROW | {"aliases": "Ada"}), "'aliases' is 'Ada'"),
        (lines(ROW | {"aliases": [""]}), "non-empty strings"),
        (lines(ROW | {"aliases": [1]}), "non-empty strings"),
        (lines(ROW | {"name": " "}), "must not be empty"),
        (lines(ROW | {"died": "long ago"}), "died 'long ago'"),
        (lines(ROW | {"died": True}), "'died' is True"),
        ('{"id": "\\ud800"}\n', "keys are"),
    ],
)
def test_a_damaged_list_is_a_fault(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(text)
    with pytest.raises(PolicyDataError, match=complaint):
        load_entries(path)


def test_a_list_that_is_not_text_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(PolicyDataError, match="cannot be read"):
        load_entries(path)


def test_there_is_no_gate_without_its_lists(tmp_path: Path) -> None:
    with pytest.raises(PolicyDataError, match="cannot be read"):
        default_gate(MemoryLog(), b"k" * 16, lists=(tmp_path / "nobody.jsonl", tmp_path / "nobody.jsonl"))


def test_a_rule_for_nobody_is_a_fault(tmp_path: Path) -> None:
    people, mononyms = tmp_path / "people.jsonl", tmp_path / "mononyms.jsonl"
    people.write_text(lines(ROW))
    mononyms.write_text(lines(RULE | {"person": "nobody"}))
    assert load_mononyms(mononyms)[0].person == "nobody"
    with pytest.raises(PolicyDataError, match="'nobody', who is not listed"):
        default_gate(MemoryLog(), b"k" * 16, lists=(people, mononyms))


def test_one_changed_byte_is_another_policy_version(tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(lines(ROW))
    before = version([path])
    path.write_text(lines(ROW | {"name": "Ada Exemple"}))
    after = version([path])
    assert before != after
    assert before.startswith(f"{RULES_VERSION}+")
    assert len(before.partition("+")[2]) == 12


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ((RULE | {"word": " "},), "the word of person 'a' is empty"),
        ((RULE, RULE), "'Ada / a' stands twice"),
        ((RULE | {"context": ["stage", ""]},), "non-empty strings"),
    ],
)
def test_a_damaged_list_of_single_words_is_a_fault(
    tmp_path: Path, rules: tuple[dict[str, object], ...], complaint: str
) -> None:
    path = tmp_path / "mononyms.jsonl"
    path.write_text(lines(*rules))
    with pytest.raises(PolicyDataError, match=complaint):
        load_mononyms(path)
    path.write_text(lines(RULE, RULE | {"person": "b"}))
    assert [rule.person for rule in load_mononyms(path)] == ["a", "b"]
