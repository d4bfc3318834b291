"""One transaction, on the driver's own connection: rows, their sealed texts, and their links of the chain.

In one that writes, the write lock is held from the beginning, so what was looked up once holds until the end: the last
link of the audit chain, the keys (which are destroyed under the same lock), and that an id is unused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from agent_tools.errors import NotFound, StoreError
from agent_tools.store.audit import LAST_LINK, link
from agent_tools.store.identifier import N_TRIES, IdFactory
from agent_tools.store.prepared import Prepared, Values, adding, among, holding
from agent_tools.store.seal import Texts, digest, sealed
from agent_tools.store.table import AuditRow, Base, SealedTextRow

SEALED_AMONG = Prepared(
    select(SealedTextRow.owner, SealedTextRow.key_owner, SealedTextRow.body).where(
        SealedTextRow.owner.in_(among("owners"))
    )
)
"""The sealed texts of these `owners`."""


class Transaction:
    """What can be done in it. It is begun and ended by whoever makes it.

    Args:
        connection: A connection of the driver whose transaction has the write lock.
        texts: Seals and opens.
        new_id: Makes an id from a prefix.
        clock: The aware UTC time of a row.
    """

    def __init__(
        self, connection: sqlite3.Connection, *, texts: Texts, new_id: IdFactory, clock: Callable[[], datetime]
    ) -> None:
        self._connection = connection
        self._texts = texts
        self._new_id = new_id
        self._clock = clock
        self._last: tuple[int, str] | None = None
        self._keys: dict[str, bytes] = {}

    def first(self, statement: Prepared, **values: object) -> Any:  # noqa: ANN401
        """The first row that a statement finds, as a tuple with names; None if there is none."""
        return statement.first(self._connection, values)

    def all(self, statement: Prepared, **values: object) -> list[Any]:
        """Every row that a statement finds, as tuples with names."""
        return statement.all(self._connection, values)

    def require(self, statement: Prepared, table: type[Base], row_id: str) -> Any:  # noqa: ANN401
        """The row that a statement finds by the value `id`.

        Args:
            statement: Finds it.
            table: Where it was looked for, for the message.
            row_id: The id.

        Raises:
            NotFound: There is none.
        """
        row = statement.first(self._connection, {"id": row_id})
        if row is None:
            raise NotFound(f"there is no {table.__tablename__} {row_id!r} in this store")
        return row

    def add(self, table: type[Base], values: Values) -> None:
        """Add a row with these columns."""
        adding(table, tuple(values)).run(self._connection, values)

    def add_all(self, table: type[Base], rows: Iterable[Values]) -> None:
        """Add rows, each with the columns of the first."""
        listed = list(rows)
        if listed:
            adding(table, tuple(listed[0])).run_all(self._connection, listed)

    def run(self, statement: Prepared, **values: object) -> None:
        """Run a statement that changes what is there."""
        statement.run(self._connection, values)

    def run_all(self, statement: Prepared, rows: Iterable[Values]) -> None:
        """Run it for each of these."""
        statement.run_all(self._connection, rows)

    def unused_id(self, prefix: str, table: type[Base]) -> str:
        """An id that no row of this table has.

        Raises:
            StoreError: None was found in `identifier.N_TRIES` tries.
        """
        for _ in range(N_TRIES):
            candidate = self._new_id(prefix)
            if holding(table).first(self._connection, {"id": candidate}) is None:
                return candidate
        raise StoreError(f"no unused id under prefix {prefix!r} in {N_TRIES} tries")

    def take_keys(self, owners: Iterable[str]) -> set[str]:
        """Get the keys of many owners at once, before anything of theirs is sealed.

        Args:
            owners: Whose; a key that is missing is made.

        Returns:
            The owners whose key was destroyed; nothing can be sealed for them.
        """
        found = self._texts.keys.of_all(owners, self._clock())
        self._keys |= {owner: key for owner, key in found.items() if key is not None}
        return {owner for owner, key in found.items() if key is None}

    def open(self, *owners: str | None) -> dict[str, dict[str, Any]]:
        """The opened texts of these rows; what was erased or never there is left out."""
        rows = self.all(SEALED_AMONG, owners=[owner for owner in owners if owner is not None])
        return self._texts.open(rows)

    def seal(self, owner: str, values: dict[str, Any], *, key_owner: str) -> str:
        """Write the sealed text of a row.

        Args:
            owner: Id of the row whose text it is.
            values: The text, as `Texts.seal` takes it.
            key_owner: Whose key seals it.

        Returns:
            The digest by which the chain vouches for it.

        Raises:
            TextErased: That key was destroyed.
        """
        key = self._keys.get(key_owner)
        if key is None:
            key = self._keys[key_owner] = self._texts.keys.of(key_owner, self._clock())
        body = sealed(key, owner, values)
        self.add(SealedTextRow, {"owner": owner, "key_owner": key_owner, "body": body})
        return digest(body)

    def last_link(self) -> tuple[int, str] | None:
        """Place and hash of the last link of the audit chain; None where it is empty."""
        found: tuple[int, str] | None = self._connection.execute(LAST_LINK).fetchone()
        return found

    def note(self, kind: str, subject: str, facts: Mapping[str, Any]) -> None:
        """Add a link to the audit chain.

        Args:
            kind: What happened.
            subject: Id of the row that it happened to.
            facts: What is vouched for, JSON without floats.
        """
        if self._last is None:
            self._last = self.last_link()
        made = link(self._last, kind, subject, facts, at=self._clock())
        self.add(AuditRow, made.values())
        self._last = (made.seq, made.hash)
