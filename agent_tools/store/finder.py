"""Everything that the store can be asked. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agent_tools.errors import BriefError
from agent_tools.schema import ClipView
from agent_tools.store import lineage, mapping, query
from agent_tools.store.database import Database
from agent_tools.store.lineage import Lineage
from agent_tools.store.table import ClipFramesRow
from agent_tools.store.view import DecisionView, History, Judged, Manifest, RenderView

MAX_WATERMARK_ID = 2**32 - 1


class Finder(Database):
    """The database, open for questions."""

    # What is vouched for

    def audit_head(self) -> tuple[int, str] | None:
        """Place and hash of the last link of the audit chain; None where it is empty."""
        with self._snapshot() as tx:
            return tx.last_link()

    # What was decided

    def recent_blocks(self, principal: str, *, before: datetime, limit: int) -> Sequence[datetime]:
        """When somebody's latest requests were blocked, newest first; waits do not count; `limit` is 1..1000."""
        with self._snapshot() as tx:
            return query.recent_blocks(tx, principal, before, limit)

    def judged(self, decision_id: str) -> Judged:
        """A decision with exactly what was judged.

        Raises:
            NotFound: There is no such decision.
            TextErased: What was judged was erased.
        """
        with self._reading() as session:
            return query.judged(session, self._texts, decision_id)

    def decisions(self, limit: int = 50) -> tuple[DecisionView, ...]:
        """The latest decisions with their findings, newest first; `limit` is 1..1000."""
        with self._reading() as session:
            return query.decisions(session, self._texts, limit)

    # What was rendered

    def get_render(self, render_id: str) -> RenderView:
        """The render as it stands.

        Raises:
            NotFound: There is no such render.
        """
        with self._snapshot() as tx:
            return query.render(tx, render_id)

    def drew_without_faces(self, sha256: str) -> bool:
        """Whether a finished render of this store made this clip or these layers, and was given nothing with a face.

        Args:
            sha256: `sha256:...` of the file.
        """
        with self._reading() as session:
            return query.drew_without_faces(session, sha256)

    def parents(self, render_id: str) -> tuple[ClipView, ...]:
        """The clip that a render revises, then those that it goes on from, or whose layers or motion it takes.

        Args:
            render_id: A render, running or ended.
        """
        with self._snapshot() as tx:
            return tuple(query.clip(tx, name) for name in lineage.parents(tx, render_id))

    # What came out

    def get_clip(self, clip_id: str) -> ClipView:
        """The clip with this id.

        Raises:
            NotFound: There is no such clip.
        """
        with self._snapshot() as tx:
            return query.clip(tx, clip_id)

    def list_clips(self, limit: int = 50) -> tuple[ClipView, ...]:
        """The latest clips, newest first; `limit` is 1..1000."""
        with self._reading() as session:
            return query.clips(session, limit)

    def clips_of_bytes(self, sha256: str) -> tuple[ClipView, ...]:
        """The clips whose file has this digest, newest first.

        Args:
            sha256: `sha256:...`.
        """
        with self._reading() as session:
            return query.clips_of_bytes(session, sha256)

    def clip_of_watermark(self, watermark_id: int) -> ClipView | None:
        """The clip whose watermark carries this number; None if there is none.

        Args:
            watermark_id: 0..2**32-1.

        Raises:
            BriefError: The number is out of range.
        """
        if not 0 <= watermark_id <= MAX_WATERMARK_ID:
            raise BriefError(f"watermark id {watermark_id!r} is out of range; it must be 0..{MAX_WATERMARK_ID}")
        with self._reading() as session:
            return query.clip_of_watermark(session, watermark_id)

    def clips_near(self, fingerprint: str, *, within: int) -> tuple[tuple[ClipView, int], ...]:
        """The clips that look alike, the nearest first, each with its distance in bits.

        Args:
            fingerprint: `name:hex`; only fingerprints of the same name and length are compared.
            within: The largest distance that still counts, 0 for the same.

        Raises:
            BriefError: The distance is negative.
        """
        if within < 0:
            raise BriefError(f"distance {within!r} is out of range; it must be 0 or more")
        with self._reading() as session:
            return query.clips_near(session, fingerprint, within)

    def manifest(self, clip_id: str) -> Manifest | None:
        """The signed manifest of a clip as it was stored; None if none was.

        Raises:
            StoreError: The database failed.
        """
        with self._reading() as session:
            return query.manifest(session, clip_id)

    def frame_digests(self, clip_id: str) -> tuple[str, ...]:
        """SHA-256 of each frame before it was encoded, in hex and in order; empty where none were stored."""
        with self._reading() as session:
            row = session.get(ClipFramesRow, clip_id)
            return () if row is None else mapping.unpacked(row.digests)

    def history(self, clip_id: str) -> History:
        """A clip and everything it came from, back to what the person asked, in one SQL query.

        Raises:
            NotFound: There is no such clip.
        """
        with self._snapshot() as tx:
            return query.history(tx, self._texts, clip_id)

    def lineage(self, clip_id: str) -> Lineage:
        """Everything that a clip came from in the terms of W3C PROV, its parents' too, in one SQL query.

        Raises:
            NotFound: There is no such clip, or it was made before lineage was kept.
        """
        with self._reading() as session:
            return lineage.lineage(session, clip_id)
