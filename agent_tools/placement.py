"""How a finished file comes to its name: wholly, or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.errors import DiskFullError, OutputError

BEFORE = ".before"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class Placement:
    """Brings a finished file to its name and takes it back unless it is kept; what was there before then returns.

    Entering proves that the folder can be written, before any work is done.

    Args:
        target: The file's name.
        suffix: What it must end in.

    Attributes:
        target: The file's name, absolute.
        draft: Where it is written until it is finished. What was at the name before lies beside it, under the same stem
            and the suffix `.before`, while the file has its name and is not yet kept.
    """

    def __init__(self, target: Path, *, suffix: str) -> None:
        self.target = target.absolute()
        self._suffix = suffix
        stem = f".reelwright-{secrets.token_hex(8)}"
        self.draft = self.target.with_name(stem + suffix)
        self._before = self.target.with_name(stem + BEFORE)
        self._published = False
        self._kept = False

    def __enter__(self) -> Self:
        folder = self.target.parent
        if self.target.suffix.lower() != self._suffix:
            raise OutputError(f"output path {str(self.target)!r} must end in {self._suffix!r}")
        if "\0" in str(self.target):
            raise OutputError(f"output path {str(self.target)!r} holds a NUL character")
        try:
            if self.target.is_dir():
                raise OutputError(f"output path {str(self.target)!r} is a folder, not a file")
            if not folder.is_dir():
                raise OutputError(f"output folder {str(folder)!r} does not exist or is not a folder")
            self.draft.open("xb").close()
            self.draft.unlink()
        except OSError as exc:
            raise OutputError(f"output folder {str(folder)!r} cannot be written: {exc.strerror}") from exc
        return self

    def copy(self, file: Path) -> None:
        """Make the draft a copy of a finished file.

        Args:
            file: The file.

        Raises:
            DiskFullError: No space was left.
            OutputError: The draft cannot be written.
        """
        try:
            shutil.copyfile(file, self.draft)
            with self.draft.open("rb+") as copied:
                os.fsync(copied.fileno())
        except OSError as exc:
            raise _fault(exc, f"output path {str(self.target)!r} cannot be written") from exc

    def publish(self) -> None:
        """Give the draft its name; a file of that name is set aside."""
        try:
            if self.target.exists():
                self.target.replace(self._before)
            # Said before it is done: an interrupt in between would otherwise leave a file that nothing knows of.
            self._published = True
            self.draft.replace(self.target)
        except OSError as exc:
            self._published = False
            raise _fault(exc, f"output path {str(self.target)!r} cannot be written") from exc

    def keep(self) -> None:
        """Let the file stay."""
        self._kept = True

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._kept:
            self._before.unlink(missing_ok=True)
            return
        if self._published:
            self.target.unlink(missing_ok=True)
        self.draft.unlink(missing_ok=True)
        if self._before.exists():
            self._before.replace(self.target)


def _fault(exc: OSError, what: str) -> OutputError | DiskFullError:
    kind = DiskFullError if exc.errno in DISK_FULL else OutputError
    return kind(f"{what}: {exc.strerror}")
