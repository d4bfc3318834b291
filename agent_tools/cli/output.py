"""What the command prints. Results go to standard output, everything else to standard error.

Text that came from outside is printed with its control characters spelled out, so that a request cannot move the
cursor, recolour the terminal or turn the reading direction of what stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from policy.refusal import explain
from policy.types import Code, Verdict

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from agent_tools.cli.doctor import Check
    from agent_tools.replay import Replay
    from agent_tools.schema import ClipView, Given, Storyboard, ToolReply
    from agent_tools.store import History, Lineage
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
        answered = ", answered by a recorded consent" if found.verdict is Verdict.ALLOW else ""
        typer.echo(f"{found.code.value} ({found.detector}): {plain(repr(found.matched))}{answered}")
    if decision.consent_ids:
        typer.echo(f"consents: {', '.join(decision.consent_ids)}")
    typer.echo(f"policy {decision.policy_version}")


def show_policy(told: dict[str, Any]) -> None:
    """Print the policy in force."""
    policy, people = told["policy"], told["people"]
    typer.echo(f"file         {plain(told['file'] or 'none, built in')}")
    typer.echo(f"use          {policy['use']}")
    typer.echo(f"territories  {', '.join(policy['territories']) or 'everywhere'}")
    typer.echo(f"safety pack  {'on' if policy['safety_pack'] else 'off'}")
    typer.echo(f"the dead     protected for {policy['dead']['years']} years")
    rule = policy["throttle"]
    wait = f"{rule['blocks']} blocks in {rule['window_s']} s lead to a wait of {rule['cooldown_s']} s"
    typer.echo(f"throttle     {wait if rule['enabled'] else 'off'}")
    for code, verdict in policy["verdicts"].items():
        typer.echo(f"{verdict:<12} {code}")
    typer.echo(f"own people   {people['total']}")
    typer.echo(f"version      {told['policy_version']}")


def show_replay(again: Replay) -> None:
    """Print whether a decision would be the same now."""
    typer.echo(f"{'same' if again.same else 'DIFFERENT'}: decision {again.decision_id} was {again.verdict.value}")
    if again.verdict_now is not again.verdict:
        typer.echo(f"verdict now: {again.verdict_now.value}")
    elif not again.same_findings:
        typer.echo("the reasons differ")
    if not again.same_policy:
        typer.echo(f"decided under {again.policy_version}; this program holds {again.policy_version_now}")


def show_storyboard(board: Storyboard) -> None:
    """Print what would be rendered, shot by shot."""
    console().print(*_storyboard(board), sep="\n")


def show_clips(clips: Iterable[ClipView]) -> None:
    """Print one line a clip."""
    from rich.table import Table

    table = Table("clip", "length", "size", "fps", "file", box=None, pad_edge=False)
    for clip in clips:
        lost = "(gone) " if _is_gone(clip.path) else ""
        lost = "(withdrawn) " if clip.withdrawn_at is not None else lost
        table.add_row(
            clip.id,
            f"{clip.duration_s:g} s",
            f"{clip.width_px}x{clip.height_px}",
            str(clip.fps),
            text(f"{lost}{clip.path}"),
        )
    if table.row_count:
        console().print(table)
    else:
        typer.echo("no clips yet")


def show_history(history: History) -> None:
    """Print a clip and everything it came from."""
    clip, render, decision = history.clip, history.render, history.decision
    lost = " (the file is gone)" if _is_gone(clip.path) else ""
    since = "" if clip.withdrawn_at is None else f"{clip.withdrawn_at:%Y-%m-%d %H:%M:%S} UTC"
    asked = {
        "text": history.brief.request,
        "asked": f"{history.requested_at:%Y-%m-%d %H:%M:%S} UTC",
        **{f"earlier {i + 1}": turn for i, turn in enumerate(history.brief.turns)},
        "invented": ", ".join(history.brief.invented),
        "asked by": ", ".join((history.brief.requester or "", *history.brief.groups)).strip(", "),
        "use": " in ".join(filter(None, (history.brief.use.value, history.brief.territory))),
        "conversation": history.conversation_id,
    }
    decided = {
        "verdict": decision.verdict.value,
        **{found.code: found.why for found in decision.findings},
        "consents": ", ".join(decision.consent_ids),
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
    file = {
        "WITHDRAWN": " ".join(filter(None, (since, clip.withdrawn_because))),
        "file": f"{clip.path}{lost}",
        "measures": _measures(clip),
        "digest": clip.sha256,
    }
    said = {
        "label": history.disclosure.label_text,
        "sentence": history.disclosure.sentence,
        "fictional": ", ".join(history.disclosure.declared_fictional),
        "consents": ", ".join(history.disclosure.consent_ids),
    }
    console().print(
        heading("Request", history.brief_id),
        facts(asked),
        heading("Decision", decision.id),
        facts(decided),
        heading("Storyboard", history.storyboard_id),
        *_storyboard(history.storyboard),
        heading("Render", render.id),
        facts(rendered),
        heading("Clip", clip.id),
        facts(file),
        heading("Disclosure", clip.id),
        facts(said),
        sep="\n",
    )


def _is_gone(path: str) -> bool:
    """Whether a file is not where it was delivered; another store is not asked over a list."""
    return "://" not in path and not Path(path).is_file()


def show_lineage(lineage: Lineage) -> None:
    """Print what a clip came from, each thing with what it came from itself."""
    for node in lineage.nodes:
        digest = f" {node.digest}" if node.digest else ""
        typer.echo(plain(f"{node.kind} {node.type} {node.id}{digest}"))
        for edge in lineage.edges:
            if edge.subject == node.id:
                role = f" ({edge.role})" if edge.role else ""
                typer.echo(plain(f"  {edge.relation} {edge.object}{role}"))


def show_check(part: Check) -> None:
    """Print one line about one part of the installation."""
    typer.echo(f"{'ok    ' if part.ok else 'BROKEN'} {part.name}: {' '.join(plain(part.found).split())}")
    if part.remedy:
        typer.echo(f"       to do: {plain(part.remedy)}")


def _storyboard(board: Storyboard) -> list[Table | Text]:
    measures = f"{board.duration_s:g} s, {board.width_px}x{board.height_px}, {board.fps} fps, planner {board.planner}"
    parts: list[Table | Text] = [facts({"whole": measures, "notes": "; ".join(board.notes)})]
    for number, shot in enumerate(board.shots, start=1):
        subjects = (f"{s.words} ({s.action})" if s.action else s.words for s in shot.subjects)
        shown = {
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
        parts += [heading(f"Shot {number}", f"{shot.duration_s:g} s"), facts(shown)]
    return parts


def _given(given: Given) -> str:
    what = ", ".join(given.layers) or given.subject
    return f"{given.kind.value} from {given.name}" + (f" ({what})" if what else "")


def _measures(clip: ClipView) -> str:
    return (
        f"{clip.duration_s:g} s, {clip.width_px}x{clip.height_px}, {clip.fps} fps, "
        f"{clip.n_frames} frames, {clip.size_bytes / 1000:.0f} kB"
    )


def facts(named: dict[str, str]) -> Table:
    """Names and values beside each other; what is empty is left out."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in named.items():
        if value:
            grid.add_row(text(f"  {name}", style="dim"), text(value))
    return grid


def heading(title: str, name: str) -> Text:
    """A heading."""
    from rich.text import Text

    return Text.assemble((title, "bold"), " ", name)


def text(value: str, style: str = "") -> Text:
    """Text from outside, harmless to a terminal."""
    from rich.text import Text

    return Text(plain(value), style=style)


def console() -> Console:
    """Where tables are printed: as wide as the terminal, or wide enough for a pipe."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)
