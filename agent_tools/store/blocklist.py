"""What was taken down and may never be handed over again: the same bytes, the same frames, or the same look."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, or_, select

from agent_tools.errors import ContentBlocked
from agent_tools.store.fingerprint import distance
from agent_tools.store.misuse_table import BlockedContentRow
from agent_tools.store.prepared import Prepared
from agent_tools.store.transaction import Transaction

SHA256, FRAMES, FINGERPRINT = "sha256", "frames", "fingerprint"
MAX_BITS_PER_64 = 6
"""Fingerprints nearer than this, for each 64 bits of them, count as the same look."""

_SAME = Prepared(
    select(BlockedContentRow.report_id).where(
        or_(
            and_(BlockedContentRow.kind == SHA256, BlockedContentRow.value == bindparam("sha256")),
            and_(BlockedContentRow.kind == FRAMES, BlockedContentRow.value == bindparam("frames")),
        )
    )
)
_PRINTS = Prepared(
    select(BlockedContentRow.value, BlockedContentRow.report_id).where(BlockedContentRow.kind == FINGERPRINT)
)


def check(transaction: Transaction, *, sha256: str, frames: str | None = None, fingerprint: str = "") -> None:
    """Return if nothing of this was taken down.

    Args:
        transaction: One that writes.
        sha256: `sha256:...` of the file.
        frames: `sha256:...` over its frames; None where they are not known.
        fingerprint: `name:hex`; empty where none was taken.

    Raises:
        ContentBlocked: It was, or looks like what was.
    """
    found = transaction.first(_SAME, sha256=sha256, frames=frames or "")
    if found is None and fingerprint:
        found = next((row for row in transaction.all(_PRINTS) if alike(fingerprint, row.value)), None)
    if found is not None:
        raise ContentBlocked(f"this was taken down for report {found.report_id!r}; it is not handed over again")


def reach(fingerprint: str) -> int:
    """The largest distance at which another fingerprint counts as the same look."""
    digits = fingerprint.partition(":")[2]
    return len(digits) * 4 * MAX_BITS_PER_64 // 64


def alike(one: str, other: str) -> bool:
    """Whether two fingerprints count as the same look."""
    bits = distance(one, other)
    return bits is not None and bits <= reach(one)
