"""The files that a request brings, taken into a folder of our own for as long as the request takes.

A file that cannot be used is told before anything is judged or rendered. What the gate must know of the others, and
where their copies lie, goes on from here; the folder is gone when the request is answered.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tools.errors import BriefError
from agent_tools.schema import MAX_SUBJECTS, Brief, ReferenceFile

if TYPE_CHECKING:
    from generator.reference.intake import Taken

LAYERS = ("background", "subject1", "subject2", "subject3", "after1", "weather", "motion")
SUBJECTS = "subjects"
_OF_SUBJECTS = frozenset({"subject1", "subject2", "subject3", "after1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a request brought, taken in.

    Attributes:
        pictures: Each reference of the brief with its copy.
        kept: The file of layers that are kept.
        layers: Which of its layers are kept.
        ended: The file of layers that the first shot goes on from.
        footage: The video that the motion is measured from.
    """

    pictures: tuple[tuple[ReferenceFile, Taken], ...] = ()
    kept: Taken | None = None
    layers: tuple[str, ...] = ()
    ended: Taken | None = None
    footage: Taken | None = None

    @property
    def files(self) -> dict[str, Path]:
        """Digest of every file to its copy."""
        return {taken.sha256: taken.path for taken in self._taken}

    @property
    def looked_at(self) -> tuple[Taken, ...]:
        """Every file, each once; faces are looked for in all of them."""
        return tuple({taken.path: taken for taken in self._taken}.values())

    @property
    def _taken(self) -> tuple[Taken, ...]:
        others = (taken for taken in (self.kept, self.ended, self.footage) if taken is not None)
        return (*(taken for _, taken in self.pictures), *others)


def _unknown(_sha256: str) -> bool:
    return False


@contextmanager
def take_in(brief: Brief, *, faceless: Callable[[str], bool] = _unknown) -> Iterator[Material]:
    """The files of a request, for as long as the block lasts.

    Args:
        brief: The request.
        faceless: Whether the layers or the clip with this digest are known to show nobody, because they were drawn
            here; in others faces are looked for.

    Raises:
        BriefError: Its options cannot be used together.
        PictureError: A reference cannot be used.
        LayerFileError: A file of layers cannot be used.
        FootageError: The video cannot be used, or nothing moves in it.
    """
    _check_together(brief)
    if not (brief.references or brief.keep or brief.extend or brief.motion_from):
        yield Material()
        return
    # OpenCV, torch and Pillow are needed by no request without files.
    from generator.reference.intake import take_footage, take_layers, take_picture

    with tempfile.TemporaryDirectory(prefix="reelwright-") as folder:
        # Files of one name may come from two folders.
        rooms = (_room(Path(folder), number) for number in range(len(brief.references) + MAX_SUBJECTS))
        kept = take_layers(brief.keep.path, next(rooms), faceless=faceless) if brief.keep else None
        yield Material(
            pictures=tuple((reference, take_picture(reference.path, next(rooms))) for reference in brief.references),
            kept=kept,
            layers=chosen_layers(brief.keep.layers, kept) if brief.keep and kept else (),
            ended=take_layers(brief.extend, next(rooms), faceless=faceless) if brief.extend else None,
            footage=take_footage(brief.motion_from.path, next(rooms), faceless=faceless) if brief.motion_from else None,
        )


def _room(folder: Path, number: int) -> Path:
    room = folder / str(number)
    room.mkdir()
    return room


def _check_together(brief: Brief) -> None:
    backgrounds = [reference for reference in brief.references if reference.background]
    if len(backgrounds) > 1:
        raise BriefError(f"{len(backgrounds)} pictures are given as the background, 1 at most can be shown")
    n_subjects = len(brief.references) - len(backgrounds)
    if n_subjects > MAX_SUBJECTS:
        raise BriefError(f"{n_subjects} pictures are given as subjects, a shot shows at most {MAX_SUBJECTS}")
    if brief.extend and (brief.references or brief.keep or brief.motion_from or brief.camera):
        raise BriefError(
            f"a shot that goes on from {brief.extend.name!r} keeps its pictures, its motion and its camera: give no "
            "reference, kept layers, video or camera path beside it"
        )


def chosen_layers(words: tuple[str, ...], kept: Taken) -> tuple[str, ...]:
    """Names of the layers that are kept, in their order.

    Args:
        words: See `LayersFile.layers`.
        kept: The file of layers.

    Raises:
        BriefError: A word names no layer, or one that the file does not hold; or none would be kept.
    """
    named = [word.removeprefix("-") for word in words]
    unknown = [word for word in named if word not in (*LAYERS, SUBJECTS)]
    if unknown:
        raise BriefError(f"{unknown[0]!r} is no layer: give some of {', '.join((SUBJECTS, *LAYERS))}")
    without = {word.startswith("-") for word in words}
    if len(without) > 1:
        raise BriefError(f"the layers {','.join(words)!r} must have a minus before each of them, or before none")
    meant = {layer for word in named for layer in (_OF_SUBJECTS if word == SUBJECTS else {word})}
    there = [layer for layer in LAYERS if layer in kept.layers]
    missing = [word for word in named if word not in (*there, SUBJECTS)]
    chosen = tuple(layer for layer in there if (layer in meant) is not (True in without))
    if missing or not chosen:
        raise BriefError(
            f"{kept.path.name!r} holds {', '.join(there)}: the layers {','.join(words)!r} cannot be kept from it"
        )
    return chosen
