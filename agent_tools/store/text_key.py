"""The keys of personal text, in a file of their own beside the database.

Text is kept sealed in the database (`store.seal`), each conversation and each decision under its own key. Destroying
the key destroys the text in every copy of the database at once, which is why the keys do not lie in it: a copy of the
database without this file tells nothing, and a copy of this file must not be kept for longer than text may be.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from agent_tools.errors import KeyFileError, StoreLocked, TextErased
from agent_tools.store.file import BEGIN_WRITING, BUSY_TIMEOUT_S, named, waiting_for_disk

N_BYTES = 32  # AES-256

_MODE = 0o600
_N_AT_ONCE = 500  # variables of one statement
_TABLE = """
CREATE TABLE IF NOT EXISTS text_key (
    owner TEXT PRIMARY KEY, key BLOB, made_at TEXT NOT NULL, destroyed_at TEXT,
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
)
"""


def keys_beside(database: Path) -> Path:
    """The file of the text keys of a database."""
    return database.with_name(f"{database.name}.keys")


class TextKeys:
    """One key for each owner, made when it is first asked for and gone for ever once destroyed.

    May be used from any thread. Nothing is opened before the first question.

    Args:
        path: The file.
        busy_timeout_s: How long to wait for another writer.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def of(self, owner: str, at: datetime) -> bytes:
        """The key of an owner.

        Args:
            owner: Id of a conversation, decision or report.
            at: When, for the record of a new key.

        Raises:
            TextErased: It was destroyed; nothing can be added to what was erased.
            KeyFileError: The file is open to others.
            StoreError: The file cannot be read or written.
        """
        with self._using() as connection:
            found = self._find(connection, [owner])
            if owner not in found:
                connection.execute(  # a transaction of its own
                    "INSERT OR IGNORE INTO text_key (owner, key, made_at) VALUES (?, ?, ?)",
                    (owner, secrets.token_bytes(N_BYTES), at.isoformat()),
                )
                found = self._find(connection, [owner])
        key = found[owner]
        if key is None:
            raise TextErased(f"the text of {owner!r} was erased; nothing can be added to it")
        return key

    def of_all(self, owners: Iterable[str], at: datetime) -> dict[str, bytes | None]:
        """The keys of many owners, made in one transaction that waits for the disk; None where one was destroyed.

        Args:
            owners: Ids of conversations, decisions or reports.
            at: When, for the record of new keys.

        Raises:
            KeyFileError: The file is open to others.
            StoreError: The file cannot be read or written.
        """
        wanted = sorted(set(owners))
        with self._using() as connection:
            found = self._find(connection, wanted)
            new = [(owner, secrets.token_bytes(N_BYTES), at.isoformat()) for owner in wanted if owner not in found]
            if new:
                with waiting_for_disk(connection):
                    connection.execute(BEGIN_WRITING)
                    with connection:
                        connection.executemany(
                            "INSERT OR IGNORE INTO text_key (owner, key, made_at) VALUES (?, ?, ?)", new
                        )
                found |= self._find(connection, [owner for owner, *_ in new])
            return found

    def find(self, owners: Iterable[str]) -> dict[str, bytes | None]:
        """The keys of these owners; None where it was destroyed, and no entry where there never was one.

        Raises:
            KeyFileError: The file is open to others.
            StoreError: The file cannot be read.
        """
        wanted = sorted(set(owners))
        with self._using() as connection:
            return self._find(connection, wanted)

    def destroy(self, owners: Iterable[str], at: datetime) -> tuple[str, ...]:
        """Destroy the keys of these owners, and overwrite where they stood; once more does no harm.

        Args:
            owners: Whose. One that has no key yet never gets one.
            at: When.

        Returns:
            The owners whose key was destroyed now, sorted.

        Raises:
            KeyFileError: The file is open to others.
            StoreLocked: Another process read the file all the while; doing it once more ends it.
            StoreError: The file cannot be written.
        """
        wanted = sorted(set(owners))
        with self._using() as connection:
            gone = []
            connection.execute(BEGIN_WRITING)
            with connection:
                for owner in wanted:
                    before = self._find(connection, [owner])
                    gone += [owner] if before.get(owner) is not None else []
                    connection.execute(
                        "INSERT INTO text_key (owner, key, made_at, destroyed_at) VALUES (:owner, NULL, :at, :at) "
                        "ON CONFLICT (owner) DO UPDATE SET key = NULL, destroyed_at = :at WHERE key IS NOT NULL",
                        {"owner": owner, "at": at.isoformat()},
                    )
            # The pages with the keys also stand in the log until it is emptied.
            ((busy, *_),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if busy:
                raise StoreLocked(
                    f"the keys in {str(self._path)!r} are destroyed, and another process kept their log from being "
                    "emptied; do it once more"
                )
        return tuple(gone)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                if self._opened is None:
                    self._opened = self._open()
                yield self._opened
        except (sqlite3.Error, UnicodeEncodeError) as exc:
            raise named(exc, self._path) from exc

    def _open(self) -> sqlite3.Connection:
        try:
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE))
        except FileExistsError:
            mode = stat.S_IMODE(self._path.stat().st_mode)
            if mode & 0o077:
                raise KeyFileError(
                    f"text keys {str(self._path)!r} have mode {mode:#o}; it must be {_MODE:#o}: chmod 600 the file"
                ) from None
        except OSError as exc:
            raise KeyFileError(f"text keys {str(self._path)!r} cannot be made: {exc.strerror}") from exc
        connection = sqlite3.connect(self._path, timeout=self._busy_timeout_s, check_same_thread=False)
        try:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute(_TABLE)
        except BaseException:
            connection.close()
            raise
        return connection

    def _find(self, connection: sqlite3.Connection, owners: list[str]) -> dict[str, bytes | None]:
        found: dict[str, bytes | None] = {}
        for start in range(0, len(owners), _N_AT_ONCE):
            part = owners[start : start + _N_AT_ONCE]
            places = ", ".join("?" * len(part))
            found |= connection.execute(f"SELECT owner, key FROM text_key WHERE owner IN ({places})", part).fetchall()
        return found
