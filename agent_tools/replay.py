"""Decides again what was decided before: the stored intent, under the stored policy and people, on the day of then.

The shipped rules and lists are those of this program; where a decision was made with others, the replay says so
instead of claiming a match.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from agent_tools.errors import StoreError
from agent_tools.policy_home import PolicyHome
from agent_tools.settings import Settings
from agent_tools.store import ConsentReader, Judged, Store
from policy.gate import default_gate
from policy.replay import intent_of
from policy.types import Decision, Intent, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A decision and what it would be now.

    Attributes:
        decision_id: Which.
        verdict: What was decided.
        verdict_now: What is decided now.
        policy_version: Under which rules it was decided.
        policy_version_now: Under which rules it is decided now.
        same_findings: Whether the reasons are the same, each with its place.
    """

    decision_id: str
    verdict: Verdict
    verdict_now: Verdict
    policy_version: str
    policy_version_now: str
    same_findings: bool

    @property
    def same_policy(self) -> bool:
        """Whether both were decided under the same rules."""
        return self.policy_version == self.policy_version_now

    @property
    def same(self) -> bool:
        """Whether everything is the same."""
        return self.same_policy and self.same_findings and self.verdict is self.verdict_now

    def to_json(self) -> dict[str, Any]:
        """What `reelwright policy replay --json` prints."""
        return {**asdict(self), "same_policy": self.same_policy, "same": self.same}


def replay(store: Store, settings: Settings, decision_id: str) -> Replay:
    """Decides again what was decided before; writes nothing down.

    Args:
        store: Where the decision is.
        settings: Where the policies and people of then are kept.
        decision_id: Which decision.

    Raises:
        NotFound: There is no such decision.
        StoreError: What was judged was altered after it was judged.
        PolicyDataError: The policy or people of then are not kept, or a list is missing or damaged.
    """
    judged = store.judged(decision_id)
    then, intent = judged.decision, intent_of(judged.intent)
    if intent.digest() != then.input_digest:
        raise StoreError(
            f"what decision {decision_id!r} judged was altered: its digest is {intent.digest()!r}, not "
            f"{then.input_digest!r}"
        )
    rulebook = PolicyHome(settings.policy_dir).rulebook_of(then.policy_version)
    gate = default_gate(
        _Past(store),
        secrets.token_bytes(32),
        clock=lambda: then.decided_at,
        new_id=lambda: decision_id,
        rulebook=rulebook,
        consents=ConsentReader(settings.database_url),
    )
    now = gate.review(intent, principal=judged.principal)
    return Replay(
        decision_id=decision_id,
        verdict=then.verdict,
        verdict_now=now.verdict,
        policy_version=then.policy_version,
        policy_version_now=now.policy_version,
        same_findings=_reasons(judged) == _reasons_now(now),
    )


class _Past:
    """The log as it was: earlier blocks are found in it, and a replay adds nothing to it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def append(self, decision: Decision, intent: Intent) -> None:
        """Adds nothing: a replay is no decision."""

    def recent_blocks(self, principal: str, *, before: datetime, limit: int) -> Sequence[datetime]:
        """When somebody's latest requests before the decision were blocked."""
        return self._store.recent_blocks(principal, before=before, limit=limit)


def _reasons(judged: Judged) -> list[tuple[object, ...]]:
    found = judged.decision.findings
    return [(f.code, f.detector, f.verdict, f.field, tuple(f.span), f.matched, f.remedy) for f in found]


def _reasons_now(decision: Decision) -> list[tuple[object, ...]]:
    found = decision.findings
    return [(f.code.value, f.detector, f.verdict, f.field, f.span, f.matched, f.remedy) for f in found]
