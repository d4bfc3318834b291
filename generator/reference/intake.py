"""Takes a file that somebody gave into a folder of our own, so that what is judged is what is rendered.

The copy is made while the digest is taken, keeps the file's name and can no longer be changed by whoever gave it. What
the gate must know of the copy is then read from it, and a file that cannot be used is told before anything is judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.errors import FootageError, GeneratorError, LayerFileError, PictureError
from generator.flipbook import footage, layer_file, picture_file
from generator.flipbook.layer_look import brightness, examine_layers, worst
from generator.flipbook.motion_from import motion_of
from generator.reference.examine import Look, examine
from generator.reference.face import find_faces
from policy.types import FaceState, Reference

_CHUNK_BYTES = 1 << 20
N_LOOKS = 8
"""Frames of a video in which faces are looked for, from the first to the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that was taken in.

    Attributes:
        path: Our copy.
        sha256: `sha256:...` of the whole file.
        reference: What the gate must know of how it looks.
        layers: Names of the stored layers; empty for the other kinds.
        duration_s: Seconds that the stored shot or the video lasts; None for a picture.
    """

    path: Path
    sha256: str
    reference: Reference
    layers: tuple[str, ...] = ()
    duration_s: float | None = None


def take_picture(path: Path, folder: Path, *, look: Look = find_faces) -> Taken:
    """Take in a picture.

    Args:
        path: A PNG, JPEG or WebP file of at most 20 MB.
        folder: An empty folder of our own.
        look: Looks for faces.

    Raises:
        PictureError: It cannot be used: missing, no picture, too small or large, animated, damaged or transparent.
    """
    copy, sha256 = _copied(path, folder, most_bytes=picture_file.MAX_BYTES, fault=PictureError)
    picture_file.read_picture(copy)
    return Taken(path=copy, sha256=sha256, reference=examine(copy, look=look))


def take_layers(
    path: Path, folder: Path, *, faceless: Callable[[str], bool] = lambda _sha256: False, look: Look = find_faces
) -> Taken:
    """Take in a file of layers. Whether the weights fit is known to the model alone.

    Args:
        path: A file that `save_layers` wrote.
        folder: An empty folder of our own.
        faceless: Whether the file with this digest is known to show nobody. The cascades take one in eight of the drawn
            animals and things for a face, so what was drawn here is not put to them again.
        look: Looks for faces in the stored pictures of any other file.

    Raises:
        LayerFileError: It is missing, damaged or no file of layers.
    """
    copy, sha256 = _copied(path, folder, most_bytes=layer_file.MAX_BYTES, fault=LayerFileError)
    stored = layer_file.load_layers(copy, weights=layer_file.weights_of(copy))
    looks = (lambda _grey: FaceState.NONE) if faceless(sha256) else look
    reference = examine_layers(stored, sha256=sha256, name=copy.name, look=looks)
    return Taken(
        path=copy, sha256=sha256, reference=reference, layers=tuple(stored.layers), duration_s=stored.duration_s
    )


def take_footage(
    path: Path, folder: Path, *, faceless: Callable[[str], bool] = lambda _sha256: False, look: Look = find_faces
) -> Taken:
    """Take in a video whose motion is to be measured. Nothing of its look is used, yet a person's motion is theirs too.

    Args:
        path: See `generator.flipbook.footage.read_footage`.
        folder: An empty folder of our own.
        faceless: Whether the clip with this digest is known to show nobody, because it was drawn here.
        look: Looks for faces in some of its frames.

    Raises:
        FootageError: It cannot be used, or nothing moves in it.
    """
    copy, sha256 = _copied(path, folder, most_bytes=footage.MAX_BYTES, fault=FootageError)
    shown = footage.read_footage(copy)
    motion_of(shown, path.name)
    at = np.linspace(0, len(shown.frames) - 1, N_LOOKS).round().astype(int)
    frames = () if faceless(sha256) else shown.frames[sorted(set(at.tolist()))]
    faces = worst({look(brightness(frame)) for frame in frames})
    reference = Reference(sha256=sha256, faces=faces, texts=(copy.name,))
    return Taken(path=copy, sha256=sha256, reference=reference, duration_s=shown.duration_s)


def _copied(path: Path, folder: Path, *, most_bytes: int, fault: Callable[[str], GeneratorError]) -> tuple[Path, str]:
    copy, digest, size = folder / path.name, hashlib.sha256(), 0
    try:
        if path.exists() and not path.is_file():
            raise fault(f"{str(path)!r} cannot be used: it must be a plain file")
        with path.open("rb") as source, copy.open("xb") as target:
            while chunk := source.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > most_bytes:
                    raise fault(f"{path.name!r} has more than {most_bytes} bytes, at most {most_bytes} are allowed")
                digest.update(chunk)
                target.write(chunk)
        copy.chmod(0o400)
    except (OSError, ValueError) as exc:
        why = getattr(exc, "strerror", None) or exc
        raise fault(f"{str(path)!r} cannot be read: {why}") from exc
    return copy, f"sha256:{digest.hexdigest()}"
