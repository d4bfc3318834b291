"""The digest of a file, for commands that do not wait for the libraries of the generator."""

from __future__ import annotations

import hashlib
from pathlib import Path

_BLOCK_BYTES = 1 << 20


def file_digest(path: Path) -> str:
    """`sha256:...` of a file's bytes.

    Args:
        path: The file.

    Raises:
        OSError: It cannot be read.
    """
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            sha.update(block)
    return f"sha256:{sha.hexdigest()}"
