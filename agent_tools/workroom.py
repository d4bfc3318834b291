"""A folder of its own for each render, in which everything unfinished lies, and which is gone when the render ends.

A process that is killed leaves its folder behind, under the id of its render; `agent_tools.reconcile` clears it away.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.errors import OutputError


def prepare(folder: Path) -> None:
    """Make the folder of all workrooms, before any work is done.

    Args:
        folder: `Settings.work_dir`.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(f"work folder {str(folder)!r} cannot be made: {exc.strerror}") from exc


def clear(room: Path) -> None:
    """Delete the folder of a render whose process is dead; one that is not there is none to delete.

    Args:
        room: Its path.
    """
    shutil.rmtree(room, ignore_errors=True)


@contextmanager
def workroom(room: Path) -> Iterator[Path]:
    """The folder of one render, for as long as the block lasts.

    Args:
        room: Its path; nothing may be there.

    Raises:
        OutputError: It cannot be made.
    """
    try:
        room.mkdir(mode=0o700)
    except OSError as exc:
        raise OutputError(f"work folder {str(room)!r} cannot be made: {exc.strerror}") from exc
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
