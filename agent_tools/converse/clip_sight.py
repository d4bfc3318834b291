"""What there is to be seen of a clip: its file, its pictures, and the label on them.

Each property has the name of a field of `delivered`, and is looked at when an expectation asks for it and not before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent_tools.converse.measure import Measured, measure
from agent_tools.converse.watched import reduction
from agent_tools.errors import AgentToolsError
from agent_tools.store.view import History
from generator.label import label_overlay
from generator.label_choice import Label, LabelCorner
from generator.label_text import Language
from policy.types import Use

if TYPE_CHECKING:
    from agent_tools.converse.world import World
    from agent_tools.schema import ClipView

LETTERS_APART = 60.0
"""How much brighter the letters of the label are than their backing, 0..255, where it can be read."""

_OPAQUE_WHITE = 200 * 255


class ClipSight:
    """One clip.

    Args:
        world: Where it was made.
        clip_id: Its id.
        fresh: Whether its row was written in the turn.
    """

    def __init__(self, world: World, clip_id: str, *, fresh: bool) -> None:
        self._world = world
        self.id = clip_id
        self.fresh = fresh

    @cached_property
    def view(self) -> ClipView:
        """Its row."""
        return self._world.desk.service.row(self.id)

    @cached_property
    def past(self) -> History | None:
        """Everything it came from; None where a part of that is missing or erased."""
        try:
            return self._world.desk.service.history(self.id)
        except AgentToolsError:
            return None

    @cached_property
    def path(self) -> Path:
        """Where its file is to lie."""
        return Path(self.view.path)

    @cached_property
    def measured(self) -> Measured | None:
        """Its file, decoded; None where it has none."""
        return measure(self.path) if self.path.is_file() else None

    @cached_property
    def _reduction(self) -> tuple[int, int]:
        """How much smaller and slower it was rendered than it was planned, because the stub drew it."""
        return (1, 1) if self.past is None else reduction(self.past.storyboard.notes)

    @property
    def _scale(self) -> int:
        return self._reduction[0]

    @property
    def _pace(self) -> int:
        return self._reduction[1]

    @property
    def file(self) -> bool:
        """Whether its file is there."""
        return self.path.is_file()

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.view.withdrawn_at is not None

    @property
    def duration_s(self) -> float | None:
        """Length of the decoded pictures."""
        return None if self.measured is None else self.measured.duration_s

    @property
    def size(self) -> str | None:
        """Decoded size, at the scale in which it was planned."""
        if self.measured is None:
            return None
        return f"{self.measured.width_px * self._scale}x{self.measured.height_px * self._scale}"

    @property
    def fps(self) -> float | None:
        """Pictures a second, at the pace in which it was planned."""
        return None if self.measured is None else self.measured.fps * self._pace

    @property
    def n_frames(self) -> int | None:
        """Decoded pictures, at the pace in which it was planned."""
        return None if self.measured is None else self.measured.n_frames * self._pace

    @property
    def container(self) -> str | None:
        """The container."""
        return None if self.measured is None else self.measured.container

    @property
    def codec(self) -> str | None:
        """The codec."""
        return None if self.measured is None else self.measured.codec

    @property
    def decodes(self) -> bool | None:
        """Whether every picture comes out."""
        return None if self.measured is None else self.measured.decodes

    @property
    def moves(self) -> bool | None:
        """Whether the pictures differ."""
        return None if self.measured is None else self.measured.moves

    @property
    def sha256(self) -> str | None:
        """Digest of the file."""
        return None if self.measured is None else self.measured.sha256

    @property
    def intact(self) -> bool:
        """Whether the file is what its row says."""
        found, row = self.measured, self.view
        return found is not None and (
            found.sha256 == row.sha256
            and found.size_bytes == row.size_bytes
            and found.n_frames == row.n_frames
            and (found.width_px, found.height_px) == (row.width_px, row.height_px)
            and abs(found.duration_s - row.duration_s) <= 1.0 / row.fps
        )

    @property
    def based_on(self) -> str | None:
        """The clip that it revises."""
        rows = self._world.ask(_PARENT, (self.id,))
        return rows[0][0] if rows else None

    @cached_property
    def label(self) -> LabelSight:
        """Its visible label."""
        return LabelSight(self, self._world)


_PARENT = "SELECT parent_clip_id FROM job WHERE clip_id = ? ORDER BY seq LIMIT 1"


class LabelSight:
    """The visible label of a clip.

    Args:
        clip: The clip.
        world: Where it was made.
    """

    def __init__(self, clip: ClipSight, world: World) -> None:
        self._clip = clip
        self._world = world

    @property
    def visible(self) -> bool | None:
        """Whether it stands on the first, the middle and the last picture."""
        return None if self._clip.measured is None else self.corner is not None

    @cached_property
    def corner(self) -> str | None:
        """In which corner its letters are."""
        found = self._clip.measured
        if found is None or not len(found.sample):
            return None
        apart = {corner.value: self._apart(found, corner) for corner in LabelCorner}
        best = max(apart, key=lambda corner: apart[corner])
        return best if apart[best] >= LETTERS_APART else None

    @property
    def text(self) -> str | None:
        """What it says, by the record."""
        past = self._clip.past
        return None if past is None else past.disclosure.label_text

    def _apart(self, found: Measured, corner: LabelCorner) -> float:
        """How much brighter the letters are than their backing would be there, in the worst of the pictures."""
        overlay = label_overlay(found.width_px, found.height_px, replace(self._wanted(), corner=corner))
        left, upper, right, lower = overlay.box
        letters = (overlay.keep[..., 0] == 0) & (overlay.ink[..., 0] > _OPAQUE_WHITE)
        backing = overlay.ink.max(axis=2) == 128  # black, however dense
        patches = found.sample[:, upper:lower, left:right]  # (T, h, w)
        if not letters.any() or not backing.any():
            return 0.0
        return float(min(np.mean(patch[letters]) - np.mean(patch[backing]) for patch in patches))

    def _wanted(self) -> Label:
        """The label that the settings of the world and the request ask for."""
        label = self._world.settings.label
        past = self._clip.past
        if past is None:
            return label
        performer = past.disclosure.contains_person and past.brief.use is Use.ADVERTISING
        return replace(
            label,
            languages=tuple(Language(code) for code in past.disclosure.languages),
            style=past.brief.label_style or label.style,
            performer=performer,
        )
