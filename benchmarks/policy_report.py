"""Publishes both error rates of the policy layer: real people let through, and harmless requests held back.

    python -m benchmarks.policy_report [--out docs/policy-report.md] [--failures] [--ratchet]

Every hand-written case is judged by the shipped gate. The tables are printed and written as Markdown. `--failures`
also prints the tune cases that go wrong; those of the measure part are counted and never shown.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks import ratchet, spelling
from benchmarks.corpus import CASES, Case, CorpusError, Part, Side, frozen_digest, load, measure_digest, words
from benchmarks.policy import WARM_UP, Timing, fresh_gate, processor, storyboards, timed
from benchmarks.tally import MEASURES, Measure, Outcome, Share, State, by, gives_its_code, judge, mistakes
from policy.types import Verdict

REPORT = Path(__file__).parents[1] / "docs" / "policy-report.md"

REACH_P50_MS, REACH_P95_MS = 1.0, 5.0
AIM_P50_MS, AIM_P95_MS = 0.5, 2.0
SPELLING_REACH, SPELLING_AIM = 0.99, 1.0

_NOTHING = "-"

_INTRODUCTION = """\
# Policy report

What the policy layer gets wrong, in both directions. Made by `make policy-report` on {day} with policy version
`{version}`; do not edit.

The cases stand in `tests/policy/cases/`, written by hand and judged as a considerate person would, not as the code
does. The **tune** part ({n_tune} cases) may be looked at while detectors are written. The **measure** part
({n_measure} cases) was written from other ideas and frozen before tuning; it is only ever counted. Where the two
differ, believe the second. Its digest is `{digest}`.

Intervals are 95 % Wilson intervals. They say how sure a share of so many cases can be, and nothing about requests that
nobody thought of. No mistake in {n_nobody} cases still leaves a rate of up to {ceiling:.1%} possible, so that a target
of 0.1 % cannot be proven with them, only missed.

In both parts the cases with the label `mixed` were written by others, who knew neither the detectors nor the other
cases, and with the purpose to be hard; those of the measure part were frozen before they were run. "By others" in the
table below is their share alone: the fairest guess at requests that nobody here thought of.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table, before it is known where it will be shown.

    Attributes:
        title: What it shows.
        note: How to read it; may be empty.
        columns: The names of the columns.
        rows: The cells, row by row.
    """

    title: str
    note: str = ""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """The table as Markdown, under a heading of its own."""
        lines = [f"## {self.title}", ""]
        if self.note:
            lines += [self.note, ""]
        lines += [_line(self.columns), "|" + "---|" * len(self.columns), *(_line(row) for row in self.rows)]
        return "\n".join(lines) + "\n"

    def rich(self) -> Table:
        """The table for a terminal."""
        table = Table(title=self.title, title_justify="left")
        for name in self.columns:
            table.add_column(name)
        for row in self.rows:
            table.add_row(*(Text(cell) for cell in row))
        return table


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over both parts.

    Attributes:
        version: The policy version that judged.
        day: When.
        digest: Digest of the measure part.
        tune: Outcomes of the tune part.
        measure: Outcomes of the measure part.
        timing: How long a storyboard of 500 characters takes.
        tricks: How each spelling trick fared on a sample of the listed names.
    """

    version: str
    day: date
    digest: str
    tune: tuple[Outcome, ...]
    measure: tuple[Outcome, ...]
    timing: Timing
    tricks: Mapping[str, spelling.Caught]

    @property
    def parts(self) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
        """Both parts, the tune part first."""
        return self.tune, self.measure


def run(*, root: Path = CASES, n_timed: int = 300) -> Run:
    """Judges every case with the shipped gate.

    Args:
        root: The folder that holds the parts.
        n_timed: How many storyboards are timed, at least 1.

    Raises:
        CorpusError: A case is malformed, or the measure part is not the one that was frozen.
        PolicyDataError: A list of the policy is missing or malformed.
    """
    digest, frozen = measure_digest(root=root), frozen_digest(root=root)
    if digest != frozen:
        raise CorpusError(f"the measure part has digest {digest!r}, must be the frozen {frozen!r}")
    gate = fresh_gate()
    tune_cases = load(Part.TUNE, root=root)
    day = datetime.now(UTC).date()
    return Run(
        version=gate.policy_version,
        day=day,
        digest=digest,
        tune=judge(gate, tune_cases),
        measure=judge(gate, load(Part.MEASURE, root=root)),
        timing=timed(gate.review, storyboards(tune_cases, n_timed + WARM_UP)),
        tricks=spelling.tried(gate, spelling.sample(day)),
    )


def grids(done: Run) -> tuple[Grid, ...]:
    """Every table of a run, the promised measures first.

    Args:
        done: The run.
    """
    return (
        _measures(done),
        _groups(done, Side.REFUSE),
        _groups(done, Side.ALLOW),
        _tricks(done.tricks),
        _labels(done, "Each spelling trick in the hand-written cases", "spelling"),
        _labels(done, "Each language and script", "language"),
        _confusion(done),
    )


def _measures(done: Run) -> Grid:
    rows: list[tuple[str, ...]] = []
    for measure in MEASURES:
        tune, other = (measure.share(outcomes) for outcomes in done.parts)
        state = measure.state(other) if other.n else State.NO_TARGET
        rows.append((measure.name, *_targets(measure), *_cells(tune), *_cells(other), state.value))
    rows.extend(_sampled(done.tricks))
    codes = [gives_its_code(outcomes) for outcomes in done.parts]
    rows.append(("held back, with the expected reason", _NOTHING, _NOTHING, *_cells(codes[0]), *_cells(codes[1]), "-"))
    cpu = done.timing.cpu
    times = f"{cpu.p50:.2f} / {cpu.p95:.2f} ms"
    rows.append(
        (
            "storyboard of 500 characters: p50 / p95",
            f"{REACH_P50_MS:g} / {REACH_P95_MS:g} ms",
            f"{AIM_P50_MS:g} / {AIM_P95_MS:g} ms",
            times,
            _NOTHING,
            _NOTHING,
            _NOTHING,
            _time_state(cpu.p50, cpu.p95).value,
        )
    )
    note = (
        "Held to the measure part, by the share itself: `aim`, `reached` or `short`. Times are of the processor, on "
        f"one core of {processor()}; texts are made of tune cases of both sides."
    )
    columns = ("measure", "reach", "aim", "tune", "95 %", "measure part", "95 %", "state")
    return Grid(title="What was promised", note=note, columns=columns, rows=tuple(rows))


def _sampled(tricks: Mapping[str, spelling.Caught]) -> tuple[tuple[str, ...], ...]:
    """The promise about listed names, held to the trick that fares worst; slips of the finger stand by themselves."""
    rows = []
    for name, typos in (("each trick on sampled listed names: worst", False), ("each typo on them: worst", True)):
        kept = [each.blocked for trick, each in tricks.items() if (trick in spelling.TYPOS) is typos]
        if kept:
            worst = min(kept, key=lambda share: share.rate)
            reach, aim = SPELLING_REACH, SPELLING_AIM
            state = State.AIM if worst.rate >= aim else State.REACHED if worst.rate >= reach else State.SHORT
            targets = f"≥ {reach * 100:g} %", f"≥ {aim * 100:g} %"
            rows.append((name, *targets, _NOTHING, _NOTHING, *_cells(worst), state.value))
    return tuple(rows)


def _tricks(tricks: Mapping[str, spelling.Caught]) -> Grid:
    rows = tuple((name, *_cells(each.blocked), *_cells(each.held)) for name, each in tricks.items())
    note = (
        f"Each trick on the same {spelling.SAMPLE} names, drawn with seed {spelling.SEED} from all protected people "
        "whose best-known name is two or three Latin words, in one sentence."
    )
    columns = ("trick", "blocked", "95 %", "blocked or asked", "95 %")
    return Grid(title="Spelling tricks on a sample of listed names", note=note, columns=columns, rows=rows)


def _time_state(p50_ms: float, p95_ms: float) -> State:
    if p50_ms <= AIM_P50_MS and p95_ms <= AIM_P95_MS:
        return State.AIM
    return State.REACHED if p50_ms <= REACH_P50_MS and p95_ms <= REACH_P95_MS else State.SHORT


def _targets(measure: Measure) -> tuple[str, str]:
    if measure.reach is None or measure.aim is None:
        return _NOTHING, _NOTHING
    sign = "≥" if measure.at_least else "≤"
    return f"{sign} {measure.reach * 100:g} %", f"{sign} {measure.aim * 100:g} %"


def _cells(share: Share) -> tuple[str, str]:
    if not share.n:
        return _NOTHING, _NOTHING
    low, high = share.interval
    return f"{share.hits}/{share.n} = {share.rate:.1%}", f"{low:.1%}..{high:.1%}"


def _groups(done: Run, side: Side) -> Grid:
    worst = "let through" if side is Side.REFUSE else "blocked"
    title = "Should be held back, by group" if side is Side.REFUSE else "Should be allowed, by group"
    columns = ("group", "tune: right", "95 %", worst, "measure part: right", "95 %", worst)
    chosen = [[each for each in outcomes if each.case.side is side] for outcomes in done.parts]
    rows = _side_by_side(chosen, lambda case: case.group)
    note = f"Right is a verdict that the case accepts; *{worst}* is the grave mistake."
    return Grid(title=title, note=note, columns=columns, rows=rows)


def _labels(done: Run, title: str, group: str) -> Grid:
    chosen = [[each for each in outcomes if each.case.group == group] for outcomes in done.parts]
    columns = (group, "tune: right", "95 %", "let through", "measure part: right", "95 %", "let through")
    return Grid(title=title, columns=columns, rows=_side_by_side(chosen, lambda case: case.label))


def _side_by_side(parts: Sequence[Sequence[Outcome]], key: Callable[[Case], str]) -> tuple[tuple[str, ...], ...]:
    """A row for each key, with the same three cells of every part."""
    heaps = [by(key, outcomes) for outcomes in parts]
    names = dict.fromkeys(name for heap in heaps for name in heap)
    rows = []
    for name in names:
        row = [name]
        for heap in heaps:
            outcomes = heap.get(name, [])
            row += [*_cells(Share.of(outcomes, lambda each: each.right)), str(sum(each.worst for each in outcomes))]
        rows.append(tuple(row))
    return tuple(rows)


def _confusion(done: Run) -> Grid:
    rows = []
    for part, outcomes in zip(Part, done.parts, strict=True):
        for side in Side:
            chosen = [each for each in outcomes if each.case.side is side]
            counts = (str(sum(each.verdict is verdict for each in chosen)) for verdict in Verdict)
            rows.append((part.value, side.value, *counts, str(len(chosen)), str(len(list(mistakes(chosen))))))
    columns = ("part", "should be", *(verdict.value for verdict in Verdict), "cases", "wrong")
    return Grid(title="Confusion", columns=columns, rows=tuple(rows))


def markdown(done: Run) -> str:
    """The whole report.

    Args:
        done: The run.
    """
    nobody = next(measure for measure in MEASURES if measure.name == "names nobody: block").share(done.measure)
    head = _INTRODUCTION.format(
        day=done.day.isoformat(),
        version=done.version,
        n_tune=len(done.tune),
        n_measure=len(done.measure),
        digest=done.digest,
        n_nobody=nobody.n,
        ceiling=Share(hits=0, n=nobody.n).interval[1] if nobody.n else 1.0,
    )
    return "\n".join([head, *(grid.markdown() for grid in grids(done))])


def failures(done: Run) -> Grid:
    """The tune cases that go wrong. There is none for the measure part, or somebody would tune on it.

    Args:
        done: The run.
    """
    rows = tuple(
        (each.case.place, each.verdict.value, " or ".join(sorted(each.case.accept)), words(each.case))
        for each in mistakes(done.tune)
    )
    columns = ("place", "verdict", "right", "text")
    return Grid(title="Tune cases that go wrong", columns=columns, rows=rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge every case, print the tables and write the report."""
    parser = argparse.ArgumentParser(description="Error rates of the policy layer, in both directions.")
    parser.add_argument("--out", type=Path, default=REPORT, help="where the report is written")
    parser.add_argument("--failures", action="store_true", help="also print the tune cases that go wrong")
    parser.add_argument("--ratchet", action="store_true", help="lower the counts of mistakes that the suite allows")
    args = parser.parse_args(arguments)
    done = run()
    console = Console(width=170)
    for grid in grids(done):
        console.print(grid.rich())
    if args.failures:
        console.print(failures(done).rich())
    if args.ratchet:
        ratchet.tighten(ratchet.count(done.tune))
    args.out.write_text(markdown(done), encoding="utf-8")
    console.print(f"policy {done.version}, {done.day}; written to {args.out}")


if __name__ == "__main__":
    main()
