"""What a person said moves into a side table, sealed under keys that can be destroyed.

Rows of before are sealed here: those of a conversation under its key, a decision's under its own. The key file is
handed over by `migration.migrate`. Frozen: a later change of the tables is another revision, never an edit of this one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from agent_tools.store import guard

revision = "0005"
down_revision = "0004"

_SHOT_WORDS = ("scene", "camera", "lighting", "temporal", "style", "subjects", "setting", "onscreen_text", "given")
_CONVERSATION_OF_BOARD = "FROM storyboard AS s JOIN brief AS b ON b.id = s.brief_id JOIN turn AS t ON t.id = b.turn_id"
_DROPPED = {
    "turn": ("text",),
    "brief": ("request", "options"),
    "storyboard": ("notes", "references"),
    "shot": _SHOT_WORDS,
    "decision": ("intent",),
    "finding": ("matched", "why"),
    "render": ("notes",),
    "disclosure": ("declared_fictional",),
}

Text = tuple[str, str, dict[str, Any]]  # owner, owner of the key, values


def upgrade() -> None:
    """Make the table, seal what is there, and drop the columns where it stood."""
    dialect = op.get_bind().dialect.name
    for statement in guard.functions(dialect):
        op.execute(statement)
    op.create_table(
        "sealed_text",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key_owner", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_sealed_text")),
    )
    op.create_index(op.f("ix_sealed_text_key_owner"), "sealed_text", ["key_owner"], unique=False)
    _seal_all()
    for table, columns in _DROPPED.items():
        for column in columns:
            op.drop_column(table, column)
    for statement in guard.only_added("sealed_text", ("owner",), dialect):
        op.execute(statement)


def _seal_all() -> None:
    connection = op.get_bind()
    seal: Callable[..., dict[str, Any]] | None = None
    into = sa.table("sealed_text", sa.column("owner"), sa.column("key_owner"), sa.column("body"))
    now = datetime.now(UTC)
    for owner, key_owner, values in _texts(connection):
        # Asked for only where there is something: an empty database needs no keys.
        seal = seal or op.get_context().config.attributes["seal"]  # type: ignore[union-attr]
        connection.execute(into.insert().values(**seal(owner, values, key_owner=key_owner, at=now)))


def _rows(connection: sa.Connection, sql: str) -> list[sa.RowMapping]:
    return list(connection.execute(sa.text(sql)).mappings())


def _texts(connection: sa.Connection) -> Iterator[Text]:
    yield from _said(connection)
    yield from _planned(connection)
    yield from _decided(connection)
    yield from _made(connection)


def _said(connection: sa.Connection) -> Iterator[Text]:
    for row in _rows(connection, "SELECT id, conversation_id, text FROM turn"):
        yield row["id"], row["conversation_id"], {"text": row["text"]}
    briefs = "SELECT b.id, t.conversation_id, b.request, b.options FROM brief AS b JOIN turn AS t ON t.id = b.turn_id"
    for row in _rows(connection, briefs):
        yield row["id"], row["conversation_id"], {"request": row["request"], "options": json.loads(row["options"])}


def _planned(connection: sa.Connection) -> Iterator[Text]:
    shots: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(connection, "SELECT * FROM shot ORDER BY storyboard_id, position"):
        words = {name: row[name] for name in _SHOT_WORDS}
        for name in ("subjects", "onscreen_text", "given"):
            words[name] = json.loads(words[name])
        shots.setdefault(row["storyboard_id"], []).append(words)
    boards = f'SELECT s.id, t.conversation_id, s.notes, s."references" AS given {_CONVERSATION_OF_BOARD}'
    for row in _rows(connection, boards):
        values = {"notes": json.loads(row["notes"]), "references": json.loads(row["given"])}
        yield row["id"], row["conversation_id"], values | {"shots": shots.get(row["id"], [])}


def _decided(connection: sa.Connection) -> Iterator[Text]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows(connection, "SELECT decision_id, matched, why FROM finding ORDER BY decision_id, position"):
        found.setdefault(row["decision_id"], []).append({"matched": row["matched"], "why": row["why"]})
    for row in _rows(connection, "SELECT id, intent FROM decision"):
        yield row["id"], row["id"], {"intent": json.loads(row["intent"]), "findings": found.get(row["id"], [])}


def _made(connection: sa.Connection) -> Iterator[Text]:
    renders = f"{_CONVERSATION_OF_BOARD} JOIN render AS r ON r.storyboard_id = s.id"
    for row in _rows(connection, f"SELECT r.id, t.conversation_id, r.notes {renders}"):
        yield row["id"], row["conversation_id"], {"notes": json.loads(row["notes"])}
    clips = f"{renders} JOIN clip AS c ON c.render_id = r.id JOIN disclosure AS d ON d.clip_id = c.id"
    for row in _rows(connection, f"SELECT c.id, t.conversation_id, d.declared_fictional {clips}"):
        yield row["id"], row["conversation_id"], {"declared_fictional": json.loads(row["declared_fictional"])}
