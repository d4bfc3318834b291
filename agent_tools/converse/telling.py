"""A report in words, for a terminal and for the failure text of a test."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from agent_tools.converse.outcome import CallNote, ScenarioReport, TurnReport

_MAX_CHARS = 600


def failure_text(report: ScenarioReport) -> str:
    """What went wrong: a section for each turn up to the last one that did not go as expected.

    Args:
        report: The report of a scenario that did not pass.
    """
    lines = [f"{report.id}: {report.title}", f"  {report.file}:{report.line}  bot {report.bot}, {_drawn(report)}"]
    if report.error:
        lines.append(f"  error: {report.error}")
    last = max((turn.number for turn in report.turns if not turn.ok), default=0)
    for turn in report.turns[:last]:
        lines += _turn(report, turn)
    if last and last < report.n_turns and report.turns[-1].error:
        lines.append(f"  turns {last + 1} to {report.n_turns} were not run")
    return "\n".join(lines)


def _drawn(report: ScenarioReport) -> str:
    small = ", a quarter of the size" if report.reduced else ""
    return f"driver {report.driver}, drawn by {report.generator}{small}"


def _turn(report: ScenarioReport, turn: TurnReport) -> Iterator[str]:
    mark = "ok" if turn.ok else "FAILED"
    yield f"  -- turn {turn.number} of {report.n_turns}, line {turn.line}: {mark}"
    who = f" (as {turn.speaker})" if turn.speaker else ""
    yield from _wrapped(f"{turn.kind}{who}", turn.said)
    if turn.reply:
        yield from _wrapped("reply", turn.reply)
    if turn.ok:
        return
    for call in turn.calls:
        yield from _wrapped("call", call_text(call))
    if turn.decision:
        yield from _wrapped("decision", turn.decision)
    if turn.job:
        yield from _wrapped("job", turn.job)
    if turn.clip is not None:
        yield from _wrapped("clip", f"{turn.clip.id}, {turn.clip.measured}")
    if turn.error:
        yield from _wrapped("error", f"{turn.error} [{turn.error_code}]")
    for check in turn.checks:
        if check.failed:
            yield from _wrapped("expected", f"{check.path}: {check.expected}")
            yield from _wrapped("got", check.got)


def call_text(call: CallNote) -> str:
    """A call on one line.

    Args:
        call: The call.
    """
    args = ", ".join(f"{name}={value!r}" for name, value in call.args.items())
    return f"{call.tool}({args})" + (f" -> {call.error}" if call.error else "")


def _wrapped(name: str, text: str) -> Iterator[str]:
    shown = text if len(text) <= _MAX_CHARS else f"{text[:_MAX_CHARS]} ..."
    first, *others = textwrap.wrap(" ".join(shown.split()), 96) or [""]
    yield f"     {name + ':':<10} {first}"
    for other in others:
        yield f"     {'':<10} {other}"
