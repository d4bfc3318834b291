"""Keys in files: 32 random bytes that only their owner can read.

Whoever knows the gate's key can forge a permit, and whoever knows the audit key a checkpoint, so a file that others may
read is refused rather than repaired.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from agent_tools.errors import GateKeyError, KeyFileError

N_BYTES = 32
_MODE = 0o600


def gate_key(path: Path) -> bytes:
    """The gate's key, which is made at the first call.

    Args:
        path: `Settings.gate_key_path`. Its folder is made when it is missing.

    Returns:
        32 bytes.

    Raises:
        GateKeyError: The file is a link, is not ours, is open to others, has another size, or cannot be made.
    """
    return key_file(path, "gate key", fault=GateKeyError)


def key_file(path: Path, name: str, *, fault: type[KeyFileError] = KeyFileError) -> bytes:
    """The key in this file, which is made at the first call.

    Args:
        path: The file. Its folder is made when it is missing.
        name: What messages call it.
        fault: What is raised.

    Returns:
        32 bytes.

    Raises:
        KeyFileError: The file is a link, is not ours, is open to others, has another size, or cannot be made.
    """
    try:
        try:
            return _read(path, name, fault)
        except FileNotFoundError:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create(path)
            return _read(path, name, fault)
    except OSError as exc:
        raise fault(f"{name} {str(path)!r} cannot be read or made: {exc.strerror}") from exc


def _create(path: Path) -> None:
    # Written whole under another name and then linked, so that no reader sees half a key and the first writer wins.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(N_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _read(path: Path, name: str, fault: type[KeyFileError]) -> bytes:
    # Non-blocking, so that a named pipe in the file's place is refused instead of waited for.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        mode = stat.S_IMODE(status.st_mode)
        if not stat.S_ISREG(status.st_mode):
            raise fault(f"{name} {str(path)!r} is not a plain file")
        if status.st_uid != os.geteuid():
            raise fault(f"{name} {str(path)!r} belongs to user {status.st_uid}, not to user {os.geteuid()}")
        if mode & 0o077:
            raise fault(f"{name} {str(path)!r} has mode {mode:#o}; it must be {_MODE:#o}: chmod 600 it")
        key = os.read(descriptor, N_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(key) != N_BYTES:
        raise fault(f"{name} {str(path)!r} is damaged: it must have {N_BYTES} bytes, not {status.st_size}")
    return key
