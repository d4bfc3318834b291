"""The triggers that keep rows as they are, for SQLite and for PostgreSQL.

Used by migrations, so what a function gives for a table never changes; a new rule is a new function. The rows are no
proof against whoever may change the schema; the audit chain and its checkpoints are for them.
"""

from __future__ import annotations

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_FUNCTION = "reelwright_only_added"


def functions(dialect: str) -> tuple[str, ...]:
    """What must be there before the other statements.

    Args:
        dialect: `sqlite` or `postgresql`.
    """
    if dialect != POSTGRESQL:
        return ()
    return (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% rows are only ever added', TG_TABLE_NAME; END $$",
    )


def only_added(table: str, key: tuple[str, ...], dialect: str) -> tuple[str, ...]:
    """Refuse every change and removal of a row.

    Args:
        table: The table.
        key: Columns of its primary key.
        dialect: `sqlite` or `postgresql`.

    Raises:
        ValueError: The dialect is another.
    """
    match dialect:
        case "sqlite":
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} rows are only ever added'); END"
            # INSERT OR REPLACE removes the old row without asking the trigger for removals.
            same = " AND ".join(f"{column} = NEW.{column}" for column in key)
            return (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}",
            )
        case "postgresql":
            return (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()",
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()",
            )
        case _:
            raise ValueError(f"dialect {dialect!r} has no guards; it must be {SQLITE!r} or {POSTGRESQL!r}")


def in_order(table: str, dialect: str) -> tuple[str, ...]:
    """Refuse a row whose `seq` is not the next one.

    Args:
        table: The table.
        dialect: `sqlite` or `postgresql`.

    Raises:
        ValueError: The dialect is another.
    """
    next_seq = f"(SELECT coalesce(max(seq), 0) + 1 FROM {table})"
    match dialect:
        case "sqlite":
            return (
                f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} WHEN NEW.seq <> {next_seq} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows follow each other without a gap'); END",
            )
        case "postgresql":
            return (
                f"CREATE OR REPLACE FUNCTION {table}_next() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NEW.seq <> {next_seq} THEN RAISE EXCEPTION '{table} rows follow each other without a gap'; "
                "END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {table}_in_order BEFORE INSERT ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_next()",
            )
        case _:
            raise ValueError(f"dialect {dialect!r} has no guards; it must be {SQLITE!r} or {POSTGRESQL!r}")


def stays_ended(table: str, column: str, ends: tuple[str, ...], dialect: str) -> tuple[str, ...]:
    """Refuse that a row leaves one of its last states, and that it is removed.

    Args:
        table: The table.
        column: The column of its state.
        ends: The last states.
        dialect: `sqlite` or `postgresql`.

    Raises:
        ValueError: The dialect is another.
    """
    ended = f"OLD.{column} IN ({', '.join(repr(end) for end in ends)}) AND NEW.{column} <> OLD.{column}"
    match dialect:
        case "sqlite":
            return (
                f"CREATE TRIGGER {table}_stays_ended BEFORE UPDATE OF {column} ON {table} WHEN {ended} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows that have ended stay so'); END",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} rows are never removed'); END",
            )
        case "postgresql":
            return (
                f"CREATE OR REPLACE FUNCTION {table}_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{table} rows that have ended stay so, and none is removed'; END $$",
                f"CREATE TRIGGER {table}_stays_ended BEFORE UPDATE OF {column} ON {table} "
                f"FOR EACH ROW WHEN ({ended}) EXECUTE FUNCTION {table}_ended()",
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_ended()",
            )
        case _:
            raise ValueError(f"dialect {dialect!r} has no guards; it must be {SQLITE!r} or {POSTGRESQL!r}")
