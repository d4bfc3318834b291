"""The shipped lists of people and of ambiguous single words are whole, consistent and wide enough."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from typing import Any

import pytest

from policy.figure import load_entries, load_mononyms
from policy.table import shipped

PEOPLE = "people.jsonl"
MONONYMS = "mononyms.jsonl"
PERSON_KEYS = ["id", "name", "aliases", "field", "countries", "born", "died"]
MONONYM_KEYS = ["word", "person", "context", "not_if_next", "not_if_prev"]
FIELDS = set(
    "politics business science sport film music television internet religion royalty law news fashion food "
    "literature art history crime activism military".split()
)
LEAST_PEOPLE = 1000
LEAST_COUNTRIES = 60
LEAST_IN_FIELD = 8
LEAST_MONONYMS = 60
THIS_YEAR = 2026
OLDEST_LIVING_BORN = 1900
LONGEST_LIFE = 110

Row = dict[str, Any]


def read(name: str) -> list[Row]:
    text = shipped(name).read_text(encoding="utf-8")
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def key(name: str) -> str:
    """A name without case, accents on Latin letters, spaces and signs, so that spellings of one name collide."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    if not re.search("[^\u0000-\u024f\u1e00-\u1eff\u2019]", plain):
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return re.sub(r"[\s@.,'\"\u2019\u00b7\u30fb-]", "", plain)


@pytest.fixture(scope="module")
def people() -> list[Row]:
    return read(PEOPLE)


@pytest.fixture(scope="module")
def mononyms() -> list[Row]:
    return read(MONONYMS)


def names(row: Row) -> list[str]:
    return [row["name"], *row["aliases"]]


def wrong(rows: list[Row], good) -> list[object]:
    """Rows that fail a rule, by id or word, so that a failing test names them."""
    return [row.get("id", row.get("word")) for row in rows if not good(row)]


def test_the_shipped_reader_takes_both_files(people, mononyms):
    assert [entry.figure.id for entry in load_entries(shipped(PEOPLE))] == [row["id"] for row in people]
    assert [rule.word for rule in load_mononyms(shipped(MONONYMS))] == [row["word"] for row in mononyms]


def test_every_row_has_exactly_the_keys_in_order(people, mononyms):
    assert wrong(people, lambda row: list(row) == PERSON_KEYS) == []
    assert wrong(mononyms, lambda row: list(row) == MONONYM_KEYS) == []


def test_ids_are_plain_and_unique(people):
    assert wrong(people, lambda row: re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])) == []
    assert [each for each, count in Counter(row["id"] for row in people).items() if count > 1] == []


def test_no_name_or_alias_stands_under_two_ids(people):
    owners = defaultdict(set)
    for row in people:
        for name in names(row):
            owners[key(name)].add(row["id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_no_row_repeats_a_name(people):
    def distinct(row):
        folded = [name.casefold() for name in names(row)]
        return len(folded) == len(set(folded))

    assert wrong(people, distinct) == []


def test_names_are_clean_text(people):
    def clean(name):
        composed = unicodedata.normalize("NFC", name) == name
        return composed and name == " ".join(name.split()) and len(key(name)) > 1 and not re.search(r"[|;()]", name)

    assert wrong(people, lambda row: all(clean(name) for name in names(row))) == []


def test_the_list_is_long_and_wide(people):
    assert len(people) >= LEAST_PEOPLE
    assert len({country for row in people for country in row["countries"]}) >= LEAST_COUNTRIES


def test_every_field_is_known_and_filled(people):
    counts = Counter(row["field"] for row in people)
    assert set(counts) == FIELDS
    assert {field: count for field, count in counts.items() if count < LEAST_IN_FIELD} == {}


def test_countries_are_two_letter_codes(people):
    def coded(row):
        codes = row["countries"]
        return codes and len(codes) == len(set(codes)) and all(re.fullmatch("[A-Z]{2}", code) for code in codes)

    assert wrong(people, coded) == []


@pytest.mark.parametrize(
    "country", ["AU", "BR", "CN", "EG", "FR", "IN", "JP", "KR", "MX", "NG", "NZ", "RU", "SA", "UA", "US", "ZA"]
)
def test_each_part_of_the_world_has_people(people, country):
    assert sum(country in row["countries"] for row in people) >= LEAST_IN_FIELD


def test_years_are_plausible(people):
    def plausible(row):
        born, died = row["born"], row["died"]
        if any(type(year) not in (int, type(None)) or (year is not None and year > THIS_YEAR) for year in (born, died)):
            return False
        if died is None:
            return born is None or born >= OLDEST_LIVING_BORN
        return born is None or 0 < died - born <= LONGEST_LIFE

    assert wrong(people, plausible) == []


@pytest.mark.parametrize(
    "name",
    [
        "Taylor Swift",
        "Zelenskyy",
        "Mbappé",
        "DiCaprio",
        "Schwarzenegger",
        "Beyoncé",
        "MrBeast",
        "習近平",
        "Путин",
        "नरेंद्र मोदी",
    ],
)
def test_names_that_people_ask_for_are_listed(people, name):
    assert sum(name in names(row) for row in people) == 1


def test_single_words_name_listed_people_and_stand_once_for_each(people, mononyms):
    ids = {row["id"] for row in people}
    assert wrong(mononyms, lambda row: row["person"] in ids) == []
    pairs = Counter((key(row["word"]), row["person"]) for row in mononyms)
    assert [pair for pair, count in pairs.items() if count > 1] == []
    assert len(mononyms) >= LEAST_MONONYMS


def test_words_and_vetoes_are_single_words(mononyms):
    def single(row):
        return all(len(word.split()) == 1 for word in (row["word"], *row["not_if_next"], *row["not_if_prev"]))

    assert wrong(mononyms, single) == []


def test_no_rule_repeats_itself_or_vetoes_a_word_it_needs(mononyms):
    def consistent(row):
        lists = [[entry.casefold() for entry in row[name]] for name in MONONYM_KEYS[2:]]
        distinct = all(len(entries) == len(set(entries)) and all(entries) for entries in lists)
        return distinct and not set(lists[0]) & set(lists[1])

    assert wrong(mononyms, consistent) == []


def test_a_word_that_needs_context_is_never_a_bare_name(people, mononyms):
    words = {key(row["word"]) for row in mononyms if row["context"]}
    assert wrong(people, lambda row: not words & {key(name) for name in names(row)}) == []
