"""Renders a clip again from its rows and compares every frame, before label and encoder, with those of then.

What was judged then is judged again now, so a clip that would no longer be allowed is not rendered. The new frames are
thrown away. Where they differ, the reply says what else does: the model, its weights, the libraries, the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_tools import reply, workroom
from agent_tools.digest import file_digest
from agent_tools.errors import AgentToolsError, BriefError, StoreError
from agent_tools.marker import Marker
from agent_tools.store import History, RenderStatus, Store
from agent_tools.warm import OpenBackend, warm
from agent_tools.watch import ConsentWatch
from agent_tools.worker import this_machine
from generator.exchange import Exchange
from generator.types import ProgressCallback, RenderReport
from policy.errors import ConsentGone, PermitError
from policy.gate import Gate
from policy.replay import intent_of
from policy.types import Decision, Intent, Permit, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that is not as it was.

    Attributes:
        what: Which, e.g. `library torch`.
        then: What it was.
        now: What it is.
    """

    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """How a clip came out again.

    Attributes:
        clip_id: The clip.
        decision: The fresh decision; a refusal means that nothing was rendered.
        n_frames: How many frames were compared.
        first_different_frame: The first one that is not the same, from 0; None where all are.
        differences: What else is not as it was.
    """

    clip_id: str
    decision: Decision
    n_frames: int = 0
    first_different_frame: int | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def rendered(self) -> bool:
        """Whether it was rendered again."""
        return self.n_frames > 0

    @property
    def identical(self) -> bool:
        """Whether every frame is the same."""
        return self.rendered and self.first_different_frame is None

    def to_json(self) -> dict[str, Any]:
        """What `reelwright reproduce --json` prints."""
        return {
            "clip_id": self.clip_id,
            "verdict": self.decision.verdict.value,
            "decision_id": self.decision.id,
            "identical": self.identical,
            "n_frames": self.n_frames,
            "first_different_frame": self.first_different_frame,
            "differences": [{"what": d.what, "then": d.then, "now": d.now} for d in self.differences],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproducer:
    """Repeats clips.

    Attributes:
        store: Where they are.
        gate: Judges again.
        backends: Opens a model by name.
        work_dir: Folder of what is being rendered.
        marker: What the repeated clip is marked with before it is thrown away: nothing leaves a renderer unmarked.
        machine: What the pixels may depend on; given in tests.
    """

    store: Store
    gate: Gate
    backends: OpenBackend
    work_dir: Path
    marker: Marker
    machine: Callable[[], str] = field(default=this_machine)

    def run(
        self, clip_id: str, *, given: Sequence[Path] = (), progress: ProgressCallback | None = None
    ) -> Reproduction:
        """Render a clip again and compare.

        Args:
            clip_id: The clip.
            given: The files that it was made with, in any order; they are known by their digests.
            progress: Called as the render goes on.

        Raises:
            NotFound: There is no such clip.
            TextErased: What was judged was erased.
            StoreError: What was judged was altered, or the database failed.
            BriefError: No digests of its frames were stored, or a file that it was made with is missing.
            ConsentGone: A consent that it rests on was revoked meanwhile.
            GeneratorError: It cannot be rendered.
        """
        history = self.store.history(clip_id)
        then = self.store.frame_digests(clip_id)
        if not then:
            raise BriefError(f"clip {clip_id!r} was made before digests of frames were stored; nothing can be compared")
        judged = self.store.judged(history.decision.id)
        intent = intent_of(judged.intent)
        if intent.digest() != history.decision.input_digest:
            raise StoreError(f"what decision {history.decision.id!r} judged was altered after it was judged")
        files = _files(intent, given)
        decision = self.gate.review(intent, principal=judged.principal)
        self.store.link_decision(decision.id, brief_id=history.brief_id, storyboard_id=history.storyboard_id)
        if decision.verdict is not Verdict.ALLOW:
            return Reproduction(clip_id=clip_id, decision=decision)
        if decision.permit is None:
            raise PermitError(f"decision {decision.id!r} allows and gives no permit")
        report = self._render(history, decision.permit, then, files, progress)
        return Reproduction(
            clip_id=clip_id,
            decision=decision,
            n_frames=len(report.frames_sha256),
            first_different_frame=_first_difference(then, report.frames_sha256),
            differences=tuple(_differences(history, report, self.machine())),
        )

    def _render(
        self,
        history: History,
        permit: Permit,
        then: Sequence[str],
        files: Mapping[str, Path],
        progress: ProgressCallback | None,
    ) -> RenderReport:
        # MoviePy and NumPy are needed by no other command that looks at a stored clip.
        from generator.render import Renderer

        model = permit.intent.model
        seeds = [shot.seed for shot in permit.intent.shots]
        render_id = self.store.start_render(permit.decision_id, model_id=model, seeds=seeds)
        try:
            watch = ConsentWatch(self.store, render_id, progress) if permit.consent_ids else progress
            workroom.prepare(self.work_dir)
            with workroom.workroom(self.work_dir / render_id) as room:
                exchange = Exchange(given=dict(files))
                with warm(self.backends, model) as backend:
                    installation = self.marker.installation()
                    renderer = Renderer(backend, self.gate.confirm, installation=installation, exchange=exchange)
                    report = renderer.make(permit, room / "again.mp4", progress=watch).report
            same = _first_difference(then, report.frames_sha256) is None
            self.store.finish_reproduction(render_id, report, of=history.clip.id, same=same)
        except BaseException as exc:
            self._end(render_id, exc)
            raise
        return report

    def _end(self, render_id: str, exc: BaseException) -> None:
        code = exc.reason if isinstance(exc, ConsentGone) else getattr(exc, "code", AgentToolsError.code)
        if not isinstance(exc, reply.FAULTS):
            code = AgentToolsError.code
        try:
            if self.store.get_render(render_id).status is RenderStatus.RUNNING:
                self.store.fail_render(render_id, str(code), f"{type(exc).__name__}: {exc}")
        except StoreError as other:
            exc.add_note(f"the end of render {render_id!r} could not be written down: {other}")


def _files(intent: Intent, given: Sequence[Path]) -> dict[str, Path]:
    """Each file that the shots take, by its digest.

    Raises:
        BriefError: One is missing or cannot be read.
    """
    try:
        there = {file_digest(path): path for path in given}
    except OSError as exc:
        raise BriefError(f"file {exc.filename!r} cannot be read: {exc.strerror}") from exc
    wanted = {each.sha256: each.name for shot in intent.shots for each in shot.given}
    missing = [f"{name!r} ({digest})" for digest, name in wanted.items() if digest not in there]
    if missing:
        raise BriefError(f"the clip was made with files that were not given: {', '.join(missing)}; give --given FILE")
    return {digest: there[digest] for digest in wanted}


def _first_difference(then: Sequence[str], now: Sequence[str]) -> int | None:
    different = (i for i, (old, new) in enumerate(zip(then, now, strict=False)) if old != new)
    shorter = None if len(then) == len(now) else min(len(then), len(now))
    return next(different, shorter)


def _differences(history: History, report: RenderReport, machine: str) -> list[Difference]:
    render, model = history.render, report.model
    pairs = [
        ("model", render.model_id, model.model_id),
        ("weights", render.weights_digest or "", model.weights_digest),
        ("scheduler", render.scheduler or "", model.scheduler),
        ("steps", str(render.steps), str(report.steps)),
        ("device", render.device or "", model.device),
        ("machine", render.machine or "not recorded", machine),
        ("number of frames", str(history.clip.n_frames), str(report.n_frames)),
    ]
    libraries = sorted({*render.library_versions, *model.library_versions})
    pairs += [
        (f"library {name}", render.library_versions.get(name, "none"), model.library_versions.get(name, "none"))
        for name in libraries
    ]
    return [Difference(what=what, then=then, now=now) for what, then, now in pairs if then != now]
