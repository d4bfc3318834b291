"""The files of a run: an HTML report with its clips, JUnit XML, and JSON lines. Each is whole or not there."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from xml.etree import ElementTree as ET

from agent_tools.converse.fault import ReportError
from agent_tools.converse.outcome import ScenarioReport, Totals, TurnReport, Verdict
from agent_tools.converse.telling import failure_text

SUITE = "scripted conversations"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Sheaf:
    """The files that a run writes. Enter it before the run: what cannot be written is said then.

    Attributes:
        html: The HTML report; None for none. Its clips are put into a folder beside it, named after it.
        junit: JUnit XML; None for none.
        jsonl: JSON lines, one a scenario; None for none.
        written: What was written.
    """

    html: Path | None = None
    junit: Path | None = None
    jsonl: Path | None = None
    written: list[Path] = field(default_factory=list)

    @property
    def clips_dir(self) -> Path | None:
        """Where copies of clips are kept while the run goes on; None where no report shows them."""
        return None if self.html is None else clips_beside(self.html)

    def __enter__(self) -> Self:
        for path in (self.html, self.junit, self.jsonl):
            if path is not None and not path.absolute().parent.is_dir():
                raise ReportError(f"report {str(path)!r} cannot be written: its folder does not exist")
            if path is not None and path.is_dir():
                raise ReportError(f"report {str(path)!r} cannot be written: it is a folder")
        if self.clips_dir is not None:
            try:
                self.clips_dir.mkdir(exist_ok=True)
            except OSError as exc:
                raise ReportError(f"folder {str(self.clips_dir)!r} cannot be made: {exc.strerror}") from exc
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.clips_dir is not None:
            with contextlib.suppress(OSError):  # clips that are shown lie in it, or somebody else's files
                self.clips_dir.rmdir()

    def write(self, reports: Sequence[ScenarioReport], totals: Totals) -> None:
        """Write what was asked for.

        Args:
            reports: All reports.
            totals: What they come to.

        Raises:
            ReportError: A file cannot be written.
        """
        if self.jsonl is not None:
            self._put(self.jsonl, json_lines(reports))
        if self.junit is not None:
            self._put(self.junit, junit_xml(reports, totals))
        if self.html is not None:
            from agent_tools.converse.page import html_page

            self._put(self.html, html_page(reports, totals, clips_dir=clips_beside(self.html)))

    def _put(self, path: Path, text: str) -> None:
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            draft.write_text(text, encoding="utf-8", errors="backslashreplace")
            draft.replace(path)
        except OSError as exc:
            draft.unlink(missing_ok=True)
            raise ReportError(f"report {str(path)!r} cannot be written: {exc.strerror}") from exc
        self.written.append(path)


def clips_beside(html: Path) -> Path:
    """The folder of the clips of an HTML report.

    Args:
        html: The report.
    """
    return html.with_name(f"{html.stem}-clips")


def json_lines(reports: Sequence[ScenarioReport]) -> str:
    """One JSON object a line; `read_reports` reads them.

    Args:
        reports: The reports.
    """
    return "".join(json.dumps(report.to_json(), ensure_ascii=True, sort_keys=True) + "\n" for report in reports)


def junit_xml(reports: Sequence[ScenarioReport], totals: Totals) -> str:
    """The reports as continuous integration knows them.

    Args:
        reports: The reports.
        totals: What they come to.
    """
    suite = ET.Element(
        "testsuite",
        {
            "name": SUITE,
            "tests": str(len(reports)),
            "failures": str(totals.verdicts[Verdict.FAILED]),
            "errors": str(totals.verdicts[Verdict.ERROR]),
            "skipped": str(totals.verdicts[Verdict.SKIPPED]),
            "time": f"{totals.elapsed_s:.3f}",
        },
    )
    for report in reports:
        _case(suite, report)
    whole = ET.Element("testsuites")
    whole.append(suite)
    ET.indent(whole)
    return ET.tostring(whole, encoding="unicode", xml_declaration=True) + "\n"


def properties_of(report: ScenarioReport) -> list[tuple[str, str]]:
    """What is told beside the verdict: bot, driver, generator, tags, times and checks.

    Args:
        report: The report.
    """
    counts = report.counts
    told = [("bot", report.bot), ("driver", report.driver), ("generator", report.generator)]
    told += [("tag", tag) for tag in report.tags]
    told += [(f"checks.{status.value}", str(count)) for status, count in counts.items() if count]
    told += [(f"turn.{turn.number}.seconds", f"{turn.elapsed_s:.3f}") for turn in report.turns]
    return told


def _case(suite: ET.Element, report: ScenarioReport) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": _clean(Path(report.file).name),
            "name": _clean(report.id),
            "time": f"{report.elapsed_s:.3f}",
            "file": _clean(report.file),
            "line": str(report.line),
        },
    )
    held = ET.SubElement(case, "properties")
    for name, value in properties_of(report):
        ET.SubElement(held, "property", {"name": name, "value": _clean(value)})
    match report.verdict:
        case Verdict.SKIPPED:
            ET.SubElement(case, "skipped", {"message": _clean(report.skipped)})
        case Verdict.FAILED | Verdict.ERROR:
            kind = "failure" if report.verdict is Verdict.FAILED else "error"
            told = ET.SubElement(case, kind, {"message": _clean(first_fault(report))})
            told.text = _clean(failure_text(report))
        case Verdict.PASSED:
            return


def first_fault(report: ScenarioReport) -> str:
    """The first thing that went wrong, on one line.

    Args:
        report: The report of a scenario that did not pass.
    """
    if report.error:
        return report.error
    turn = next((each for each in report.turns if not each.ok), None)
    return "" if turn is None else f"turn {turn.number}: {_fault_of(turn)}"


def _fault_of(turn: TurnReport) -> str:
    if turn.error:
        return turn.error
    check = next(each for each in turn.checks if each.failed)
    return f"{check.path}: expected {check.expected}, got {check.got}"


def _clean(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return _NO_XML.sub("\ufffd", text)
