"""Files that go into a render beside its permit, and the one that comes out beside its clip.

A permit names given files by their digest alone. Where they lie is told here, and a file is handed to a model only
while its bytes are those that were judged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import GivenFileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The files of one render.

    Attributes:
        given: `sha256:...` of a file to where it lies.
        layers_out: Where the layers of the last shot are written, ending in `.safetensors`; None for nowhere.
    """

    given: Mapping[str, Path] = field(default_factory=dict)
    layers_out: Path | None = None

    def path(self, sha256: str) -> Path:
        """Where a file lies, after its bytes were looked at once more.

        Args:
            sha256: The digest that the permit names.

        Raises:
            GivenFileError: The file was not handed over, cannot be read, or is not the one that was judged.
        """
        path = self.given.get(sha256)
        if path is None:
            raise GivenFileError(f"the file {sha256!r} was permitted and not handed over; give it again")
        try:
            with path.open("rb") as file:
                found = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
        except OSError as exc:
            raise GivenFileError(f"the given file {path.name!r} cannot be read: {exc.strerror or exc}") from exc
        if found != sha256:
            raise GivenFileError(
                f"the given file {path.name!r} was changed after it was judged: {found!r}, not {sha256!r}"
            )
        return path
