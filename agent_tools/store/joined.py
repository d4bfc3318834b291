"""A prepared statement that gives whole rows of several tables, joined: a tuple of rows for each line."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, select

from agent_tools.store.prepared import Prepared
from agent_tools.store.transaction import Transaction

Whole = Select[*tuple[Any, ...]]


class Joined:
    """One statement over several tables.

    Args:
        tables: The tables, or aliases of them, whose rows are given.
        completed: Adds the joins and conditions to a statement that selects all their columns.
    """

    def __init__(self, tables: Sequence[FromClause], completed: Callable[[Whole], Whole]) -> None:
        self._tables = tables
        # A column's place is its name: many tables have an `id`, and the rows of a statement need names of their own.
        columns = [column for table in tables for column in table.columns]
        named: Whole = select(*(column.label(f"c{place}") for place, column in enumerate(columns)))
        self._statement = Prepared(completed(named))
        self._parts: list[tuple[Any, int, int, tuple[int, ...]]] = []
        end = 0
        for table in tables:
            begin, end = end, end + len(table.columns)
            row: Any = namedtuple("Row", [column.key for column in table.columns])  # type: ignore[misc]
            keys = tuple(begin + place for place, column in enumerate(table.columns) if column.primary_key)
            self._parts.append((row, begin, end, keys))

    def all(self, transaction: Transaction, **values: object) -> list[tuple[Any, ...]]:
        """What is found.

        Args:
            transaction: Where it is looked for.
            values: The values of the statement.

        Returns:
            For each line the row of each table, in the order of the tables, with the names of its columns; None where
            an outer join found none.
        """
        return [self._split(line) for line in transaction.all(self._statement, **values)]

    def _split(self, line: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(
            None if any(line[key] is None for key in keys) else row._make(line[begin:end])
            for row, begin, end, keys in self._parts
        )
