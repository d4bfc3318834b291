"""Homes for worlds: everything that takes long to make is made once a process, and copied for each scenario.

What is copied are an empty database, the gate's key, and the authority that signs clips. Nothing of one scenario can be
seen in another: each gets files of its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

from agent_tools.errors import SettingsError
from agent_tools.settings import Settings

DATABASE = "reelwright.db"

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 1 << 30

# Every state that a job goes through, written down by the database itself, so that nothing can pass unseen.
_WATCH = """
CREATE TABLE watched_job (
    seq INTEGER PRIMARY KEY, job TEXT NOT NULL, state TEXT NOT NULL, step TEXT NOT NULL, fraction REAL NOT NULL,
    attempts INTEGER NOT NULL, version INTEGER NOT NULL, clip TEXT
);
CREATE TRIGGER watch_new_job AFTER INSERT ON job BEGIN
    INSERT INTO watched_job (job, state, step, fraction, attempts, version, clip)
    VALUES (NEW.id, NEW.state, NEW.step, NEW.fraction, NEW.attempts, NEW.version, NEW.clip_id);
END;
CREATE TRIGGER watch_changed_job AFTER UPDATE ON job BEGIN
    INSERT INTO watched_job (job, state, step, fraction, attempts, version, clip)
    VALUES (NEW.id, NEW.state, NEW.step, NEW.fraction, NEW.attempts, NEW.version, NEW.clip_id);
END;
"""


class HomeTemplate:
    """Makes homes by copying one.

    Args:
        folder: Where the homes are put; it must exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pattern = folder / "template"
        self._lock = threading.Lock()
        self._settings: Settings | None = None
        self._n_made = 0

    def prepare(self) -> None:
        """Make the home that is copied, where it is not there yet.

        Raises:
            AgentToolsError: It cannot be made.
        """
        with self._lock:
            if self._settings is None:
                self._settings = _settings(self._pattern)
            if not self._pattern.is_dir():
                _make(self._pattern)

    def home(self) -> Settings:
        """The settings of a new home that is ready to be opened.

        Raises:
            AgentToolsError: It cannot be made.
        """
        self.prepare()
        with self._lock:
            self._n_made += 1
            home = self._folder / f"{os.getpid()}-{self._n_made}"
        try:
            shutil.copytree(self._pattern, home)
        except (OSError, shutil.Error) as exc:
            raise SettingsError(f"home {str(home)!r} of a scenario cannot be made: {exc}") from exc
        if self._settings is None:
            raise SettingsError("the home that is copied was not prepared")
        return self._settings.model_copy(update=_places(home))


def scratch_folder() -> Path:
    """A new folder for homes; in memory where there is a file system for that, because a disk waits for every clip."""
    try:
        roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES and os.access(_MEMORY, os.W_OK)
    except OSError:
        roomy = False
    return Path(tempfile.mkdtemp(prefix="reelwright-converse-", dir=_MEMORY if roomy else None))


def _settings(home: Path) -> Settings:
    """The settings of the installation that runs the tests, over another home."""
    return Settings(**_places(home))


def _places(home: Path) -> dict[str, Any]:
    return {
        "home": home,
        "database_url": f"sqlite:///{home / DATABASE}",
        "blobs_url": str(home / "clips"),
        "checkpoints_url": str(home / "checkpoints"),
    }


def _make(folder: Path) -> None:
    from agent_tools import store
    from agent_tools.marker import Marker
    from agent_tools.witness import open_checkpoints

    draft = folder.with_name(f"{folder.name}.draft")
    settings = _settings(draft)
    store.Store.open(settings).close()
    with closing(sqlite3.connect(draft / DATABASE)) as connection:
        connection.executescript(_WATCH)
    store.gate_key(settings.gate_key_path)
    open_checkpoints(settings)
    Marker(settings).installation()
    draft.rename(folder)
