"""Deletes the file of a clip that may no longer be handed over: its blob, and the copy that was delivered."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from agent_tools.blob import Blobs
from agent_tools.digest import file_digest
from agent_tools.errors import BlobError
from agent_tools.store.finder import Finder


class FileFate(StrEnum):
    """What became of the file of a withdrawn clip."""

    DELETED = "deleted"
    GONE = "gone"
    REPLACED = "replaced"
    SHARED = "shared"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What became of a clip's file.

    Attributes:
        fate: deleted now, gone before, replaced by another file of that name, shared with a clip that stays, or kept
            because it could not be deleted.
        why: Why it was kept; empty otherwise.
    """

    fate: FileFate
    why: str = ""


class Remover:
    """Deletes clips.

    Args:
        store: Knows which clips share their bytes.
        blobs: Where clips lie.
    """

    def __init__(self, store: Finder, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def remove(self, path: str, sha256: str) -> Removal:
        """Delete the file of a withdrawn clip wherever it is known to lie.

        Args:
            path: Where it was delivered.
            sha256: `sha256:...` of it as it was made.
        """
        here = self._blobs.is_local and path == self._blobs.location(sha256)
        copy = Removal(fate=FileFate.GONE) if here or "://" in path else _remove_copy(Path(path), sha256)
        blob = self._remove_blob(sha256)
        return max((copy, blob), key=lambda each: _WEIGHT[each.fate])

    def _remove_blob(self, sha256: str) -> Removal:
        if any(clip.withdrawn_at is None for clip in self._store.clips_of_bytes(sha256)):
            return Removal(fate=FileFate.SHARED)
        try:
            gone = not self._blobs.remove(sha256)
        except BlobError as fault:
            return Removal(fate=FileFate.KEPT, why=str(fault))
        return Removal(fate=FileFate.GONE if gone else FileFate.DELETED)


_WEIGHT = {
    fate: weight
    for weight, fate in enumerate((FileFate.GONE, FileFate.DELETED, FileFate.REPLACED, FileFate.SHARED, FileFate.KEPT))
}


def _remove_copy(path: Path, sha256: str) -> Removal:
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or file_digest(path) != sha256:
            return Removal(fate=FileFate.REPLACED)
        path.unlink()
    except FileNotFoundError:
        return Removal(fate=FileFate.GONE)
    except OSError as exc:
        return Removal(fate=FileFate.KEPT, why=str(exc.strerror))
    return Removal(fate=FileFate.DELETED)
