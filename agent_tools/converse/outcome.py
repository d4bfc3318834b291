"""What became of a scenario, as values that can be written down, read again and shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent_tools.converse.fault import ReportError
from agent_tools.converse.judge import Check, Status


class Verdict(StrEnum):
    """What became of a scenario. `error`: it came to no end, whether over the bot or over what the scenario asks."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNote:
    """A call that reached the service."""

    tool: str
    args: dict[str, Any]
    job_id: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipNote:
    """A clip that a turn made or handed over.

    Attributes:
        id: Its id.
        file: The copy that was kept for the report, beside it; empty for none.
        measured: What the decoder found, in words.
        label: What the visible label says, by the record.
    """

    id: str
    file: str = ""
    measured: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnReport:
    """What became of one turn.

    Attributes:
        number: Which one, from 1.
        line: Where it stands in the file.
        kind: `user`, `answer` or `event`.
        said: What the person typed or answered, or what happened.
        speaker: Who spoke, where it was not the requester of the context.
        reply: What the bot said.
        checks: Every expectation.
        calls: The calls that reached the service.
        told: What the bot says of itself, as JSON values.
        decision: The verdict and its codes, in words; empty for none.
        job: The state of the job; empty for none.
        clip: The clip.
        error: Why it came to no end; empty where it did.
        error_code: The code of that.
        elapsed_s: Wall seconds, from the message until nothing went on any more.
        reply_s: Wall seconds until the bot answered.
    """

    number: int
    line: int
    kind: str
    said: str
    speaker: str = ""
    reply: str = ""
    checks: tuple[Check, ...] = ()
    calls: tuple[CallNote, ...] = ()
    told: tuple[Any, ...] = ()
    decision: str = ""
    job: str = ""
    clip: ClipNote | None = None
    error: str = ""
    error_code: str = ""
    elapsed_s: float = 0.0
    reply_s: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong with it."""
        return not self.error and not any(check.failed for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioReport:
    """What became of one scenario.

    Attributes:
        id: Its name.
        title: What it shows.
        file: Where it stands.
        line: In which line it begins.
        tags: Its marks.
        bot: Which bot was tested.
        driver: What spoke for the bot's language model.
        generator: What drew.
        reduced: Whether clips were drawn smaller than planned.
        turns: Its turns, as far as they were run.
        n_turns: How many it has.
        skipped: Why it was not run; empty where it was.
        error: Why it came to no end before its first turn; empty where it did not.
        elapsed_s: Wall seconds of the whole.
    """

    id: str
    title: str
    file: str
    line: int
    tags: tuple[str, ...] = ()
    bot: str = ""
    driver: str = ""
    generator: str = ""
    reduced: bool = False
    turns: tuple[TurnReport, ...] = ()
    n_turns: int = 0
    skipped: str = ""
    error: str = ""
    elapsed_s: float = 0.0

    @property
    def verdict(self) -> Verdict:
        """What became of it."""
        if self.skipped:
            return Verdict.SKIPPED
        if self.error or any(turn.error for turn in self.turns):
            return Verdict.ERROR
        return Verdict.PASSED if all(turn.ok for turn in self.turns) else Verdict.FAILED

    @property
    def ok(self) -> bool:
        """Whether it is no reason to fail a run."""
        return self.verdict in (Verdict.PASSED, Verdict.SKIPPED)

    @property
    def counts(self) -> dict[Status, int]:
        """How many expectations came to what."""
        told = dict.fromkeys(Status, 0)
        for turn in self.turns:
            for check in turn.checks:
                told[check.status] += 1
        return told

    def to_json(self) -> dict[str, Any]:
        """As JSON values, with the verdict."""
        values: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return {"verdict": self.verdict.value, **values}


def read_reports(path: Path) -> Iterator[ScenarioReport]:
    """The reports that `--jsonl` wrote.

    Args:
        path: A file of JSON lines.

    Raises:
        ReportError: It cannot be read, or a line is no report.
    """
    import json

    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as exc:
        raise ReportError(f"reports {str(path)!r} cannot be read: {exc}") from exc
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            if not isinstance(values, dict):
                raise ReportError(f"{path.name}, line {number}: a report is a JSON object, not {line[:60]!r}")
            yield report_of(values)
        except (json.JSONDecodeError, ValidationError) as exc:
            raise ReportError(f"{path.name}, line {number}: no report of a scenario: {_first(exc)}") from exc


def report_of(values: Mapping[str, Any]) -> ScenarioReport:
    """The report that `ScenarioReport.to_json` gave.

    Args:
        values: JSON values.

    Raises:
        ValidationError: They are none.
    """
    return _adapter().validate_python({name: value for name, value in values.items() if name != "verdict"})


def _first(exc: ValueError) -> str:
    if isinstance(exc, ValidationError):
        found = exc.errors()[0]
        return f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}"
    return str(exc)


@cache
def _adapter() -> TypeAdapter[ScenarioReport]:
    return TypeAdapter(ScenarioReport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A whole run, counted.

    Attributes:
        verdicts: How many scenarios came to what.
        checks: How many expectations came to what.
        turns: How many turns were run.
        clips: How many of them had a clip.
        elapsed_s: Wall seconds of the whole run.
    """

    verdicts: dict[Verdict, int] = field(default_factory=dict)
    checks: dict[Status, int] = field(default_factory=dict)
    turns: int = 0
    clips: int = 0
    elapsed_s: float = 0.0

    @classmethod
    def of(cls, reports: Iterable[ScenarioReport], elapsed_s: float) -> Totals:
        """Count.

        Args:
            reports: All reports of a run.
            elapsed_s: How long it took.
        """
        verdicts, checks = dict.fromkeys(Verdict, 0), dict.fromkeys(Status, 0)
        turns = clips = 0
        for report in reports:
            verdicts[report.verdict] += 1
            for status, count in report.counts.items():
                checks[status] += count
            turns += len(report.turns)
            clips += sum(turn.clip is not None for turn in report.turns)
        return cls(verdicts=verdicts, checks=checks, turns=turns, clips=clips, elapsed_s=elapsed_s)

    @property
    def ok(self) -> bool:
        """Whether no scenario failed."""
        return not self.verdicts.get(Verdict.FAILED) and not self.verdicts.get(Verdict.ERROR)
