"""Verifying a file against what this installation has on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent_tools.settings import Settings

if TYPE_CHECKING:
    from generator.provenance.verify import VerifyReport


def verify_file(path: Path, settings: Settings) -> VerifyReport:
    """What can be proven of a file. Nothing is made or changed; without a database nothing is on record.

    Args:
        path: Any file.
        settings: Whose keys and whose record.

    Raises:
        VerifyError: The file is missing, no plain file, empty, too large, or cannot be read.
        ProvenanceKeyError: A key or certificate is damaged or open to others.
        StoreError: The database cannot be read.
    """
    from agent_tools.clip_index import StoreIndex
    from agent_tools.store import Store
    from agent_tools.store.file import database_file
    from generator.provenance.installation import read_installation
    from generator.provenance.verify import verify

    installation = read_installation(settings.provenance_dir)
    if not database_file(settings.database_url).exists():
        return verify(path, installation)
    with Store.open(settings) as store:
        return verify(path, installation, StoreIndex(store))
