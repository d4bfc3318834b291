"""The database file as every connection treats it, through SQLAlchemy or bare: its name, settings, revision and faults.

Write-ahead logging lets readers go on while one writer writes; `synchronous=NORMAL` keeps the file whole over a crash
of the program and may lose the last commits over a loss of power. Writers take the lock when they begin
(`BEGIN IMMEDIATE`), because a transaction that reads first and writes later cannot wait for the lock.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from agent_tools.errors import StoreError, StoreLocked

REVISION = "0011"
"""The newest revision in `migrations/versions`."""

BUSY_TIMEOUT_S = 10.0
BEGIN_WRITING = "BEGIN IMMEDIATE"
SELECT_REVISION = "SELECT version_num FROM alembic_version"

as_json = json.JSONEncoder(allow_nan=False, sort_keys=True, separators=(",", ":")).encode
"""A value as the text of a JSON column."""

_PREFIX = "sqlite:///"
_PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON")

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
    name = url.removeprefix(_PREFIX)
    if name in (url, "", ":memory:") or "?" in name:
        raise StoreError(f"database URL {url!r} is not supported; it must be sqlite:///FILE")
    return Path(name).absolute()


def set_up(connection: sqlite3.Connection) -> None:
    """Give a new connection the settings of this file."""
    connection.isolation_level = None  # the driver begins no transaction behind our back
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def waiting_for_disk(connection: sqlite3.Connection) -> Iterator[None]:
    """Let every commit inside wait until the disk has it; outside, a loss of power may take the last ones back."""
    connection.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous=NORMAL")


def result_code(fault: BaseException | None) -> int:
    """SQLite's own code of a fault, without its details."""
    return int(getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def named(fault: BaseException | None, path: Path) -> StoreError:
    """The fault of a driver or a text as one of ours.

    Args:
        fault: What was raised.
        path: The file, for the message.
    """
    if isinstance(fault, UnicodeEncodeError):
        return StoreError(f"a text cannot be stored: {fault.object!r} holds half of a surrogate pair")
    code = result_code(fault)
    if code in _LOCKED:
        return StoreLocked(f"database {str(path)!r} is locked by another process; try again")
    return StoreError(f"database {str(path)!r} {_MEANING.get(code, 'failed')} ({fault})")


def as_utc(time: datetime) -> datetime:
    """An aware time in UTC.

    Raises:
        ValueError: It has no zone.
    """
    if time.tzinfo is None:
        raise ValueError(f"time {time!r} has no zone; it must be an aware UTC time")
    return time.astimezone(UTC)
