"""A decision as the values of its columns. Every writer of decisions takes them from here."""

from __future__ import annotations

import dataclasses
from typing import Any

from policy.types import Decision, Intent


def decision_values(decision: Decision, intent: Intent) -> dict[str, Any]:
    """The columns of one decision, with exactly what was judged."""
    return {
        "id": decision.id,
        "verdict": decision.verdict.value,
        "policy_version": decision.policy_version,
        "input_digest": decision.input_digest,
        "intent": dataclasses.asdict(intent),
        "decided_at": decision.decided_at,
        "principal": decision.principal,
    }


def consent_values(decision: Decision) -> list[dict[str, Any]]:
    """The columns of the links from one decision to the consents that it rests on."""
    return [{"decision_id": decision.id, "consent_id": consent_id} for consent_id in decision.consent_ids]


def finding_values(decision: Decision) -> list[dict[str, Any]]:
    """The columns of the reasons of one decision, in their order."""
    return [
        {
            "decision_id": decision.id,
            "position": position,
            "code": found.code.value,
            "detector": found.detector,
            "verdict": found.verdict.value,
            "field": found.field,
            "span_start": found.span[0],
            "span_end": found.span[1],
            "matched": found.matched,
            "why": found.why,
            "remedy": found.remedy,
        }
        for position, found in enumerate(decision.findings)
    ]
