"""Looks consents up for the gate, on bare SQLite, so that a command that only judges does not wait for SQLAlchemy.

It can read and nothing else: the file is opened for reading. Each lookup is a transaction of its own and sees what was
committed before it began, so a revocation in another process counts for the next lookup.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from agent_tools.errors import StoreError
from agent_tools.store import consent_mapping
from agent_tools.store.file import BUSY_TIMEOUT_S, database_file, named
from policy.consent.record import Consent
from policy.errors import ConsentError

_FIND = (
    "SELECT * FROM consent WHERE (:person <> '' AND person = :person) "
    "OR id IN (SELECT consent_id FROM consent_name WHERE name IN (SELECT value FROM json_each(:names))) ORDER BY id"
)
_GET = "SELECT * FROM consent WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id"
_EVENTS = (
    "SELECT * FROM consent_event WHERE consent_id IN (SELECT value FROM json_each(:ids)) ORDER BY consent_id, position"
)


class ConsentReader:
    """The consents of one installation, as the gate asks for them; may be used from any thread.

    Args:
        url: `sqlite:///FILE`.
        busy_timeout_s: How long to wait for a writer.

    Raises:
        StoreError: The URL names no file.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self._path = database_file(url)
        self._busy_timeout_s = busy_timeout_s

    def find(self, *, names: frozenset[str], person: str) -> Sequence[Consent]:
        """Every consent, in force or not, of somebody who bears one of the names or has the key.

        Raises:
            StoreLocked: Another process held the file for too long.
            StoreError: The file is missing or damaged, or holds what no consent can be.
        """
        return self._read(_FIND, {"names": json.dumps(sorted(names)), "person": person})

    def get(self, ids: Sequence[str]) -> Sequence[Consent]:
        """The consents with these ids; those that are not there are left out.

        Raises:
            StoreLocked: Another process held the file for too long.
            StoreError: The file is missing or damaged, or holds what no consent can be.
        """
        return self._read(_GET, {"ids": json.dumps(list(ids))})

    def _read(self, select: str, values: Mapping[str, str]) -> Sequence[Consent]:
        try:
            with closing(self._connect()) as connection:
                connection.execute("BEGIN")
                records = [_row(each) for each in connection.execute(select, values)]
                ids = json.dumps([each["id"] for each in records])
                events = [_row(each) for each in connection.execute(_EVENTS, {"ids": ids})]
            return list(_joined(records, events))
        except (sqlite3.Error, UnicodeEncodeError) as exc:
            raise named(exc, self._path) from exc
        except (ConsentError, ValueError, KeyError, TypeError) as exc:
            raise StoreError(f"database {str(self._path)!r} holds a consent that cannot be read: {exc}") from exc

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.as_uri()}?mode=ro", uri=True, timeout=self._busy_timeout_s, isolation_level=None
        )
        connection.row_factory = sqlite3.Row
        return connection


def _joined(records: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]) -> Iterator[Consent]:
    by_consent: dict[str, list[Mapping[str, Any]]] = {}
    for event in events:
        by_consent.setdefault(event["consent_id"], []).append(event)
    for record in records:
        yield consent_mapping.consent(record, by_consent.get(record["id"], ()))


def _row(row: sqlite3.Row) -> dict[str, Any]:
    """The columns as values: JSON read, times aware."""
    values = dict(row)
    for name in ("aliases", "scope"):
        if values.get(name) is not None:
            values[name] = json.loads(values[name])
    for name in ("created_at", "at"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name]).replace(tzinfo=UTC)
    return values
