"""The HTML report: one file that needs nothing else but the clips, and asks no network for anything.

Whatever a bot, a person or a file says is text in it and never markup. The browser is told so, too: by its policy the
page runs exactly the script and takes exactly the styles that stand in it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from agent_tools.converse.judge import Check, Status
from agent_tools.converse.outcome import ClipNote, ScenarioReport, Totals, TurnReport, Verdict
from agent_tools.converse.telling import call_text, where_to_look

MAX_EMBEDDED_BYTES = 4 << 20
"""Clips are put into the page itself as long as all of them together are no larger; else they are files beside it."""

_SHOWN = {Verdict.FAILED: "failed", Verdict.ERROR: "error", Verdict.PASSED: "passed", Verdict.SKIPPED: "skipped"}
_MAX_IN_LINE = 90
_WORDS = {"user": "person", "answer": "person answers", "event": "what happens"}


def html_page(reports: Sequence[ScenarioReport], totals: Totals, *, clips_dir: Path) -> str:
    """The whole page.

    Args:
        reports: What came of each scenario.
        totals: What they come to.
        clips_dir: Folder of the clips, beside the page.
    """
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
        "media-src 'self' data: file:; base-uri 'none'; form-action 'none'"
    )
    clips = _Clips(reports, clips_dir)
    first = sorted(reports, key=lambda report: report.ok)
    body = "\n".join(_scenario(report, clips) for report in first)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<title>Scripted conversations: {_headline(totals)}</title>
<style>{style}</style>
</head>
<body>
{_header(reports, totals)}
<main>
{_tools()}
{body}
</main>
<footer>Tool calls, decisions, jobs and clips were observed in the service and its store, not in what the bot says.
Clips were measured by a decoder of their own. <b>scripted</b>: the scenario wrote it itself, so it proves nothing.
<b>noted</b>: looked at, and not enforced.</footer>
<script>{script}</script>
</body>
</html>
"""


@cache
def _asset(name: str) -> str:
    return files("agent_tools.converse").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


class _Clips:
    """Where the page takes clips from."""

    def __init__(self, reports: Iterable[ScenarioReport], folder: Path) -> None:
        self._folder = folder
        names = {turn.clip.file for report in reports for turn in report.turns if turn.clip and turn.clip.file}
        self._there = {name for name in names if Path(name).name == name and (folder / name).is_file()}
        self._embedded = sum((folder / name).stat().st_size for name in self._there) <= MAX_EMBEDDED_BYTES

    def url(self, name: str) -> str:
        """The URL of a clip; empty where there is none."""
        if name not in self._there:
            return ""
        if not self._embedded:
            return f"{self._folder.name}/{name}"
        return "data:video/mp4;base64," + base64.b64encode((self._folder / name).read_bytes()).decode()


def _headline(totals: Totals) -> str:
    bad = totals.verdicts[Verdict.FAILED] + totals.verdicts[Verdict.ERROR]
    return f"{bad} of {sum(totals.verdicts.values())} failed" if bad else f"{totals.verdicts[Verdict.PASSED]} passed"


def _header(reports: Sequence[ScenarioReport], totals: Totals) -> str:
    parts = "".join(f'<span class="{name}"></span>' * totals.verdicts[verdict] for verdict, name in _SHOWN.items())
    numbers = [(name, totals.verdicts[verdict], name) for verdict, name in _SHOWN.items() if totals.verdicts[verdict]]
    counted = ((totals.turns, "turn"), (totals.clips, "clip"), (sum(totals.checks.values()), "check"))
    numbers += [("", count, name if count == 1 else f"{name}s") for count, name in counted]
    told = "".join(f'<li class="{kind}"><b>{count}</b>{name}</li>' for kind, count, name in numbers)
    told += f"<li><b>{totals.elapsed_s:.1f} s</b>time</li>"
    stub = any(report.reduced and not report.skipped for report in reports)
    drawn = (
        " Clips were drawn by a <b>stub</b>, not by a model: moving shapes in a quarter of the planned size, with "
        "fewer frames."
        if stub
        else ""
    )
    return f"""<header>
<h1>Scripted conversations</h1>
<p class="lead">Each conversation was held with the bot, and judged by what the service did.{drawn}</p>
<div class="bar" role="img" aria-label="{_headline(totals)}">{parts}</div>
<ul class="numbers">{told}</ul>
</header>"""


def _tools() -> str:
    buttons = "".join(
        f'<button type="button" data-show="{show}" aria-pressed="{str(show == "all").lower()}">{words}</button>'
        for show, words in (("all", "All"), ("failed", "Failed"), ("error", "Errors"), ("passed", "Passed"))
    )
    return (
        f'<div class="tools" hidden>{buttons}<input id="search" type="search" aria-label="Search" '
        'placeholder="Search by name, tag or words"><span class="seconds" id="count"></span></div>'
    )


def _scenario(report: ScenarioReport, clips: _Clips) -> str:
    name = _SHOWN[report.verdict]
    words = " ".join([report.id, report.title, *report.tags, *(turn.said for turn in report.turns)]).lower()
    tags = "".join(f' <span class="tag badge">{escape(tag)}</span>' for tag in report.tags)
    turns = "".join(_turn(report, turn, clips) for turn in report.turns)
    opened = " open" if not report.ok else ""
    found = f'data-verdict="{name}" data-words="{escape(words)}"'
    told = {
        "at": f"{report.file}:{report.line}",
        "bot": report.bot,
        "driver": report.driver,
        "drawn by": report.generator,
    }
    facts = "".join(f"<span>{what} <code>{escape(value)}</code></span>" for what, value in told.items())
    return f"""<details class="scenario {name}" id="{escape(f"s-{report.id}")}" {found}{opened}>
<summary><span class="{name} badge">{name}</span><b>{escape(report.id)}</b>
<span class="seconds">{report.elapsed_s:.2f} s</span><small>{escape(report.title)}{tags}</small></summary>
<div class="inside">
<p class="facts">{facts}</p>
{_why(report)}
{turns}
</div>
</details>"""


def _why(report: ScenarioReport) -> str:
    """What went wrong, before the whole conversation is read."""
    if report.ok:
        return f"<p>{escape(report.skipped)}</p>" if report.skipped else ""
    kind = "error" if report.verdict is Verdict.ERROR else ""
    lines = [escape(report.error)] if report.error else []
    for turn in report.turns:
        where = f'<a href="#t-{escape(report.id)}-{turn.number}">turn {turn.number}</a> (line {turn.line})'
        if turn.error:
            lines.append(f"In {where}: {escape(turn.error)}")
        lines += [
            f"In {where}: <code>{escape(check.path)}</code> was to be {escape(_short(check.expected))}, and is "
            f"{escape(_short(check.got))}."
            for check in _failed(turn)
        ]
    if report.turns and report.turns[-1].error and len(report.turns) < report.n_turns:
        lines.append(f"Turns {len(report.turns) + 1} to {report.n_turns} were not run.")
    return f'<div class="verdict {kind}"><h3>What went wrong</h3>{"<br>".join(lines)}</div>'


def _turn(report: ScenarioReport, turn: TurnReport, clips: _Clips) -> str:
    speaker = f" as {turn.speaker}" if turn.speaker else ""
    kind = "event" if turn.kind == "event" else "user"
    said = (
        f'<div class="who {kind}">{_WORDS.get(turn.kind, turn.kind)}{escape(speaker)}</div>' if kind == "user" else ""
    )
    said += f'<div class="say {kind}" dir="auto">{escape(turn.said)}</div>'
    if turn.reply:
        who = "the service" if kind == "event" else "bot"
        said += f'<div class="who">{who}</div><div class="say bot" dir="auto">{escape(turn.reply)}</div>'
    failed = "".join(_failed_check(check) for check in _failed(turn))
    if turn.error:
        failed += f'<div class="check"><code>{escape(turn.error_code)}</code><br>{escape(turn.error)}</div>'
    return f"""<section class="turn" id="t-{escape(report.id)}-{turn.number}">
<div class="talk">{said}</div>
<div class="seen"><h4>Turn {turn.number}, line {turn.line}: seen in the service, {turn.elapsed_s:.2f} s</h4>
{failed}{_seen(turn, clips)}{_held(turn)}</div>
</section>"""


def _seen(turn: TurnReport, clips: _Clips) -> str:
    calls = "".join(_call(call_text(call), call.error) for call in turn.calls)
    told = f'<ul class="calls">{calls}</ul>' if calls else ""
    badges = []
    if turn.decision:
        verdict, _, codes = turn.decision.partition(": ")
        badges.append(f'<span class="{escape(verdict)} badge">policy: {escape(verdict)}</span>')
        badges += [f"<code>{escape(codes)}</code>"] if codes else []
    if turn.job:
        badges.append(f'<span class="{escape(turn.job)} badge">job: {escape(turn.job.replace("_", " "))}</span>')
    if badges:
        told += f'<div class="state">{" ".join(badges)}</div>'
    return told + (_clip(turn.clip, clips) if turn.clip is not None else "")


def _call(text: str, error: str) -> str:
    shown = text.removesuffix(f" -> {error}") if error else text
    return f"<li>{escape(shown)}{f' <em>{escape(error)}</em>' if error else ''}</li>"


def _clip(clip: ClipNote, clips: _Clips) -> str:
    url = clips.url(clip.file)
    player = f'<video controls loop muted playsinline preload="metadata" src="{escape(url)}"></video>' if url else ""
    return f"<figure>{player}<figcaption>{escape(clip.id)}: {escape(clip.measured)}</figcaption></figure>"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_IN_LINE else f"{text[:_MAX_IN_LINE]} ..."


def _failed(turn: TurnReport) -> Iterator[Check]:
    return (check for check in turn.checks if check.failed)


def _failed_check(check: Check) -> str:
    look = where_to_look(check.path, check.got)
    more = f"<dt>look at</dt><dd>{_coded(look)}</dd>" if look else ""
    return (
        f'<div class="check"><code>{escape(check.path)}</code><dl><dt>expected</dt>'
        f'<dd class="expected">{escape(check.expected)}</dd><dt>got</dt><dd class="got">{escape(check.got)}</dd>'
        f"{more}</dl></div>"
    )


def _coded(text: str) -> str:
    """A text of ours with what stands between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if k % 2 else part for k, part in enumerate(parts))


def _held(turn: TurnReport) -> str:
    held = [check for check in turn.checks if not check.failed]
    if not held:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(check.path)}</code></td><td>{escape(check.got)}</td>"
        f'<td><span class="{check.status.value} badge">{check.status.value}</span></td></tr>'
        for check in held
    )
    counts = {status: sum(check.status is status for check in held) for status in Status}
    words = {Status.PASSED: "as expected"}
    told = ", ".join(f"{count} {words.get(status, status.value)}" for status, count in counts.items() if count)
    return f'<details class="held"><summary>{told}</summary><table>{rows}</table></details>'
