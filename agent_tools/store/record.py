"""A decision as the values of its columns. Every writer of decisions takes them from here.

Its words are not among them: they are sealed (`store.text`).
"""

from __future__ import annotations

from typing import Any

from policy.types import Decision


def decision_values(decision: Decision) -> dict[str, Any]:
    """The columns of one decision."""
    return {
        "id": decision.id,
        "verdict": decision.verdict.value,
        "policy_version": decision.policy_version,
        "input_digest": decision.input_digest,
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
            "remedy": found.remedy,
        }
        for position, found in enumerate(decision.findings)
    ]


def decision_facts(decision: Decision, text_sha256: str) -> dict[str, Any]:
    """What the audit chain vouches for.

    Args:
        decision: The decision.
        text_sha256: Digest of its sealed text.
    """
    return {
        "verdict": decision.verdict.value,
        "codes": [found.code.value for found in decision.findings],
        "policy_version": decision.policy_version,
        "consents": list(decision.consent_ids),
        "text": text_sha256,
    }
