"""The files of one request: where its clip and its layers go, and what was given for it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from agent_tools.blob import SUFFIX
from agent_tools.placement import Placement
from agent_tools.store.job_view import JobLease
from generator.exchange import Exchange

LAYERS_SUFFIX = ".safetensors"


@dataclass
class Outgoing:
    """What comes out of a render, and what was given for it.

    Attributes:
        clip: The copy of the clip that is delivered; None where it stays in the store.
        layers: The file of layers; None where none is wanted.
        given: Digest of every given file to its copy.
        asker: Who asked.
        job: The job that the clip is for; None for none.
        first_frame: Where the first finished frame is put as a JPEG as soon as there is one; None for nowhere.
    """

    clip: Placement | None
    layers: Placement | None
    given: dict[str, Path] = field(default_factory=dict)
    asker: str = ""
    job: JobLease | None = None
    first_frame: Path | None = None

    @classmethod
    def enter(cls, stack: ExitStack, clip: Path | None, layers: Path | None) -> Self:
        """Make sure that everything can be written, before any work is done."""
        place = None if clip is None else stack.enter_context(Placement(clip, suffix=SUFFIX))
        other = None if layers is None else stack.enter_context(Placement(layers, suffix=LAYERS_SUFFIX))
        return cls(clip=place, layers=other)

    @property
    def exchange(self) -> Exchange:
        """What the renderer is told of them."""
        return Exchange(given=self.given, layers_out=self.layers.draft if self.layers else None)

    @property
    def drafts(self) -> tuple[tuple[str, str], ...]:
        """Where unfinished files may lie outside the workroom, each with the name that it is to have."""
        return tuple((str(place.draft), str(place.target)) for place in self._places)

    def publish(self, finished: Path) -> None:
        """Give the finished files their names, and the clip's copy its bytes.

        Args:
            finished: The finished clip.

        Raises:
            DiskFullError: No space was left.
            OutputError: A file cannot be written.
        """
        if self.clip is not None:
            self.clip.copy(finished)
        for place in self._places:
            place.publish()

    def keep(self) -> None:
        """Let the finished files stay."""
        for place in self._places:
            place.keep()

    @property
    def _places(self) -> tuple[Placement, ...]:
        return tuple(place for place in (self.clip, self.layers) if place is not None)
