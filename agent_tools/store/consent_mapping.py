"""Between the columns of the consent tables and the values of `policy.consent`, both ways. Knows no connection."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from policy.consent.challenge import Challenge
from policy.consent.record import Consent, ConsentEvent, ConsentRecord, EventKind, EvidenceKind, Relation, Tier
from policy.consent.scope import Audience, Scope
from policy.types import Use

RECORD_COLUMNS = (
    "id",
    "person",
    "name",
    "aliases",
    "granter",
    "relation",
    "evidence_kind",
    "evidence_digest",
    "challenge_id",
    "tier",
    "verified_by",
    "notice_version",
    "created_at",
)
CHALLENGE_COLUMNS = ("id", "name", "phrase_digest", "notice_version", "made_at", "expires_at")

_SETS = ("topics", "barred_topics", "requesters", "groups", "territories")


def record_values(record: ConsentRecord) -> dict[str, Any]:
    """The columns of a record."""
    values = {name: getattr(record, name) for name in RECORD_COLUMNS}
    for name in ("relation", "evidence_kind", "tier"):
        values[name] = values[name].value
    return values | {"aliases": list(record.aliases)}


def event_values(consent_id: str, position: int, event: ConsentEvent) -> dict[str, Any]:
    """The columns of an event."""
    return {
        "consent_id": consent_id,
        "position": position,
        "kind": event.kind.value,
        "at": event.at,
        "by": event.by,
        "scope": None if event.scope is None else scope_values(event.scope),
        "note": event.note,
    }


def event_digest(values: Mapping[str, Any]) -> str:
    """`sha256:...` of the columns of an event, by which the audit chain vouches for them."""
    body = json.dumps({**values, "at": values["at"].isoformat()}, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(body.encode("ascii")).hexdigest()


def scope_values(scope: Scope) -> dict[str, Any]:
    """A scope as JSON values, each set in order."""
    return {
        "valid_from": scope.valid_from.isoformat(),
        "valid_until": scope.valid_until.isoformat(),
        "uses": sorted(use.value for use in scope.uses),
        "audience": scope.audience.value,
        **{name: sorted(getattr(scope, name)) for name in _SETS},
    }


def consent(record: Mapping[str, Any], events: Iterable[Mapping[str, Any]]) -> Consent:
    """A consent out of its columns.

    Args:
        record: The columns of the record, times aware.
        events: Those of its events, in order.

    Raises:
        ConsentError: They hold what no consent can be.
        ValueError: They hold a word of no vocabulary.
    """
    values = {name: record[name] for name in RECORD_COLUMNS}
    values["aliases"] = tuple(values["aliases"])
    values["relation"] = Relation(values["relation"])
    values["evidence_kind"] = EvidenceKind(values["evidence_kind"])
    values["tier"] = Tier(values["tier"])
    return Consent(record=ConsentRecord(**values), events=tuple(_event(each) for each in events))


def challenge(values: Mapping[str, Any]) -> Challenge:
    """A challenge out of its columns, times aware."""
    return Challenge(**{name: values[name] for name in CHALLENGE_COLUMNS})


def _event(values: Mapping[str, Any]) -> ConsentEvent:
    scope = values["scope"]
    return ConsentEvent(
        kind=EventKind(values["kind"]),
        at=values["at"],
        by=values["by"],
        scope=None if scope is None else _scope(scope),
        note=values["note"],
    )


def _scope(values: Mapping[str, Any]) -> Scope:
    sets: dict[str, frozenset[str]] = {name: frozenset(values[name]) for name in _SETS}
    return Scope(
        valid_from=datetime.fromisoformat(values["valid_from"]),
        valid_until=datetime.fromisoformat(values["valid_until"]),
        uses=frozenset(Use(use) for use in values["uses"]),
        audience=Audience(values["audience"]),
        **sets,
    )
