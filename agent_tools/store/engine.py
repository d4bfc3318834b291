"""SQLite through SQLAlchemy: how an engine is made for a file, and how the faults of both are named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from agent_tools.errors import StoreError, StoreLocked
from agent_tools.store.file import BEGIN_WRITING, as_json, named, set_up

WRITING = {"reelwright_begin": BEGIN_WRITING}
"""Execution options of an engine whose transactions write."""


def connect(path: Path, busy_timeout_s: float) -> Engine:
    """An engine on this file. Nothing is opened before its first connection."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_timeout_s},
        json_serializer=as_json,
        pool_timeout=busy_timeout_s,
        pool_use_lifo=True,  # the connection used last still has its pages and its statements
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    set_up(connection)


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
        raise named(exc.orig, path) from exc
    except sqlite3.Error as exc:
        raise named(exc, path) from exc
    except SQLAlchemyError as exc:
        raise StoreError(f"database {str(path)!r} failed: {exc}") from exc
    except UnicodeEncodeError as exc:
        raise named(exc, path) from exc
