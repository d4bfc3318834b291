"""What `reelwright converse run` prints: a line a scenario, what failed in full, and a table at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent_tools.cli.output import plain
from agent_tools.converse.judge import Status
from agent_tools.converse.outcome import Verdict
from agent_tools.converse.telling import failure_text

if TYPE_CHECKING:
    from agent_tools.converse.outcome import ScenarioReport, Totals

_COLOURS = {Verdict.PASSED: "green", Verdict.FAILED: "red", Verdict.ERROR: "magenta", Verdict.SKIPPED: "yellow"}
_MARKS = {Verdict.PASSED: "pass", Verdict.FAILED: "FAIL", Verdict.ERROR: "ERROR", Verdict.SKIPPED: "skip"}


class Shown:
    """Prints a run as it goes on.

    Args:
        quiet: Whether only what failed is printed.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = Console(highlight=False, markup=False, emoji=False)

    def tell(self, report: ScenarioReport) -> None:
        """Print one report."""
        if self._quiet and report.ok:
            return
        line = Text(f"{_MARKS[report.verdict]:<6}", style=_COLOURS[report.verdict])
        line.append(plain(f"{report.id}  {report.elapsed_s:.2f} s"), style="default")
        if report.skipped:
            line.append(plain(f"  {report.skipped}"), style="dim")
        self._console.print(line, soft_wrap=True)
        if not report.ok:
            self._console.print(plain(failure_text(report)), soft_wrap=True)

    def end(self, reports: Sequence[ScenarioReport], totals: Totals, written: Sequence[Path]) -> None:
        """Print the totals.

        Args:
            reports: All reports.
            totals: What they come to.
            written: Files that were written.
        """
        verdicts, checks = totals.verdicts, totals.checks
        table = Table(title="scripted conversations", title_justify="left")
        for name in ("scenarios", "passed", "failed", "error", "skipped", "turns", "clips", "seconds"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_row(
            str(len(reports)),
            *(str(verdicts[each]) for each in (Verdict.PASSED, Verdict.FAILED, Verdict.ERROR, Verdict.SKIPPED)),
            str(totals.turns),
            str(totals.clips),
            f"{totals.elapsed_s:.1f}",
        )
        self._console.print(table)
        told = ", ".join(f"{count} {status.value}" for status, count in checks.items() if count) or "none"
        self._console.print(f"expectations: {told}", soft_wrap=True)
        if checks[Status.SCRIPTED]:
            self._console.print(
                "scripted: the scenario wrote it itself, so it proves nothing of the service", soft_wrap=True
            )
        if any(report.reduced and not report.skipped for report in reports):
            self._console.print(
                "stub: clips were drawn by a stub, in a quarter of the planned size and with fewer frames",
                soft_wrap=True,
            )
        for path in written:
            self._console.print(plain(f"wrote {path}"), soft_wrap=True)
