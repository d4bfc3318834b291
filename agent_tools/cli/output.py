"""What the command prints. Results go to standard output, everything else to standard error.

Text that came from outside is printed with its control characters spelled out, so that a request cannot move the
cursor, recolour the terminal or turn the reading direction of what stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from policy.refusal import explain
from policy.types import Code

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from agent_tools.cli.doctor import Check
    from agent_tools.schema import ClipView, Given, Storyboard, ToolReply
    from agent_tools.store import History
    from policy.types import Decision

_HARMLESS = "\n\u200c\u200d"
PIPE_WIDTH = 200  # columns where no terminal says how wide it is


def as_json(value: object, *, indent: int | None = 2) -> None:
    """Print JSON in ASCII, which every terminal and pipe can carry; `indent=None` keeps it on one line."""
    typer.echo(json.dumps(value, indent=indent))


def complain(message: str) -> None:
    """Print one line about a fault."""
    typer.echo(f"reelwright: {' '.join(plain(message).split())}", err=True)


def plain(text: str) -> str:
    """The text with everything that is not printable spelled out, line ends and joiners inside words excepted."""
    return "".join(sign if sign.isprintable() or sign in _HARMLESS else ascii(sign)[1:-1] for sign in text)


def show_reply(reply: ToolReply) -> None:
    """Print what became of a request."""
    if reply.clip is None:
        typer.echo(f"{reply.status.replace('_', ' ')}: {plain(reply.message)}")
        for code in dict.fromkeys(found.code for found in reply.findings):
            typer.echo(f"reason: {code}")
        names = (found.matched for found in reply.findings if found.code == Code.NAME_SHAPED.value)
        for name in dict.fromkeys(names):
            typer.echo(f"if the character is invented: --invented {plain(repr(name))}")
    else:
        typer.echo(plain(reply.clip.path))
        if reply.disclosure is not None:
            typer.echo(plain(reply.disclosure.sentence))
        for note in reply.notes:
            typer.echo(f"note: {plain(note)}")
        typer.echo(f"clip {reply.clip.id}: {_measures(reply.clip)}")
    if reply.decision_id is not None:
        typer.echo(f"decision {reply.decision_id}")


def show_decision(decision: Decision) -> None:
    """Print what the gate said of a bare request."""
    sentence = explain(decision)
    typer.echo(f"{decision.verdict.value}: {sentence}" if sentence else decision.verdict.value)
    for found in decision.findings:
        typer.echo(f"{found.code.value} ({found.detector}): {plain(repr(found.matched))}")
    typer.echo(f"policy {decision.policy_version}")


def show_storyboard(board: Storyboard) -> None:
    """Print what would be rendered, shot by shot."""
    _console().print(*_storyboard(board), sep="\n")


def show_clips(clips: Iterable[ClipView]) -> None:
    """Print one line a clip."""
    from rich.table import Table

    table = Table("clip", "length", "size", "fps", "file", box=None, pad_edge=False)
    for clip in clips:
        lost = "" if Path(clip.path).is_file() else "(gone) "
        table.add_row(
            clip.id,
            f"{clip.duration_s:g} s",
            f"{clip.width_px}x{clip.height_px}",
            str(clip.fps),
            _text(f"{lost}{clip.path}"),
        )
    if table.row_count:
        _console().print(table)
    else:
        typer.echo("no clips yet")


def show_history(history: History) -> None:
    """Print a clip and everything it came from."""
    clip, render, decision = history.clip, history.render, history.decision
    lost = "" if Path(clip.path).is_file() else " (the file is gone)"
    asked = {
        "text": history.brief.request,
        "asked": f"{history.requested_at:%Y-%m-%d %H:%M:%S} UTC",
        **{f"earlier {i + 1}": turn for i, turn in enumerate(history.brief.turns)},
        "invented": ", ".join(history.brief.invented),
        "conversation": history.conversation_id,
    }
    decided = {
        "verdict": decision.verdict.value,
        **{found.code: found.why for found in decision.findings},
        "policy": decision.policy_version,
        "judged": decision.input_digest,
    }
    rendered = {
        "status": render.status.value,
        "model": f"{render.model_id} on {render.device}, {render.steps} steps, {render.scheduler}",
        "weights": render.weights_digest or "",
        "seeds": ", ".join(map(str, render.seeds)),
        "libraries": ", ".join(f"{name} {version}" for name, version in sorted(render.library_versions.items())),
        "seconds": ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in render.timings_s.items()),
        "notes": "; ".join(render.notes),
    }
    file = {"file": f"{clip.path}{lost}", "measures": _measures(clip), "digest": clip.sha256}
    said = {
        "label": history.disclosure.label_text,
        "sentence": history.disclosure.sentence,
        "fictional": ", ".join(history.disclosure.declared_fictional),
    }
    _console().print(
        _heading("Request", history.brief_id),
        _facts(asked),
        _heading("Decision", decision.id),
        _facts(decided),
        _heading("Storyboard", history.storyboard_id),
        *_storyboard(history.storyboard),
        _heading("Render", render.id),
        _facts(rendered),
        _heading("Clip", clip.id),
        _facts(file),
        _heading("Disclosure", clip.id),
        _facts(said),
        sep="\n",
    )


def show_check(part: Check) -> None:
    """Print one line about one part of the installation."""
    typer.echo(f"{'ok    ' if part.ok else 'BROKEN'} {part.name}: {' '.join(plain(part.found).split())}")
    if part.remedy:
        typer.echo(f"       to do: {plain(part.remedy)}")


def _storyboard(board: Storyboard) -> list[Table | Text]:
    measures = f"{board.duration_s:g} s, {board.width_px}x{board.height_px}, {board.fps} fps, planner {board.planner}"
    parts: list[Table | Text] = [_facts({"whole": measures, "notes": "; ".join(board.notes)})]
    for number, shot in enumerate(board.shots, start=1):
        subjects = (f"{s.words} ({s.action})" if s.action else s.words for s in shot.subjects)
        facts = {
            **shot.prompt.model_dump(),
            "move": f"{shot.camera_move.kind.value}, strength {shot.camera_move.strength:g}",
            "subjects": "; ".join(subjects),
            "setting": shot.setting,
            "on screen": " / ".join(shot.onscreen_text),
            "given": "; ".join(_given(given) for given in shot.given),
            "camera path": " ".join(f"{p.at_s:g}:{p.x:g},{p.y:g},{p.zoom:g},{p.roll:g}" for p in shot.camera_path),
            "begins with": shot.transition.value,
            "seed": str(shot.seed),
        }
        parts += [_heading(f"Shot {number}", f"{shot.duration_s:g} s"), _facts(facts)]
    return parts


def _given(given: Given) -> str:
    what = ", ".join(given.layers) or given.subject
    return f"{given.kind.value} from {given.name}" + (f" ({what})" if what else "")


def _measures(clip: ClipView) -> str:
    return (
        f"{clip.duration_s:g} s, {clip.width_px}x{clip.height_px}, {clip.fps} fps, "
        f"{clip.n_frames} frames, {clip.size_bytes / 1000:.0f} kB"
    )


def _facts(facts: dict[str, str]) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            grid.add_row(_text(f"  {name}", style="dim"), _text(value))
    return grid


def _heading(title: str, name: str) -> Text:
    from rich.text import Text

    return Text.assemble((title, "bold"), " ", name)


def _text(value: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(plain(value), style=style)


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)
