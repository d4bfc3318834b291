"""One database with its text keys and its audit chain: how it is opened, read and written.

What is written and asked stands in the classes over this one. Each write is one transaction: all of its rows are there
with their link of the audit chain, or none is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from agent_tools.errors import StoreError
from agent_tools.settings import Settings
from agent_tools.store.engine import WRITING, connect, faults_named
from agent_tools.store.file import BEGIN_WRITING, BUSY_TIMEOUT_S, database_file, waiting_for_disk
from agent_tools.store.identifier import IdFactory, random_id
from agent_tools.store.migration import migrate
from agent_tools.store.seal import Texts
from agent_tools.store.table import Base, SealedTextRow
from agent_tools.store.text_key import TextKeys, keys_beside
from agent_tools.store.transaction import Transaction


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """The database of one installation. Close it, or use it as a context manager."""

    def __init__(
        self, engine: Engine, path: Path, *, texts: Texts, new_id: IdFactory, clock: Callable[[], datetime]
    ) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**WRITING)
        self._path = path
        self._texts = texts
        self._new_id = new_id
        self._clock = clock

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open the database of these settings, and make it and its folder when they are missing.

        Raises:
            StoreNewer: A newer version of the program wrote it.
            StoreLocked: Another process holds it.
            StoreError: It is damaged, unwritable, or not ours.
        """
        return cls.open_url(settings.database_url)

    @classmethod
    def open_url(
        cls,
        url: str,
        *,
        busy_timeout_s: float = BUSY_TIMEOUT_S,
        new_id: IdFactory = random_id,
        clock: Callable[[], datetime] = _utc_now,
    ) -> Self:
        """Open the database at `sqlite:///FILE`.

        Args:
            url: Where it is.
            busy_timeout_s: How long to wait for another writer before `StoreLocked`.
            new_id: Makes an id from a prefix; given in tests.
            clock: The aware UTC time of a row; given in tests.

        Raises:
            StoreNewer: A newer version of the program wrote it.
            StoreLocked: Another process holds it.
            StoreError: It is damaged, unwritable, or not ours.
        """
        path = database_file(url)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(f"folder {str(path.parent)!r} of the database cannot be made: {exc.strerror}") from exc
        texts = Texts(TextKeys(keys_beside(path), busy_timeout_s=busy_timeout_s))
        engine = connect(path, busy_timeout_s)
        try:
            migrate(engine, path, texts)
        except BaseException:
            engine.dispose()
            texts.keys.close()
            raise
        return cls(engine, path, texts=texts, new_id=new_id, clock=clock)

    def close(self) -> None:
        """Give the connections back. The store cannot be used in another thread meanwhile."""
        self._reader.dispose()
        self._texts.keys.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self, *, durable: bool = False) -> Iterator[Transaction]:
        """A transaction that writes, for what is written with every clip; it takes less time than a session does.

        Args:
            durable: Whether its commit waits for the disk, so that it outlives a loss of power.
        """
        with faults_named(self._path), closing(self._writer.raw_connection()) as pooled:
            connection = cast("sqlite3.Connection", pooled.driver_connection)
            with waiting_for_disk(connection) if durable else nullcontext():
                connection.execute(BEGIN_WRITING)
                with connection:  # commits, or takes everything back
                    yield self._on(connection)

    @contextmanager
    def _snapshot(self) -> Iterator[Transaction]:
        """What is there at one moment, for what is asked often; nothing may be written in it."""
        with faults_named(self._path), closing(self._reader.raw_connection()) as pooled:
            connection = cast("sqlite3.Connection", pooled.driver_connection)
            connection.execute("BEGIN")
            try:
                yield self._on(connection)
            except ValueError as exc:
                raise StoreError(f"database {str(self._path)!r} holds a value that cannot be read: {exc}") from exc
            finally:
                connection.rollback()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with faults_named(self._path), Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with faults_named(self._path), Session(self._reader) as session:
            try:
                yield session
            except ValueError as exc:
                raise StoreError(f"database {str(self._path)!r} holds a value that cannot be read: {exc}") from exc

    def _note(self, session: Session, kind: str, subject: str, facts: Mapping[str, Any]) -> None:
        """Add a link to the audit chain. The write lock is held, so the last link is the last until the commit."""
        self._within(session).note(kind, subject, facts)

    def _seal(self, session: Session, owner: str, values: dict[str, Any], *, key_owner: str) -> str:
        """Write the sealed text of a row; returns the digest by which the chain vouches for it."""
        return self._within(session).seal(owner, values, key_owner=key_owner)

    def _words(self, session: Session, *owners: str) -> dict[str, dict[str, Any]]:
        """The opened texts of these rows; what was erased is left out."""
        return self._texts.open(session.get(SealedTextRow, owner) for owner in owners)

    def _unused_id(self, session: Session, prefix: str, table: type[Base]) -> str:
        return self._within(session).unused_id(prefix, table)

    def _within(self, session: Session) -> Transaction:
        """The transaction of a session that writes; what the session has not flushed is not seen in it."""
        return self._on(cast("sqlite3.Connection", session.connection().connection.driver_connection))

    def _on(self, connection: sqlite3.Connection) -> Transaction:
        return Transaction(connection, texts=self._texts, new_id=self._new_id, clock=self._clock)
