"""Prepared statements: the rows that SQLAlchemy would write and read, and values that no column takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select

from agent_tools.errors import StoreError
from agent_tools.store.consent_table import ConsentEventRow
from agent_tools.store.engine import connect
from agent_tools.store.prepared import Prepared, adding, among, changing, holding
from agent_tools.store.table import Base, DisclosureRow, RenderRow

EAST = datetime(2026, 3, 1, 17, 30, 5, 7, tzinfo=timezone(timedelta(hours=5, minutes=30)))
RENDER: dict[str, Any] = {
    "id": "rend_1",
    "decision_id": "dec_1",
    "storyboard_id": "board_1",
    "verdict": "allow",
    "status": "running",
    "model_id": "flipbook",
    "seeds": [7, 8],
    "started_at": EAST,
    "weights_digest": None,
    "library_versions": {"é": "1", "a": "2"},
    "timings_s": {},
    "watermark_id": 2**32 - 1,
    "finished_at": None,
}
REVOKED: dict[str, Any] = {
    "consent_id": "cons_1",
    "position": 1,
    "kind": "revoked",
    "at": EAST,
    "by": "self",
    "scope": None,
    "note": "",
}
TOLD: dict[str, Any] = {"clip_id": "clip_1", "ai_generated": True, "label_text": "AI", "sentence": "é 中"}
WHOLE = Prepared(select(RenderRow).where(RenderRow.id == bindparam("id")))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The tables without what keeps them: these tests are about values."""
    path = tmp_path / "tables.db"
    engine = connect(path, 0.05)
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def bare(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize(("table", "values"), [(RenderRow, RENDER), (ConsentEventRow, REVOKED), (DisclosureRow, TOLD)])
def test_a_row_is_kept_as_sqlalchemy_keeps_it(
    file: Path, bare: sqlite3.Connection, table: type[Base], values: dict[str, Any]
) -> None:
    kept = f"SELECT *, {', '.join(f'typeof({column.name})' for column in table.__table__.c)} FROM {table.__tablename__}"
    adding(table, tuple(values)).run(bare, values)
    mine = bare.execute(kept).fetchall()
    bare.execute(f"DELETE FROM {table.__tablename__}")
    engine = connect(file, 0.05)
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(insert(table), values)
        there = connection.exec_driver_sql(kept).fetchall()
        connection.rollback()  # what it points to is not there
    engine.dispose()
    assert mine == [tuple(row) for row in there] != []


def test_what_was_added_is_read_by_its_types(bare: sqlite3.Connection) -> None:
    adding(RenderRow, tuple(RENDER)).run(bare, RENDER)
    row = WHOLE.first(bare, {"id": "rend_1"})
    assert {name: getattr(row, name) for name in RENDER} == RENDER
    assert row.started_at.tzinfo is UTC
    assert (row.worker, row.drafts, row.finished_at) == ("", [], None)
    assert WHOLE.first(bare, {"id": "rend_2"}) is None


def test_a_change_reaches_its_row_only(bare: sqlite3.Connection) -> None:
    rows = [RENDER | {"id": f"rend_{i}", "watermark_id": i} for i in range(3)]
    adding(RenderRow, tuple(RENDER)).run_all(bare, rows)
    changing(RenderRow, "render", ("timings_s", "machine")).run(
        bare, {"render": "rend_1", "timings_s": {"denoise": 1.5}, "machine": "m"}
    )
    found = [WHOLE.first(bare, {"id": row["id"]}) for row in rows]
    assert [(row.timings_s, row.machine) for row in found] == [({}, ""), ({"denoise": 1.5}, "m"), ({}, "")]


@pytest.mark.parametrize(
    ("asked", "there"),
    [([], []), (["rend_0", "rend_2", "rend_9"], ["rend_0", "rend_2"]), (["rend_1') OR 1 --", 'rend_"1'], [])],
)
def test_a_list_is_one_value(bare: sqlite3.Connection, asked: list[str], there: list[str]) -> None:
    rows = [RENDER | {"id": f"rend_{i}", "watermark_id": i} for i in range(3)]
    adding(RenderRow, tuple(RENDER)).run_all(bare, rows)
    found = Prepared(select(RenderRow.id).where(RenderRow.id.in_(among("ids"))).order_by(RenderRow.id))
    assert [row.id for row in found.all(bare, {"ids": asked})] == there


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("started_at", EAST.replace(tzinfo=None), "has no zone"),
        ("timings_s", {"denoise": float("nan")}, "not JSON compliant"),
        ("seeds", [object()], "not JSON serializable"),
    ],
)
def test_a_value_that_no_column_takes_is_named(bare: sqlite3.Connection, name: str, value: object, why: str) -> None:
    with pytest.raises(StoreError, match=f"of '{name}' cannot be stored: .*{why}"):
        adding(RenderRow, tuple(RENDER)).run(bare, RENDER | {name: value})
    assert holding(RenderRow).first(bare, {"id": "rend_1"}) is None
