"""The one use case: a brief comes in, a clip, a refusal or a fault goes out, and every step has left its row.

brief -> request rows -> storyboard -> the gate's decision -> render -> blob and clip rows -> `ToolReply`

The service joins the parts and knows none of their insides: no words, no tensors, no SQL. All methods may be called
from any thread; one model renders one clip at a time.
"""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from agent_tools import reply, workroom
from agent_tools.blob import SUFFIX, Blobs
from agent_tools.checker import judge
from agent_tools.delivery import Delivery
from agent_tools.errors import AgentToolsError, ClipLost, ClipWithdrawn, StoreError
from agent_tools.gate import open_gate
from agent_tools.marker import Marker
from agent_tools.material import Material, take_in
from agent_tools.outgoing import Outgoing
from agent_tools.placement import Placement
from agent_tools.schema import Brief, ClipView, Disclosure, Storyboard, ToolReply
from agent_tools.settings import Settings
from agent_tools.store import History, RenderStatus, Store
from agent_tools.warm import OpenBackend, warm
from agent_tools.watch import ConsentWatch, withdrawn
from agent_tools.witness import Witness, open_witness
from generator.backend.registry import open_backend
from generator.errors import RenderCancelled
from generator.types import ProgressCallback, RenderReport
from policy.errors import ConsentGone, PermitError
from policy.gate import Gate
from policy.types import Decision, Permit, Verdict

if TYPE_CHECKING:
    from generator.provenance.disclose import ClipMarks


class ClipService:
    """Makes clips and finds them again.

    Args:
        store: Where everything is written down.
        gate: Decides what may be rendered; its log should be `store`.
        backends: Opens a model by name. What it opened stays warm in this process, for each service that uses it.
        blobs: Where clips are stored; None takes what `clips_dir` says.
        clips_dir: Folder of the clips where no blobs are given; None takes that of `Settings()`.
        work_dir: Folder of what is being rendered; None for one beside that of the clips.
        witness: Writes checkpoints of the audit chain; None for nobody.
        marker: What clips are marked with; None for that of `Settings()`.
    """

    def __init__(  # noqa: PLR0913  # every part can be replaced
        self,
        store: Store,
        gate: Gate,
        backends: OpenBackend = open_backend,
        *,
        blobs: Blobs | None = None,
        clips_dir: Path | None = None,
        work_dir: Path | None = None,
        witness: Witness | None = None,
        marker: Marker | None = None,
    ) -> None:
        clips = clips_dir or Settings().clips_dir
        self._store = store
        self._gate = gate
        self._backends = backends
        self._blobs = blobs or Blobs.open(str(clips))
        self._work_dir = work_dir or clips.with_name("work")
        self._witness = witness
        self._marker = marker or Marker(Settings())
        self._delivery = Delivery(self._store, self._blobs)

    @classmethod
    def open(cls, settings: Settings | None = None, backends: OpenBackend = open_backend) -> Self:
        """The service of one installation; its folder, database and key are made when they are missing.

        Args:
            settings: Where things are kept; None reads the environment.
            backends: Opens a model by name.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            KeyFileError: A key is damaged or open to others.
            StoreError: The database cannot be opened.
            PolicyDataError: A list of the gate is missing or damaged.
            OperatorPolicyError: The operator's policy file is missing or wrong.
        """
        settings = settings or Settings()
        return cls.over(Store.open(settings), settings, backends)

    @classmethod
    def over(cls, store: Store, settings: Settings, backends: OpenBackend = open_backend) -> Self:
        """The service of one installation whose database is open; it is closed with the service.

        Args:
            store: Its database.
            settings: Where everything else is kept.
            backends: Opens a model by name.

        Raises:
            SettingsError: The home folder or a variable is unusable.
            KeyFileError: A key is damaged or open to others.
            PolicyDataError: A list of the gate is missing or damaged.
            OperatorPolicyError: The operator's policy file is missing or wrong.
        """
        try:
            gate = open_gate(settings, store)
            blobs, witness = Blobs.open(settings.blobs_url), open_witness(settings, store)
        except BaseException:
            store.close()
            raise
        marker = Marker(settings)
        return cls(store, gate, backends, blobs=blobs, work_dir=settings.work_dir, witness=witness, marker=marker)

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
                by a finished clip. It is a copy of the stored clip; None leaves it at that.
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
        told = self._make(brief, out, save_layers, progress, conversation_id=conversation_id, principal=principal)
        note = "" if self._witness is None else self._witness.look()
        return told.model_copy(update={"notes": (*told.notes, note)}) if note else told

    def _make(
        self,
        brief: Brief,
        out: Path | None,
        save_layers: Path | None,
        progress: ProgressCallback | None,
        *,
        conversation_id: str | None,
        principal: str,
    ) -> ToolReply:
        # The planner's word tables are read when something is planned, not by a command that only checks.
        from agent_tools.planner import PlanError

        try:
            workroom.prepare(self._work_dir)
            with ExitStack() as stack:
                files = Outgoing.enter(stack, out, save_layers)
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
        """The reply with which a clip was handed over; where the delivered copy is gone, the stored one is told.

        Args:
            clip_id: The clip.
        """
        try:
            history = self._store.history(clip_id)
            if history.clip.withdrawn_at is not None:
                raise ClipWithdrawn(withdrawn(history.clip))
            clip = history.clip.model_copy(update={"path": self._whereabouts(history.clip)})
        except reply.FAULTS as fault:
            return reply.failed(fault)
        return reply.made(
            clip,
            history.disclosure,
            decision_id=history.decision.id,
            notes=(*history.storyboard.notes, *history.render.notes),
            timings_s=history.render.timings_s,
        )

    def fetch(self, clip_id: str, out: Path) -> ToolReply:
        """Copy a clip out of the store; its digest is checked on the way.

        Args:
            clip_id: The clip.
            out: The copy, ending in `.mp4`, in a folder that exists; a file that is there is replaced, but only by a
                whole clip.

        Returns:
            The reply with which the clip was handed over, with the path of the copy, or why there is none.
        """
        told = self.get(clip_id)
        if told.clip is None:
            return told
        try:
            with Placement(out, suffix=SUFFIX) as place:
                self._blobs.fetch(told.clip.sha256, place.draft)
                place.publish()
                place.keep()
        except reply.FAULTS as fault:
            return reply.failed(fault)
        return told.model_copy(update={"clip": told.clip.model_copy(update={"path": str(place.target)})})

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

    def _whereabouts(self, clip: ClipView) -> str:
        """Where a clip can be read.

        Raises:
            ClipLost: Nowhere.
        """
        if "://" not in clip.path and Path(clip.path).is_file():
            return clip.path
        if self._blobs.has(clip.sha256):
            return self._blobs.location(clip.sha256)
        raise ClipLost(f"the file {clip.path!r} of clip {clip.id!r} is gone; it was moved or removed")

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
        files: Outgoing,
        progress: ProgressCallback | None,
    ) -> ToolReply:
        try:
            if decision.permit is None:
                raise PermitError(f"decision {decision.id!r} allows and gives no permit")
            seeds = [shot.seed for shot in storyboard.shots]
            render_id = self._store.start_render(
                decision.id, model_id=brief.model, seeds=seeds, drafts=files.drafts, job=files.job
            )
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
        self, brief: Brief, permit: Permit, render_id: str, files: Outgoing, progress: ProgressCallback | None
    ) -> tuple[Disclosure, RenderReport, ClipView]:
        """Render and write down; the render's row ends with the render, however that ends."""
        # MoviePy and NumPy are needed by no other path through the service.
        from generator.encode import digest_file
        from generator.preview import encoder_for
        from generator.render import Renderer

        if permit.consent_ids:
            progress = ConsentWatch(self._store, render_id, progress)
        try:
            marks = self._marks(brief, permit, render_id, files)
            with workroom.workroom(self._work_dir / render_id) as room, warm(self._backends, brief.model) as backend:
                draft = room / f"clip{SUFFIX}"
                installation = self._marker.installation()
                renderer = Renderer(
                    backend,
                    self._gate.confirm,
                    installation=installation,
                    encoder=encoder_for(files.first_frame),
                    exchange=files.exchange,
                )
                made = renderer.make(permit, draft, marks=marks, progress=progress)
                layers = digest_file(files.layers.draft) if files.layers else None
                drawn = dataclasses.replace(made.report, layers_sha256=layers)
                disclosure = reply.disclosure(
                    marks.label,
                    brief.invented,
                    permit.consent_ids,
                    contains_person=marks.shows_person,
                    shown_to=files.asker,
                    shown_at=drawn.finished_at,
                )
                made.confirm()
                report, clip = self._delivery.deliver(render_id, draft, drawn, disclosure, files)
        except BaseException as exc:
            self._end(render_id, exc, files)
            raise
        return disclosure, report, clip

    def _marks(self, brief: Brief, permit: Permit, render_id: str, files: Outgoing) -> ClipMarks:
        """What the clip of a render is to say of itself; its ids were drawn when the render was begun."""
        begun = self._store.get_render(render_id)
        if begun.clip_id is None or begun.watermark_id is None:
            raise StoreError(f"render {render_id!r} was begun without ids for its clip")
        return self._marker.marks(
            brief,
            permit,
            clip_id=begun.clip_id,
            given=files.given,
            parents=self._store.parents(render_id),
            watermark_id=begun.watermark_id,
        )

    def _end(self, render_id: str, exc: BaseException, files: Outgoing) -> None:
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
