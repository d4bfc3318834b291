"""An operator's lists: read whole or not at all, joined to the shipped list, and never laxer than it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from policy.errors import PeopleFileError
from policy.figure import load_entries, load_mononyms
from policy.gate import MemoryLog, default_gate
from policy.listing import listing, normalised
from policy.operator import OperatorPolicy
from policy.people_file import MAX_BYTES, MAX_PEOPLE, Row, person, read_people, written
from policy.roster import Kind, OwnPeople, own_listing, unnoticed
from policy.rulebook import Rulebook
from policy.types import Code, Decision, Verdict

KEY = b"a key for tests, 32 bytes long.."
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CSV = """id,name,aliases,field,countries,born,died
,Zelda Quorn,@zquorn; Zed Quorn,music,GB;US,1980,
old-one,"Quorn, Ada",,art,,1800,1850-03
"""
JSONL = '{"name": "Zelda Quorn", "aliases": ["@zquorn"]}\n\n{"name": "Ивор Кворн", "died": 1850}\n'

Judge = Callable[..., Decision]


def read(text: str | bytes) -> tuple[tuple[int, Row], ...]:
    return read_people(text.encode() if isinstance(text, str) else text, "own.csv")


@pytest.fixture
def judge(lists: tuple[Path, Path], tmp_path: Path) -> Judge:
    """Judges one text with an operator's people beside the small lists."""

    def under(rows: Sequence[Row], text: str, years: int = 100) -> Decision:
        path = tmp_path / "own.jsonl"
        text_of_rows = written(rows)
        path.write_text(text_of_rows, encoding="utf-8")
        own = OwnPeople(
            digest=f"sha256:{sha256(text_of_rows.encode()).hexdigest()}",
            listing=listing(normalised(load_entries(path), load_mononyms(lists[1]))),
        )
        book = Rulebook(operator=OperatorPolicy(years=years), people=own)
        gate = default_gate(MemoryLog(), KEY, lists=lists, clock=lambda: NOW, rulebook=book)
        return gate.check(text)

    return under


# Reading


def test_csv_becomes_rows_of_the_list() -> None:
    assert read(CSV) == (
        (
            2,
            {
                "id": "own/zelda-quorn",
                "name": "Zelda Quorn",
                "aliases": ["@zquorn", "Zed Quorn"],
                "field": "music",
                "countries": ["GB", "US"],
                "born": "1980",
                "died": None,
            },
        ),
        (
            3,
            {
                "id": "own/old-one",
                "name": "Quorn, Ada",
                "aliases": [],
                "field": "art",
                "countries": [],
                "born": "1800",
                "died": "1850-03",
            },
        ),
    )


def test_json_lines_become_rows_of_the_list() -> None:
    rows = read(JSONL)
    assert [(line, row["id"], row["died"]) for line, row in rows] == [
        (1, "own/zelda-quorn", None),
        (3, "own/ivor-kvorn", "1850"),
    ]


def test_what_is_written_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(written(row for _, row in read(CSV)), encoding="utf-8")
    entries = load_entries(path)
    assert [entry.figure.id for entry in entries] == ["own/old-one", "own/zelda-quorn"]
    assert entries[0].figure.died == (1850, 3, 0)
    assert written(json.loads(line) for line in path.read_text().splitlines()) == path.read_text()


def test_a_mark_of_byte_order_and_windows_lines_do_no_harm() -> None:
    assert read(b"\xef\xbb\xbfname\r\nZelda Quorn\r\n")[0][1]["name"] == "Zelda Quorn"
    assert read(b'\xef\xbb\xbf{"name": "Zelda Quorn"}\r\n')[0][1]["name"] == "Zelda Quorn"


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("name,alias\nA B,C", 1, "unknown column 'alias'; the nearest known column is 'aliases'"),
        ("id,field\na,b", 1, "must be 'name' and others, each once"),
        ("name,name\na,b", 1, "each once"),
        ("name,field\nZelda Quorn,music\nAda Quorn", 3, "has 1 cells, must have 2"),
        ("name\nZelda Quorn,music", 2, "has 2 cells, must have 1"),
        ("name,field\n\nZelda Quorn,music\n ,art", 4, "name is None, must be one line of 1 to 200 characters"),
        ("name\n...", 2, "must hold a letter or a digit"),
        ('name,field\n"Zelda\nQuorn",music', 2, r"name is 'Zelda\\nQuorn', must be one line"),
        ('name,field\n"Zelda Quorn","mu\nsic"', 2, r"'field' is 'mu\\nsic', must be one line"),
        ("name,field\nZelda Quorn,music\nAda\u202eQuorn,art", 3, "must be one line"),
        ('name\n"Zelda" Quorn', 2, "this is no CSV"),
        ("name,died\nZelda Quorn,yesterday", 2, "'died' is 'yesterday', must be empty, a year"),
        ("name,died\nZelda Quorn,1999-13", 2, "'died' is '1999-13'"),
        ("name,countries\nZelda Quorn,Chile", 2, "'countries' holds 'Chile'"),
        ("name,id\nZelda Quorn,own/zelda", 2, "'id' is 'own/zelda', must be 1 to 80 small letters"),
        ("name\nZelda Quorn\nAda Quorn\nZelda Quorn", 4, "'own/zelda-quorn' stands on line 2 already"),
        (
            "name,aliases\nZelda Quorn," + ";".join(f"Z{n}" for n in range(51)),
            2,
            "holds 51 names, must hold at most 50",
        ),
        (f"name\n{'Q' * 201}", 2, "must be one line of 1 to 200 characters"),
        ('{"name": "Zelda Quorn"}\n{"name": "Ada', 2, "this is not JSON"),
        ('{"name": "Zelda Quorn"}\n["Ada Quorn"]', 2, "this is list, must be a JSON object"),
        ('{"nome": "Zelda Quorn"}', 1, "unknown key 'nome'; the nearest known key is 'name'"),
        ('{"aliases": ["Zelda Quorn"]}', 1, "name is None"),
        ('{"name": 7}', 1, "name is 7"),
        ('{"name": "Zelda Quorn", "aliases": "Z"}', 1, "'aliases' is 'Z', must be a list of texts"),
        ('{"name": "Zelda Quorn", "aliases": [7]}', 1, "must be a list of texts"),
        ('{"name": "Zelda Quorn", "died": true}', 1, "'died' is True"),
        ('{"name": "Zelda Quorn", "field": 7}', 1, "'field' is 7"),
        ('{"name": ' + "[" * 100_000, 1, "this is not JSON"),
        (b"name\nZelda Quorn\n\xffda Quorn", 3, "byte 0xff is not UTF-8"),
    ],
)
def test_a_bad_row_is_named_by_its_line(text: str | bytes, line: int, complaint: str) -> None:
    with pytest.raises(
        PeopleFileError, match=rf"people file 'own.csv', line {line}: .*{complaint}.*nothing was imported"
    ):
        read(text)


def test_a_list_has_a_greatest_size() -> None:
    with pytest.raises(PeopleFileError, match=f"has {MAX_BYTES + 1} bytes"):
        read(b"x" * (MAX_BYTES + 1))
    many = "name\n" + "".join(f"Zelda Q{n}\n" for n in range(MAX_PEOPLE + 1))
    with pytest.raises(
        PeopleFileError, match=rf"line 10002: this is person 10001; a file must hold at most {MAX_PEOPLE}"
    ):
        read(many)


@pytest.mark.parametrize("text", ["", "\n\n", "name\n", "name,field\n\n"])
def test_a_list_of_nobody_is_refused(text: str) -> None:
    with pytest.raises(PeopleFileError, match="holds nobody"):
        read(text)


@pytest.mark.parametrize(("name", "slug"), [("José Ñu", "jose-nu"), ("王小明", "wangxiaoming"), ("@zq_9", "zq-9")])
def test_a_person_without_an_id_gets_one_from_the_name(name: str, slug: str) -> None:
    assert person({"name": name})["id"] == f"own/{slug}"
    assert person({"name": name}, Kind.OPT_OUT)["id"] == f"opt-out/{slug}"


# What the lists do


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Zelda Quorn walks on a beach", Verdict.BLOCK),
        ("Z3lda Qu0rn walks on a beach", Verdict.BLOCK),
        ("Zelda Quern walks on a beach", Verdict.BLOCK),
        ("@zquorn walks on a beach", Verdict.BLOCK),
        ("Taylor Swift walks on a beach", Verdict.BLOCK),
        ("a zebra walks on a beach", Verdict.ALLOW),
        ("Ada Quorn walks on a beach", Verdict.ALLOW),
    ],
)
def test_own_people_are_found_like_those_of_the_shipped_list(judge: Judge, text: str, verdict: Verdict) -> None:
    rows = [person({"name": "Zelda Quorn", "aliases": ["@zquorn"]}), person({"name": "Ada Quorn", "died": 1850})]
    decision = judge(rows, text)
    assert decision.verdict is verdict
    assert {found.code for found in decision.findings} <= {Code.PUBLIC_FIGURE}


@pytest.mark.parametrize(
    ("opt_outs", "text", "verdict"),
    [
        ([], "Abraham Lincoln walks", Verdict.ALLOW),
        (["Abraham Lincoln"], "Abraham Lincoln walks", Verdict.BLOCK),
        (["Abraham Lincoln"], "Abr4ham L1ncoln walks", Verdict.BLOCK),
        (["Queen Victoria"], "Abraham Lincoln walks", Verdict.ALLOW),
        (["Abraham Lincoln"], "a fox walks", Verdict.ALLOW),
        (["Hildegard von Quorn"], "Hildegard von Quorn sings", Verdict.BLOCK),
    ],
)
@pytest.mark.parametrize("years", [10, 100])
def test_an_opt_out_wins_over_the_years(
    judge: Judge, opt_outs: Sequence[str], text: str, verdict: Verdict, years: int
) -> None:
    rows = [person({"name": name, "died": 1300}, Kind.OPT_OUT) for name in opt_outs]
    assert judge([*rows, person({"name": "Ada Quorn"})], text, years).verdict is verdict


def test_an_opt_out_covers_the_other_names_of_the_listed_person(judge: Judge) -> None:
    rows = [person({"name": "Claude Monet"}, Kind.OPT_OUT)]
    assert judge(rows, "Monet dances on a stage", 10).verdict is Verdict.BLOCK
    assert judge([person({"name": "Ada Quorn"})], "Monet dances on a stage", 10).verdict is Verdict.ALLOW


@pytest.mark.parametrize(
    ("name", "noticed"),
    [("Zelda Quorn", True), ("Quornelius", True), ("王小明", True), ("Rain", False), ("Drake", False), ("Mo", False)],
)
def test_a_name_that_would_protect_nobody_is_told(tmp_path: Path, name: str, noticed: bool) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(written([person({"name": name})]), encoding="utf-8")
    own = listing(normalised(load_entries(path), ()))
    assert [figure.name for figure in unnoticed(own)] == ([] if noticed else [name])


def test_own_rows_are_listed_by_every_name_they_bear() -> None:
    own = own_listing(row for _, row in read(CSV))
    assert [figure.id for figure in own.figures] == ["own/zelda-quorn", "own/old-one"]
    assert [figure.name for figure in own.bearers("zed quorn")] == ["Zelda Quorn"]
    assert own.bearers("nobody") == ()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Kalo dances", Verdict.BLOCK),
        ("танцует Кало", Verdict.ALLOW),
        ("Morvo dances", Verdict.BLOCK),
        ("танцует Морво", Verdict.BLOCK),
    ],
)
def test_an_own_name_is_not_read_out_of_a_common_word_of_another_script(
    judge: Judge, text: str, verdict: Verdict
) -> None:
    rows = [person({"name": "Kalo"}), person({"name": "Morvo"})]
    decision = judge(rows, text)
    assert decision.verdict is verdict, decision.findings
