"""The prepared list says what the list says, or there is no gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from policy import prepare
from policy.errors import PolicyDataError
from policy.figure import load_entries, load_mononyms
from policy.listing import Listing, listing, normalised
from policy.prepare import MONONYMS, PEOPLE, PREPARED, prepared, read_prepared
from policy.table import read_text, shipped
from policy.wording import PREPARED as PHRASES
from policy.wording import prepared_phrases

Read = Callable[[], Listing]


@pytest.fixture
def path(lists: tuple[Path, Path], tmp_path: Path) -> Path:
    """A prepared file of the small lists."""
    path = tmp_path / PREPARED
    path.write_text(prepared(*lists), encoding="utf-8")
    return path


@pytest.fixture
def read(path: Path, lists: tuple[Path, Path]) -> Read:
    return lambda: read_prepared(path, people=lists[0], mononyms=lists[1])


def test_the_shipped_file_is_made_from_the_shipped_lists() -> None:
    made = prepared(shipped(PEOPLE), shipped(MONONYMS))
    assert made == read_text(shipped(PREPARED)), "run `python -m policy.prepare`"


def test_what_is_read_is_what_is_worked_out(read: Read, lists: tuple[Path, Path]) -> None:
    worked_out = listing(normalised(load_entries(lists[0]), load_mononyms(lists[1])))
    found = read()
    assert found.figures == worked_out.figures
    assert found.best_known == worked_out.best_known
    assert list(found.names.items()) == list(worked_out.names.items())
    assert {figure.died for figure in found.figures} > {None, (1926, 6, 10), (2016, 0, 0)}


def test_a_name_of_two_people_leads_to_both(read: Read) -> None:
    entries = [("a", "Ann Lee"), ("b", "Bo"), ("c", "Ann Lee")]
    figures = read().figures[:3]
    found = listing((figure, [name.lower(), id_]) for figure, (id_, name) in zip(figures, entries, strict=True))
    assert found.bearers("ann lee") == (figures[0], figures[2])
    assert found.bearers("nobody") == ()


def test_a_list_that_was_edited_afterwards_is_a_fault(lists: tuple[Path, Path], path: Path, tmp_path: Path) -> None:
    people, mononyms = tmp_path / "people.jsonl", tmp_path / "mononyms.jsonl"
    people.write_bytes(lists[0].read_bytes().replace(b"Tom Hanks", b"Tom Henks"))
    mononyms.write_bytes(lists[1].read_bytes())
    with pytest.raises(PolicyDataError, match=r"made from other files.*run `python -m policy.prepare`"):
        read_prepared(path, people=people, mononyms=mononyms)
    people.write_bytes(lists[0].read_bytes())
    assert read_prepared(path, people=people, mononyms=mononyms).names
    mononyms.write_bytes(lists[1].read_bytes().replace(b"sponge", b"spunge"))
    with pytest.raises(PolicyDataError, match="made from other files"):
        read_prepared(path, people=people, mononyms=mononyms)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("tom hanks", "tom henks", "is damaged: its lines have digest"),
        ("tom hanks\n", "tom hanks", "is damaged"),
        ('"format": 1', '"format": 2', "has format 2, must be 1"),
        ('"format": 1, ', "", "must hold"),
        ('{"format"', '["format"', "its first line is not JSON"),
        ("\n", "", "is cut short"),
    ],
)
def test_a_damaged_file_is_a_fault(path: Path, read: Read, old: str, new: str, complaint: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyDataError, match=complaint):
        read()


@pytest.mark.parametrize("line", ["one cell", "a\tA\tfilm\tlast year\ta", "a\tA\tfilm\t1/2\ta", "a\tA\tfilm\t"])
def test_a_line_that_is_no_person_is_a_fault(path: Path, read: Read, line: str) -> None:
    head = json.loads(path.read_text(encoding="utf-8").partition("\n")[0])
    head["body"] = prepare._sha256(f"{line}\n")
    path.write_text(f"{json.dumps(head)}\n{line}\n", encoding="utf-8")
    with pytest.raises(PolicyDataError, match=r"holds a line that is no person|holds no letter"):
        read()


def test_a_missing_file_is_a_fault(tmp_path: Path, lists: tuple[Path, Path]) -> None:
    with pytest.raises(PolicyDataError, match="cannot be read"):
        read_prepared(tmp_path / "nothing.txt", people=lists[0], mononyms=lists[1])


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [("name", "Ada\tExample", "holds a tab"), ("field", "fi\nlm", "or a line end"), ("name", "...", "holds no letter")],
)
def test_a_name_that_cannot_be_written_is_a_fault(
    tmp_path: Path, lists: tuple[Path, Path], key: str, value: str, complaint: str
) -> None:
    row = {"id": "a", "name": "A", "aliases": [], "field": "film", "countries": [], "born": None, "died": None}
    people = tmp_path / "people.jsonl"
    people.write_text(json.dumps(row | {key: value}) + "\n")
    with pytest.raises(PolicyDataError, match=complaint):
        prepared(people, lists[1])


def test_the_shipped_phrases_are_made_from_the_shipped_lists() -> None:
    assert prepared_phrases() == read_text(shipped(PHRASES)), "run `python -m policy.prepare`"


def test_both_prepared_files_are_made_anew_beside_the_lists(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = {name: (data / name).read_bytes() for name in (PREPARED, PHRASES)}
    for name in made:
        (data / name).write_text("{}\n")
    prepare.main()
    assert {name: (data / name).read_bytes() for name in made} == made
    people, phrases = (body.count(b"\n") - 1 for body in made.values())
    assert capsys.readouterr().out == f"{data / PREPARED}: {people} people\n{data / PHRASES}: {phrases} phrases\n"
