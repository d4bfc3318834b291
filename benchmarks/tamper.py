"""A hand that changes a database past the store, as whoever owns the machine can: for the benchmark and for tests."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from agent_tools.store.audit import link

CHANGES = ("edit", "delete", "insert", "reorder")
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@contextmanager
def past_the_store(file: Path) -> Iterator[sqlite3.Connection]:
    """The file as whoever owns the machine can change it: without triggers and without foreign keys."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)


def tampered(name: str, connection: sqlite3.Connection, rng: random.Random) -> int:
    """Change the chain in one way at a random place; returns the row at which that shows."""
    (n,) = connection.execute("SELECT count(*) FROM audit").fetchone()
    at = rng.randrange(1, n - 1)
    match name:
        case "edit":
            column = rng.choice(["at", "kind", "subject", "facts", "hash"])
            (old,) = connection.execute(f"SELECT {column} FROM audit WHERE seq = ?", (at,)).fetchone()
            place = rng.randrange(7, len(old)) if len(old) > 7 else 0
            new = old[:place] + ("0" if old[place] != "0" else "1") + old[place + 1 :]
            connection.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (new, at))
        case "delete":
            connection.execute("DELETE FROM audit WHERE seq = ?", (at,))
        case "insert":
            connection.execute("UPDATE audit SET seq = -seq WHERE seq > ?", (at,))
            connection.execute("UPDATE audit SET seq = 1 - seq WHERE seq < 0")
            connection.execute(
                "INSERT INTO audit SELECT ?, at, kind, subject, facts, hash FROM audit LIMIT 1", (at + 1,)
            )
            return at + 1
        case "reorder":
            connection.execute("UPDATE audit SET seq = -1 WHERE seq = ?", (at,))
            connection.execute("UPDATE audit SET seq = ? WHERE seq = ?", (at, at + 1))
            connection.execute("UPDATE audit SET seq = ? WHERE seq = -1", (at + 1,))
    return at


def cut_short(connection: sqlite3.Connection, kept: int) -> None:
    """Remove every link after so many."""
    connection.execute("DELETE FROM audit WHERE seq > ?", (kept,))


def made_anew(connection: sqlite3.Connection) -> None:
    """Every link again, each with a hash that fits."""
    kept = connection.execute("SELECT kind, subject, facts FROM audit ORDER BY seq").fetchall()
    connection.execute("DELETE FROM audit")
    last = None
    for kind, subject, facts in kept:
        made = link(last, kind, subject, json.loads(facts), at=LATER)
        connection.execute("INSERT INTO audit VALUES (:seq, :at, :kind, :subject, :facts, :hash)", made.values())
        last = (made.seq, made.hash)
