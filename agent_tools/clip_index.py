"""The store's clips as the index that a verifier asks."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tools.schema import ClipView
from agent_tools.store import Store
from generator.provenance.fingerprint import N_BITS
from generator.provenance.index import KnownClip


class StoreIndex:
    """Answers from the clips' rows.

    Args:
        store: An open store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def by_sha256(self, sha256: str) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        return [self._known(clip) for clip in self._store.clips_of_bytes(sha256)]

    def by_watermark(self, watermark_id: int) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        clip = self._store.clip_of_watermark(watermark_id)
        return [] if clip is None else [self._known(clip)]

    def by_fingerprint(self, fingerprint: str, *, within: float) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        near = self._store.clips_near(fingerprint, within=int(within * N_BITS))
        return [self._known(clip) for clip, _ in near]

    def _known(self, clip: ClipView) -> KnownClip:
        manifest = self._store.manifest(clip.id)
        return KnownClip(
            clip_id=clip.id,
            sha256=clip.sha256,
            manifest=manifest.body if manifest else None,
            withdrawn_at=clip.withdrawn_at,
        )
