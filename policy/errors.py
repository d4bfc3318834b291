"""Faults of the policy layer. A refusal is a value (`Decision`), never one of these.

PolicyError
├── PolicyDataError      a list, table or threshold file is missing, damaged or of another version
├── OperatorPolicyError  an operator's policy file is missing, malformed or laxer than what no policy may change
├── PeopleFileError      a list of people to be imported has a bad row, or is too large
└── PermitError          a permit is forged, altered or expired
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


class OperatorPolicyError(PolicyError):
    """An operator's policy file is missing, malformed or laxer than what no policy may change."""

    code = "policy.operator"
    remedy = "ask_human"


class PeopleFileError(PolicyError):
    """A list of people to be imported has a bad row, or is too large; nothing of it was imported."""

    code = "policy.people_file"
    remedy = "change_arguments"


class PermitError(PolicyError):
    """A permit is forged, altered or expired; ask the gate again."""

    code = "policy.permit"
    remedy = "retry_later"
