"""The guards of the tables on PostgreSQL, where the machine has one. SQLite's are tested with the tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_tools.store import guard

NOBODY = 65534


@pytest.mark.parametrize(
    "give",
    [
        guard.in_order,
        lambda table, dialect: guard.only_added(table, ("id",), dialect),
        lambda table, dialect: guard.stays_ended(table, "state", ("done",), dialect),
    ],
)
def test_a_dialect_without_guards_is_named(give: object) -> None:
    with pytest.raises(ValueError, match="'mysql' has no guards; it must be 'sqlite' or 'postgresql'"):
        give("t", "mysql")  # type: ignore[operator]


@pytest.fixture(scope="module")
def psql() -> Iterator[list[str]]:
    """A PostgreSQL server of this test alone, as the words that begin a call of psql."""
    missing = [name for name in ("initdb", "pg_ctl", "psql") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    # Not below pytest's own folder, which is closed to the user that the server runs as.
    base = Path(tempfile.mkdtemp(prefix="reelwright-pg-"))
    demote = None
    if os.geteuid() == 0:  # the server refuses to run as root
        os.chown(base, NOBODY, NOBODY)
        demote = NOBODY
    data = str(base / "data")

    def run(*words: str) -> None:
        subprocess.run(words, check=True, capture_output=True, user=demote, group=demote, cwd=base, timeout=120)

    run("initdb", "-D", data, "-U", "test", "--auth=trust", "--no-sync")
    run("pg_ctl", "-D", data, "-w", "-l", str(base / "log"), "-o", f"-k {base} -c listen_addresses=''", "start")
    yield ["psql", "-h", str(base), "-U", "test", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-qAt", "-c"]
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(base)


def test_postgresql_refuses_every_change(psql: list[str]) -> None:
    def ask(sql: str) -> tuple[int, str]:
        done = subprocess.run([*psql, sql], capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    assert ask("CREATE TABLE audit (seq BIGINT PRIMARY KEY, hash TEXT NOT NULL)") == (0, "")
    statements = (
        *guard.functions(guard.POSTGRESQL),
        *guard.only_added("audit", ("seq",), guard.POSTGRESQL),
        *guard.in_order("audit", guard.POSTGRESQL),
    )
    for statement in statements:
        assert ask(statement) == (0, "")
    assert ask("INSERT INTO audit VALUES (1, 'a'), (2, 'b')")[0] == 0
    for sql, why in (
        ("UPDATE audit SET hash = 'c'", "audit rows are only ever added"),
        ("DELETE FROM audit WHERE seq = 2", "audit rows are only ever added"),
        ("TRUNCATE audit", "audit rows are only ever added"),
        ("INSERT INTO audit VALUES (4, 'd')", "audit rows follow each other without a gap"),
        ("INSERT INTO audit VALUES (2, 'x') ON CONFLICT (seq) DO UPDATE SET hash = 'x'", "without a gap"),
    ):
        code, said = ask(sql)
        assert code != 0
        assert why in said
    assert ask("SELECT string_agg(hash, '' ORDER BY seq) FROM audit") == (0, "ab\n")


def test_postgresql_keeps_what_has_ended(psql: list[str]) -> None:
    def ask(sql: str) -> tuple[int, str]:
        done = subprocess.run([*psql, sql], capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    assert ask("CREATE TABLE job (id TEXT PRIMARY KEY, state TEXT NOT NULL, n INT)") == (0, "")
    for statement in guard.stays_ended("job", "state", ("done", "failed"), guard.POSTGRESQL):
        assert ask(statement) == (0, "")
    assert ask("INSERT INTO job VALUES ('a', 'open', 0)")[0] == 0
    assert ask("UPDATE job SET state = 'done'") == (0, "")
    assert ask("UPDATE job SET n = 1") == (0, "")
    for sql in ("UPDATE job SET state = 'open'", "UPDATE job SET state = 'failed'", "DELETE FROM job"):
        code, said = ask(sql)
        assert code != 0
        assert "job rows that have ended stay so, and none is removed" in said
