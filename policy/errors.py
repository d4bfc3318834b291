"""Faults of the policy layer. A refusal is a value (`Decision`), never one of these.

PolicyError
├── PolicyDataError     a list, table or threshold file is missing, damaged or of another version
└── PermitError         a permit is forged, altered or expired
"""

from __future__ import annotations


class PolicyError(Exception):
    """Root of every fault in `policy`. `code` is stable; `remedy` says who can act."""

    code = "policy.fault"
    remedy = "none"


class PolicyDataError(PolicyError):
    """A policy data file is missing, damaged or of another version; nothing is allowed without it."""

    code = "policy.data"
    remedy = "ask_human"


class PermitError(PolicyError):
    """A permit is forged, altered or expired; ask the gate again."""

    code = "policy.permit"
    remedy = "retry_later"
