"""Brings a database to the tables of this version, inside one transaction, at every opening.

Alembic is loaded only when there is something to do: an up-to-date database is known by one row.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from agent_tools.errors import StoreError, StoreNewer
from agent_tools.store.engine import WRITING, faults_named
from agent_tools.store.file import REVISION, SELECT_REVISION
from agent_tools.store.seal import Texts

_SCRIPTS = Path(__file__).with_name("migrations")
_VERSION_TABLE = "alembic_version"


def migrate(engine: Engine, path: Path, texts: Texts) -> None:
    """Make the tables, or bring older ones up to date.

    Args:
        engine: The engine of the file.
        path: The file, for messages.
        texts: Seals what an older version kept open.

    Raises:
        StoreNewer: The database has a revision that this version does not know.
        StoreLocked: The lock did not come free in time.
        StoreError: The file is damaged, unwritable or another program's database.
    """
    with faults_named(path):
        with engine.connect() as connection:
            if _revision(connection, path) == REVISION:
                return
        with engine.execution_options(**WRITING).begin() as connection:
            # Looked at again under the lock: another process may have migrated in between.
            revision = _revision(connection, path)
            if revision != REVISION:
                _upgrade(connection, revision, path, texts)


def _revision(connection: Connection, path: Path) -> str | None:
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE in tables:
        return connection.execute(text(SELECT_REVISION)).scalar_one_or_none()
    if tables:
        raise StoreError(f"database {str(path)!r} belongs to another program: it holds tables {sorted(tables)!r}")
    return None


def _upgrade(connection: Connection, revision: str | None, path: Path, texts: Texts) -> None:
    # Alembic takes half a second to import and is needed once in the life of a database.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["seal"] = texts.seal
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreNewer(
            f"database {str(path)!r} has revision {revision!r}, and this version knows {sorted(known)!r}; "
            "update the program, or set REELWRIGHT_HOME to another folder"
        )
    command.upgrade(config, "head")
