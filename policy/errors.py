"""Faults of the policy layer. A refusal is a value (`Decision`), never one of these.

PolicyError
├── PolicyDataError      a list, table or threshold file is missing, damaged or of another version
├── OperatorPolicyError  an operator's policy file is missing, malformed or laxer than what no policy may change
├── PeopleFileError      a list of people to be imported has a bad row, or is too large
├── ConsentError         a consent, or what shall become of it, is out of range or impossible
│   └── ChallengeError   the phrase of a challenge is wrong, used up or too old
└── PermitError          a permit is forged, altered or expired
    └── ConsentGone      a consent that a permit rests on covers it no longer
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


class ConsentError(PolicyError):
    """A consent, or what shall become of it, is out of range or impossible; nothing was recorded."""

    code = "consent.invalid"
    remedy = "change_arguments"


class ChallengeError(ConsentError):
    """The phrase of a challenge is wrong, used up or too old; ask for another."""

    code = "consent.challenge"


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


class ConsentGone(PermitError):
    """A consent that a permit rests on covers it no longer; `reason` is the reason code.

    Args:
        message: What happened.
        reason: One of the codes `consent.*`.
    """

    code = "policy.consent_gone"
    remedy = "ask_human"

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
