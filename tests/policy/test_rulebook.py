"""What an operator added leaves its mark on the policy version, and the marks are read back."""

from __future__ import annotations

import pytest

from policy.errors import PolicyDataError
from policy.operator import OperatorPolicy
from policy.roster import OwnPeople
from policy.rulebook import Marks, Rulebook

RULES = "2026.11.3+0123456789ab"
POLICY, PEOPLE = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"


@pytest.mark.parametrize("policy", ["", POLICY])
@pytest.mark.parametrize("people", ["", PEOPLE])
def test_the_marks_of_a_version_come_back(policy: str, people: str) -> None:
    book = Rulebook(operator=OperatorPolicy(digest=policy), people=OwnPeople(digest=people))
    version = book.marked(RULES)
    assert Marks.of(version) == Marks(rules=RULES, policy="a" * 12 if policy else "", people="b" * 12 if people else "")
    assert (version == RULES) is (not policy and not people)


@pytest.mark.parametrize(
    "version",
    [
        "",
        "2026.11.3",
        "+0123456789ab",
        f"{RULES}c",
        f"{RULES}.policy-aaaa",
        f"{RULES}.people-bbbbbbbbbbbb.policy-aaaaaaaaaaaa",
        f"{RULES}.policy-AAAAAAAAAAAA",
        f"{RULES} ",
    ],
)
def test_what_is_no_policy_version_is_refused(version: str) -> None:
    with pytest.raises(PolicyDataError, match="has another form than this program gives"):
        Marks.of(version)
