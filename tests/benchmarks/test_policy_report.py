from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.corpus import CorpusError, measure_digest
from benchmarks.policy import Percentiles, Timing
from benchmarks.policy_report import Grid, Run, failures, grids, markdown, run
from benchmarks.spelling import Caught
from benchmarks.tally import Outcome, Share

Make = Callable[..., Outcome]
FAST, SLOW = Percentiles(p50=0.4, p95=1.9, p99=3), Percentiles(p50=0.9, p95=5.1, p99=9)


@pytest.fixture
def done(outcome: Make) -> Run:
    nobody = {"side": "allow", "accept": ("allow",)}
    return Run(
        version="rules+data",
        day=date(2026, 11, 21),
        digest="ab" * 32,
        tune=(
            outcome("block", accept=("block",)),
            outcome("allow", accept=("block",), text="tune | secret"),
            outcome("allow", group="caption", **nobody),
        ),
        measure=(
            outcome("ask", accept=("block",), text="measure secret", part="measure"),
            outcome("block", accept=("block",), part="measure"),
            outcome("block", group="caption", text="measure secret", part="measure", **nobody),
            outcome("allow", group="spelling", label="leet", text="measure secret", part="measure"),
        ),
        timing=Timing(cpu=FAST, wall=SLOW),
        tricks={
            "handle": Caught(blocked=Share(hits=99, n=100), held=Share(hits=100, n=100)),
            "backwards": Caught(blocked=Share(hits=98, n=100), held=Share(hits=98, n=100)),
            "a letter lost": Caught(blocked=Share(hits=100, n=100), held=Share(hits=100, n=100)),
        },
    )


def cells(done: Run, title: str, first: str) -> tuple[str, ...]:
    (grid,) = [grid for grid in grids(done) if grid.title.startswith(title)]
    (row,) = [row for row in grid.rows if row[0] == first]
    return row


def test_a_measure_stands_beside_its_targets_for_both_parts(done: Run) -> None:
    assert cells(done, "What was promised", "asks for a real person: block or ask") == (
        "asks for a real person: block or ask",
        "≥ 95 %",
        "≥ 98 %",
        "1/2 = 50.0%",
        "9.5%..90.5%",
        "2/3 = 66.7%",
        "20.8%..93.9%",
        "short",
    )
    assert cells(done, "What was promised", "names nobody: ask")[5:] == ("0/1 = 0.0%", "0.0%..79.3%", "aim")
    assert cells(done, "What was promised", "names nobody: block")[1:3] == ("≤ 0.1 %", "≤ 0.02 %")
    assert cells(done, "What was promised", "invented characters: ask")[3:] == ("-", "-", "-", "-", "-")


@pytest.mark.parametrize(
    ("p50", "p95", "state"),
    [(0.5, 2.0, "aim"), (0.51, 2.0, "reached"), (0.5, 2.1, "reached"), (1.0, 5.0, "reached"), (1.0, 5.1, "short")],
)
def test_times_are_held_to_their_targets(done: Run, p50: float, p95: float, state: str) -> None:
    timing = Timing(cpu=Percentiles(p50=p50, p95=p95, p99=9), wall=SLOW)
    changed = Run(**{name: getattr(done, name) for name in Run.__slots__} | {"timing": timing})
    assert cells(changed, "What was promised", "storyboard of 500 characters: p50 / p95")[-1:] == (state,)


def test_tricks_on_the_sample_are_held_to_the_one_that_fares_worst(done: Run) -> None:
    worst = cells(done, "What was promised", "each trick on sampled listed names: worst")
    assert worst[1:3] == ("≥ 99 %", "≥ 100 %")
    assert worst[5].startswith("98/100")
    assert worst[-1] == "short"
    assert cells(done, "What was promised", "each typo on them: worst")[-1] == "aim"
    assert cells(done, "Spelling tricks on a sample", "handle")[1] == "99/100 = 99.0%"


def test_groups_and_labels_count_what_is_right_and_what_is_grave(done: Run) -> None:
    assert cells(done, "Should be held back", "listed") == (
        "listed",
        "1/2 = 50.0%",
        "9.5%..90.5%",
        "1",
        "1/2 = 50.0%",
        "9.5%..90.5%",
        "0",
    )
    assert cells(done, "Should be allowed", "caption")[4:] == ("0/1 = 0.0%", "0.0%..79.3%", "1")
    assert cells(done, "Each spelling trick in", "leet") == ("leet", "-", "-", "0", "0/1 = 0.0%", "0.0%..79.3%", "1")


def test_the_confusion_counts_every_case_once(done: Run) -> None:
    (grid,) = [grid for grid in grids(done) if grid.title == "Confusion"]
    assert grid.columns == ("part", "should be", "allow", "ask", "block", "cases", "wrong")
    assert grid.rows == (
        ("tune", "refuse", "1", "0", "1", "2", "1"),
        ("tune", "allow", "1", "0", "0", "1", "0"),
        ("measure", "refuse", "1", "1", "1", "3", "2"),
        ("measure", "allow", "0", "0", "1", "1", "1"),
    )


def test_only_tune_cases_are_ever_shown(done: Run) -> None:
    (row,) = failures(done).rows
    assert row == ("tune/listed.jsonl:1", "allow", "block", "tune | secret")
    console = Console(width=200, record=True, quiet=True)
    for grid in (*grids(done), failures(done)):
        console.print(grid.rich())
    assert "measure secret" not in console.export_text() + markdown(done)
    assert "tune | secret" not in markdown(done)


def test_the_report_names_day_version_and_digest(done: Run) -> None:
    text = markdown(done)
    for fact in ("2026-11-21", "`rules+data`", "ab" * 32, "(3 cases)", "(4 cases)", "No mistake in 1 cases"):
        assert fact in text
    assert text.endswith("|\n")


def test_a_grid_is_a_table_of_markdown() -> None:
    grid = Grid(title="T", note="N", columns=("a", "b"), rows=(("1", "x|y"),))
    assert grid.markdown() == "## T\n\nN\n\n| a | b |\n|---|---|\n| 1 | x\\|y |\n"


def test_a_run_judges_both_parts(small: Path) -> None:
    done = run(root=small, n_timed=2)
    assert [each.right for each in done.tune] == [True, True, False]
    assert [each.case.part for each in done.measure] == ["measure"] * 3
    assert done.digest == measure_digest(root=small)


def test_a_changed_measure_part_is_not_reported(small: Path) -> None:
    path = small / "measure" / "caption.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("drum", "harp"), encoding="utf-8")
    with pytest.raises(CorpusError, match="must be the frozen"):
        run(root=small)
