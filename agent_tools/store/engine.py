"""SQLite through SQLAlchemy: how a connection is set up, and how its faults are named.

Write-ahead logging lets readers go on while one writer writes; `synchronous=NORMAL` keeps the file whole over a crash
of the program and may lose the last commits over a loss of power. Writers take the lock when they begin
(`BEGIN IMMEDIATE`), because a transaction that reads first and writes later cannot wait for the lock.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from agent_tools.errors import StoreError, StoreLocked

WRITING = {"reelwright_begin": "BEGIN IMMEDIATE"}
"""Execution options of an engine whose transactions write."""

# The low byte of SQLite's result codes, https://www.sqlite.org/rescode.html
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_MEANING = {
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy, or move it away to begin a new one",
    sqlite3.SQLITE_NOTADB: "is damaged or not a database; restore it from a copy, or move it away to begin a new one",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may be written",
    sqlite3.SQLITE_READONLY: "may not be written; check the permissions of the file and its folder",
    sqlite3.SQLITE_FULL: "cannot grow: no space is left on its disk",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports a fault",
    sqlite3.SQLITE_CONSTRAINT: "refused a row that breaks its rules",
}


def database_file(url: str) -> Path:
    """The file that a store URL names.

    Raises:
        StoreError: The URL is no `sqlite:///FILE`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        raise StoreError(f"database URL {url!r} cannot be read; it must be sqlite:///FILE") from exc
    if parsed.drivername != "sqlite" or not parsed.database or parsed.database == ":memory:" or parsed.query:
        raise StoreError(f"database URL {url!r} is not supported; it must be sqlite:///FILE")
    return Path(parsed.database).absolute()


def connect(path: Path, busy_timeout_s: float) -> Engine:
    """An engine on this file. Nothing is opened before its first connection."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_timeout_s},
        json_serializer=partial(json.dumps, allow_nan=False, sort_keys=True, separators=(",", ":")),
        pool_timeout=busy_timeout_s,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction behind our back
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("reelwright_begin", "BEGIN"))


@contextmanager
def faults_named(path: Path) -> Iterator[None]:
    """Turn the faults of SQLAlchemy and SQLite into ours.

    Raises:
        StoreLocked: The file stayed locked, or no connection came free, for longer than the busy timeout.
        StoreError: Any other fault.
    """
    try:
        yield
    except PoolTimeoutError as exc:
        raise StoreLocked(f"database {str(path)!r} is busy: every connection is in use; try again") from exc
    except DBAPIError as exc:
        code = getattr(exc.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _LOCKED:
            raise StoreLocked(f"database {str(path)!r} is locked by another process; try again") from exc
        raise StoreError(f"database {str(path)!r} {_MEANING.get(code, 'failed')} ({exc.orig})") from exc
    except SQLAlchemyError as exc:
        raise StoreError(f"database {str(path)!r} failed: {exc}") from exc
    except UnicodeEncodeError as exc:
        raise StoreError(f"a text cannot be stored: {exc.object!r} holds half of a surrogate pair") from exc
