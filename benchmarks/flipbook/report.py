"""The judge's table: for the terminal, as JSON, and as the Markdown of the model card.

    python -m benchmarks.flipbook.report REPORT.json [MORE.json ...] [--card FILE]

joins reports of the same weights, taken in parts, prints their table as Markdown, and with `--card` puts it in that
file between its two marks.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.table import Table

from benchmarks.flipbook.row import COLUMNS, Row
from benchmarks.flipbook.target import met, target_of

BEGIN, END = "<!-- judged: begin -->", "<!-- judged: end -->"
BAD_ARGUMENTS = 2
HEAD = (*COLUMNS, "to reach", "reached")


class BadReport(ValueError):
    """A report cannot be read, or is of other weights than the one before; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was measured of some weights.

    Attributes:
        weights: Digest of the weights.
        machine: Where.
        day: When, `YYYY-MM-DD`.
        steps: Denoising steps.
        guidance: Guidance scale.
        seed: Of the model's noise.
        rows: The measures.
    """

    weights: str
    machine: str
    day: str
    steps: int
    guidance: float
    seed: int
    rows: tuple[Row, ...]

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        told = {**asdict(self), "rows": [row.to_json() for row in self.rows]}
        path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Report:
        """What `write` wrote.

        Raises:
            BadReport: The file is missing, or no report.
        """
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return cls(**{**told, "rows": tuple(Row.of_json(row) for row in told["rows"])})
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise BadReport(f"{str(path)!r} is no report of the judge: {exc}") from exc

    def joined(self, other: Report) -> Report:
        """Both; a measure that stands in both is taken from the other.

        Raises:
            BadReport: They are not of the same weights, drawn in the same way.
        """
        for name in ("weights", "steps", "guidance", "seed"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                raise BadReport(f"the reports differ in {name}: {mine!r} and {theirs!r}; judge one part again")
        rows = {row.name: row for row in (*self.rows, *other.rows)}
        return replace(other, day=max(self.day, other.day), rows=tuple(rows.values()))

    @property
    def title(self) -> str:
        """One line on when and how it was taken."""
        return (
            f"{self.day}, {self.machine}, {self.steps} steps, guidance {self.guidance:g}, weights {self.weights[:19]}"
        )

    def lines(self) -> list[tuple[str, ...]]:
        """The cells of every row, `HEAD` columns each."""
        return [(*row.cells(), _reach(row), met(row)) for row in self.rows]

    def table(self) -> Table:
        """For a terminal."""
        out = Table(title=self.title)
        for i, name in enumerate(HEAD):
            out.add_column(name, justify="left" if i == 0 else "right")
        for cells in self.lines():
            out.add_row(*cells)
        return out

    def markdown(self) -> str:
        """For the model card."""
        rows = [HEAD, ("---", *["---:"] * (len(HEAD) - 1)), *self.lines()]
        return "\n".join([f"{self.title}:", "", *("| " + " | ".join(cells) + " |" for cells in rows)]) + "\n"


def _reach(row: Row) -> str:
    target = target_of(row)
    if target is None:
        return ""
    said = f"{target.reach:g} {row.unit}" if row.unit else f"{target.reach:.0%}"
    return f"{'at most ' if row.falling else ''}{said}{' of ceiling' if target.of_ceiling else ''}"


def put(card: Path, text: str) -> None:
    """Replace what stands between the marks of a file.

    Raises:
        BadReport: The file has not each mark once, in order.
    """
    whole = card.read_text(encoding="utf-8")
    if whole.count(BEGIN) != 1 or whole.count(END) != 1 or whole.index(BEGIN) > whole.index(END):
        raise BadReport(f"{str(card)!r} must have {BEGIN!r} and then {END!r}, each once")
    before, rest = whole.split(BEGIN)
    card.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}", encoding="utf-8")


def joined(paths: Sequence[Path]) -> Report:
    """One report out of several files, at least one.

    Raises:
        BadReport: One cannot be read, or they do not belong together.
    """
    first, *others = [Report.read(path) for path in paths]
    for other in others:
        first = first.joined(other)
    return first


def main() -> None:
    """Print the Markdown; with `--card`, put it there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flipbook.report", description="The judge's table.")
    parser.add_argument("reports", type=Path, nargs="+", help="what `python -m benchmarks.flipbook --json` wrote")
    parser.add_argument("--card", type=Path, help="a Markdown file with the two marks")
    args = parser.parse_args()
    try:
        text = joined(args.reports).markdown()
        if args.card:
            put(args.card, text)
    except BadReport as bad:
        print(bad, file=sys.stderr)
        sys.exit(BAD_ARGUMENTS)
    print(text, end="")


if __name__ == "__main__":
    main()
