"""A report in words, for a terminal and for the failure text of a test."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from agent_tools.converse.outcome import CallNote, ScenarioReport, TurnReport

_MAX_CHARS = 600
_LOOK = {
    "tool_calls": "what the bot calls and with what: its rules, its prompt, or the descriptions of its tools",
    "policy": "what the gate decides: `reelwright check` with the same words, the operator's policy, the consents",
    "storyboard": "what the planner makes of the words: `reelwright plan` with the same words",
    "clip": "what was rendered: the clip itself, and `reelwright show CLIP`",
    "provenance": "what can be proven of the file: `reelwright verify FILE`",
    "disclosure": "what is said with a clip: its label, its metadata, and whether the bot passes the sentence on",
    "disclosure.reply": "the bot's words: it has to repeat the disclosure sentence that the tool gave it",
    "reply": "the bot's words",
    "events": "what the job went through: the queue and its worker",
    "pending": "what the job asks, and whether the bot puts the question to the person",
    "pending.in_reply": "the bot's words: it has to put the question word for word",
    "job": "where the job stands: the queue, its worker, and the message of its end",
    "rows": "what the turn wrote down: more or fewer calls than expected reached the service",
    "fault": "the fault that a call ran into, and its message among the calls",
    "timing": "how long the turn took; the times of all turns stand in the JUnit file",
    "save": "an earlier expectation: what was to be kept for later turns never came about",
}


def where_to_look(path: str, got: str = "") -> str:
    """Where somebody looks whose expectation did not hold.

    Args:
        path: The expectation, such as `clip.duration_s`.
        got: What came instead, in words.
    """
    if got == "none" and path in ("clip", "provenance", "disclosure"):
        return "no clip came of this turn: its calls, its decision and its job say why"
    plain = path.partition("[")[0]
    known = (plain, *(plain.rsplit(".", k)[0] for k in range(1, plain.count(".") + 1)), plain.partition(".")[0])
    return next((_LOOK[each] for each in known if each in _LOOK), "")


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


def turn_text(report: ScenarioReport, turn: TurnReport) -> str:
    """One turn in words.

    Args:
        report: Its scenario.
        turn: The turn.
    """
    return "\n".join(_turn(report, turn))


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
            yield from _wrapped("look at", where_to_look(check.path, check.got))


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
