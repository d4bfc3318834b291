"""A mutant meets the tests that run it, in a copy, and the report counts what became of it."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import mutation
from benchmarks.mutant import Mutant, mutants
from benchmarks.mutation import ROOT, Fate, Plan, Result, Run, chosen, judge, main, report

SOURCE = "def older(a: int, b: int) -> bool:\n    return a > b\n\n\nLIMIT = 3\n"
TESTS = """\
import pytest
from policy.age import LIMIT, older

@pytest.mark.parametrize("a", [1, 2])
def test_loose(a):
    assert older(a + 1, a)

def test_strict():
    assert older(2, 1) and not older(1, 1)
"""
PLAN = Plan(sample=4, seed=7, n_tests=10, minutes=1.0, workers=1)
COMPARED, _, LIMIT = sorted(mutants("policy/age.py", SOURCE), key=lambda each: each.kind != "comparison")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with one module, its tests, and the plugin that chooses among them."""
    for name, text in (
        ("policy/__init__.py", ""),
        ("policy/age.py", SOURCE),
        ("tests/policy/test_age.py", TESTS),
        ("benchmarks/__init__.py", ""),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    shutil.copy(ROOT / "benchmarks" / "chosen.py", tmp_path / "benchmarks" / "chosen.py")
    return tmp_path


@pytest.mark.parametrize(
    ("ids", "fate"),
    [(["test_loose[1]", "test_loose[2]"], Fate.SURVIVED), (["test_loose[1]", "test_strict"], Fate.KILLED)],
)
def test_only_the_chosen_tests_are_met_and_the_copy_is_as_before(tree: Path, ids: list[str], fate: Fate) -> None:
    assert judge(tree, COMPARED, [f"tests/policy/test_age.py::{id_}" for id_ in ids]) is fate
    assert (tree / "policy/age.py").read_text() == SOURCE


def test_a_mutant_that_cannot_be_imported_is_noticed(tree: Path) -> None:
    broken = Mutant(
        path="policy/age.py", line=1, function="", kind="text", before="", after="", source="LIMIT = 1 / 0\n"
    )
    assert judge(tree, broken, ["tests/policy/test_age.py::test_strict"]) is Fate.KILLED


def test_a_mutant_that_runs_in_a_circle_is_ended(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mutation, "LIMIT_S", 3)
    endless = SOURCE.replace("return a > b", "while True: pass")
    circle = Mutant(path="policy/age.py", line=2, function="older", kind="", before="", after="", source=endless)
    assert judge(tree, circle, ["tests/policy/test_age.py::test_strict"]) is Fate.ENDLESS


def test_tests_that_are_not_there_are_a_fault_and_no_survivor(tree: Path) -> None:
    with pytest.raises(RuntimeError, match=r"pytest ended with 5 on 'policy/age\.py', line 2"):
        judge(tree, COMPARED, ["tests/policy/test_age.py::test_nothing"])


def test_the_tests_that_run_a_line_come_before_the_others_of_their_files() -> None:
    lines = {2: ["a.py::x", "a.py::y"], 5: ["b.py::z"]}
    every = ["a.py::w", "a.py::x", "a.py::y", "b.py::z", "c.py::v"]
    ids = chosen(COMPARED, lines, every, random.Random(1))
    assert set(ids[:2]) == {"a.py::x", "a.py::y"}
    assert ids[2:] == ["a.py::w"]
    assert set(chosen(LIMIT, lines, every, random.Random(1))[:3]) == {"a.py::x", "a.py::y", "b.py::z"}
    named = {2: ["a.py::x", "a.py::y", "p/test_age.py::u", "p/test_aged.py::t"]}
    assert chosen(COMPARED, named, every, random.Random(1))[0] == "p/test_age.py::u"
    assert chosen(COMPARED, {}, every, random.Random(1)) == []


def test_the_report_counts_by_file_and_names_the_survivors() -> None:
    fates = [Fate.KILLED, Fate.SURVIVED, Fate.ENDLESS, Fate.KILLED]
    results = tuple(Result(mutant=COMPARED, fate=fate, n_tests=3) for fate in fates)
    done = Run(results=results, population=99, digest="0123456789abcdef")
    text = report(done, PLAN, datetime(2026, 3, 1, tzinfo=UTC))
    assert "4 mutants out of 99 in `policy/`, drawn with seed 7" in text
    assert "on 2026-03-01" in text
    assert "| policy/age.py | 4 | 2 | 1 | 1 | 75% | 30%..95% |" in text
    assert "| comparison | 4 | 2 | 1 | 1 | 75% | 30%..95% |" in text
    assert "`0123456789abcdef`" in text
    assert "was ended" not in text
    assert "was ended after 1 minutes" in report(replace(done, results=results[1:]), PLAN, datetime.now(UTC))
    assert text.count("- `policy/age.py:2` comparison: `a > b` -> `a >= b`\n") == 1


@pytest.mark.parametrize("option", ["--sample", "--tests", "--minutes", "--workers"])
def test_a_run_of_nothing_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([option, "0"])
    assert f"{option} is 0" in capsys.readouterr().err
