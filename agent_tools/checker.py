"""Judges bare requests and writes the decisions down: what `reelwright check` needs, and no more of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent_tools import store
from agent_tools.errors import BriefError
from agent_tools.gate import open_gate
from agent_tools.schema import MAX_REQUEST_CHARS
from agent_tools.settings import Settings
from policy.gate import Gate
from policy.types import Decision


def judge(gate: Gate, text: str, *, principal: str = "") -> Decision:
    """What a gate says of a bare request.

    Args:
        gate: The gate.
        text: What a person asks for, 1..4000 characters, as typed.
        principal: Who asks; nobody has to wait where it is empty.

    Raises:
        BriefError: The text is empty or too long.
    """
    if not 1 <= len(text) <= MAX_REQUEST_CHARS:
        raise BriefError(f"the request has {len(text)!r} characters; it must have 1 to {MAX_REQUEST_CHARS}")
    return gate.check(text, principal=principal)


@contextmanager
def checker(settings: Settings | None = None) -> Iterator[Callable[[str], Decision]]:
    """A function that judges bare requests of one thread, and writes each decision down before it is given.

    It knows no principal, so nobody has to wait: whoever can run it can read the lists themselves, and an operator who
    measures the gate asks it thousands of things that it blocks.

    Args:
        settings: Where things are kept; None reads the environment. What is missing is made.

    Raises:
        SettingsError: The home folder or a variable is unusable.
        GateKeyError: The gate's key is damaged or open to others.
        StoreError: The database cannot be opened.
        PolicyDataError: A list of the gate is missing or damaged.
        OperatorPolicyError: The operator's policy file is missing or wrong.
    """
    settings = settings or Settings()
    with store.DecisionLog.open(settings.database_url) or store.Store.open(settings) as log:
        gate = open_gate(settings, log)
        yield lambda text: judge(gate, text)
