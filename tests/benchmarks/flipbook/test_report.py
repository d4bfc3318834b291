from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.flipbook.report import BEGIN, END, BadReport, Report, joined, put
from benchmarks.flipbook.row import Row, mean_row, share_row
from benchmarks.flipbook.target import TARGETS, met, target_of


def report(*rows: Row, weights: str = "sha256:ab") -> Report:
    return Report(weights=weights, machine="x86, 1 threads", day="2026-11-21", steps=4, guidance=1.0, seed=0, rows=rows)


def shares(name: str, hits: int, n: int, top: int | None = None) -> Row:
    ceiling = None if top is None else [True] * top + [False] * (n - top)
    return share_row(name, [True] * hits + [False] * (n - hits), ceiling=ceiling)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (shares("colour word obeyed", 400, 400), "yes"),
        (shares("colour word obeyed", 100, 400), "no"),
        (shares("colour word obeyed", 9, 10), "open, above"),
        (shares("colour word obeyed", 8, 10), "open, below"),
        (shares("subject recognised, all subjects x all styles", 400, 500, 450), "open, above"),
        (shares("subject recognised, all subjects x all styles", 300, 500, 450), "no"),
        (shares("a measure of no table", 1, 2), ""),
        (shares("kept layers identical, byte for byte", 8, 8, 8), "yes"),
        (shares("kept layers identical, byte for byte", 7, 8, 8), "no"),
        (mean_row("peak memory of a fresh process", [900.0, 900.0], unit="MB", falling=True), "yes"),
        (mean_row("peak memory of a fresh process", [2900.0, 2900.0], unit="MB", falling=True), "no"),
    ],
)
def test_a_row_is_held_against_its_number_with_its_interval(row: Row, said: str) -> None:
    assert met(row) == said


def test_a_bracket_does_not_hide_a_row_from_its_number_and_a_part_is_not_the_whole() -> None:
    assert target_of(shares("subject recognised, common x 2 styles (12 subjects)", 1, 2)) is TARGETS[0]
    assert target_of(shares("colour word obeyed, pairs never drawn", 1, 2)) is None
    assert target_of(shares("  camera: roll", 1, 2)) is None


def test_a_report_is_read_back_as_it_was(tmp_path: Path) -> None:
    one = report(shares("a", 1, 2, 2), mean_row("b", [1.0, 2.0], unit="s", falling=True))
    one.write(tmp_path / "one.json")
    assert Report.read(tmp_path / "one.json") == one


def test_parts_are_joined_and_the_later_one_counts(tmp_path: Path) -> None:
    report(shares("a", 1, 2), shares("b", 1, 2)).write(tmp_path / "1.json")
    report(shares("b", 2, 2), shares("c", 1, 2)).write(tmp_path / "2.json")
    both = joined([tmp_path / "1.json", tmp_path / "2.json"])
    assert [(row.name, row.value) for row in both.rows] == [("a", 0.5), ("b", 1.0), ("c", 0.5)]


@pytest.mark.parametrize("change", [{"weights": "sha256:cd"}, {"steps": 8}, {"guidance": 2.0}, {"seed": 1}])
def test_parts_of_different_things_are_refused(change: dict[str, object]) -> None:
    one = report(shares("a", 1, 2))
    with pytest.raises(BadReport, match=f"differ in {next(iter(change))}"):
        one.joined(dataclasses.replace(one, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "[]", '{"rows": []}', '{"rows": [{"name": "a"}]}'])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadReport, match=r"bad\.json.*no report"):
        Report.read(path)


def test_the_card_is_changed_between_its_marks_alone(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put(card, report(shares("colour word obeyed", 1, 2)).markdown())
    text = card.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n2026-11-21, x86")
    assert text.endswith(f"{END}\nafter\n")
    assert "| colour word obeyed | 50.0% |" in text
    assert "old" not in text


@pytest.mark.parametrize("text", ["no marks", f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_a_card_without_its_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    card = tmp_path / "CARD.md"
    card.write_text(text, encoding="utf-8")
    with pytest.raises(BadReport, match="each once"):
        put(card, "x")
    assert card.read_text(encoding="utf-8") == text


def test_the_table_holds_every_row() -> None:
    console = Console(width=170, record=True, file=io.StringIO())
    console.print(report(shares("a", 2, 2), shares("colour word obeyed", 0, 9)).table())
    text = console.export_text()
    assert all(part in text for part in ("sha256:ab", "a", "colour word obeyed", "85%", "no", "95 %"))
