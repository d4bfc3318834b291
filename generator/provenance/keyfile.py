"""Secrets in files that only their owner can read; a file that others may read is refused rather than repaired.

A secret is written whole under another name and then linked, so that no reader sees half of it and the first writer
wins.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from generator.errors import ProvenanceKeyError

MODE = 0o600
_FOLDER_MODE = 0o700
_MAX_BYTES = 64 * 1024


def read_secret(path: Path, name: str) -> bytes | None:
    """What is in a secret's file; None when there is no such file.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        ProvenanceKeyError: The file is a link or no plain file, is not ours, is open to others, or cannot be read.
    """
    try:
        # Non-blocking, so that a named pipe in the file's place is refused instead of waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise ProvenanceKeyError(f"{name} {str(path)!r} cannot be read: {exc.strerror}") from exc
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        mode = stat.S_IMODE(status.st_mode)
        if not stat.S_ISREG(status.st_mode):
            raise ProvenanceKeyError(f"{name} {str(path)!r} is not a plain file")
        if status.st_uid != os.geteuid():
            raise ProvenanceKeyError(
                f"{name} {str(path)!r} belongs to user {status.st_uid}, not to user {os.geteuid()}"
            )
        if mode & 0o077:
            raise ProvenanceKeyError(f"{name} {str(path)!r} has mode {mode:#o}; it must be {MODE:#o}: chmod 600 it")
        return file.read(_MAX_BYTES)


def write_secret(path: Path, content: bytes, name: str, *, replace: bool = False) -> None:
    """Put a secret into a file, whole or not at all.

    Args:
        path: The file; its folder is made when it is missing.
        content: The secret.
        name: What messages call it.
        replace: Whether a file that is there gives way; otherwise it stays.

    Raises:
        ProvenanceKeyError: The file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                draft.replace(path)
            else:
                with suppress(FileExistsError):
                    path.hardlink_to(draft)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as exc:
        raise ProvenanceKeyError(f"{name} {str(path)!r} cannot be written: {exc.strerror}") from exc
