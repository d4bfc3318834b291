"""Jobs that go on when a test says so, as the values that the real desk gives."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

from agent_tools.job.view import JobProgress, JobState, JobView, Question, QuestionKind
from agent_tools.schema import (
    CameraMove,
    ClipView,
    Disclosure,
    FindingView,
    Shot,
    Storyboard,
    StructuredPrompt,
    Subject,
    ToolReply,
)
from policy.types import CameraKind

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FAMOUS, SOMEBODY, RELATIVE = "Taylor Swift", "Anna Lindqvist", "my neighbour Pat Ode"
REMEDY = "Remove the name, or describe an invented character instead."
WHY = "This request names a real, well-known person, and a clip could be mistaken for something they did."


def storyboard(request: str = "a paper boat on a pond", n_shots: int = 2, aspect_ratio: str = "16:9") -> Storyboard:
    """A board whose first shot shows the request."""
    kinds = (CameraKind.DOLLY_IN, CameraKind.PAN_RIGHT, CameraKind.STATIC, CameraKind.ORBIT)
    shots = tuple(
        Shot(
            prompt=StructuredPrompt(
                scene=request if not number else f"{request}, part {number + 1}",
                camera=f"the camera does {kinds[number % 4].value}",
                lighting="sunrise",
                temporal="it drifts across",
                style="flat illustration, crisp edges",
            ),
            camera_move=CameraMove(kind=kinds[number % 4]),
            duration_s=1.0,
            subjects=(Subject(id="boat-1", words="paper boat", action="drifts across"),),
            setting="a pond",
            onscreen_text=("Ahoy",) if number else (),
        )
        for number in range(n_shots)
    )
    return Storyboard(
        shots=shots,
        aspect_ratio=aspect_ratio,
        width_px=512,
        height_px=288,
        fps=24,
        duration_s=float(n_shots),
        planner="template-1",
        notes=("the seconds were read as one a shot",),
    )


def clip_view(clip_id: str, size_bytes: int) -> ClipView:
    """A clip as it is shown outside."""
    return ClipView(
        id=clip_id,
        path=f"/v1/clips/{clip_id}/content",
        sha256="sha256:" + "ab" * 32,
        duration_s=2.0,
        width_px=512,
        height_px=288,
        fps=24,
        n_frames=48,
        size_bytes=size_bytes,
        watermark_id=2408969888,
    )


class ScriptedDesk:
    """Jobs by id. `watched` is notified of each change."""

    def __init__(self, clip: bytes) -> None:
        self.jobs: dict[str, JobView] = {}
        self.acknowledged: set[str] = set()
        self.keys: dict[str, str] = {}
        self.answers: list[dict[str, Any]] = []
        self.revisions: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []
        self.watched = threading.Condition()
        self.disclosure = Disclosure()
        self.planned: Storyboard | None = None
        self._clip = clip

    def submit(self, asked: dict[str, Any], key: str) -> JobView:
        """A job in the state that its words ask for; the same key gives the same job."""
        self.asked.append(asked)
        if key in self.keys:
            return self.jobs[self.keys[key]]
        view = JobView(
            id=f"job_{len(self.jobs):04d}", state=JobState.QUEUED, request=asked["request"], created_at=NOON, version=1
        )
        self.keys[key] = view.id
        return self.put(view.model_copy(update=self._first(asked)))

    def _first(self, asked: dict[str, Any]) -> dict[str, Any]:
        request = asked["request"]
        if FAMOUS in request:
            return {"state": JobState.BLOCKED, "reply": self._refused(request)}
        board = self.planned or storyboard(request, aspect_ratio=asked.get("aspect_ratio", "16:9"))
        if SOMEBODY in request:
            return {"storyboard": board, **_asks(QuestionKind.INVENTED, "Is this an invented person?", SOMEBODY)}
        if RELATIVE in request:
            return {"storyboard": board, **_asks(QuestionKind.CONSENT, "Showing a real person needs their consent.")}
        if asked.get("approve") == "always":
            return {"storyboard": board, **_asks(QuestionKind.STORYBOARD, "This is what would be made.")}
        return {"storyboard": board, "progress": JobProgress(position=2, eta_s=14.0)}

    def _refused(self, request: str) -> ToolReply:
        at = request.index(FAMOUS)
        found = FindingView(
            code="likeness.public_figure",
            detector="public_figure",
            span=(at, at + len(FAMOUS)),
            remedy=REMEDY,
            field="turns[0]",
            matched=FAMOUS,
        )
        return ToolReply(status="blocked", message=f"{WHY} {REMEDY}", decision_id="dec_0001", findings=(found,))

    def put(self, view: JobView) -> JobView:
        """Write a job down, and tell whoever watches."""
        with self.watched:
            self.jobs[view.id] = view
            self.watched.notify_all()
        return view

    def move(self, job_id: str, **changes: Any) -> JobView:
        """Change a job; its version grows."""
        view = self.jobs[job_id]
        return self.put(view.model_copy(update={"version": view.version + 1, **changes}))

    def run(self, job_id: str, stage: str, fraction: float, eta_s: float | None = 8.0) -> JobView:
        """Bring a job to a stage of its render."""
        progress = JobProgress(stage=stage, fraction=fraction, eta_s=eta_s)
        return self.move(job_id, state=JobState.RUNNING, question=None, progress=progress)

    def complete(self, job_id: str, notes: tuple[str, ...] = ()) -> JobView:
        """End a job with a clip."""
        clip_id = job_id.replace("job_", "clip_")
        reply = ToolReply(
            status="made",
            message="The clip is ready: 2 s, 512x288, 24 fps.",
            clip=clip_view(clip_id, len(self._clip)),
            decision_id="dec_0001",
            disclosure=self.disclosure,
            notes=notes,
            timings_s={"denoise": 2.2},
        )
        done = JobProgress(stage="disclose", fraction=1.0)
        return self.move(job_id, state=JobState.COMPLETED, clip_id=clip_id, reply=reply, question=None, progress=done)

    def answer(self, job_id: str, said: dict[str, Any]) -> JobView:
        """Take an answer: on to the queue, or the end."""
        self.answers.append(said)
        if said["action"] == "decline":
            return self.move(job_id, state=JobState.CANCELLED, question=None)
        board = Storyboard.model_validate(said["storyboard"]) if "storyboard" in said else self.jobs[job_id].storyboard
        return self.move(job_id, state=JobState.QUEUED, question=None, storyboard=board)

    def cancel(self, job_id: str) -> JobView:
        """Ask for the end of a job; the worker has not let go yet."""
        return self.move(job_id, cancelling=True)

    def revise(self, job_id: str, changes: dict[str, Any]) -> JobView:
        """A new job with the old one's clip as its parent."""
        self.revisions.append(changes)
        parent = self.jobs[job_id]
        view = parent.model_copy(
            update={
                "id": f"job_{len(self.jobs):04d}",
                "state": JobState.QUEUED,
                "request": changes.get("request", parent.request),
                "parent_clip_id": parent.clip_id,
                "clip_id": None,
                "reply": None,
                "version": 1,
                "progress": JobProgress(),
            }
        )
        return self.put(view)


def _asks(kind: QuestionKind, text: str, *names: str) -> dict[str, Any]:
    question = Question(id="q_1", kind=kind, text=text, names=names, estimated_s=6.0)
    return {"state": JobState.NEEDS_ANSWER, "question": question}
