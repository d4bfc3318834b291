"""The store's clips as the index that a verifier asks."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tools.schema import ClipView
from agent_tools.store import Store
from generator.provenance.index import KnownClip
from generator.provenance.watermark import id_of

N_CLIPS = 1000
"""How many of the latest clips are looked through."""


class StoreIndex:
    """Answers from the clip rows. Watermark ids follow from the ids of clips; fingerprints have no column yet.

    Args:
        store: An open store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def by_sha256(self, sha256: str) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        return [_known(clip) for clip in self._store.list_clips(N_CLIPS) if clip.sha256 == sha256]

    def by_watermark(self, watermark_id: int) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        return [_known(clip) for clip in self._store.list_clips(N_CLIPS) if id_of(clip.id) == watermark_id]

    def by_fingerprint(self, fingerprint: str, *, within: float) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        return []


def _known(clip: ClipView) -> KnownClip:
    return KnownClip(clip_id=clip.id, sha256=clip.sha256, watermark_id=id_of(clip.id), withdrawn_at=clip.withdrawn_at)
