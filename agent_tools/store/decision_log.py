"""Writes decisions and nothing else, on bare SQLite, for a command that only judges.

SQLAlchemy takes longer to load than a request takes to be judged. This log writes the same rows into the same file, but
only where the tables are there and up to date; everything else is left to the store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from agent_tools.errors import StoreError
from agent_tools.store.audit import LAST_LINK, link
from agent_tools.store.file import (
    BEGIN_WRITING,
    BUSY_TIMEOUT_S,
    REVISION,
    SELECT_REVISION,
    as_json,
    as_utc,
    database_file,
    named,
    result_code,
    set_up,
)
from agent_tools.store.record import consent_values, decision_facts, decision_values, finding_values
from agent_tools.store.seal import Texts, digest
from agent_tools.store.text import decision_text
from agent_tools.store.text_key import TextKeys, keys_beside
from policy.types import Code, Decision, Intent, Verdict

_SELECT_BLOCKS = """
SELECT decided_at FROM decision AS d
WHERE principal = :principal AND verdict = :verdict AND decided_at < :before
AND NOT EXISTS (SELECT 1 FROM finding AS f WHERE f.decision_id = d.id AND f.code = :wait)
ORDER BY decided_at DESC LIMIT :limit
"""


class DecisionLog:
    """The decisions of one installation, to be added to from one thread. Close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, texts: Texts) -> None:
        self._connection = connection
        self._path = path
        self._texts = texts

    @classmethod
    def open(cls, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> Self | None:
        """The log at `sqlite:///FILE`, or None where the store must first make the tables or bring them up to date.

        Args:
            url: Where it is.
            busy_timeout_s: How long to wait for another writer before `StoreLocked`.

        Raises:
            StoreLocked: Another process holds the file.
            StoreError: It is damaged, or the URL names no file.
        """
        path = database_file(url)
        if not path.is_file():
            return None
        try:
            connection = sqlite3.connect(path, timeout=busy_timeout_s)
        except sqlite3.Error as exc:
            raise named(exc, path) from exc
        try:
            set_up(connection)
            newest = connection.execute(SELECT_REVISION).fetchall() == [(REVISION,)]
        except sqlite3.Error as exc:
            connection.close()
            if result_code(exc) == sqlite3.SQLITE_ERROR:  # there is no such table
                return None
            raise named(exc, path) from exc
        if newest:
            return cls(connection, path, texts=Texts(TextKeys(keys_beside(path), busy_timeout_s=busy_timeout_s)))
        connection.close()
        return None

    def append(self, decision: Decision, intent: Intent) -> None:
        """Write down a decision and its reasons, all or nothing.

        Args:
            decision: What the gate said.
            intent: What it judged.

        Raises:
            StoreLocked: Another process held the file for too long.
            StoreError: The file refused it; what was decided must not be acted on.
        """
        try:
            decided, reasons = _bound(decision_values(decision)), map(_bound, finding_values(decision))
            now = datetime.now(UTC)
            words = decision_text(decision, intent)
            sealed = self._texts.seal(decision.id, words, key_owner=decision.id, at=now)
            self._connection.execute(BEGIN_WRITING)
            with self._connection:
                self._insert("decision", decided)
                for reason in reasons:
                    self._insert("finding", reason)
                for consent in consent_values(decision):
                    self._insert("decision_consent", consent)
                self._insert("sealed_text", sealed)
                facts = decision_facts(decision, digest(sealed["body"]))
                last = self._connection.execute(LAST_LINK).fetchone()
                self._insert("audit", link(last, "decision.made", decision.id, facts, at=now).values())
        except ValueError as exc:  # among them a text that is no Unicode
            raise (named(exc, self._path) if isinstance(exc, UnicodeError) else StoreError(str(exc))) from exc
        except sqlite3.Error as exc:
            raise named(exc, self._path) from exc

    def recent_blocks(self, principal: str, *, before: datetime, limit: int) -> Sequence[datetime]:
        """When somebody's latest requests were blocked, newest first; waits do not count.

        Args:
            principal: Who asked.
            before: Blocks at or after this aware time are left out.
            limit: How many at most, at least 1.

        Raises:
            StoreLocked: Another process held the file for too long.
            StoreError: The file cannot be read.
        """
        wanted = {
            "principal": principal,
            "verdict": Verdict.BLOCK.value,
            "before": before,
            "wait": Code.COOL_DOWN.value,
            "limit": limit,
        }
        try:
            found = self._connection.execute(_SELECT_BLOCKS, _bound(wanted)).fetchall()
        except (sqlite3.Error, UnicodeEncodeError) as exc:
            raise named(exc, self._path) from exc
        return [datetime.fromisoformat(text).replace(tzinfo=UTC) for (text,) in found]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._texts.keys.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _insert(self, table: str, values: dict[str, Any]) -> None:
        columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        self._connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)


def _bound(values: dict[str, Any]) -> dict[str, Any]:
    """The values as SQLite keeps them: an object as JSON text, a time as text in UTC without its zone."""
    return {name: _kept(value) for name, value in values.items()}


def _kept(value: object) -> object:
    match value:
        case dict():
            return as_json(value)
        case datetime():
            return as_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")
        case _:
            return value
