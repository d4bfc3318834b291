"""The service in the steps of a job: plan and judge at once, judge again and render when its turn comes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from agent_tools import reply, workroom
from agent_tools.blob import SUFFIX
from agent_tools.errors import ClipLost, ClipWithdrawn
from agent_tools.material import take_in
from agent_tools.outgoing import Outgoing
from agent_tools.schema import Brief, Storyboard, ToolReply
from agent_tools.service import ClipService
from agent_tools.store.job_view import JobLease
from agent_tools.warm import warm
from generator.types import ProgressCallback
from policy.types import Decision, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A request with its storyboard, both written down.

    Attributes:
        brief: The request.
        brief_id: Its row.
        storyboard: What is to be rendered.
        storyboard_id: Its row.
        asker: Who asks, for whoever is blocked again and again.
        shown_to: To whom the clip is handed over, as the surface knows them.
    """

    brief: Brief
    brief_id: str
    storyboard: Storyboard
    storyboard_id: str
    asker: str
    shown_to: str


class Studio(ClipService):
    """The service, open for jobs."""

    def draw_up(self, brief: Brief, *, conversation_id: str) -> tuple[str, str, Storyboard]:
        """Write a request down and plan it.

        Args:
            brief: The request.
            conversation_id: The stored conversation.

        Returns:
            The row of the request, the row of the storyboard, and the storyboard.

        Raises:
            PlanError: The request names nothing that could be shown.
            BriefError: What is given beside the words finds no place.
            GeneratorError: A given file cannot be used.
            AgentToolsError: It cannot be written down.
        """
        request = self._store.begin_request(brief, conversation_id)
        board = self.plan(brief)
        board_id = self._store.save_storyboard(request.brief_id, board)
        return request.brief_id, board_id, board

    def review(self, order: Order) -> Decision:
        """Judge the whole of a request: every turn and every shot.

        Args:
            order: The request.

        Raises:
            AgentToolsError: The decision cannot be written down.
        """
        decision = self._gate.review(order.storyboard.to_intent(order.brief), principal=order.asker)
        self._store.link_decision(decision.id, brief_id=order.brief_id, storyboard_id=order.storyboard_id)
        return decision

    def weights(self, model: str) -> str:
        """`sha256:...` of the weights of a model, which is loaded and stays warm.

        Args:
            model: Its name.

        Raises:
            GeneratorError: It cannot be loaded.
        """
        with warm(self._backends, model) as backend:
            return backend.info.weights_digest

    def film(
        self, order: Order, *, job: JobLease, first_frame: Path | None, progress: ProgressCallback | None
    ) -> ToolReply:
        """Judge a request once more and render it.

        Args:
            order: The request.
            job: The job that it is for.
            first_frame: Where the first finished frame is put; None for nowhere.
            progress: Called as the render goes on; what it raises ends the render.

        Returns:
            The clip, or why there is none.
        """
        told = self._film_order(order, job, first_frame, progress)
        if self._witness is not None:
            note = self._witness.look()
            return told.model_copy(update={"notes": (*told.notes, note)}) if note else told
        return told

    def _film_order(
        self, order: Order, job: JobLease, first_frame: Path | None, progress: ProgressCallback | None
    ) -> ToolReply:
        try:
            workroom.prepare(self._work_dir)
            with ExitStack() as stack:
                files = Outgoing.enter(stack, None, None)
                material = stack.enter_context(take_in(order.brief, faceless=self._store.drew_without_faces))
                decision = self.review(order)
                if decision.verdict is not Verdict.ALLOW:
                    return reply.refused(decision)
                files.given, files.asker = material.files, order.shown_to
                files.job, files.first_frame = job, first_frame
                return self._render(order.brief, order.storyboard, decision, files, progress)
        except reply.FAULTS as fault:
            return reply.failed(fault)

    def stored(self, sha256: str) -> bool:
        """Whether the bytes of a clip are in the store.

        Raises:
            BlobError: The store cannot be reached.
        """
        return self._blobs.has(sha256)

    def file(self, clip_id: str) -> Path:
        """A local file of a clip; one that lies elsewhere is fetched, and `doctor --repair` clears it away.

        Args:
            clip_id: The clip.

        Raises:
            NotFound: There is no such clip.
            ClipWithdrawn: Somebody took it back.
            ClipLost: Its bytes are gone.
            BlobError: The store cannot be reached.
        """
        clip = self._store.get_clip(clip_id)
        if clip.withdrawn_at is not None:
            raise ClipWithdrawn(f"clip {clip_id!r} was withdrawn: {clip.withdrawn_because}")
        if self._blobs.has(clip.sha256):
            if self._blobs.is_local:
                return Path(self._blobs.location(clip.sha256))
            return self._fetched(clip_id, clip.sha256)
        path = Path(clip.path)
        if "://" in clip.path or not path.is_file():
            raise ClipLost(f"the file {clip.path!r} of clip {clip_id!r} is gone; it was moved or removed")
        return path

    def _fetched(self, clip_id: str, sha256: str) -> Path:
        folder = self._work_dir / clip_id
        workroom.prepare(folder)
        file = folder / f"clip{SUFFIX}"
        if not file.is_file():
            self._blobs.fetch(sha256, file)
        return file

    def clear(self, owner_id: str) -> None:
        """Delete what was being made of a render or a job that has ended.

        Args:
            owner_id: The render or the job.
        """
        workroom.clear(self._work_dir / owner_id)

    def shown_frame(self, job_id: str, *, make: bool = False) -> Path:
        """Where the first frame of a job lies while it is rendered.

        Args:
            job_id: The job.
            make: Whether to make its folder.

        Raises:
            OutputError: The folder cannot be made.
        """
        folder = self._work_dir / job_id
        if make:
            workroom.prepare(folder)
        return folder / "first.jpg"
