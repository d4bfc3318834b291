"""What there is to be seen of a job: where it stands, its storyboard, its question, and what could be watched of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from agent_tools.converse.watched import own_notes, quiet, reduction
from agent_tools.job.view import Caller, JobView
from agent_tools.tool.outcome import asked_of

if TYPE_CHECKING:
    from agent_tools.converse.world import World
    from agent_tools.schema import Shot, Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One state that a job came into."""

    job: str
    state: str
    step: str
    fraction: float
    attempts: int
    version: int
    clip: str | None


class JobSight:
    """A job.

    Args:
        world: Where it is.
        job_id: Its id.
    """

    def __init__(self, world: World, job_id: str) -> None:
        self._world = world
        self.id = job_id

    @cached_property
    def view(self) -> JobView:
        """The job as whoever asked for it sees it."""
        ((tenant,),) = self._world.ask("SELECT tenant FROM job WHERE id = ?", (self.id,))
        with quiet():
            return self._world.desk.get(self.id, Caller(tenant=tenant))

    @property
    def state(self) -> str:
        """Where it stands."""
        ((state,),) = self._world.ask("SELECT state FROM job WHERE id = ?", (self.id,))
        return str(state)

    @property
    def reply(self) -> str | None:
        """How it ended."""
        return None if self.view.reply is None else self.view.reply.status

    @property
    def error(self) -> str | None:
        """The code of its fault."""
        return None if self.view.reply is None else self.view.reply.error_code

    @property
    def message(self) -> str | None:
        """What can be shown to the person."""
        return None if self.view.reply is None else self.view.reply.message

    @property
    def attempts(self) -> int:
        """How often its render was begun."""
        return self.view.attempts

    @property
    def based_on(self) -> str | None:
        """The clip that it revises."""
        return self.view.parent_clip_id

    @property
    def cancelling(self) -> bool:
        """Whether its end was asked for."""
        return self.view.cancelling

    @property
    def tenant(self) -> str:
        """Whose it is."""
        return self.view.tenant


class BoardSight:
    """A storyboard, in the size in which it was planned."""

    def __init__(self, board: Storyboard) -> None:
        self.board = board
        scale, pace = reduction(board.notes)
        self.shots = len(board.shots)
        self.total_seconds = board.duration_s
        self.prompts = [words_of(shot) for shot in board.shots]
        self.order = self.prompts
        self.sequence = [ShotSight(shot) for shot in board.shots]
        self.aspect_ratio = board.aspect_ratio
        self.size = f"{board.width_px * scale}x{board.height_px * scale}"
        self.fps = board.fps * pace
        self.notes = own_notes(board.notes)
        self.planner = board.planner


class ShotSight:
    """One shot."""

    def __init__(self, shot: Shot) -> None:
        self.words = words_of(shot)
        self.scene = shot.prompt.scene
        self.camera = shot.camera_move.kind.value
        self.style = shot.prompt.style
        self.lighting = shot.prompt.lighting
        self.onscreen_text = list(shot.onscreen_text)
        self.duration_s = shot.duration_s
        self.seed = shot.seed
        self.transition = shot.transition.value


def words_of(shot: Shot) -> str:
    """The five slots of a shot, what its subjects are and do, and its setting, as one text."""
    slots = shot.prompt
    parts = [slots.scene, slots.camera, slots.lighting, slots.temporal, slots.style]
    parts += [text for subject in shot.subjects for text in (subject.words, subject.action)]
    return "; ".join(part for part in (*parts, shot.setting) if part)


class PendingSight:
    """What a job waits for."""

    def __init__(self, view: JobView, reply: str) -> None:
        question = view.question
        if question is None:
            raise ValueError(f"job {view.id!r} waits for nothing")
        asked = asked_of(question)
        self.kind = question.kind.value
        self.names = list(question.names)
        self.text = asked
        self.in_reply = any(" ".join(text.split()) in " ".join(reply.split()) for text in (asked, question.text))


class EventSight:
    """What could be watched of a job in a turn."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes
        self.stages = [change.step for change in changes]
        self.states = [change.state for change in changes]
        self.last = self.states[-1] if self.states else None

    @property
    def progress(self) -> str:
        """`increasing`, or what it was instead."""
        attempts: dict[int, list[float]] = {}
        for change in self._changes:
            attempts.setdefault(change.attempts, []).append(change.fraction)
        for told in attempts.values():
            fell = next(((a, b) for a, b in pairwise(told) if b < a), None)
            if fell is not None:
                return f"falling from {fell[0]:g} to {fell[1]:g}"
        moved = any(told[-1] > told[0] for told in attempts.values())
        return "increasing" if moved else "standing still"

    @property
    def versions(self) -> str:
        """`increasing`, or what they were instead."""
        told = [change.version for change in self._changes]
        wrong = next(((a, b) for a, b in pairwise(told) if b <= a), None)
        return "increasing" if wrong is None else f"{wrong[0]} and then {wrong[1]}"
