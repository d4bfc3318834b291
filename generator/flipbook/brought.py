"""What was given for a shot, as layers that are known before it is denoised.

Each file is read again here, by the digest that was permitted. Where several of them speak of the motion, a picture
that must not be mirrored comes first, then the camera path, then the measured video, then the kept motion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch

from generator.errors import RenderError
from generator.exchange import Exchange
from generator.flipbook.known import LAYER_SIZES, Known, known_camera, known_facing
from generator.flipbook.layer_file import StoredLayers, load_layers
from generator.flipbook.layout import AFTER_ROLE, SUBJECT_ROLES
from generator.flipbook.motion_from import motion_from
from generator.flipbook.prompt import Reading
from generator.flipbook.reference import Reference, background_reference, subject_reference
from generator.flipbook.trajectory import camera_track
from generator.flipbook.word import split_words
from policy.types import GivenIntent, GivenKind, ShotIntent

_SAME_LENGTH_S = 0.05


@dataclass(slots=True, kw_only=True)
class Brought:
    """What a shot brings along, as it grows.

    Attributes:
        roles: Role to phrase, for the network.
        known: Layer to what is known of it.
        notes: What is done otherwise than a person would expect.
        ending: The stored shot that this one goes on from; None where it begins anew.
    """

    roles: dict[str, str]
    known: dict[str, Known] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ending: StoredLayers | None = None

    def n_subjects(self, reading: Reading) -> int:
        """Subject layers of the shot, 0..3: those that its words name, and those that are known beyond them."""
        known = (number for number, role in enumerate(SUBJECT_ROLES, 1) if role in self.known)
        return max((reading.n_subjects, *known))


class Bringer:
    """Reads what was given for the shots of one permit.

    Args:
        exchange: Where the files lie.
        weights: `sha256:...` of the weights that draw the rest.
    """

    def __init__(self, exchange: Exchange, *, weights: str) -> None:
        self._exchange = exchange
        self._weights = weights
        self._pictures: dict[tuple[GivenKind, str], Reference] = {}

    def bring(self, shot: ShotIntent, reading: Reading, *, alone: bool) -> Brought:
        """Everything that was given for a shot.

        Args:
            shot: The shot.
            reading: What its words say.
            alone: Whether it is the only shot, so that every kept layer is shown in it.

        Raises:
            GivenFileError: A file is gone or is not the one that was judged.
            PictureError: A picture cannot be used.
            FootageError: A video cannot be used.
            LayerFileError: Layers are damaged or were drawn by other weights.
        """
        out = Brought(roles=dict(reading.roles))
        motion: Known | None = None
        for given in shot.given:
            path = self._exchange.path(given.sha256)
            match given.kind:
                case GivenKind.SUBJECT:
                    self._subject(given, path, reading, out)
                case GivenKind.BACKGROUND:
                    self._show("background", given, path, out)
                case GivenKind.LAYERS:
                    motion = self._kept(given, path, shot, reading, out, alone=alone) or motion
                case GivenKind.ENDING:
                    out.ending = load_layers(path, weights=self._weights)
                case GivenKind.MOTION:
                    motion = _over(self._measured(given, path, shot, reading, out), motion)
        if shot.camera_path:
            motion = _over(known_camera(camera_track(shot.camera_path, duration_s=shot.duration_s)), motion)
        motion = never_mirrored(out.known, motion)
        if motion is not None:
            out.known["motion"] = motion
        return out

    def _subject(self, given: GivenIntent, path: Path, reading: Reading, out: Brought) -> None:
        self._show(_role_of(given.subject, reading), given, path, out)

    def _show(self, layer: str, given: GivenIntent, path: Path, out: Brought) -> None:
        key = (given.kind, given.sha256)
        if key not in self._pictures:
            read = subject_reference if given.kind is GivenKind.SUBJECT else background_reference
            self._pictures[key] = read(path)
        out.known[layer] = self._pictures[key].known
        out.notes += self._pictures[key].notes

    def _kept(
        self, given: GivenIntent, path: Path, shot: ShotIntent, reading: Reading, out: Brought, *, alone: bool
    ) -> Known | None:
        """Puts kept pictures in their places, and gives the kept motion."""
        stored = load_layers(path, weights=self._weights)
        names = [name for name in stored.layers if name in given.layers]
        subjects = [name for name in names if name in SUBJECT_ROLES]
        fixed = "motion" in names  # a motion moves the subjects of its own shot, place by place
        for name, role in _places(subjects, {} if fixed else stored.words, reading, alone=alone or fixed).items():
            out.known[role] = stored.layers[name]
            called, asked = stored.words.get(name, ""), out.roles.get(role, "")
            if called and asked and not _alike(called, asked):
                out.notes.append(f"The kept {called!r} of {given.name!r} is shown in the place of {asked!r}.")
            out.roles[role] = asked or called
        if AFTER_ROLE in names and SUBJECT_ROLES[0] in out.known:
            out.known[AFTER_ROLE] = stored.layers[AFTER_ROLE]
            called = stored.words.get(AFTER_ROLE) or out.roles[SUBJECT_ROLES[0]]
            out.roles[AFTER_ROLE] = out.roles.get(AFTER_ROLE) or called
        out.known |= {name: stored.layers[name] for name in ("background", "weather") if name in names}
        shown = sum(known is stored.layers[name] for name in subjects for known in out.known.values())
        if shown < len(subjects):
            out.notes.append(f"This shot names {shown} of the {len(subjects)} kept subjects of {given.name!r}.")
        if not fixed:
            return None
        if abs(stored.duration_s - shot.duration_s) > _SAME_LENGTH_S:
            out.notes.append(_stretched("kept motion", given.name, stored.duration_s, shot.duration_s))
        mask = torch.ones(LAYER_SIZES["motion"], dtype=torch.bool)
        return Known(tokens=stored.layers["motion"].tokens, mask=mask)

    def _measured(self, given: GivenIntent, path: Path, shot: ShotIntent, reading: Reading, out: Brought) -> Known:
        mover = (n for n, role in enumerate(SUBJECT_ROLES) if role in reading.cast)
        subject = next((n for n in mover if reading.cast[SUBJECT_ROLES[n]].id == given.subject), 0)
        measured = motion_from(path, subject=subject)
        out.notes += measured.notes
        if not measured.mover_seen:
            out.notes.append(f"Only the camera moves in {given.name!r}; how the subject moves is drawn from the words.")
        if abs(measured.duration_s - shot.duration_s) > _SAME_LENGTH_S:
            out.notes.append(_stretched("motion", given.name, measured.duration_s, shot.duration_s))
        return measured.known


def never_mirrored(known: Mapping[str, Known], motion: Known | None) -> Known | None:
    """What is known of the motion, and that no picture from outside is turned round: there may be writing on it.

    Args:
        known: Layer to what is known of it.
        motion: What is known of the motion before; None for nothing.
    """
    for number, role in enumerate(SUBJECT_ROLES):
        if role in known and known[role].exact is not None:
            motion = _over(known_facing(number), motion)
    return motion


def _over(upper: Known, lower: Known | None) -> Known:
    return upper if lower is None else upper.over(lower)


def _stretched(what: str, name: str, before_s: float, after_s: float) -> str:
    return f"The {what} of {name!r} lasts {before_s:.1f} s; here it takes {after_s:g} s."


def _role_of(subject_id: str, reading: Reading) -> str:
    for role, subject in reading.cast.items():
        if subject.id == subject_id:
            return role
    shown = ", ".join(repr(subject.id) for subject in reading.cast.values()) or "none"
    raise RenderError(f"a file was given for the subject {subject_id!r}, and the shot shows {shown}")


def _places(names: list[str], words: Mapping[str, str], reading: Reading, *, alone: bool) -> dict[str, str]:
    """Stored subject to the role that it plays: by what it is called, else by its place.

    Subjects that the shot does not name are shown all the same when it is the only one.
    """
    out: dict[str, str] = {}
    free = list(SUBJECT_ROLES)
    for name in names:
        for role in free:
            if role in reading.cast and name in words and _alike(words[name], reading.cast[role].words):
                out[name] = role
                free.remove(role)
                break
    for name in names:
        if name not in out and (alone or (name not in words and name in reading.cast)):
            out[name] = name if name in free else free[0]
            free.remove(out[name])
    return out


def _alike(one: str, other: str) -> bool:
    """Whether two phrases share their last word or one lies within the other: "red fox" and "the fox"."""
    left, right = split_words(one), split_words(other)
    return bool(left and right) and (left[-1] == right[-1] or set(left) <= set(right) or set(right) <= set(left))
