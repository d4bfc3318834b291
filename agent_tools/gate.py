"""The gate of one installation: the shipped rules with what its operator added and the consents on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from agent_tools import store
from agent_tools.policy_home import PolicyHome
from agent_tools.settings import Settings
from agent_tools.store.identifier import decision_id
from policy.gate import DecisionLog, Gate, default_gate


def _now() -> datetime:
    return datetime.now(UTC)


def open_gate(settings: Settings, log: DecisionLog, *, clock: Callable[[], datetime] = _now) -> Gate:
    """The gate over the operator's policy and people as they are now; what changes later needs another gate.

    Args:
        settings: Where they are kept.
        log: Where each decision is written, and where earlier blocks are found.
        clock: Gives the aware time of a decision.

    Raises:
        GateKeyError: The gate's key is damaged or open to others.
        OperatorPolicyError: The policy file is missing or wrong.
        PolicyDataError: A list is missing or damaged.
    """
    rulebook = PolicyHome(settings.policy_dir).rulebook(settings.policy)
    return default_gate(
        log,
        store.gate_key(settings.gate_key_path),
        consents=store.ConsentReader(settings.database_url),
        clock=clock,
        new_id=decision_id,
        rulebook=rulebook,
    )
