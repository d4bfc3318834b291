"""What the consent book gives back besides consents: frozen values without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from policy.consent.record import Consent


class WithdrawalReason(StrEnum):
    """Why a clip is no longer handed over."""

    REVOKED = "consent.revoked"
    DELETED = "person.deleted"
    TAKEN_DOWN = "taken_down"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipUse:
    """A clip that was made with somebody's consent, as that person may see it.

    Attributes:
        clip_id: The clip.
        consent_id: The consent that allowed it.
        person: Key of the depicted person.
        request: What was asked.
        requester: Who asked; empty where nobody was told apart.
        path: The clip's file, absolute.
        sha256: Digest of that file as it was made.
        made_at: When.
        withdrawn_at: Since when it is no longer handed over; None if it is.
        reason: Why it is not.
    """

    clip_id: str
    consent_id: str
    person: str
    request: str
    requester: str
    path: str
    sha256: str
    made_at: datetime
    withdrawn_at: datetime | None = None
    reason: WithdrawalReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """What a revocation did.

    Attributes:
        consent: The consent as it now stands.
        repeated: Whether it had been revoked before.
        clips: Every clip that was made with it, all of them withdrawn now.
        cancelled: Ids of the renders that were running and may not end in a clip.
        jobs: Ids of the jobs that waited and were cancelled.
    """

    consent: Consent
    repeated: bool
    clips: tuple[ClipUse, ...]
    cancelled: tuple[str, ...]
    jobs: tuple[str, ...] = ()
