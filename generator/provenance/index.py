"""Finding a file's clip among those that were made here: the one protocol of every index, and one in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from generator.provenance.fingerprint import distance


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownClip:
    """What is on record of a clip.

    Attributes:
        clip_id: Its id.
        sha256: `sha256:...` of its file.
        made_at: When, aware; None where that is not on record.
        watermark_id: What its picture carries; None where that is not on record.
        fingerprint: Its perceptual fingerprint; None where that is not on record.
        manifest: Its signed manifest store; None where that is not on record.
        withdrawn_at: Since when it is withdrawn; None for a clip that is not.
    """

    clip_id: str
    sha256: str
    made_at: datetime | None = None
    watermark_id: int | None = None
    fingerprint: str | None = None
    manifest: bytes | None = field(default=None, repr=False)
    withdrawn_at: datetime | None = None


class ClipIndex(Protocol):
    """What a verifier asks of the record of clips."""

    def by_sha256(self, sha256: str) -> Sequence[KnownClip]:
        """The clips whose file has exactly these bytes.

        Args:
            sha256: `sha256:...`.
        """
        ...

    def by_watermark(self, watermark_id: int) -> Sequence[KnownClip]:
        """The clips whose picture carries this id.

        Args:
            watermark_id: 0..2**32 - 1.
        """
        ...

    def by_fingerprint(self, fingerprint: str, *, within: float) -> Sequence[KnownClip]:
        """The clips that look alike, the nearest first.

        Args:
            fingerprint: What `generator.provenance.fingerprint` gave.
            within: Largest share of bits that may differ, 0..1.
        """
        ...


class MemoryIndex:
    """An index of clips that are handed to it.

    Args:
        clips: What is on record.
    """

    def __init__(self, clips: Sequence[KnownClip] = ()) -> None:
        self._clips = tuple(clips)

    def by_sha256(self, sha256: str) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        return [clip for clip in self._clips if clip.sha256 == sha256]

    def by_watermark(self, watermark_id: int) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        return [clip for clip in self._clips if clip.watermark_id == watermark_id]

    def by_fingerprint(self, fingerprint: str, *, within: float) -> Sequence[KnownClip]:
        """See `ClipIndex`."""
        apart = [(distance(fingerprint, clip.fingerprint), clip) for clip in self._clips if clip.fingerprint]
        return [clip for far, clip in sorted(apart, key=lambda pair: pair[0]) if far <= within]
