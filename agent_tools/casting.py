"""Which file stands for what: the material of a request, put into the shots of its storyboard."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from agent_tools.camera_path import steered
from agent_tools.errors import BriefError
from agent_tools.material import Material
from agent_tools.planner.morphology import singular
from agent_tools.schema import (
    MAX_SUBJECTS,
    Brief,
    Given,
    ReferenceFile,
    ReferenceView,
    Shot,
    Storyboard,
    Subject,
)
from policy.types import GivenKind

_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME = "picture"


def with_material(board: Storyboard, brief: Brief, material: Material) -> Storyboard:
    """The storyboard with everything that was given beside the words.

    Args:
        board: What the words say.
        brief: The request.
        material: Its files, taken in.

    Returns:
        The same shots with what each takes from the files; a picture that no subject is named for becomes a subject of
        its own, and every such decision stands in the notes.

    Raises:
        BriefError: A picture finds no place.
        TrajectoryError: The camera path cannot be read.
    """
    if brief.camera is not None:
        board = steered(board, brief.camera)
    casting = _Casting(shots=list(board.shots))
    _cast_pictures(casting, material)
    _place_layers(casting, material)
    _place_motion(casting, brief, material)
    references = tuple(
        ReferenceView(sha256=taken.sha256, faces=taken.reference.faces, texts=taken.reference.texts)
        for taken in material.looked_at
    )
    return board.model_copy(
        update={
            "shots": tuple(casting.shots),
            "references": references,
            "notes": tuple(dict.fromkeys((*board.notes, *casting.notes))),
        }
    )


@dataclass(slots=True, kw_only=True)
class _Casting:
    shots: list[Shot]
    notes: list[str] = field(default_factory=list)

    @property
    def subjects(self) -> list[Subject]:
        """Every subject of the clip, in the order in which they appear."""
        return list({subject.id: subject for shot in self.shots for subject in shot.subjects}.values())

    def give(self, number: int, given: Given) -> None:
        """Put what was given into one shot."""
        shot = self.shots[number]
        self.shots[number] = shot.model_copy(update={"given": (*shot.given, given)})


def _cast_pictures(casting: _Casting, material: Material) -> None:
    cast: dict[str, Given] = {}
    by_name = sorted(material.pictures, key=lambda picture: not picture[0].subject)  # those with a name choose first
    for reference, taken in by_name:
        name = taken.path.name
        if reference.background:
            continue
        subject = _role_for(reference, name, casting, taken_by=cast)
        cast[subject.id] = Given(kind=GivenKind.SUBJECT, sha256=taken.sha256, name=name, subject=subject.id)
    for number, shot in enumerate(casting.shots):
        for subject in shot.subjects:
            if subject.id in cast:
                casting.give(number, cast[subject.id])
        for reference, taken in material.pictures:
            if reference.background:
                name = taken.path.name
                casting.give(number, Given(kind=GivenKind.BACKGROUND, sha256=taken.sha256, name=name))


def _role_for(reference: ReferenceFile, name: str, casting: _Casting, *, taken_by: dict[str, Given]) -> Subject:
    """The subject that a picture stands for: the one that is called so, else the first without a picture."""
    called = _called(reference.subject, casting.subjects)
    if called is not None:
        if called.id in taken_by:
            raise BriefError(
                f"{taken_by[called.id].name!r} and {name!r} are both given for {called.words!r}, 1 picture at most "
                "can be shown for a subject"
            )
        return called
    free = [subject for subject in casting.subjects if subject.id not in taken_by]
    if not free:
        return _added(reference.subject or _words_of(name), name, casting)
    if reference.subject:
        casting.notes.append(
            f"no subject of the request is called {reference.subject!r}; {name!r} stands for {free[0].words!r}"
        )
    return free[0]


def _called(name: str, subjects: list[Subject]) -> Subject | None:
    wanted = _stems(name)
    return next((subject for subject in subjects if wanted and wanted <= _stems(subject.words)), None)


def _stems(text: str) -> set[str]:
    return {singular(word) for word in _WORD.findall(text.casefold())}


def _words_of(name: str) -> str:
    """What a file's name calls its picture."""
    return " ".join(_WORD.findall(name.rpartition(".")[0].casefold().replace("_", " "))) or _NO_NAME


def _added(words: str, name: str, casting: _Casting) -> Subject:
    """A subject of its own for a picture, in every shot that has room for it."""
    numbers = [n for n, shot in enumerate(casting.shots) if len(shot.subjects) < MAX_SUBJECTS]
    if not numbers:
        raise BriefError(
            f"{name!r} finds no place: every shot shows {MAX_SUBJECTS} subjects already, which is the most"
        )
    subject = Subject(id=f"given-{len(casting.subjects) + 1}", words=words)
    for number in numbers:
        shot = casting.shots[number]
        casting.shots[number] = shot.model_copy(update={"subjects": (*shot.subjects, subject)})
    casting.notes.append(f"the request names no subject for {name!r}; it is shown as {words!r}")
    return subject


def _place_layers(casting: _Casting, material: Material) -> None:
    if material.kept is not None:
        given = Given(
            kind=GivenKind.LAYERS, sha256=material.kept.sha256, name=material.kept.path.name, layers=material.layers
        )
        for number, shot in enumerate(casting.shots):  # a picture that is given wins over a kept one
            casting.shots[number] = shot.model_copy(update={"given": (given, *shot.given)})
    if material.ended is not None:
        from generator.flipbook.extend import MAX_S

        lasts = casting.shots[0].duration_s
        if lasts > MAX_S:
            raise BriefError(f"a shot that goes on from another lasts at most {MAX_S:g} s, this one {lasts:g} s")
        ended = Given(kind=GivenKind.ENDING, sha256=material.ended.sha256, name=material.ended.path.name)
        casting.give(0, ended)


def _place_motion(casting: _Casting, brief: Brief, material: Material) -> None:
    if material.footage is None or brief.motion_from is None:
        return
    name, subjects = material.footage.path.name, list(casting.shots[0].subjects)
    wanted = brief.motion_from.subject
    mover = _called(wanted, subjects) or (subjects[0] if subjects else None)
    if wanted and mover is not None and not _called(wanted, subjects):
        casting.notes.append(f"no subject of the first shot is called {wanted!r}; {mover.words!r} moves as in {name!r}")
    subject = mover.id if mover is not None else ""
    casting.give(0, Given(kind=GivenKind.MOTION, sha256=material.footage.sha256, name=name, subject=subject))
    if len(casting.shots) > 1:
        casting.notes.append(f"the motion of {name!r} is used in the first of {len(casting.shots)} shots")
