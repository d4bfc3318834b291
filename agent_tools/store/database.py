"""One database with its text keys and its audit chain: how it is opened, read and written.

What is written and asked stands in the classes over this one. Each write is one transaction: all of its rows are there
with their link of the audit chain, or none is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from agent_tools.errors import StoreError
from agent_tools.settings import Settings
from agent_tools.store.audit import LAST_LINK, link
from agent_tools.store.engine import WRITING, connect, faults_named
from agent_tools.store.file import BUSY_TIMEOUT_S, database_file
from agent_tools.store.identifier import IdFactory, random_id
from agent_tools.store.migration import migrate
from agent_tools.store.seal import Texts, digest
from agent_tools.store.table import AuditRow, Base, SealedTextRow
from agent_tools.store.text_key import TextKeys, keys_beside

N_ID_TRIES = 20

# Made once, because making them takes longer than running them.
_LAST_LINK, _ADD_LINK, _ADD_TEXT = text(LAST_LINK), insert(AuditRow), insert(SealedTextRow)


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
        connection = session.connection()
        last = connection.execute(_LAST_LINK).one_or_none()
        made = link(None if last is None else (last.seq, last.hash), kind, subject, facts, at=self._clock())
        connection.execute(_ADD_LINK, made.values())

    def _seal(self, session: Session, owner: str, values: dict[str, Any], *, key_owner: str) -> str:
        """Write the sealed text of a row; returns the digest by which the chain vouches for it."""
        columns = self._texts.seal(owner, values, key_owner=key_owner, at=self._clock())
        session.connection().execute(_ADD_TEXT, columns)
        return digest(columns["body"])

    def _words(self, session: Session, *owners: str) -> dict[str, dict[str, Any]]:
        """The opened texts of these rows; what was erased is left out."""
        return self._texts.open(session.get(SealedTextRow, owner) for owner in owners)

    def _unused_id(self, session: Session, prefix: str, table: type[Base]) -> str:
        # The write lock is held, so an id that is free now is free until the commit.
        for _ in range(N_ID_TRIES):
            candidate = self._new_id(prefix)
            if session.get(table, candidate) is None:
                return candidate
        raise StoreError(f"no unused id under prefix {prefix!r} in {N_ID_TRIES} tries")
