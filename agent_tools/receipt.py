"""The receipt of a consent: everything that is on record of it, with a digest, signed by this installation.

The signature is an HMAC-SHA256 (RFC 2104) under the gate's key, so only the installation that gave a receipt can check
it; it shows the person that nothing was changed since, and shows nobody else anything. Fields after ISO/IEC TS 27560.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from agent_tools.store.consent_mapping import event_values, record_values, scope_values
from agent_tools.store.consent_view import ClipUse
from policy.consent.record import Consent, Tier

SCHEMA = "reelwright.consent_receipt/1"
TIER_SENTENCE = {
    Tier.ATTESTED: "Attested: somebody said so; no verifier compared the evidence with the person.",
    Tier.VERIFIED: "Verified: the named verifier found the words of the challenge in the evidence.",
}

_CONTEXT = b"reelwright consent receipt 1\0"


def described(consent: Consent, at: datetime) -> dict[str, Any]:
    """A consent as JSON values: the record, its state at a moment, what it allows and what became of it.

    Args:
        consent: The consent.
        at: The moment, aware.
    """
    values = record_values(consent.record)
    values["created_at"] = consent.record.created_at.isoformat()
    events = []
    for position, event in enumerate(consent.events):
        shown = event_values(consent.record.id, position, event)
        events.append({name: shown[name] for name in ("kind", "by", "scope", "note")} | {"at": event.at.isoformat()})
    return values | {
        "tier_says": TIER_SENTENCE[consent.record.tier],
        "state": consent.state(at).value,
        "scope": scope_values(consent.scope),
        "events": events,
    }


def shown_use(use: ClipUse) -> dict[str, Any]:
    """A clip that shows somebody as JSON values."""
    return {
        "clip_id": use.clip_id,
        "consent_id": use.consent_id,
        "request": use.request,
        "requester": use.requester,
        "path": use.path,
        "sha256": use.sha256,
        "made_at": use.made_at.isoformat(),
        "withdrawn_at": None if use.withdrawn_at is None else use.withdrawn_at.isoformat(),
        "withdrawn_because": None if use.reason is None else use.reason.value,
    }


def receipt(consent: Consent, clips: Iterable[ClipUse], *, at: datetime, key: bytes) -> dict[str, Any]:
    """A signed receipt.

    Args:
        consent: The consent as it stands.
        clips: Every clip that was made with it.
        at: When the receipt is given, aware.
        key: The gate's key.
    """
    body = {
        "schema": SCHEMA,
        "issued_at": at.isoformat(),
        "consent": described(consent, at),
        "clips": [shown_use(use) for use in clips],
    }
    return body | {"digest": _digest(body), "signature": _signature(body, key)}


def genuine(given: Mapping[str, Any], key: bytes) -> bool:
    """Whether this installation gave a receipt, and not one value of it was changed.

    Args:
        given: What is said to be a receipt.
        key: The gate's key.
    """
    body = {name: value for name, value in given.items() if name not in ("digest", "signature")}
    if given.get("digest") != _digest(body):
        return False
    return hmac.compare_digest(_signature(body, key).encode(), str(given.get("signature")).encode("utf-8", "replace"))


def _canonical(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _digest(body: Mapping[str, Any]) -> str:
    return "sha256:" + hashlib.sha256(_canonical(body)).hexdigest()


def _signature(body: Mapping[str, Any], key: bytes) -> str:
    return "hmac-sha256:" + hmac.new(key, _CONTEXT + _canonical(body), "sha256").hexdigest()
