"""Writes a checkpoint of the audit chain when enough has been added to it, or enough time has passed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agent_tools.checkpoint import Checkpoint, Checkpoints
from agent_tools.errors import BlobError, StoreError
from agent_tools.settings import Settings
from agent_tools.store.key import key_file
from agent_tools.store.store import Store

MAX_AGE = timedelta(minutes=10)


def _now() -> datetime:
    return datetime.now(UTC)


def open_checkpoints(settings: Settings) -> Checkpoints:
    """The place of an installation's checkpoints, with its key, which is made when it is missing.

    Raises:
        KeyFileError: The key is damaged or open to others.
        SettingsError: The place cannot be used.
    """
    return Checkpoints.open(settings.checkpoints_url, key=key_file(settings.audit_key_path, "audit key"))


def open_witness(settings: Settings, store: Store) -> Witness:
    """The witness of an installation.

    Raises:
        KeyFileError: The key is damaged or open to others.
        SettingsError: The place of the checkpoints cannot be used.
    """
    return Witness(store, open_checkpoints(settings), rows=settings.checkpoint_rows)


class Witness:
    """Looks at the chain now and then.

    Args:
        store: Where the chain is.
        checkpoints: Where checkpoints are written.
        rows: After how many links another is due.
        clock: The aware UTC time; given in tests.
    """

    def __init__(
        self, store: Store, checkpoints: Checkpoints, *, rows: int, clock: Callable[[], datetime] = _now
    ) -> None:
        self._store = store
        self._checkpoints = checkpoints
        self._rows = rows
        self._clock = clock
        self._lock = threading.Lock()
        self._last: tuple[int, datetime] | None = None

    def look(self) -> str:
        """Write a checkpoint if one is due.

        Returns:
            What went wrong, in one sentence; empty if nothing did. A clip that was made is not lost over it.
        """
        try:
            with self._lock:
                self._look()
        except (BlobError, StoreError) as fault:
            return f"no checkpoint of the audit chain could be written: {fault}"
        return ""

    def write(self) -> Checkpoint | None:
        """Write a checkpoint now; None where the chain is empty.

        Raises:
            BlobError: The place cannot be written.
            StoreError: The database failed.
        """
        head = self._store.audit_head()
        if head is None:
            return None
        made = self._checkpoints.write(*head, at=self._clock())
        self._store.note_checkpoint(*head)
        self._last = (head[0], self._clock())
        return made

    def _look(self) -> None:
        size = (self._store.audit_head() or (0, ""))[0]
        last_size, last_at = self._last or self._remembered()
        due = size - last_size >= self._rows or self._clock() - last_at >= MAX_AGE
        if size > last_size and due:
            self.write()

    def _remembered(self) -> tuple[int, datetime]:
        newest = self._checkpoints.newest()
        if newest is None:
            return 0, datetime.min.replace(tzinfo=UTC)
        try:
            at = datetime.fromisoformat(newest.at)
        except ValueError:
            at = datetime.min
        return newest.size, at if at.tzinfo else at.replace(tzinfo=UTC)
