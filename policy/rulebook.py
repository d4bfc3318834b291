"""What an operator put beside the shipped rules: a policy and people. Each leaves its mark on the policy version."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policy.errors import PolicyDataError
from policy.operator import OperatorPolicy
from policy.roster import OwnPeople

_DIGITS = 12
_VERSION = re.compile(
    rf"(?P<rules>[^+]+\+[0-9a-f]{{{_DIGITS}}})"
    rf"(?:\.policy-(?P<policy>[0-9a-f]{{{_DIGITS}}}))?(?:\.people-(?P<people>[0-9a-f]{{{_DIGITS}}}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """An operator's policy and people; without arguments, those of nobody.

    Attributes:
        operator: The policy.
        people: The operator's own list and the opt-outs.
    """

    operator: OperatorPolicy = field(default_factory=OperatorPolicy)
    people: OwnPeople = field(default_factory=OwnPeople)

    def marked(self, version: str) -> str:
        """A policy version with the marks of what the operator added: `2026.11.2+0123456789ab.policy-...`.

        Args:
            version: The version of the shipped rules and lists.
        """
        for name, digest in (("policy", self.operator.digest), ("people", self.people.digest)):
            if digest:
                version = f"{version}.{name}-{digest.removeprefix('sha256:')[:_DIGITS]}"
        return version


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The parts of a policy version.

    Attributes:
        rules: The shipped rules and lists.
        policy: First digits of the digest of the policy file; empty where there was none.
        people: First digits of the digest of the people file; empty where there was none.
    """

    rules: str
    policy: str
    people: str

    @classmethod
    def of(cls, version: str) -> Marks:
        """The parts of a policy version.

        Args:
            version: As a decision bears it.

        Raises:
            PolicyDataError: It is no policy version of this program.
        """
        match = _VERSION.fullmatch(version)
        if match is None:
            raise PolicyDataError(f"policy version {version!r} has another form than this program gives")
        return cls(rules=match["rules"], policy=match["policy"] or "", people=match["people"] or "")
