"""From what was typed for files to the fields of a `Brief`: `FILE`, or `FILE=WORDS` where words say what it is for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent_tools.errors import BriefError
from agent_tools.schema import MAX_SUBJECTS

BACKGROUND = "background"
_MAX_NAME_CHARS = 100
_MAX_LAYERS = 8


def material(
    *,
    reference: Sequence[str] | None = None,
    keep: str | None = None,
    extend: str | None = None,
    motion_from: str | None = None,
    camera: str | None = None,
) -> dict[str, object]:
    """The fields of `Brief` that name files, and the camera path; what was not typed is None.

    Args:
        reference: Each `FILE`, `FILE=NAME` or `FILE=background`.
        keep: `FILE` or `FILE=LAYER,LAYER`.
        extend: `FILE`.
        motion_from: `FILE` or `FILE=NAME`.
        camera: Poses, as typed.

    Raises:
        BriefError: A file has no name, there are too many, or a name is too long.
    """
    if reference and len(reference) > MAX_SUBJECTS + 1:
        raise BriefError(
            f"--reference is given {len(reference)} times; it may be given {MAX_SUBJECTS} times for subjects and once "
            "for the background"
        )
    return {
        "references": tuple(_reference(typed) for typed in reference) if reference else None,
        "keep": None if keep is None else _kept(keep),
        "extend": None if extend is None else _path("--extend", extend),
        "motion_from": None if motion_from is None else _mover(motion_from),
        "camera": camera,
    }


def _reference(typed: str) -> dict[str, object]:
    path, words = _parts("--reference", typed)
    if words.casefold() == BACKGROUND:
        return {"path": path, "background": True}
    return {"path": path, "subject": words}


def _kept(typed: str) -> dict[str, object]:
    path, words = _parts("--keep", typed)
    layers = tuple(word.strip() for word in words.split(","))
    if len(layers) > _MAX_LAYERS:
        raise BriefError(f"--keep {typed!r} is not allowed: at most {_MAX_LAYERS} layers can be named")
    return {"path": path, "layers": layers} if words else {"path": path}


def _mover(typed: str) -> dict[str, object]:
    path, words = _parts("--motion-from", typed)
    return {"path": path, "subject": words}


def _parts(option: str, typed: str) -> tuple[Path, str]:
    """The file and the words after the last `=`; a file whose own name holds one is still found."""
    file, equals, words = typed.rpartition("=")
    if not equals or _is_file(typed):
        return _path(option, typed), ""
    if not words.strip() or len(words) > _MAX_NAME_CHARS:
        raise BriefError(
            f"{option} {typed!r} is not allowed: after the = there must be 1 to {_MAX_NAME_CHARS} characters"
        )
    return _path(option, file), " ".join(words.split())


def _is_file(typed: str) -> bool:
    try:
        return Path(typed).is_file()
    except (OSError, ValueError):
        return False


def _path(option: str, typed: str) -> Path:
    if not typed.strip() or "\0" in typed:
        raise BriefError(f"{option} {typed!r} is not allowed: it must name a file")
    return Path(typed).expanduser()
