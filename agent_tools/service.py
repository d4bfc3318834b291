"""The one use case: a brief comes in, a clip, a refusal or a fault goes out, and every step has left its row.

brief -> request rows -> storyboard -> the gate's decision -> render -> file and clip rows -> `ToolReply`

The service joins the parts and knows none of their insides: no words, no tensors, no SQL. All methods may be called
from any thread; one model renders one clip at a time.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from weakref import WeakKeyDictionary

from agent_tools import reply
from agent_tools.checker import judge
from agent_tools.errors import AgentToolsError, ClipLost, ClipWithdrawn, StoreError
from agent_tools.gate import open_gate
from agent_tools.marker import Marker
from agent_tools.material import Material, take_in
from agent_tools.placement import Placement
from agent_tools.schema import Brief, ClipView, Disclosure, Storyboard, ToolReply
from agent_tools.settings import Settings
from agent_tools.store import History, RenderStatus, Store
from agent_tools.store.identifier import random_id
from agent_tools.watch import ConsentWatch, withdrawn
from generator.backend.registry import open_backend
from generator.errors import OutputError, RenderCancelled
from generator.exchange import Exchange
from generator.types import Backend, ProgressCallback, RenderReport
from policy.errors import ConsentGone, PermitError
from policy.gate import Gate
from policy.types import Decision, Permit, Verdict

OpenBackend = Callable[[str], Backend]

SUFFIX = ".mp4"
LAYERS_SUFFIX = ".safetensors"


class ClipIds:
    """Ids for a store, of which a clip's can be set aside before its row is written, so that its file can bear it."""

    def __init__(self) -> None:
        self._aside = threading.local()

    def reserve(self) -> str:
        """The id that the next clip of this thread will have."""
        self._aside.clip_id = random_id("clip")
        return str(self._aside.clip_id)

    def __call__(self, prefix: str) -> str:
        """A new id under this prefix."""
        if prefix == "clip" and (reserved := self._aside.__dict__.pop("clip_id", None)):
            return str(reserved)
        return random_id(prefix)


class ClipService:
    """Makes clips and finds them again.

    Args:
        store: Where everything is written down.
        gate: Decides what may be rendered; its log should be `store`.
        backends: Opens a model by name. What it opened stays warm in this process, for each service that uses it.
        clips_dir: Folder of the clips that are made without an output path; None takes that of `Settings()`.
        name_clip: Gives the id that a clip's file bears inside, and its name, without its suffix, in that folder.
        marker: What clips are marked with; None for that of `Settings()`.
    """

    def __init__(
        self,
        store: Store,
        gate: Gate,
        backends: OpenBackend = open_backend,
        *,
        clips_dir: Path | None = None,
        name_clip: Callable[[], str] | None = None,
        marker: Marker | None = None,
    ) -> None:
        self._store = store
        self._gate = gate
        self._backends = backends
        self._clips_dir = clips_dir
        self._name_clip = name_clip or (lambda: random_id("reel"))
        self._marker = marker or Marker(Settings())

    @classmethod
    def open(cls, settings: Settings | None = None, backends: OpenBackend = open_backend) -> Self:
        """The service of one installation; its folder, database and key are made when they are missing.

        Args:
            settings: Where things are kept; None reads the environment.
            backends: Opens a model by name.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            GateKeyError: The gate's key is damaged or open to others.
            StoreError: The database cannot be opened.
            PolicyDataError: A list of the gate is missing or damaged.
            OperatorPolicyError: The operator's policy file is missing or wrong.
        """
        settings = settings or Settings()
        ids = ClipIds()
        store = Store.open_url(settings.database_url, new_id=ids)
        try:
            gate = open_gate(settings, store)
        except BaseException:
            store.close()
            raise
        return cls(store, gate, backends, clips_dir=settings.clips_dir, name_clip=ids.reserve, marker=Marker(settings))

    def close(self) -> None:
        """Let go of the database. Models stay warm."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def make(
        self,
        brief: Brief,
        *,
        out: Path | None = None,
        progress: ProgressCallback | None = None,
        conversation_id: str | None = None,
        principal: str = "",
        save_layers: Path | None = None,
    ) -> ToolReply:
        """Plan, judge and render one request.

        Args:
            brief: The request.
            out: The clip's file, ending in `.mp4`, in a folder that exists; a file that is there is replaced, but only
                by a finished clip. None puts it into the clips folder, under the clip's id.
            progress: Called as the render goes on. When it raises `RenderCancelled`, the reply says so.
            conversation_id: The stored conversation that the request continues; None begins a new one.
            principal: Who asks, as the surface knows them; the brief's requester where it is empty. Whoever is blocked
                again and again has to wait; where both are empty, that holds for the conversation alone.
            save_layers: A file ending in `.safetensors` for the layers of the last shot; it is there exactly when the
                clip is made.

        Returns:
            The clip, or why there is none. Refusals and faults are replies, never exceptions.

        Raises:
            KeyboardInterrupt: Ctrl-C, after the render is marked as cancelled and its file is gone.
        """
        # The planner's word tables are read when something is planned, not by a command that only checks.
        from agent_tools.planner import PlanError

        try:
            clip_id = self._name_clip()
            target = self._default_path(clip_id) if out is None else out
            with ExitStack() as stack:
                files = _Files.enter(stack, target, save_layers)
                files.clip_id = clip_id
                request = self._store.begin_request(brief, conversation_id)
                material = stack.enter_context(take_in(brief, faceless=self._store.drew_without_faces))
                storyboard = self._board(brief, material)
                asker = principal or brief.requester or f"conversation:{request.conversation_id}"
                decision = self._judge(brief, request.brief_id, storyboard, principal=asker)
                if decision.verdict is not Verdict.ALLOW:
                    return reply.refused(decision)
                files.given, files.asker = material.files, asker
                return self._render(brief, storyboard, decision, files, progress)
        except (*reply.FAULTS, PlanError) as fault:
            return reply.failed(fault)

    def plan(self, brief: Brief) -> Storyboard:
        """What would be rendered. Writes nothing and judges nothing.

        Raises:
            PlanError: The request names nothing that could be shown.
            BriefError: What is given beside the words finds no place or cannot be used together.
            GeneratorError: A given file or the camera path cannot be used.
        """
        with take_in(brief, faceless=self._store.drew_without_faces) as material:
            return self._board(brief, material)

    def _board(self, brief: Brief, material: Material) -> Storyboard:
        from agent_tools.casting import with_material
        from agent_tools.planner import plan

        return with_material(plan(brief), brief, material)

    def check(self, text: str, asked: Brief | None = None) -> Decision:
        """Judge a bare request; the decision is written down, and nothing is made.

        Args:
            text: What a person asks for, 1..4000 characters, as typed.
            asked: Who asks and for what, on which consents may depend; a requester who was blocked too often waits.

        Raises:
            BriefError: The text is empty or too long.
            StoreError: The decision cannot be written down.
        """
        return judge(self._gate, text, asked, principal=(asked and asked.requester) or "")

    def get(self, clip_id: str) -> ToolReply:
        """The reply with which a clip was handed over, as long as its file is there and nobody took it back.

        Args:
            clip_id: The clip.
        """
        try:
            history = self._store.history(clip_id)
            if history.clip.withdrawn_at is not None:
                raise ClipWithdrawn(withdrawn(history.clip))
            if not Path(history.clip.path).is_file():
                raise ClipLost(f"the file {history.clip.path!r} of clip {clip_id!r} is gone; it was moved or removed")
        except reply.FAULTS as fault:
            return reply.failed(fault)
        return reply.made(
            history.clip,
            history.disclosure,
            decision_id=history.decision.id,
            notes=(*history.storyboard.notes, *history.render.notes),
            timings_s=history.render.timings_s,
        )

    def history(self, clip_id: str) -> History:
        """A clip and everything it came from, back to what was asked.

        Raises:
            NotFound: There is no such clip.
        """
        return self._store.history(clip_id)

    def list(self, limit: int = 50) -> tuple[ClipView, ...]:
        """The latest clips, newest first; `limit` is 1..1000.

        Raises:
            BriefError: The limit is out of range.
        """
        return self._store.list_clips(limit)

    def _default_path(self, clip_id: str) -> Path:
        folder = Settings().clips_dir if self._clips_dir is None else self._clips_dir
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as exc:
            raise OutputError(f"clips folder {str(folder)!r} cannot be made: {exc.strerror}") from exc
        path = folder / f"{clip_id}{SUFFIX}"
        if path.exists():
            raise OutputError(f"clip file {str(path)!r} exists already and belongs to another clip")
        return path

    def _judge(self, brief: Brief, brief_id: str, storyboard: Storyboard, *, principal: str) -> Decision:
        storyboard_id = self._store.save_storyboard(brief_id, storyboard)
        decision = self._gate.review(storyboard.to_intent(brief), principal=principal)
        self._store.link_decision(decision.id, brief_id=brief_id, storyboard_id=storyboard_id)
        return decision

    def _render(
        self,
        brief: Brief,
        storyboard: Storyboard,
        decision: Decision,
        files: _Files,
        progress: ProgressCallback | None,
    ) -> ToolReply:
        try:
            if decision.permit is None:
                raise PermitError(f"decision {decision.id!r} allows and gives no permit")
            seeds = [shot.seed for shot in storyboard.shots]
            render_id = self._store.start_render(decision.id, model_id=brief.model, seeds=seeds)
            disclosure, report, clip = self._film(brief, decision.permit, render_id, files, progress)
        except ConsentGone as gone:
            return reply.no_longer_allowed(gone, decision_id=decision.id)
        except reply.FAULTS as fault:
            return reply.failed(fault, decision_id=decision.id)
        return reply.made(
            clip,
            disclosure,
            decision_id=decision.id,
            notes=(*storyboard.notes, *report.notes),
            timings_s=report.timings_s,
        )

    def _film(
        self, brief: Brief, permit: Permit, render_id: str, files: _Files, progress: ProgressCallback | None
    ) -> tuple[Disclosure, RenderReport, ClipView]:
        """Render and write down; the render's row ends with the render, however that ends."""
        # MoviePy and NumPy are needed by no other path through the service.
        from generator.encode import digest_file
        from generator.render import Renderer

        if permit.consent_ids:
            progress = ConsentWatch(self._store, render_id, progress)
        try:
            with _warm(self._backends, brief.model) as backend:
                marks = self._marker.marks(brief, permit, clip_id=files.clip_id, given=files.given)
                installation = self._marker.installation()
                renderer = Renderer(backend, self._gate.confirm, installation=installation, exchange=files.exchange)
                made = renderer.make(permit, files.clip.draft, marks=marks, progress=progress)
            layers = digest_file(files.layers.draft) if files.layers else None
            report = dataclasses.replace(made.report, path=files.clip.target, layers_sha256=layers)
            disclosure = reply.disclosure(
                marks.label,
                brief.invented,
                permit.consent_ids,
                contains_person=marks.shows_person,
                shown_to=files.asker,
                shown_at=report.finished_at,
            )
            made.confirm()
            files.publish()
            clip = self._store.finish_render(render_id, report, disclosure)
            files.keep()
        except BaseException as exc:
            self._end(render_id, exc, files)
            raise
        return disclosure, report, clip

    def _end(self, render_id: str, exc: BaseException, files: _Files) -> None:
        """Mark a render as failed or cancelled. The row decides: a clip whose rows were written keeps its file."""
        code, message = AgentToolsError.code, f"{type(exc).__name__}: {exc}"
        if isinstance(exc, KeyboardInterrupt):
            code, message = RenderCancelled.code, "stopped from the keyboard"
        elif isinstance(exc, ConsentGone):
            code, message = exc.reason, str(exc)
        elif isinstance(exc, reply.FAULTS):
            code, message = exc.code, str(exc)
        try:
            status = self._store.get_render(render_id).status
            if status is RenderStatus.DONE:
                files.keep()
            elif status is RenderStatus.RUNNING:
                self._store.fail_render(render_id, code, message)
        except StoreError as other:
            exc.add_note(f"the end of render {render_id!r} could not be written down: {other}")


@dataclass
class _Files:
    """The files of one request: what comes out of its render, and what was given for it."""

    clip: Placement
    layers: Placement | None
    clip_id: str = ""
    asker: str = ""
    given: dict[str, Path] = field(default_factory=dict)

    @classmethod
    def enter(cls, stack: ExitStack, clip: Path, layers: Path | None) -> Self:
        """Make sure that everything can be written, before any work is done."""
        place = stack.enter_context(Placement(clip, suffix=SUFFIX))
        other = None if layers is None else stack.enter_context(Placement(layers, suffix=LAYERS_SUFFIX))
        return cls(clip=place, layers=other)

    @property
    def exchange(self) -> Exchange:
        """What the renderer is told of them."""
        return Exchange(given=self.given, layers_out=self.layers.draft if self.layers else None)

    def publish(self) -> None:
        """Give the finished files their names."""
        for place in self._places:
            place.publish()

    def keep(self) -> None:
        """Let the finished files stay."""
        for place in self._places:
            place.keep()

    @property
    def _places(self) -> tuple[Placement, ...]:
        return (self.clip,) if self.layers is None else (self.clip, self.layers)


@dataclass
class _Slot:
    lock: threading.Lock = field(default_factory=threading.Lock)
    backend: Backend | None = None


# Weights are loaded once a process: every service that opens models the same way finds them here.
_WARM: WeakKeyDictionary[OpenBackend, dict[str, _Slot]] = WeakKeyDictionary()
_WARM_GUARD = threading.Lock()


@contextmanager
def _warm(backends: OpenBackend, model: str) -> Iterator[Backend]:
    """The backend of this name, opened at most once, for one render at a time."""
    with _WARM_GUARD:
        slot = _WARM.setdefault(backends, {}).setdefault(model, _Slot())
    with slot.lock:
        if slot.backend is None:
            slot.backend = backends(model)
        yield slot.backend
