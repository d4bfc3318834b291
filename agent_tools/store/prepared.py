"""Statements of SQLAlchemy that are compiled once, at their first run, and run on the driver's own connection.

SQLAlchemy takes several times longer to run a short statement than SQLite does, so what is written for every clip goes
this way. Tables, columns and types are still those of `store.table`: a value is bound and read by the type of its
column. A statement whose text depends on its values cannot be prepared; `among` takes a list as one value.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    CompoundSelect,
    Insert,
    Select,
    Update,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from agent_tools.errors import StoreError
from agent_tools.store.file import as_json
from agent_tools.store.table import Base

Values = Mapping[str, Any]
_Converter = Callable[[Any], Any]
_Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | Insert | Update
_DIALECT = sqlite.dialect(paramstyle="named", json_serializer=as_json)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """A compiled statement: its text, and how values go into it and come out of it."""

    sql: str
    fixed: Values
    binders: tuple[tuple[str, _Converter], ...]
    row: Any
    readers: tuple[_Converter | None, ...] | None

    def bound(self, values: Values) -> Values:
        """The values as SQLite keeps them."""
        if not self.fixed and not self.binders:
            return values
        bound = {**self.fixed, **values}
        for name, binder in self.binders:
            try:
                bound[name] = binder(bound[name])
            except (TypeError, ValueError) as exc:
                raise StoreError(f"value {bound[name]!r} of {name!r} cannot be stored: {exc}") from exc
        return bound

    def read(self, row: tuple[Any, ...]) -> Any:  # noqa: ANN401
        """A row as a tuple with names."""
        if self.readers is not None:
            pairs = zip(row, self.readers, strict=True)
            row = tuple(value if reader is None else reader(value) for value, reader in pairs)
        return self.row._make(row)


class Prepared:
    """One statement.

    Args:
        statement: A `select`, `insert` or `update` whose values are named by `bindparam` or by their column.
        names: The columns that an `insert` is given; None for a statement that names them itself.
    """

    def __init__(self, statement: _Statement, names: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._names = names

    @cached_property
    def _form(self) -> _Form:
        """What is run. Compiled at the first run, so that a program that writes nothing does not wait for it."""
        compiled = self._statement.compile(dialect=_DIALECT, column_keys=self._names)
        binders = {name: binder for name, bound in compiled.binds.items() if (binder := _binder(bound.type))}
        columns = self._statement.selected_columns if isinstance(self._statement, Select | CompoundSelect) else ()
        readers = [_reader(column.type) for column in columns]
        return _Form(
            sql=str(compiled),
            fixed={name: bound.value for name, bound in compiled.binds.items() if not bound.required},
            binders=tuple(binders.items()),
            row=namedtuple("Row", [column.key for column in columns]),  # type: ignore[misc]
            readers=tuple(readers) if any(readers) else None,
        )

    def run(self, connection: sqlite3.Connection, values: Values) -> None:
        """Run it once."""
        form = self._form
        connection.execute(form.sql, form.bound(values))

    def run_all(self, connection: sqlite3.Connection, rows: Iterable[Values]) -> None:
        """Run it for each of these."""
        form = self._form
        connection.executemany(form.sql, [form.bound(values) for values in rows])

    def all(self, connection: sqlite3.Connection, values: Values) -> list[Any]:
        """Every row that it finds, as tuples with names."""
        form = self._form
        return [form.read(row) for row in connection.execute(form.sql, form.bound(values)).fetchall()]

    def first(self, connection: sqlite3.Connection, values: Values) -> Any:  # noqa: ANN401
        """The first row that it finds; None if there is none."""
        form = self._form
        found = connection.execute(form.sql, form.bound(values)).fetchone()
        return None if found is None else form.read(found)


@cache
def adding(table: type[Base], names: tuple[str, ...]) -> Prepared:
    """The statement that adds a row.

    Args:
        table: To which table.
        names: The columns that are given; the others stay empty or get their default.
    """
    return Prepared(insert(table), names)


@cache
def holding(table: type[Base]) -> Prepared:
    """The statement that finds a row of this table by its `id`, and gives nothing else."""
    return Prepared(select(table.__table__.c.id).where(table.__table__.c.id == bindparam("id")))


def changing(table: type[Base], key: str, names: tuple[str, ...]) -> Prepared:
    """The statement that changes a row of this table.

    Args:
        table: Of which table.
        key: Name of the row's id among the values of the statement.
        names: The columns that are given.
    """
    given: dict[str, BindParameter[Any]] = {name: bindparam(name) for name in names}
    return Prepared(update(table).where(table.__table__.c.id == bindparam(key)).values(given))


def among(name: str) -> Select[Any]:
    """What a column is asked to be in, `column.in_(among("ids"))`, where the values are given as one list.

    Args:
        name: Of the list among the values of the statement.
    """
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)


def _binder(type_: Any) -> _Converter | None:  # noqa: ANN401
    converter: _Converter | None = type_.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return converter


def _reader(type_: Any) -> _Converter | None:  # noqa: ANN401
    converter: _Converter | None = type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return converter
