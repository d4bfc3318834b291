"""Judges bare requests and writes the decisions down: what `reelwright check` needs, and no more of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from agent_tools import store
from agent_tools.errors import BriefError
from agent_tools.gate import open_gate
from agent_tools.schema import MAX_REQUEST_CHARS, Brief
from agent_tools.settings import Settings
from policy.gate import Gate
from policy.types import Decision, Intent


def judge(gate: Gate, text: str, asked: Brief | None = None, *, principal: str = "") -> Decision:
    """What a gate says of a bare request.

    Args:
        gate: The gate.
        text: What a person asks for, 1..4000 characters, as typed.
        asked: Who asks and for what, on which consents may depend; nothing else of it is judged.
        principal: Who asks; nobody has to wait where it is empty.

    Raises:
        BriefError: The text is empty or too long.
    """
    if not 1 <= len(text) <= MAX_REQUEST_CHARS:
        raise BriefError(f"the request has {len(text)!r} characters; it must have 1 to {MAX_REQUEST_CHARS}")
    intent = Intent(turns=(text,))
    if asked is not None:
        intent = replace(
            intent,
            requester=asked.requester or "",
            groups=asked.groups,
            use=asked.use,
            territory=asked.territory or "",
        )
    return gate.review(intent, principal=principal)


@contextmanager
def checker(settings: Settings | None = None, asked: Brief | None = None) -> Iterator[Callable[[str], Decision]]:
    """A function that judges bare requests of one thread, and writes each decision down before it is given.

    It knows no principal, so nobody has to wait: whoever can run it can read the lists themselves, and an operator who
    measures the gate asks it thousands of things that it blocks.

    Args:
        settings: Where things are kept; None reads the environment. What is missing is made.
        asked: Who asks and for what, on which consents may depend.

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
        yield lambda text: judge(gate, text, asked)
