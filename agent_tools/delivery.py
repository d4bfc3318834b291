"""Hands a finished clip over: into the blobs, to whoever asked for a copy, and into the rows. All of it, or nothing."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path

from agent_tools.blob import Blobs
from agent_tools.errors import AgentToolsError, BlobError
from agent_tools.outgoing import Outgoing
from agent_tools.schema import ClipView, Disclosure
from agent_tools.store import Marks, Store
from generator.types import RenderReport


class Delivery:
    """Delivers what was rendered.

    Args:
        store: Where its rows are written.
        blobs: Where its bytes are stored.
    """

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._blobs = blobs

    def deliver(
        self, render_id: str, draft: Path, drawn: RenderReport, disclosure: Disclosure, files: Outgoing
    ) -> tuple[RenderReport, ClipView]:
        """Store the finished file, hand out its copy, and write the rows; without the rows none of it stays.

        Args:
            render_id: The render, still running.
            draft: The finished file.
            drawn: What is known of it.
            disclosure: Who was told what.
            files: Where copies go.

        Returns:
            The report with the path of the clip, and its row.

        Raises:
            AgentToolsError: The bytes, the copy or the rows could not be written; nothing of the clip is left.
        """
        new = self._blobs.put(draft, drawn.sha256)
        stored = self._blobs.location(drawn.sha256)
        try:
            files.publish(draft)
            report = dataclasses.replace(drawn, path=Path(stored) if files.clip is None else files.clip.target)
            marks = Marks(
                fingerprint=drawn.fingerprint or "",
                manifest=drawn.manifest or b"",
                location=stored if files.clip is None and not self._blobs.is_local else "",
            )
            clip = self._store.finish_render(
                render_id, report, disclosure, marks=marks, confirm=partial(self._still_stored, drawn.sha256)
            )
            files.keep()
        except BaseException as exc:
            if new:
                self._take_back(drawn.sha256, exc)
            raise
        return report, clip

    def _still_stored(self, sha256: str) -> None:
        """Asked under the write lock: another process may have taken back the same bytes meanwhile."""
        if not self._blobs.has(sha256):
            raise BlobError(f"blob {sha256!r} was taken back by another render of the same bytes; try again")

    def _take_back(self, sha256: str, exc: BaseException) -> None:
        try:
            self._store.unless_used(sha256, lambda: self._blobs.remove(sha256))
        except AgentToolsError as other:
            exc.add_note(f"blob {sha256!r} could not be taken back; `reelwright doctor --repair` will: {other}")
